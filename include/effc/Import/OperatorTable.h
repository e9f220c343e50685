//===- OperatorTable.h - The operators that can be imported -----*- C++ -*-===//
//
// One table says what effc takes of each TFLite operator. The verifier checks models against
// it, the importer dispatches on it, and `effc supported-ops` and the documentation print it.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_IMPORT_OPERATORTABLE_H
#define EFFC_IMPORT_OPERATORTABLE_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include <cstdint>
#include <string>

namespace effc {
namespace tflite {
class OperatorVerifier;
class OperatorImporter;
} // namespace tflite

/// A set of element types, one bit each.
enum DataType : uint16_t {
  F32 = 1 << 0,
  F16 = 1 << 1,
  I8 = 1 << 2,
  U8 = 1 << 3,
  I16 = 1 << 4,
  I32 = 1 << 5,
  I64 = 1 << 6,
  Bool = 1 << 7
};
using DataTypeSet = uint16_t;

/// Names of the types of a set, as in `int32|int64`.
std::string getDataTypeName(DataTypeSet types);

/// One combination of element types that an operator accepts.
struct TypeSignature {
  static constexpr unsigned kMaxOperands = 5;
  /// Of a variadic operator the last one stands for all further operands.
  DataTypeSet operands[kMaxOperands];
  DataTypeSet result;
};

/// What effc takes of one operator.
struct OperatorInfo {
  static constexpr unsigned kVariadic = 1 << 16;

  /// TFLite's number of a builtin operator; custom ones have that of CUSTOM.
  int32_t code;
  llvm::StringLiteral name;
  /// Of the operands, how many there are, which may be absent and which must be constant (as
  /// bits), and which is the data that gives the row its element type.
  unsigned minOperands, maxOperands;
  unsigned optionalOperands, constantOperands;
  unsigned dataOperand;
  unsigned maxResults;
  /// TFLite's number of the options table, 0 for none.
  uint8_t options;
  /// True if 8- and 16-bit data needs quantization parameters.
  bool isQuantized;
  /// Operands, as bits, that may have one scale per index of a dimension, and if the result may.
  unsigned perAxisOperands;
  bool perAxisResult;
  llvm::ArrayRef<TypeSignature> types;
  /// Restrictions, for the documentation; may be empty.
  llvm::StringLiteral notes;

  /// Reports what is wrong beyond counts and types; may be null.
  void (*verify)(tflite::OperatorVerifier &op);
  void (*import)(tflite::OperatorImporter &op);

  /// All types that the data may have.
  DataTypeSet getDataTypes() const;
};

/// All supported operators, by name.
llvm::ArrayRef<OperatorInfo> getOperatorTable();

/// The table as text: a row for each operator, a column for each element type, and notes.
std::string formatOperatorTable(bool markdown);

} // namespace effc

#endif
