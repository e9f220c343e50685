//===- NpyFile.cpp - NumPy's file format ----------------------------------===//
//
// A magic string, two bytes of version, the header's length in two bytes (version 1) or
// four, the header, the elements. The header is a Python dictionary such as
// {'descr': '<f4', 'fortran_order': False, 'shape': (1, 4), }.
//
//===----------------------------------------------------------------------===//
#include "effc/Driver/TensorFile.h"
#include "effc/Target/Header.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include <optional>

using namespace llvm;
using namespace effc;

static constexpr StringLiteral kMagic = "\x93NUMPY";
static constexpr size_t kMaxRank = 32;

namespace {
/// Reads the dictionary. Each function takes what it reads off the front of the text, and returns
/// false if there is something else.
class HeaderParser {
public:
  HeaderParser(StringRef text, NpyArray &array) : text(text), array(array) {}
  bool parse();
  bool isFortranOrder() const { return *fortranOrder; }

private:
  bool consume(StringRef token) {
    text = text.ltrim();
    return text.consume_front(token);
  }
  bool parseString(StringRef &value);
  bool parseShape();
  bool parseEntry();

  StringRef text;
  NpyArray &array;
  bool hasType = false, hasShape = false;
  std::optional<bool> fortranOrder;
};
} // namespace

bool HeaderParser::parseString(StringRef &value) {
  text = text.ltrim();
  if (!text.starts_with("'") && !text.starts_with("\""))
    return false;
  size_t end = text.find(text.front(), 1);
  if (end == StringRef::npos)
    return false;
  value = text.slice(1, end);
  text = text.substr(end + 1);
  return true;
}

bool HeaderParser::parseShape() {
  if (!consume("("))
    return false;
  array.shape.clear();
  while (!consume(")")) {
    text = text.ltrim();
    uint64_t size;
    if (array.shape.size() == kMaxRank || text.consumeInteger(10, size))
      return false;
    array.shape.push_back(size);
    text.consume_front("L"); // of Python 2
    if (!consume(","))
      return consume(")");
  }
  return true;
}

bool HeaderParser::parseEntry() {
  StringRef key, value;
  if (!parseString(key) || !consume(":"))
    return false;
  if (key == "descr") {
    hasType = parseString(value);
    array.type = value.str();
    return hasType;
  }
  if (key == "fortran_order") {
    bool isFalse = consume("False");
    fortranOrder = !isFalse;
    return isFalse || consume("True");
  }
  return key == "shape" && (hasShape = parseShape());
}

bool HeaderParser::parse() {
  if (!consume("{"))
    return false;
  while (!consume("}")) {
    if (!parseEntry())
      return false;
    if (!consume(",")) {
      if (!consume("}"))
        return false;
      break;
    }
  }
  return text.trim().empty() && hasType && hasShape && fortranOrder.has_value();
}

/// Bytes of an element of type `<f4`; none for types of other kinds, as strings and records.
static std::optional<uint64_t> getTypeBytes(StringRef type) {
  uint64_t bytes;
  if (type.size() < 3 || !StringRef("<>|=").contains(type[0]) ||
      !StringRef("biuf").contains(type[1]) || type.drop_front(2).getAsInteger(10, bytes) ||
      bytes == 0 || bytes > 16)
    return std::nullopt;
  return bytes;
}

static std::string formatShape(ArrayRef<uint64_t> shape) {
  std::string text = "(";
  for (uint64_t size : shape)
    text += (text.size() == 1 ? "" : ", ") + std::to_string(size);
  return text + ")";
}

bool effc::parseNpy(std::string_view contents, NpyArray &array, FileProblem &problem) {
  auto fail = [&](const Twine &message, const Twine &remedy = "save it again with numpy.save") {
    problem = {message.str(), remedy.str()};
    return false;
  };
  StringRef rest(contents);
  if (!rest.consume_front(kMagic) || rest.size() < 6)
    return fail("not a .npy file");
  unsigned version = uint8_t(rest[0]);
  if (version < 1 || version > 3)
    return fail("found version " + Twine(version) + " of .npy, expected 1 to 3");
  const char *length = rest.data() + 2;
  size_t headerSize =
      version == 1 ? support::endian::read16le(length) : size_t(support::endian::read32le(length));
  rest = rest.drop_front(version == 1 ? 4 : 6);
  if (headerSize > rest.size())
    return fail("the .npy header is cut off");
  HeaderParser parser(rest.take_front(headerSize), array);
  if (!parser.parse())
    return fail("the .npy header is damaged, expected a type of numbers, an order and a shape");
  std::optional<uint64_t> bytes = getTypeBytes(array.type);
  if (!bytes)
    return fail("found elements of type '" + array.type + "', expected numbers");
  if (parser.isFortranOrder())
    return fail("found a tensor in Fortran order, expected C order",
                "numpy.ascontiguousarray changes the order");
  uint64_t expected = is_contained(array.shape, 0) ? 0 : *bytes;
  for (uint64_t size : array.shape) {
    bool overflows;
    expected = SaturatingMultiply(expected, size, &overflows);
    if (overflows)
      return fail("found shape " + formatShape(array.shape) + ", which no memory holds");
  }
  rest = rest.drop_front(headerSize);
  if (rest.size() != expected)
    return fail("found " + Twine(rest.size()) + " bytes of elements, expected " + Twine(expected) +
                " for type '" + array.type + "' and shape " + formatShape(array.shape));
  array.elements = rest;
  return true;
}
