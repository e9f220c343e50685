//===- PackCompact.cpp - Compile-time operands of compact kernels ---------===//
//
// The compact kernels keep a bias of 24 bits (depthwise: 27) and a shift in one word, and sums of
// the packed form of weights (CompactDot.cpp) in 24 bits. Whether that is enough is known here, for
// each channel, from the sum of the magnitudes of its weights. A layer whose weights are too large
// is stored with weights of 16 bits; one whose bias is too large has no compact kernel. Channels
// whose result is the same for all inputs are common in trained models, with scales and biases
// out of all proportion; they become channels without weights.
//
//===----------------------------------------------------------------------===//
#include "PackCompact.h"
#include "CompactShape.h"
#include "CompactVector.h"
#include "ConvolutionScales.h"
#include "effc/IR/Constants.h"
#include "llvm/Support/Endian.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace effc;

/// Helium: the vectors of Arm's microcontrollers.
static bool hasHelium(TargetAttr target) {
  return target.getVectorBits() == 128 && llvm::Triple(target.getTriple()).isArmMClass();
}

bool effc::hasCompactKernels(TargetAttr target) {
  if (!target)
    return false;
  bool isScalar = target.getDot() == Dot::DualI16 || target.getDot() == Dot::TwinI16;
  return (target.getVectorBits() == 0 && isScalar) || hasHelium(target);
}

namespace {
/// Numbers of one output channel.
struct Channel {
  int64_t sum = 0;       // of its weights
  int64_t magnitude = 0; // of their magnitudes
  int64_t bias = 0;      // with the input's zero point folded
  int64_t bound = 0;     // of the accumulator
  int32_t multiplier = 0, shift = 0;
  bool isConstant = false; // whatever the input is
  bool foldsFour = false;  // twin_i16: each four steps fit 16 bits
};

class Packer {
public:
  Packer(OpBuilder &builder, Location loc, const ConvolutionTypes &types, const Filter &filter,
         const KernelShape &shape, bool isDepthwise, Dot dot, int64_t twinChannels = 1)
      : builder(builder), loc(loc), types(types), filter(filter), shape(shape),
        isDepthwise(isDepthwise), isVector(dot == Dot::Widen), isTwin(dot == Dot::TwinI16),
        twinChannels(twinChannels) {
    IntegerRange range = getActivationRange(types.activation, types.output);
    int64_t zeroPoint = getZeroPoint(types.output);
    how = RequantizeAttr::get(builder.getContext(), Rescale::DoubleRounding, zeroPoint, range.min,
                              range.max, range.min >= zeroPoint);
  }

  FailureOr<CompactOperands> pack(Value bias, std::string &reason);

private:
  bool readChannels(Value bias, std::string &reason);
  bool readScales(std::string &reason);
  void simplify(Channel &channel) const;
  TileAttr chooseTile() const;
  bool fitsPacked() const;
  bool fitsHalf(int64_t channel, int64_t first, int64_t count) const;
  bool fitsTwins(std::string &reason);
  Value packConv(TileAttr tile) const;
  Value packDepthwise() const;
  Value packTable(const CompactOperands &operands) const;
  Value makeWords(ArrayRef<int32_t> words) const;

  OpBuilder &builder;
  Location loc;
  const ConvolutionTypes &types;
  const Filter &filter;
  KernelShape shape;
  bool isDepthwise, isVector, isTwin;
  int64_t twinChannels;
  RequantizeAttr how;
  SmallVector<Channel> channels;
  bool quarterScales = false;
};
} // namespace

static constexpr int64_t kSumLimit = int64_t(1) << 23;

bool Packer::readChannels(Value bias, std::string &reason) {
  channels.resize(shape.outChannels);
  int64_t each = filter.size() / channels.size();
  for (size_t index = 0; index < filter.size(); ++index) {
    int64_t weight = filter.getInteger(index);
    Channel &channel = channels[isDepthwise ? index % channels.size() : index / each];
    channel.sum += weight;
    channel.magnitude += std::abs(weight);
  }
  std::vector<int64_t> values = readBias(bias, channels.size());
  if (values.empty())
    return reason = "the bias is not constant", false;
  bool isUnsigned = isUnsignedStorage(types.input);
  int64_t inputShift = isTwin ? getInputShift(Dot::TwinI16, isUnsigned, isDepthwise) : 0;
  int64_t zeroPoint = getZeroPoint(types.input) + inputShift;
  int64_t largest = isUnsigned || isTwin ? 255 : 128;
  for (auto [channel, value] : llvm::zip_equal(channels, values)) {
    channel.bias = value - zeroPoint * channel.sum;
    channel.bound = std::abs(channel.bias) + channel.magnitude * largest;
  }
  return true;
}

