//===- CArray.cpp - Models as C source text -------------------------------===//
#include "CArray.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace effc;

/// Takes blanks and comments off the front.
static void skipBlanks(StringRef &text) {
  while (true) {
    text = text.ltrim();
    if (text.starts_with("//"))
      text = text.drop_until([](char c) { return c == '\n'; });
    else if (text.starts_with("/*"))
      text = text.substr(std::min(text.find("*/", 2), text.size() - 2) + 2);
    else
      return;
  }
}

/// Takes up to and including the next `{` of an initializer, `= {`, off the front.
static bool skipToList(StringRef &text) {
  while (!text.empty()) {
    char c = text.front();
    if (text.starts_with("//") || text.starts_with("/*")) {
      skipBlanks(text);
      continue;
    }
    text = text.drop_front();
    if (c != '=')
      continue;
    skipBlanks(text);
    if (text.consume_front("{"))
      return true;
  }
  return false;
}

/// Reads numbers of a byte each up to the `}`; false if there is something else.
static bool readList(StringRef &text, std::string &bytes) {
  bytes.clear();
  while (true) {
    skipBlanks(text);
    if (text.consume_front("}"))
      return true;
    int64_t value;
    if (text.consumeInteger(0, value) || value < -128 || value > 255)
      return false;
    bytes += char(value);
    text.consume_front_insensitive("u");
    skipBlanks(text);
    if (!text.consume_front(",") && !text.starts_with("}"))
      return false;
  }
}

bool effc::isCArray(StringRef text) {
  if (text.take_front(256).contains('\0'))
    return false;
  // Licences and includes come first.
  StringRef rest = text = text.take_front(1 << 16);
  return skipToList(rest) && text.drop_back(rest.size()).contains('[');
}

std::optional<std::string> effc::readCArray(StringRef text) {
  std::string bytes;
  while (skipToList(text))
    if (readList(text, bytes) && StringRef(bytes).substr(4, 4) == "TFL3")
      return bytes;
  return std::nullopt;
}
