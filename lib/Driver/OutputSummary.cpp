//===- OutputSummary.cpp - What a run gave, at a glance -------------------===//
#include "effc/Driver/Escape.h"
#include "effc/Driver/Run.h"
#include "effc/Target/Header.h"
#include "llvm/ADT/APFloat.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/raw_ostream.h"
#include <cmath>
#include <numeric>

using namespace llvm;
using namespace effc;

/// Runs that are listed one by one.
static constexpr size_t kMaxRuns = 4;
/// Elements that are named.
static constexpr size_t kTop = 5;

static double readElement(const char *data, ElementType type) {
  using support::endian::read16le, support::endian::read32le, support::endian::read64le;
  switch (type) {
  case ElementType::Float32:
    return bit_cast<float>(read32le(data));
  case ElementType::Float16:
    return APFloat(APFloat::IEEEhalf(), APInt(16, read16le(data))).convertToFloat();
  case ElementType::Int8:
    return int8_t(*data);
  case ElementType::UInt8:
  case ElementType::Bool:
    return uint8_t(*data);
  case ElementType::Int16:
    return int16_t(read16le(data));
  case ElementType::Int32:
    return int32_t(read32le(data));
  case ElementType::Int64:
    return double(int64_t(read64le(data)));
  }
  return 0;
}

/// The tensor's elements as real numbers.
static std::vector<double> readElements(StringRef bytes, const TensorInfo &tensor) {
  std::vector<double> values;
  size_t size = getElementBytes(tensor.type);
  for (; bytes.size() >= size; bytes = bytes.drop_front(size)) {
    double value = readElement(bytes.data(), tensor.type);
    if (tensor.scales.size() == 1)
      value = (value - tensor.zeroPoints[0]) * double(tensor.scales[0]);
    values.push_back(value);
  }
  return values;
}

static std::string formatReal(double value) {
  std::string text;
  raw_string_ostream(text) << format("%.6g", value);
  return text;
}

static void printTensor(raw_ostream &os, size_t number, const TensorInfo &tensor) {
  os << "output " << number << " \"" << escapeForTerminal(tensor.name)
     << "\": " << getElementName(tensor.type) << " [";
  interleave(tensor.shape, os, ", ");
  os << "]";
  if (tensor.scales.size() == 1)
    os << ", scale " << formatReal(tensor.scales[0]) << ", zero point " << tensor.zeroPoints[0];
  os << "\n";
}

/// Range and mean of the elements, and the largest with their positions.
static void printValues(raw_ostream &os, const std::vector<double> &values) {
  std::vector<size_t> order;
  double sum = 0;
  for (auto [i, value] : enumerate(values))
    if (!std::isnan(value)) {
      order.push_back(i);
      sum += value;
    }
  size_t unordered = values.size() - order.size();
  if (order.empty()) {
    os << (values.empty() ? "no elements" : "all elements are NaN") << "\n";
    return;
  }
  size_t top = std::min(order.size(), kTop);
  auto isLarger = [&](size_t a, size_t b) {
    return values[a] != values[b] ? values[a] > values[b] : a < b;
  };
  size_t least = *std::min_element(order.begin(), order.end(),
                                   [&](size_t a, size_t b) { return values[a] < values[b]; });
  std::partial_sort(order.begin(), order.begin() + top, order.end(), isLarger);
  os << "min " << formatReal(values[least]) << ", max " << formatReal(values[order[0]]) << ", mean "
     << formatReal(sum / double(order.size()));
  if (unordered != 0)
    os << ", " << unordered << " NaN";
  os << "; largest:";
  for (size_t i : ArrayRef(order).take_front(top))
    os << " [" << i << "] " << formatReal(values[i]);
  os << "\n";
}

std::string effc::formatOutputs(const RunResult &result) {
  std::string text;
  raw_string_ostream os(text);
  for (auto [number, bytes] : enumerate(result.outputs)) {
    const TensorInfo &tensor = result.compilation.model.outputs[number];
    printTensor(os, number, tensor);
    size_t runs = tensor.bytes ? bytes.size() / tensor.bytes : 1;
    for (size_t run = 0; run < std::min(runs, kMaxRuns); ++run) {
      os << "  " << (runs > 1 ? formatv("run {0}: ", run).str() : "");
      printValues(os,
                  readElements(StringRef(bytes).substr(run * tensor.bytes, tensor.bytes), tensor));
    }
    if (runs > kMaxRuns)
      os << "  " << runs - kMaxRuns << " more runs: --out writes them all\n";
  }
  return text;
}
