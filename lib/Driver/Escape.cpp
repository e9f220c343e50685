//===- Escape.cpp - Text of unknown origin for terminals ------------------===//
#include "effc/Driver/Escape.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"

using namespace llvm;

/// Controls, separators of lines, and marks that change the direction or show nothing.
static bool isPrintable(UTF32 c) {
  return c >= 0x20 && !(c >= 0x7f && c <= 0x9f) && c != 0xad && c != 0x61c &&
         !(c >= 0x200b && c <= 0x200f) && !(c >= 0x2028 && c <= 0x202e) &&
         !(c >= 0x2060 && c <= 0x206f) && c != 0xfeff && !(c >= 0xfff9 && c <= 0xfffb) &&
         !(c >= 0xe0000 && c <= 0xe007f);
}

static void appendByte(std::string &result, unsigned char byte) {
  switch (byte) {
  case '\n':
    result += "\\n";
    break;
  case '\r':
    result += "\\r";
    break;
  case '\t':
    result += "\\t";
    break;
  default:
    result += "\\x";
    result += hexdigit(byte >> 4, /*LowerCase=*/true);
    result += hexdigit(byte & 15, /*LowerCase=*/true);
  }
}

std::string effc::escapeForTerminal(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  const auto *next = reinterpret_cast<const UTF8 *>(text.data());
  const UTF8 *end = next + text.size();
  while (next != end) {
    if (*next >= 0x20 && *next < 0x7f) {
      result += char(*next++);
      continue;
    }
    const UTF8 *start = next;
    UTF32 c;
    bool isValid = convertUTF8Sequence(&next, end, &c, strictConversion) == conversionOK;
    if (!isValid)
      next = start + 1;
    if (isValid && isPrintable(c))
      result.append(start, next);
    else
      for (; start != next; ++start)
        appendByte(result, *start);
  }
  return result;
}
