//===- PackWeights.cpp - Compile-time operands of kernels -----------------===//
#include "PackWeights.h"
#include "ConvolutionScales.h"
#include "FloatScale.h"
#include "KernelEpilogue.h"
#include "effc/IR/Constants.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

using namespace mlir;
using namespace effc;

bool Filter::fits(int32_t least, int32_t greatest) const {
  if (zeroPoint == 0 && !isUnsigned && least <= INT8_MIN && greatest >= INT8_MAX)
    return true;
  for (size_t index = 0; index < size(); ++index)
    if (getInteger(index) < least || getInteger(index) > greatest)
      return false;
  return true;
}

void Filter::transpose() {
  size_t outputs = shape[3], window = shape[1] * shape[2];
  transposed.resize(bytes.size());
  for (size_t index = 0; index < size(); ++index)
    std::copy_n(bytes.begin() + index * elementBytes, elementBytes,
                transposed.begin() + (index % outputs * window + index / outputs) * elementBytes);
  bytes = transposed;
  shape = {int64_t(outputs), shape[1], shape[2], 1};
}

std::optional<Filter> Filter::read(Value value) {
  auto constant = value.getDefiningOp<ConstantOp>();
  auto type = cast<RankedTensorType>(value.getType());
  Type element = type.getElementType();
  bool isFloat = element.isF32();
  bool isByte = isQuantized(element) && getStorageBytes(element) == 1 &&
                getStorageType(element).getIntOrFloatBitWidth() == 8;
  if (!constant || !(isFloat || isByte))
    return std::nullopt;
  Filter filter{ConstantView(constant.getValue())};
  filter.bytes = filter.constant.getBytes();
  filter.shape.assign(type.getShape().begin(), type.getShape().end());
  if (isFloat) {
    filter.elementBytes = sizeof(float);
  } else {
    filter.isUnsigned = isUnsignedStorage(element);
    filter.zeroPoint = isPerAxisQuantized(element) ? 0 : getZeroPoint(element);
  }
  return filter;
}

/// A one-dimensional constant of i8, i16 or f32. `visit(add)` calls `add` with the numbers of the
/// `count` weights in packed order; -1 is a zero.
template <typename Visit>
static Value makePacked(OpBuilder &builder, Location loc, const Filter &filter, int64_t count,
                        Visit visit) {
  bool isInt8 = !filter.isFloat() && filter.fitsInt8();
  Type element = builder.getF32Type();
  if (!filter.isFloat())
    element = builder.getIntegerType(isInt8 ? 8 : 16);
  auto type = RankedTensorType::get({count}, element);
  if (filter.isOnlyPlanned)
    return ConstantOp::create(builder, loc, type,
                              DenseElementsAttr::get(type, builder.getZeroAttr(element)));
  auto value = makeConstantAttr(type, [&](MutableArrayRef<char> bytes) {
    char *place = bytes.data();
    if (filter.isFloat())
      visit([&](int64_t index) {
        llvm::support::endian::write32le(place, index < 0 ? 0 : filter.getFloatBits(index));
        place += 4;
      });
    else if (isInt8)
      visit([&](int64_t index) {
        *place++ = index < 0 ? 0 : static_cast<char>(filter.getInteger(index));
      });
    else
      visit([&](int64_t index) {
        llvm::support::endian::write16le(place, index < 0 ? 0 : filter.getInteger(index));
        place += 2;
      });
    assert(place == bytes.end());
  });
  return ConstantOp::create(builder, loc, type, value);
}

Value effc::packConvWeights(OpBuilder &builder, Location loc, const Filter &filter,
                            const KernelShape &shape, TileAttr tile, int64_t lanes) {
  int64_t outputs = filter.shape[0];
  int64_t window = filter.shape[1] * filter.shape[2] * filter.shape[3];
  int64_t depth = tile.getDepth(), length = shape.runLength();
  int64_t block = tile.getScalable() ? outputs : tile.getChannels();
  int64_t padded = tile.getScalable() ? outputs : getPaddedChannels(outputs, block, lanes);
  int64_t count = padded * shape.runs() * llvm::alignTo(length, depth);
  return makePacked(builder, loc, filter, count, [&](auto add) {
    for (int64_t first = 0; first < padded; first += block)
      for (int64_t run = 0; run < shape.runs(); ++run)
        for (int64_t step = 0; step < length; step += depth)
          for (int64_t o = first; o < std::min(first + block, padded); ++o)
            for (int64_t k = step; k < step + depth; ++k)
              add(o < outputs && k < length ? o * window + run * length + k : -1);
  });
}

