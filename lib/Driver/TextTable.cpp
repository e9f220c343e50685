//===- TextTable.cpp - Columns that fit a width ---------------------------===//
#include "TextTable.h"
#include "effc/Driver/Escape.h"
#include "llvm/ADT/STLExtras.h"

using namespace llvm;
using namespace effc;

/// Names are not cut shorter than this, whatever the width.
static constexpr size_t kLeastName = 12;

/// True for the second and later bytes of a character in UTF-8.
static bool isContinuation(char c) { return (uint8_t(c) & 0xc0) == 0x80; }

static size_t countCharacters(StringRef text) {
  return count_if(text, [](char c) { return !isContinuation(c); });
}

std::string effc::shorten(StringRef text, size_t width) {
  constexpr StringLiteral kDots = "...";
  size_t length = countCharacters(text);
  if (length <= width || width <= kDots.size())
    return text.str();
  size_t kept = width - kDots.size(), front = kept / 2, back = kept - front;
  // Ends of the parts in bytes.
  size_t end = 0, start = text.size();
  for (; front != 0 || isContinuation(text[end]); ++end)
    front -= !isContinuation(text[end]);
  for (; back != 0; --start)
    back -= !isContinuation(text[start - 1]);
  return (text.take_front(end) + kDots + text.drop_front(start)).str();
}

void TextTable::addRow(ArrayRef<std::string> cells) {
  rows.push_back(
      map_to_vector(cells, [](const std::string &cell) { return escapeForTerminal(cell); }));
}

void TextTable::print(raw_ostream &os, size_t width) const {
  SmallVector<size_t> widths;
  for (const auto &row : rows)
    for (auto [column, cell] : enumerate(row)) {
      if (column == widths.size())
        widths.push_back(0);
      widths[column] = std::max(widths[column], countCharacters(cell));
    }
  if (name >= widths.size())
    return;
  size_t others = 0;
  for (auto [column, size] : enumerate(widths))
    others += (column == name ? 0 : size) + (column ? 1 : 0) + (column && isText(column) ? 1 : 0);
  size_t room = std::max(width > others ? width - others : 0, kLeastName);
  widths[name] = std::min(widths[name], room);
  for (const auto &row : rows) {
    std::string line;
    for (auto [column, cell] : enumerate(row)) {
      std::string text = column == name ? shorten(cell, room) : cell;
      std::string blanks(widths[column] - std::min(widths[column], countCharacters(text)), ' ');
      line += column == 0 ? "" : isText(column) ? "  " : " ";
      line += isText(column) ? text + blanks : blanks + text;
    }
    os << StringRef(line).rtrim() << "\n";
  }
}
