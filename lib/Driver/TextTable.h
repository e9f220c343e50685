//===- TextTable.h - Columns that fit a width -------------------*- C++ -*-===//
#ifndef EFFC_LIB_DRIVER_TEXTTABLE_H
#define EFFC_LIB_DRIVER_TEXTTABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/raw_ostream.h"
#include <string>

namespace effc {

/// Rows of text in columns, each as wide as what stands in it. One column holds names, which are
/// cut in their middle if a line would be too long.
class TextTable {
public:
  /// `numText` columns from `firstText` on are flush left, others flush right; `name` is the column
  /// that is cut.
  TextTable(unsigned firstText, unsigned numText, unsigned name)
      : firstText(firstText), endText(firstText + numText), name(name) {}

  /// A row's texts are escaped for terminals.
  void addRow(llvm::ArrayRef<std::string> cells);
  void print(llvm::raw_ostream &os, size_t width) const;

private:
  bool isText(size_t column) const { return column >= firstText && column < endText; }

  unsigned firstText, endText, name;
  std::vector<llvm::SmallVector<std::string>> rows;
};

/// `text` in at most `width` bytes or a few: its two ends, with dots between.
std::string shorten(llvm::StringRef text, size_t width);

} // namespace effc

#endif
