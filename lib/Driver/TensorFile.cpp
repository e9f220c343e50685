//===- TensorFile.cpp - Tensors in files ----------------------------------===//
#include "effc/Driver/TensorFile.h"
#include "effc/Driver/InputFiles.h"
#include "effc/Target/Header.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>
#include <cstring>
#include <limits>

using namespace llvm;
using namespace effc;

static constexpr uint64_t kMaxFileBytes = uint64_t(4) << 30;

/// NumPy's name of an element type.
static StringRef getDescr(ElementType type) {
  static constexpr StringLiteral kNames[] = {"<f4", "<f2", "|i1", "|u1",
                                             "<i2", "<i4", "<i8", "|b1"};
  return kNames[unsigned(type) - 1];
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

template <typename T> static std::string formatShape(const std::vector<T> &shape) {
  std::string text = "(";
  for (T size : shape)
    text += (text.size() == 1 ? "" : ", ") + std::to_string(size);
  return text + (shape.size() == 1 ? ",)" : ")");
}

/// The shape without dimensions of 1, which do not change the elements' order.
template <typename T> static SmallVector<uint64_t> squeeze(const std::vector<T> &shape) {
  SmallVector<uint64_t> sizes;
  for (T size : shape)
    if (size != 1)
      sizes.push_back(size);
  return sizes;
}

/// True if an array is a tensor or several of them: the tensor's shape, with another dimension in
/// front or the first one several times as large, or its elements in one row. Another order of the
/// dimensions would be another order of the elements.
static bool holdsTensors(const NpyArray &array, const TensorInfo &tensor) {
  SmallVector<uint64_t> found = squeeze(array.shape), expected = squeeze(tensor.shape);
  if (found == expected || found.size() <= 1)
    return true;
  if (ArrayRef(found).drop_front() == ArrayRef(expected))
    return true;
  uint64_t count = 1;
  for (uint64_t size : expected)
    count *= size;
  if (found.size() == 2 && found[1] == count)
    return true;
  return !expected.empty() && expected[0] != 0 && found[0] % expected[0] == 0 &&
         ArrayRef(found).drop_front() == ArrayRef(expected).drop_front();
}

//===----------------------------------------------------------------------===//
// Conversion of real numbers
//===----------------------------------------------------------------------===//

/// Element `index` of an array of `<f2`, `<f4` or `<f8`.
static double getReal(const NpyArray &array, size_t index) {
  const char *start = array.elements.data();
  if (array.type == "<f8")
    return bit_cast<double>(support::endian::read64le(start + 8 * index));
  if (array.type == "<f4")
    return bit_cast<float>(support::endian::read32le(start + 4 * index));
  return APFloat(APFloat::IEEEhalf(), APInt(16, support::endian::read16le(start + 2 * index)))
      .convertToFloat();
}

template <typename T> static void append(std::string &bytes, T value) {
  char buffer[sizeof(T)];
  support::endian::write<T, llvm::endianness::little>(buffer, value);
  bytes.append(buffer, sizeof(T));
}

/// As TFLite's QUANTIZE: in single precision, rounded away from zero, clamped.
template <typename T>
static void quantize(const NpyArray &array, size_t count, const TensorInfo &tensor,
                     std::string &bytes) {
  for (size_t i = 0; i < count; ++i) {
    float scaled = std::round(float(getReal(array, i)) / tensor.scales[0]);
    double value = double(scaled) + tensor.zeroPoints[0];
    append<T>(bytes, T(std::clamp<double>(value, std::numeric_limits<T>::min(),
                                          std::numeric_limits<T>::max())));
  }
}

static bool isReal(StringRef type) { return type == "<f2" || type == "<f4" || type == "<f8"; }

static bool canConvert(StringRef found, const TensorInfo &tensor) {
  if (!isReal(found))
    return false;
  switch (tensor.type) {
  case ElementType::Float32:
    return true;
  case ElementType::Int8:
  case ElementType::UInt8:
  case ElementType::Int16:
    return tensor.scales.size() == 1;
  default:
    return false;
  }
}

static bool convertElements(const NpyArray &array, const TensorInfo &tensor, std::string &bytes,
                            FileProblem &problem) {
  size_t count = array.elements.size() / (array.type.back() - '0');
  for (size_t i = 0; i < count && tensor.type != ElementType::Float32; ++i)
    if (std::isnan(getReal(array, i))) {
      problem = {"element " + std::to_string(i) + " is not a number, which has no quantized value",
                 "replace it, for instance with numpy.nan_to_num"};
      return false;
    }
  switch (tensor.type) {
  case ElementType::Float32:
    for (size_t i = 0; i < count; ++i)
      append<uint32_t>(bytes, bit_cast<uint32_t>(float(getReal(array, i))));
    break;
  case ElementType::Int8:
    quantize<int8_t>(array, count, tensor, bytes);
    break;
  case ElementType::UInt8:
    quantize<uint8_t>(array, count, tensor, bytes);
    break;
  default:
    quantize<int16_t>(array, count, tensor, bytes);
  }
  return true;
}

/// How to make the right elements of those found.
static std::string getConversion(StringRef found, const TensorInfo &tensor) {
  std::string type = getElementName(tensor.type);
  if (!canConvert(found, tensor))
    return "convert it in Python: x.astype(numpy." + type + ")";
  std::string remedy = "effc run --quantize-inputs converts it";
  if (tensor.type == ElementType::Float32)
    return remedy + ", as x.astype(numpy.float32) does";
  std::string scale;
  raw_string_ostream(scale) << format("%.9g", double(tensor.scales[0]));
  return formatv("{0} by the input's scale {1} and zero point {2}: round(x / {1}) + {2}", remedy,
                 scale, tensor.zeroPoints[0]);
}

//===----------------------------------------------------------------------===//
// Files
//===----------------------------------------------------------------------===//

static bool readNpy(std::string_view contents, const TensorInfo &tensor, bool convert,
                    std::string &bytes, FileProblem &problem) {
  NpyArray array;
  if (!parseNpy(contents, array, problem))
    return false;
  StringRef found = array.type, expected = getDescr(tensor.type);
  std::string type = found.str();
  if (type[0] == '=' || type[0] == '|')
    type[0] = '<';
  array.type = type;
  bool isSame = StringRef(type).drop_front() == expected.drop_front() &&
                (type[0] == '<' || expected[0] == '|');
  if (!isSame && !(convert && canConvert(array.type, tensor))) {
    problem = {"found elements of type '" + found.str() + "', expected '" + expected.str() + "'",
               getConversion(array.type, tensor)};
    return false;
  }
  if (!holdsTensors(array, tensor)) {
    problem = {"found shape " + formatShape(array.shape) + ", expected " +
                   formatShape(tensor.shape) + " for input '" + tensor.name + "'",
               "numpy.transpose changes the order of dimensions; a further one in front is the "
               "number of runs"};
    return false;
  }
  if (!isSame)
    return convertElements(array, tensor, bytes, problem);
  bytes = array.elements;
  return true;
}

bool effc::readTensorFile(const std::string &path, const TensorInfo &tensor, bool convert,
                          std::string &bytes, FileProblem &problem) {
  auto file = readInputFile(path, kMaxFileBytes, problem.message);
  if (!file)
    return false;
  std::string_view contents(file->getBufferStart(), file->getBufferSize());
  bytes.clear();
  if (!StringRef(path).ends_with(".npy")) {
    bytes = contents;
  } else if (!readNpy(contents, tensor, convert, bytes, problem)) {
    problem.message = path + ": " + problem.message;
    return false;
  }
  uint64_t expected = tensor.bytes;
  if (expected == 0 ? bytes.empty() : !bytes.empty() && bytes.size() % expected == 0)
    return true;
  problem = {path + ": found " + std::to_string(bytes.size()) + " bytes, expected " +
                 std::to_string(expected) + " for input '" + tensor.name + "'",
             "a file of several times as many is as many runs"};
  return false;
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
  std::string file = "\x93NUMPY";
  file += {'\1', '\0', char(header.size() & 0xff), char(header.size() >> 8)};
  return file + header + bytes;
}
