//===- TensorFile.cpp - Tensors in files ----------------------------------===//
#include "effc/Driver/TensorFile.h"
#include "effc/Target/Header.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MemoryBuffer.h"

using namespace llvm;
using namespace effc;

static constexpr StringLiteral kMagic = "\x93NUMPY";

/// NumPy's name of an element type.
static StringRef getDescr(ElementType type) {
  static constexpr StringLiteral kNames[] = {"<f4", "<f2", "|i1", "|u1",
                                             "<i2", "<i4", "<i8", "|b1"};
  return kNames[unsigned(type) - 1];
}

/// The value of `key` in the header's Python dictionary, without quotes.
static StringRef getField(StringRef header, StringRef key) {
  StringRef rest = header.split(("'" + key + "'").str()).second.ltrim(" :");
  if (rest.consume_front("'"))
    return rest.split('\'').first;
  return rest.take_until([](char c) { return c == ',' || c == '}'; }).trim();
}

/// Strips a `.npy` file's header.
static bool parseNpy(StringRef contents, const TensorInfo &tensor, StringRef &elements,
                     std::string &error) {
  StringRef rest = contents;
  if (!rest.consume_front(kMagic) || rest.size() < 6) {
    error = "not a .npy file";
    return false;
  }
  bool isVersion1 = rest[0] == 1;
  const char *length = rest.data() + 2;
  size_t headerSize =
      isVersion1 ? support::endian::read16le(length) : size_t(support::endian::read32le(length));
  rest = rest.drop_front(isVersion1 ? 4 : 6);
  if (headerSize > rest.size()) {
    error = "the .npy header is cut off";
    return false;
  }
  StringRef header = rest.take_front(headerSize);
  StringRef found = getField(header, "descr"), expected = getDescr(tensor.type);
  if (found.ltrim("<|=") != expected.ltrim("<|=")) {
    error = ("found elements of type '" + found + "', expected '" + expected + "'").str();
    return false;
  }
  if (getField(header, "fortran_order") != "False") {
    error = "found a tensor in Fortran order, expected C order";
    return false;
  }
  elements = rest.drop_front(headerSize);
  return true;
}

bool effc::readTensorFile(const std::string &path, const TensorInfo &tensor, std::string &bytes,
                          std::string &error) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> file =
      MemoryBuffer::getFile(path, /*IsText=*/false, /*RequiresNullTerminator=*/false);
  if (!file) {
    error = path + ": " + file.getError().message();
    return false;
  }
  StringRef elements = (*file)->getBuffer();
  std::string problem;
  if (StringRef(path).ends_with(".npy") && !parseNpy(elements, tensor, elements, problem)) {
    error = path + ": " + problem;
    return false;
  }
  if (elements.empty() || elements.size() % tensor.bytes != 0) {
    error = path + ": found " + std::to_string(elements.size()) + " bytes, expected " +
            std::to_string(tensor.bytes) + " for input '" + tensor.name + "'";
    return false;
  }
  bytes = elements.str();
  return true;
}

std::string effc::makeNpy(const TensorInfo &tensor, const std::string &bytes) {
  std::string shape;
  if (uint64_t count = tensor.bytes ? bytes.size() / tensor.bytes : 1; count != 1)
    shape = std::to_string(count) + ", ";
  for (int32_t size : tensor.shape)
    shape += std::to_string(size) + ", ";
  std::string header = "{'descr': '" + getDescr(tensor.type).str() +
                       "', 'fortran_order': False, 'shape': (" + shape + "), }";
  // The elements start at a multiple of 64.
  constexpr size_t kPrefix = 10;
  header.append(63 - (kPrefix + header.size()) % 64, ' ');
  header += '\n';
  std::string file = kMagic.str();
  file += {'\1', '\0', char(header.size() & 0xff), char(header.size() >> 8)};
  return file + header + bytes;
}