Value effc::packDepthwiseWeights(OpBuilder &builder, Location loc, const Filter &filter,
                                 const KernelShape &shape, TileAttr tile) {
  int64_t height = filter.shape[1], width = filter.shape[2], channels = filter.shape[3];
  std::vector<int64_t> order;
  auto visit = [&](auto add) { llvm::for_each(order, add); };
  if (tile.getDepth() == 1) {
    order.resize(height * width * channels);
    std::iota(order.begin(), order.end(), 0);
    return makePacked(builder, loc, filter, order.size(), visit);
  }
  int64_t rows = shape.pairedRows(), block = tile.getChannels();
  for (int64_t first = 0; first < channels; first += block)
    for (int64_t row = 0; row < rows; ++row)
      for (int64_t step = -row; step < height + rows - 1 - row; step += 2)
        for (int64_t j = 0; j < width; ++j)
          for (int64_t channel = first; channel < first + block; ++channel)
            for (int64_t i = step; i < step + 2; ++i)
              order.push_back(i >= 0 && i < height && channel < channels
                                  ? (i * width + j) * channels + channel
                                  : -1);
  return makePacked(builder, loc, filter, order.size(), visit);
}

std::vector<int64_t> effc::readBias(Value bias, size_t channels) {
  if (!bias)
    return std::vector<int64_t>(channels, 0);
  std::optional<std::vector<char>> bytes = getConstantBytes(bias);
  std::vector<int64_t> values;
  if (!bytes)
    return values;
  bool isWide = bytes->size() == channels * 8;
  for (size_t o = 0; o < channels; ++o)
    values.push_back(isWide ? int64_t(llvm::support::endian::read64le(bytes->data() + o * 8))
                            : int32_t(llvm::support::endian::read32le(bytes->data() + o * 4)));
  return values;
}

/// Multiplier and shift of `#effc.scaling<rescale = double_rounding>`.
static bool toDoubleRounding(QuantizedMultiplier factor, int32_t &multiplier, int32_t &shift) {
  multiplier = factor.multiplier;
  shift = factor.multiplier == 0 ? 0 : -factor.shift - 1;
  return shift >= 0 && shift <= 30;
}

/// Multiplier and shift of `#effc.scaling<rescale = wide>`: TFLite's 16-bit multiplier and
/// total shift, moved up so that the upper word of the product is the result.
static bool toWide(QuantizedMultiplier factor, int32_t &multiplier, int32_t &shift) {
  int64_t reduced =
      factor.multiplier < 0x7FFF0000 ? (int64_t(factor.multiplier) + (1 << 15)) >> 16 : 0x7FFF;
  int64_t total = 15 - factor.shift;
  int64_t up = std::max<int64_t>(32 - total, 0);
  multiplier = static_cast<int32_t>(reduced << up);
  shift = static_cast<int32_t>(std::max<int64_t>(total - 32, 0));
  return up <= 16 && shift <= 30;
}

static Value makeInt32(OpBuilder &builder, Location loc, ArrayRef<int32_t> values) {
  std::vector<char> bytes(values.size() * 4);
  for (auto [index, value] : llvm::enumerate(values))
    llvm::support::endian::write32le(bytes.data() + index * 4, value);
  auto type = RankedTensorType::get({int64_t(values.size())}, builder.getI32Type());
  return makeConstant(builder, loc, type, bytes);
}

static Value makeFloatBias(OpBuilder &builder, Location loc, Value bias, int64_t padded) {
  std::vector<char> bytes(padded * sizeof(float), 0);
  if (bias) {
    std::vector<char> values = *getConstantBytes(bias);
    llvm::copy(values, bytes.begin());
  }
  return makeConstant(builder, loc, RankedTensorType::get({padded}, builder.getF32Type()), bytes);
}

namespace {

/// The numbers of a quantized convolution's channels, as they go into the kernel's operands.
struct ChannelNumbers {
  SmallVector<int32_t> bias;                // with the input's zero point folded in
  SmallVector<int32_t> multipliers, shifts; // one, or one per channel
  SmallVector<int32_t> exceptions;          // none, or as many
  SmallVector<int64_t> lowSums, highSums;   // what the accumulators can be
  int64_t zeroPoint;                        // of the output
};

} // namespace

/// Replaces integer scales by f32 where that is proved exact for all channels; they stay as they
/// are otherwise.
static bool useFloatScales(ChannelNumbers &numbers, IntegerRange range, bool isSignless,
                           TargetAttr target) {
  size_t columns = numbers.multipliers.size(), channels = numbers.bias.size();
  SmallVector<FloatScale> forms;
  bool hasExceptions = false;
  for (size_t column = 0; column < columns; ++column) {
    auto low = columns == 1 ? *llvm::min_element(numbers.lowSums) : numbers.lowSums[column];
    auto high = columns == 1 ? *llvm::max_element(numbers.highSums) : numbers.highSums[column];
    std::optional<FloatScale> form =
        findFloatScale({numbers.multipliers[column], numbers.shifts[column], low, high,
                        range.min - numbers.zeroPoint, range.max - numbers.zeroPoint, isSignless,
                        target.getHasFma()});
    if (!form)
      return false;
    hasExceptions |= form->exception.has_value();
    forms.push_back(*form);
  }
  for (auto [column, form] : llvm::enumerate(forms)) {
    numbers.multipliers[column] = llvm::bit_cast<int32_t>(form.scale);
    numbers.shifts[column] = llvm::bit_cast<int32_t>(form.offset);
    if (hasExceptions)
      numbers.exceptions.push_back(form.exception ? *form.exception - form.origin
                                                  : std::numeric_limits<int32_t>::min());
  }
  for (size_t o = 0; o < channels; ++o)
    numbers.bias[o] -= forms[columns == 1 ? 0 : o].origin;
  numbers.zeroPoint += forms.front().center;
  return true;
}