/// `#effc.requantize` of a sum that fits 32 bits. A shift of -1, for a scale of 1/2 or more, is a
/// single rounding.
static int64_t requantize(int64_t sum, const Channel &channel, RequantizeAttr how) {
  if (channel.shift < 0) {
    int64_t scaled = (sum * channel.multiplier + (int64_t(1) << 30)) >> 31;
    return std::clamp(scaled + how.getZeroPoint(), how.getMin(), how.getMax());
  }
  int64_t rounding = (int64_t(1) << (31 + channel.shift)) + (int64_t(1) << 30);
  int64_t scaled = (sum * channel.multiplier + rounding - (sum < 0 ? int64_t(1) << 31 : 0)) >>
                   (32 + channel.shift);
  return std::clamp(scaled + how.getZeroPoint(), how.getMin(), how.getMax());
}

/// Turns a channel with one possible result into one without weights: a bias of eight times the
/// result, times 1/8.
void Packer::simplify(Channel &channel) const {
  int64_t spread = channel.bound - std::abs(channel.bias);
  if (channel.bound > INT32_MAX)
    return;
  int64_t result = requantize(channel.bias, channel, how);
  if (requantize(channel.bias - spread, channel, how) != result ||
      requantize(channel.bias + spread, channel, how) != result)
    return;
  channel.isConstant = true;
  channel.bias = 8 * (result - how.getZeroPoint());
  channel.bound = std::abs(channel.bias);
  channel.multiplier = 1 << 30;
  channel.shift = 1;
}

bool Packer::readScales(std::string &reason) {
  SmallVector<QuantizedMultiplier> factors =
      getConvolutionScales(types.input, types.filter, types.output, types.isFullyConnected);
  for (auto [index, channel] : llvm::enumerate(channels)) {
    QuantizedMultiplier factor = factors[factors.size() == 1 ? 0 : index];
    channel.multiplier = factor.multiplier;
    channel.shift = factor.multiplier == 0 ? 1 : -factor.shift - 1;
    if (channel.shift < -1)
      return reason = "an output scale is too large", false;
    simplify(channel);
    if (channel.shift > 22)
      return reason = "an output scale is too small", false;
    if (std::abs(channel.bias) >= (isDepthwise ? 8 : 1) * kSumLimit)
      return reason = "a bias needs too many bits", false;
    quarterScales |= channel.shift < (isVector || isTwin ? 0 : 1);
  }
  auto isSmall = [](const Channel &channel) { return channel.shift > 21; };
  if (!isTwin && quarterScales && llvm::any_of(channels, isSmall))
    return reason = "output scales are too far apart", false;
  return true;
}

/// Whether `256*a + b` fits 16 bits for all pairs of weights, and its sums 32.
bool Packer::fitsPacked() const {
  return filter.fits(-127, 127) &&
         llvm::all_of(channels, [](const Channel &channel) { return channel.bound < kSumLimit; });
}

/// Whether the products of `count` steps of a channel, from `first` on, have a sum of 16 bits.
bool Packer::fitsHalf(int64_t channel, int64_t first, int64_t count) const {
  int64_t least = 0, greatest = 0, each = filter.size() / channels.size();
  for (int64_t k = first; k < std::min(first + count, each); ++k) {
    int64_t weight = filter.getInteger(channel * each + k);
    least += std::min(-128 * weight, 127 * weight);
    greatest += std::max(-128 * weight, 127 * weight);
  }
  return channels[channel].isConstant || (least >= INT16_MIN && greatest <= INT16_MAX);
}

/// Whether the sums of two steps fit 16 bits, and results 32 (CompactTwin.cpp,
/// CompactEpilogue.cpp). Notes in which channels four steps fit.
bool Packer::fitsTwins(std::string &reason) {
  int64_t zero = 2 * std::abs(how.getZeroPoint()) + 1;
  for (const Channel &channel : channels)
    if (channel.bound >= int64_t(1) << 28 ||
        2 * channel.bound + (zero << (channel.shift + 1)) + 2 > INT32_MAX)
      return reason = "sums need too many bits", false;
  if (isDepthwise)
    return true;
  int64_t each = filter.size() / channels.size();
  for (auto [index, channel] : llvm::enumerate(channels)) {
    channel.foldsFour = true;
    for (int64_t k = 0; k < each && !channel.isConstant; k += 2) {
      if (!fitsHalf(index, k, 2))
        return reason = "products of weights need too many bits", false;
      channel.foldsFour &= k % 4 != 0 || fitsHalf(index, k, 4);
    }
  }
  return true;
}

