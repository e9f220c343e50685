//===- BoundedJSON.cpp - JSON from anywhere -------------------------------===//
#include "BoundedJSON.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace effc;

static constexpr unsigned kMaxDepth = 64;

static Error makeError(const Twine &message) {
  return createStringError(inconvertibleErrorCode(), message);
}

/// How deep brackets are nested at most, those in strings not counted.
static unsigned getDepth(StringRef text) {
  unsigned depth = 0, deepest = 0;
  bool inString = false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (inString) {
      if (c == '\\')
        ++i;
      inString = c != '"';
    } else if (c == '"') {
      inString = true;
    } else if (c == '[' || c == '{') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == ']' || c == '}') && depth != 0) {
      --depth;
    }
  }
  return deepest;
}

Expected<json::Value> effc::parseBoundedJSON(StringRef text, uint64_t maxBytes) {
  if (text.size() > maxBytes)
    return makeError("found " + Twine(text.size()) + " bytes, expected at most " + Twine(maxBytes));
  if (text.starts_with("\xff\xfe") || text.starts_with("\xfe\xff"))
    return makeError("found UTF-16 text, expected UTF-8");
  text.consume_front("\xef\xbb\xbf");
  if (text.trim().empty())
    return makeError("the text is empty, expected JSON");
  if (!json::isUTF8(text))
    return makeError("found bytes that are no UTF-8, expected JSON text");
  if (unsigned depth = getDepth(text); depth > kMaxDepth)
    return makeError("found brackets nested " + Twine(depth) + " deep, expected at most " +
                     Twine(kMaxDepth));
  return json::parse(text);
}

Error effc::checkKeys(const json::Object &object, ArrayRef<StringLiteral> known,
                      const Twine &where) {
  // In the order of keys, not of the hash table.
  std::vector<StringRef> unknown;
  for (const auto &[key, value] : object)
    if (!is_contained(known, StringRef(key)))
      unknown.push_back(key);
  if (unknown.empty())
    return Error::success();
  StringRef found = *std::min_element(unknown.begin(), unknown.end());
  return makeError("found key '" + found + "' " + where + ", expected " + join(known, ", "));
}