/// Bias and scales in the layout of the kernel ops.
static void makeOperands(OpBuilder &builder, Location loc, const ChannelNumbers &numbers,
                         IntegerRange range, int64_t padValue, int64_t padded,
                         PackedOperands &operands) {
  SmallVector<int32_t> bias(numbers.bias), scales(kNumLimits);
  bias.resize(padded);
  scales[kZeroPoint] = numbers.zeroPoint;
  scales[kLeast] = range.min;
  scales[kGreatest] = range.max;
  scales[kPadValue] = padValue;
  for (const SmallVector<int32_t> *row :
       {&numbers.multipliers, &numbers.shifts, &numbers.exceptions}) {
    if (row->empty())
      continue;
    llvm::append_range(scales, *row);
    if (row->size() > 1)
      scales.append(padded - row->size(), 0);
  }
  operands.bias = makeInt32(builder, loc, bias);
  operands.scales = makeInt32(builder, loc, scales);
}

/// Whether an accumulator of a 16-bit input is exact in 32 bits, as it is in 64.
static bool fitsInt32(int64_t bias, int64_t magnitude) {
  return magnitude < (int64_t(1) << 15) * 0xffff &&
         std::abs(bias) + magnitude * 32768 < (int64_t(1) << 31) && std::abs(bias) < (1ll << 31);
}

LogicalResult effc::packBiasAndScales(OpBuilder &builder, Location loc,
                                      const ConvolutionTypes &types, Value bias,
                                      ArrayRef<int64_t> sums, ArrayRef<int64_t> magnitudes,
                                      int64_t inputShift, int64_t padded, TargetAttr target,
                                      PackedOperands &operands, std::string &reason) {
  if (types.input.isF32()) {
    if (bias && !isConstant(bias))
      return reason = "the bias is not constant", failure();
    operands.bias = makeFloatBias(builder, loc, bias, padded);
    return success();
  }
  std::vector<int64_t> values = readBias(bias, sums.size());
  if (values.empty())
    return reason = "the bias is not constant", failure();
  bool isInt16 = getStorageBytes(types.input) == 2;
  // Without a bias, TFLite accumulates 16-bit convolutions in 64 bits.
  bool isWide =
      isInt16 && (!bias || cast<TensorType>(bias.getType()).getElementTypeBitWidth() == 64);
  int64_t zeroPoint = getZeroPoint(types.input);
  int64_t low = (isUnsignedStorage(types.input) ? 0 : isInt16 ? -32768 : -128) + inputShift;
  int64_t high = low + (isInt16 ? 0xffff : 0xff);
  ChannelNumbers numbers;
  numbers.zeroPoint = getZeroPoint(types.output);
  for (auto [value, sum, magnitude] : llvm::zip_equal(values, sums, magnitudes)) {
    if (isInt16 && !fitsInt32(value, magnitude))
      return reason = "an accumulator may need more than 32 bits", failure();
    int64_t folded = static_cast<int32_t>(value - (zeroPoint + inputShift) * sum);
    int64_t positive = (magnitude + sum) / 2, negative = (magnitude - sum) / 2;
    numbers.bias.push_back(folded);
    numbers.lowSums.push_back(folded + positive * low - negative * high);
    numbers.highSums.push_back(folded + positive * high - negative * low);
  }
  for (QuantizedMultiplier factor :
       getConvolutionScales(types.input, types.filter, types.output, types.isFullyConnected)) {
    int32_t multiplier, shift;
    if (!(isWide ? toWide(factor, multiplier, shift) : toDoubleRounding(factor, multiplier, shift)))
      return reason = "an output scale is too large", failure();
    numbers.multipliers.push_back(multiplier);
    numbers.shifts.push_back(shift);
  }
  IntegerRange range = getActivationRange(types.activation, types.output);
  bool isSignless = range.min >= numbers.zeroPoint;
  Rescale rescale = isWide ? Rescale::Wide : Rescale::DoubleRounding;
  if (!isWide && KernelEpilogue::hasFloatForm(target) &&
      useFloatScales(numbers, range, isSignless, target))
    rescale = Rescale::Float;
  operands.scaling = ScalingAttr::get(builder.getContext(), rescale, isSignless,
                                      !numbers.exceptions.empty(), isUnsignedStorage(types.output));
  makeOperands(builder, loc, numbers, range, zeroPoint, padded, operands);
  return success();
}