TileAttr Packer::chooseTile() const {
  MLIRContext *context = builder.getContext();
  if (isVector)
    return TileAttr::get(context, 1, isDepthwise ? 1 : 4, 16, Dot::Widen);
  if (isDepthwise)
    return isTwin ? TileAttr::get(context, 1, 1, 2, Dot::TwinI16)
                  : TileAttr::get(context, 2, 1, 2, Dot::DualI16);
  bool isSingle = shape.isPointwise() && shape.outHeight * shape.outWidth * shape.batch == 1 &&
                  !shape.hasPadding() && shape.outChannels >= 4;
  if (isTwin) {
    bool isRow = isSingle && shape.channels % 4 == 0 && !isUnsignedStorage(types.input);
    return TileAttr::get(context, isRow ? 1 : 4, isRow ? 1 : twinChannels, 4, Dot::TwinI16);
  }
  if (isSingle && shape.channels % 8 == 0 && fitsPacked())
    return TileAttr::get(context, 1, 4, 8, Dot::DualI16);
  return TileAttr::get(context, 2, 2, 8, Dot::DualI16);
}

Value Packer::makeWords(ArrayRef<int32_t> words) const {
  std::vector<char> bytes(words.size() * 4);
  for (auto [index, value] : llvm::enumerate(words))
    llvm::support::endian::write32le(bytes.data() + index * 4, value);
  auto type = RankedTensorType::get({int64_t(words.size())}, builder.getI32Type());
  return makeConstant(builder, loc, type, bytes);
}

/// Weights in the order of `effc.kernel.compact_conv_2d`.
Value Packer::packConv(TileAttr tile) const {
  CompactReduction reduction(shape, tile);
  int64_t block = tile.getChannels();
  int64_t window = filter.shape[1] * filter.shape[2] * filter.shape[3];
  bool isDual = tile.getDot() == Dot::DualI16, isWide = isDual && !fitsPacked();
  auto weightAt = [&](int64_t channel, int64_t run, int64_t k) -> int32_t {
    if (reduction.swapsMiddle && (k % 4 == 1 || k % 4 == 2))
      k ^= 3;
    k += run * reduction.length;
    bool isZero = k >= window || channels[channel].isConstant;
    return isZero ? 0 : filter.getInteger(channel * window + k);
  };
  std::vector<char> bytes;
  auto add = [&](int32_t value) { bytes.push_back(static_cast<char>(value)); };
  auto addMask = [&](int64_t channel, int64_t first) {
    uint32_t mask = 0;
    for (int64_t k = first; k < first + CompactReduction::kMaskSteps; k += 4)
      mask = mask << 1 | !(fitsHalf(channel, k, 4) && fitsHalf(channel + 1, k, 4));
    for (int64_t shift = 0; shift < 32; shift += 8)
      add(mask >> shift);
  };
  for (int64_t index = 0; index < reduction.blocks; ++index) {
    int64_t first = CompactReduction::firstChannel(index, shape.outChannels, tile);
    for (int64_t run = 0; run < reduction.runs; ++run) {
      for (int64_t k = 0; !isDual && k < reduction.length; k += tile.getDepth()) {
        int64_t step = run * reduction.length + k;
        if (CompactReduction::hasMasks(tile) && step % CompactReduction::kMaskSteps == 0)
          addMask(first, step);
        for (int64_t o = first; o < first + block; ++o)
          for (int64_t part = k; part < k + tile.getDepth(); ++part)
            add(weightAt(o, run, part));
      }
      for (int64_t k = 0; isDual && k < reduction.length; k += 2)
        for (int64_t o = first; o < first + block; o += isWide ? 1 : 2)
          for (int64_t part = k; part < k + 2; ++part) {
            int32_t low = weightAt(o, run, part);
            if (isWide) {
              add(low), add(low >> 8);
              continue;
            }
            int32_t second = weightAt(o + 1, run, part);
            add(second), add(low - (second < 0));
          }
    }
  }
  Type element = builder.getIntegerType(isWide ? 16 : 8);
  int64_t count = bytes.size() / (isWide ? 2 : 1);
  return makeConstant(builder, loc, RankedTensorType::get({count}, element), bytes);
}

