//===- PackWeights.cpp - Compile-time operands of kernels -----------------===//
#include "PackWeights.h"
#include "ConvolutionScales.h"
#include "effc/IR/Constants.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace effc;

bool Filter::fitsInt8() const {
  return llvm::all_of(integers, [](int32_t value) { return llvm::isInt<8>(value); });
}

std::optional<Filter> effc::readFilter(Value value) {
  std::optional<std::vector<char>> bytes = getConstantBytes(value);
  auto type = cast<RankedTensorType>(value.getType());
  Type element = type.getElementType();
  if (!bytes)
    return std::nullopt;
  Filter filter;
  filter.shape.assign(type.getShape().begin(), type.getShape().end());
  if (element.isF32()) {
    filter.floats.resize(type.getNumElements());
    for (auto [index, number] : llvm::enumerate(filter.floats))
      number = llvm::bit_cast<float>(
          llvm::support::endian::read32le(bytes->data() + index * sizeof(float)));
    return filter;
  }
  if (!isQuantized(element) || getStorageBytes(element) != 1 ||
      getStorageType(element).getIntOrFloatBitWidth() != 8)
    return std::nullopt;
  bool isUnsigned = isUnsignedStorage(element);
  int64_t zeroPoint = isPerAxisQuantized(element) ? 0 : getZeroPoint(element);
  filter.integers.reserve(bytes->size());
  for (char byte : *bytes)
    filter.integers.push_back((isUnsigned ? int64_t(uint8_t(byte)) : int64_t(int8_t(byte))) -
                              zeroPoint);
  return filter;
}

/// A one-dimensional constant of i8, i16 or f32 from numbers in packed order; missing weights
/// (index -1) are zero.
static Value makePacked(OpBuilder &builder, Location loc, const Filter &filter,
                        ArrayRef<int64_t> order) {
  std::vector<char> bytes;
  Type element;
  if (filter.isFloat()) {
    element = builder.getF32Type();
    bytes.resize(order.size() * sizeof(float));
    for (auto [place, index] : llvm::enumerate(order))
      llvm::support::endian::write32le(
          bytes.data() + place * sizeof(float),
          llvm::bit_cast<uint32_t>(index < 0 ? 0.0f : filter.floats[index]));
  } else if (filter.fitsInt8()) {
    element = builder.getI8Type();
    bytes.reserve(order.size());
    for (int64_t index : order)
      bytes.push_back(index < 0 ? 0 : static_cast<char>(filter.integers[index]));
  } else {
    element = builder.getI16Type();
    bytes.resize(order.size() * 2);
    for (auto [place, index] : llvm::enumerate(order))
      llvm::support::endian::write16le(bytes.data() + place * 2,
                                       index < 0 ? 0 : filter.integers[index]);
  }
  auto type = RankedTensorType::get({static_cast<int64_t>(order.size())}, element);
  return makeConstant(builder, loc, type, bytes);
}

Value effc::packConvWeights(OpBuilder &builder, Location loc, const Filter &filter,
                            const KernelShape &shape, TileAttr tile, int64_t lanes) {
  int64_t outputs = filter.shape[0];
  int64_t window = filter.shape[1] * filter.shape[2] * filter.shape[3];
  int64_t depth = tile.getDepth(), length = shape.runLength();
  int64_t padded = getPaddedChannels(outputs, tile.getChannels(), lanes);
  std::vector<int64_t> order;
  for (int64_t first = 0; first < padded; first += tile.getChannels())
    for (int64_t run = 0; run < shape.runs(); ++run)
      for (int64_t step = 0; step < length; step += depth)
        for (int64_t o = first; o < std::min(first + tile.getChannels(), padded); ++o)
          for (int64_t k = step; k < step + depth; ++k)
            order.push_back(o < outputs && k < length ? o * window + run * length + k : -1);
  return makePacked(builder, loc, filter, order);
}

