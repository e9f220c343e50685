//===- Geometry.cpp - Explicit windows and slices -------------------------===//
#include "Geometry.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace effc;
using namespace effc::tflite;
using llvm::ArrayRef;
using llvm::formatv;
using llvm::SmallVector;

WindowSteps tflite::getWindowSteps(Padding padding, int64_t size, int64_t window, int64_t stride,
                                   int64_t dilation) {
  if (window <= 0 || stride <= 0 || dilation <= 0)
    return {0, 0, 0};
  int64_t extent = (window - 1) * dilation + 1;
  if (padding == Padding::VALID)
    return {0, 0, size < extent ? 0 : (size - extent) / stride + 1};
  int64_t count = (size + stride - 1) / stride;
  int64_t total = std::max<int64_t>(0, (count - 1) * stride + extent - size);
  return {total / 2, total - total / 2, count};
}

namespace {
/// One entry of a slice's specification, its masks decoded.
struct SliceEntry {
  int64_t begin = 0, end = 0, stride = 1;
  bool fromStart = true, toEnd = true, isNew = false, drop = false;
};
} // namespace

/// Writes out the ellipsis and the dimensions that are not mentioned, so that each entry but the
/// new ones stands for a dimension of the input.
static SmallVector<SliceEntry>
expandEntries(const OperatorReader &op, const StridedSliceOptions &options, std::string &problem) {
  SmallVector<int64_t> begin = op.getConstantIntegers(1), end = op.getConstantIntegers(2),
                       strides = op.getConstantIntegers(3);
  size_t rank = op.getOperand(0).shape.size(), mentioned = 0;
  auto isSet = [](int32_t mask, size_t bit) { return ((static_cast<uint32_t>(mask) >> bit) & 1); };
  for (size_t i = 0; i < begin.size(); ++i)
    mentioned += !isSet(options.ellipsis_mask(), i) && !isSet(options.new_axis_mask(), i);
  SmallVector<SliceEntry> entries;
  if (mentioned > rank) {
    problem = formatv("found {0} dimensions in `begin`, expected at most {1}", mentioned, rank);
    return entries;
  }
  size_t unmentioned = rank - mentioned;
  for (size_t i = 0; i < begin.size(); ++i) {
    if (isSet(options.ellipsis_mask(), i)) {
      entries.append(unmentioned, SliceEntry());
      unmentioned = 0;
      continue;
    }
    SliceEntry &entry = entries.emplace_back();
    entry.isNew = isSet(options.new_axis_mask(), i);
    if (entry.isNew)
      continue;
    entry = {begin[i],
             end[i],
             strides[i],
             bool(isSet(options.begin_mask(), i)),
             bool(isSet(options.end_mask(), i)),
             false,
             bool(isSet(options.shrink_axis_mask(), i))};
  }
  entries.append(unmentioned, SliceEntry());
  return entries;
}

/// First index and number of elements that `entry` takes of a dimension of `size` elements.
static std::pair<int64_t, int64_t> resolveEntry(const SliceEntry &entry, int64_t size,
                                                bool endIsOffset) {
  int64_t low = entry.stride > 0 ? 0 : -1, high = entry.stride > 0 ? size : size - 1;
  auto clamp = [&](int64_t index) {
    return std::clamp(index < 0 ? index + size : index, low, high);
  };
  int64_t first = entry.stride > 0 ? 0 : size - 1;
  if (!entry.fromStart)
    first = clamp(entry.begin);
  if (entry.drop)
    return {first, 1};
  int64_t last = entry.stride > 0 ? size : -1;
  if (!entry.toEnd)
    last = clamp(endIsOffset ? first + entry.end : entry.end);
  int64_t distance = entry.stride > 0 ? last - first : first - last;
  int64_t step = std::abs(entry.stride);
  return {first, distance <= 0 ? 0 : (distance - 1) / step + 1};
}

std::optional<SliceGeometry> tflite::getStridedSlice(const OperatorReader &op,
                                                     std::string &problem) {
  const auto &options = op.getOptions<StridedSliceOptions>();
  SmallVector<SliceEntry> entries = expandEntries(op, options, problem);
  if (!problem.empty())
    return std::nullopt;
  ArrayRef<int64_t> shape = op.getOperand(0).shape;
  SliceGeometry slice;
  for (const SliceEntry &entry : entries) {
    if (entry.isNew) {
      slice.resultShape.push_back(1);
      continue;
    }
    size_t dim = slice.shape.size();
    if (entry.stride == 0) {
      problem = formatv("found stride 0 for dimension {0}", dim);
      return std::nullopt;
    }
    auto [first, count] = resolveEntry(entry, shape[dim], options.offset());
    if (count <= 0 || first < 0 || first >= shape[dim]) {
      problem = formatv("takes no element of dimension {0}, which has {1}", dim, shape[dim]);
      return std::nullopt;
    }
    slice.offsets.push_back(first);
    slice.strides.push_back(count == 1 ? 1 : entry.stride);
    slice.shape.push_back(count);
    if (!entry.drop)
      slice.resultShape.push_back(count);
  }
  return slice;
}

std::optional<SliceGeometry> tflite::getSlice(const OperatorReader &op, std::string &problem) {
  ArrayRef<int64_t> shape = op.getOperand(0).shape;
  SliceGeometry slice;
  slice.offsets = op.getConstantIntegers(1);
  slice.shape = op.getConstantIntegers(2);
  slice.strides.assign(shape.size(), 1);
  if (slice.offsets.size() != shape.size() || slice.shape.size() != shape.size()) {
    problem = formatv("found {0} offsets and {1} sizes, expected {2}", slice.offsets.size(),
                      slice.shape.size(), shape.size());
    return std::nullopt;
  }
  for (size_t dim = 0; dim < shape.size(); ++dim) {
    int64_t offset = slice.offsets[dim];
    bool isInside = offset >= 0 && offset < shape[dim];
    int64_t rest = isInside ? shape[dim] - offset : 0;
    int64_t count = slice.shape[dim] == -1 ? rest : slice.shape[dim];
    if (count <= 0 || count > rest) {
      problem = formatv("takes {0} elements from {1} on of dimension {2}, which has {3}",
                        slice.shape[dim], offset, dim, shape[dim]);
      return std::nullopt;
    }
    slice.shape[dim] = count;
  }
  slice.resultShape = slice.shape;
  return slice;
}

SmallVector<int64_t> tflite::getReducedAxes(const OperatorReader &op) {
  SmallVector<int64_t> axes;
  for (int64_t axis : op.getConstantIntegers(1))
    axes.push_back(*normalizeAxis(axis, op.getOperand(0).shape.size()));
  llvm::sort(axes);
  axes.erase(llvm::unique(axes), axes.end());
  return axes;
}

std::optional<SmallVector<int64_t>> tflite::getSplitSizes(const OperatorReader &op, int64_t total) {
  SmallVector<int64_t> sizes = op.getConstantIntegers(1);
  int64_t sum = 0, *unknown = nullptr;
  for (int64_t &size : sizes) {
    if (size == -1 && !unknown)
      unknown = &size;
    else if (size <= 0 || size > total - sum)
      return std::nullopt;
    else
      sum += size;
  }
  if (unknown)
    *unknown = total - sum;
  if (unknown ? *unknown <= 0 : sum != total)
    return std::nullopt;
  return sizes;
}