Value Packer::packDepthwise() const {
  int64_t count = channels.size(), taps = filter.size() / count;
  bool isWide = !filter.fitsInt8();
  std::vector<char> bytes;
  for (int64_t channel = 0; channel < count; ++channel)
    for (int64_t tap = 0; tap < taps; ++tap) {
      int32_t weight = channels[channel].isConstant ? 0 : filter.getInteger(tap * count + channel);
      bytes.push_back(static_cast<char>(weight));
      if (isWide)
        bytes.push_back(static_cast<char>(weight >> 8));
    }
  auto type = RankedTensorType::get({count * taps}, builder.getIntegerType(isWide ? 16 : 8));
  return makeConstant(builder, loc, type, bytes);
}

Value Packer::packTable(const CompactOperands &operands) const {
  std::vector<int32_t> words;
  auto scaleOf = [&](const Channel &channel) {
    int64_t shift = isVector || isTwin || quarterScales ? channel.shift + 1 : channel.shift - 1;
    if (isTwin && channel.foldsFour && twinChannels == 1)
      shift |= 0x80;
    if (isDepthwise)
      return static_cast<int32_t>(channel.bias * 32 + shift);
    return static_cast<int32_t>(channel.bias * 256 + (isVector ? -shift & 255 : shift));
  };
  if (isDepthwise) {
    for (const Channel &channel : channels)
      words.insert(words.end(), {scaleOf(channel), channel.multiplier});
    return makeWords(words);
  }
  CompactReduction reduction(shape, operands.tile);
  for (int64_t index = 0; index < reduction.blocks; ++index) {
    int64_t first = CompactReduction::firstChannel(index, shape.outChannels, operands.tile);
    int64_t group = isVector ? operands.tile.getChannels() : isTwin ? 1 : 2;
    for (int64_t o = first; o < first + operands.tile.getChannels(); o += group) {
      for (int64_t member = o; member < o + group; ++member)
        words.push_back(scaleOf(channels[member]));
      for (int64_t member = o; member < o + group; ++member)
        words.push_back(channels[member].multiplier);
    }
  }
  return makeWords(words);
}

FailureOr<CompactOperands> Packer::pack(Value bias, std::string &reason) {
  if (!readChannels(bias, reason) || !readScales(reason) || (isTwin && !fitsTwins(reason)))
    return failure();
  CompactOperands operands;
  operands.tile = chooseTile();
  operands.weights = isDepthwise ? packDepthwise() : packConv(operands.tile);
  operands.table = packTable(operands);
  operands.requantize = how;
  operands.padValue = getZeroPoint(types.input);
  operands.quarterScales = quarterScales;
  return operands;
}

FailureOr<CompactOperands> effc::packCompact(OpBuilder &builder, Location loc,
                                             const ConvolutionTypes &types, const Filter &filter,
                                             const KernelShape &shape, bool isDepthwise, Value bias,
                                             TargetAttr target, std::string &reason) {
  if (types.input.isF32() || getStorageBytes(types.input) != 1 ||
      getStorageBytes(types.output) != 1)
    return reason = "compact kernels take 8-bit integers", failure();
  if (hasHelium(target)) {
    if (isUnsignedStorage(types.input) || isUnsignedStorage(types.output) || !filter.fitsInt8())
      return reason = "compact kernels take signed numbers here", failure();
    if (!isDepthwise && shape.outChannels < 4)
      return reason = "compact kernels take four output channels at a time", failure();
    if (isDepthwise && !hasVectorDepthwise(shape))
      return reason = "there is no compact kernel for this depthwise convolution", failure();
    return Packer(builder, loc, types, filter, shape, isDepthwise, Dot::Widen).pack(bias, reason);
  }
  if (!isDepthwise && shape.outChannels < 2)
    return reason = "compact kernels take two output channels at a time", failure();
  if (target.getDot() == Dot::TwinI16 && !isDepthwise && !filter.fitsInt8())
    return reason = "compact kernels take weights of 8 bits here", failure();
  if (isDepthwise &&
      (shape.outChannels != shape.channels || shape.windowHeight != 3 || shape.windowWidth != 3 ||
       shape.dilationHeight != 1 || shape.dilationWidth != 1 ||
       shape.strideHeight != shape.strideWidth || shape.strideWidth > 2))
    return reason = "there is no compact kernel for this depthwise convolution", failure();
  int64_t twinChannels = llvm::Triple(target.getTriple()).isRISCV() ? 2 : 1;
  return Packer(builder, loc, types, filter, shape, isDepthwise, target.getDot(), twinChannels)
      .pack(bias, reason);
}