Value effc::packDepthwiseWeights(OpBuilder &builder, Location loc, const Filter &filter,
                                 TileAttr tile) {
  int64_t height = filter.shape[1], width = filter.shape[2], channels = filter.shape[3];
  int64_t depth = tile.getDepth();
  std::vector<int64_t> order;
  for (int64_t row = 0; row < height; ++row)
    for (int64_t step = 0; step < width; step += depth)
      for (int64_t channel = 0; channel < channels; ++channel)
        for (int64_t k = step; k < step + depth; ++k)
          order.push_back(k < width ? (row * width + k) * channels + channel : -1);
  return makePacked(builder, loc, filter, order);
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

/// Multiplier and shift of `#effc.requantize<rescale = double_rounding>`.
static bool toDoubleRounding(QuantizedMultiplier factor, int32_t &multiplier, int32_t &shift) {
  multiplier = factor.multiplier;
  shift = factor.multiplier == 0 ? 0 : -factor.shift - 1;
  return shift >= 0 && shift <= 30;
}

/// Multiplier and shift of `#effc.requantize<rescale = wide>`: TFLite's 16-bit multiplier and
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

static Value makeInt32(OpBuilder &builder, Location loc, ArrayRef<int64_t> shape,
                       ArrayRef<int32_t> values) {
  std::vector<char> bytes(values.size() * 4);
  for (auto [index, value] : llvm::enumerate(values))
    llvm::support::endian::write32le(bytes.data() + index * 4, value);
  return makeConstant(builder, loc, RankedTensorType::get(shape, builder.getI32Type()), bytes);
}

static Value makeFloatBias(OpBuilder &builder, Location loc, Value bias, int64_t padded) {
  std::vector<char> bytes(padded * sizeof(float), 0);
  if (bias) {
    std::vector<char> values = *getConstantBytes(bias);
    llvm::copy(values, bytes.begin());
  }
  return makeConstant(builder, loc, RankedTensorType::get({padded}, builder.getF32Type()), bytes);
}

/// Whether the accumulator of a 16-bit input is exact in 32 bits, as it is in 64.
static bool fitsInt32(int64_t bias, int64_t magnitude) {
  return magnitude < (int64_t(1) << 15) * 0xffff &&
         std::abs(bias) + magnitude * 32768 < (int64_t(1) << 31) && std::abs(bias) < (1ll << 31);
}

LogicalResult effc::packBiasAndScales(OpBuilder &builder, Location loc,
                                      const ConvolutionTypes &types, Value bias,
                                      ArrayRef<int64_t> sums, ArrayRef<int64_t> magnitudes,
                                      int64_t padded, PackedOperands &operands,
                                      std::string &reason) {
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
  std::vector<int32_t> folded(padded, 0);
  for (size_t o = 0; o < sums.size(); ++o) {
    if (isInt16 && !fitsInt32(values[o], magnitudes[o]))
      return reason = "an accumulator may need more than 32 bits", failure();
    folded[o] = static_cast<int32_t>(values[o] - zeroPoint * sums[o]);
  }
  SmallVector<QuantizedMultiplier> factors =
      getConvolutionScales(types.input, types.filter, types.output, types.isFullyConnected);
  int64_t columns = factors.size() == 1 ? 1 : padded;
  std::vector<int32_t> scales(2 * columns, 0);
  for (auto [o, factor] : llvm::enumerate(factors)) {
    bool fits = isWide ? toWide(factor, scales[o], scales[columns + o])
                       : toDoubleRounding(factor, scales[o], scales[columns + o]);
    if (!fits)
      return reason = "an output scale is too large", failure();
  }
  IntegerRange range = getActivationRange(types.activation, types.output);
  int64_t outputZero = getZeroPoint(types.output);
  operands.bias = makeInt32(builder, loc, {padded}, folded);
  operands.scales = makeInt32(builder, loc, {2, columns}, scales);
  operands.requantize =
      RequantizeAttr::get(builder.getContext(), isWide ? Rescale::Wide : Rescale::DoubleRounding,
                          outputZero, range.min, range.max, range.min >= outputZero);
  operands.padValue = zeroPoint;
  return success();
}
