//===- Values.cpp - Sizes, scales and elements ----------------------------===//
#include "Values.h"
#include "llvm/Support/Endian.h"
#include <cfloat>
#include <cmath>
#include <limits>

using namespace effc;
using namespace effc::generate;

int64_t generate::getMinimum(DataType type) {
  switch (type) {
  case I8:
    return INT8_MIN;
  case I16:
    return INT16_MIN;
  case I32:
    return INT32_MIN;
  case I64:
    return INT64_MIN;
  default:
    return 0;
  }
}

int64_t generate::getMaximum(DataType type) {
  switch (type) {
  case I8:
    return INT8_MAX;
  case U8:
    return UINT8_MAX;
  case I16:
    return INT16_MAX;
  case I32:
    return INT32_MAX;
  case I64:
    return INT64_MAX;
  default:
    return 1;
  }
}

//===----------------------------------------------------------------------===//
// Shapes
//===----------------------------------------------------------------------===//

int32_t generate::pickSize(Random &random) {
  int64_t kind = random.below(100);
  if (kind < 15)
    return 1;
  if (kind < 75)
    return int32_t(random.between(2, 9));
  if (kind < 95)
    return int32_t(random.between(10, 33));
  return int32_t(random.between(34, 140));
}

int32_t generate::pickChannels(Random &random) {
  int64_t kind = random.below(100);
  if (kind < 60)
    return random.pick({1, 2, 3, 4, 5, 7, 8, 9});
  if (kind < 95)
    return random.pick({12, 15, 16, 17, 24, 31, 32, 33});
  return random.pick({48, 63, 64, 65, 96, 128, 129});
}

/// Halves the largest sizes until the elements are few enough.
static Shape shrink(Shape shape, int64_t maxElements) {
  while (countElements(shape) > maxElements) {
    int32_t &largest = *std::max_element(shape.begin(), shape.end());
    largest = (largest + 1) / 2;
  }
  return shape;
}

Shape generate::pickShape(Random &random, int rank, int64_t maxElements) {
  Shape shape;
  for (int i = 0; i < rank; ++i)
    shape.push_back(i + 1 == rank ? pickChannels(random) : pickSize(random));
  return shrink(shape, maxElements);
}

Shape generate::pickImage(Random &random, int64_t maxElements) {
  int32_t batch = random.chance(85) ? 1 : int32_t(random.between(2, 3));
  int32_t height = int32_t(random.between(1, random.chance(70) ? 9 : 24));
  int32_t width = int32_t(random.between(1, random.chance(70) ? 9 : 24));
  return shrink({batch, height, width, pickChannels(random)}, maxElements);
}

//===----------------------------------------------------------------------===//
// Quantization
//===----------------------------------------------------------------------===//

/// `value`, its neighbours in float, or one a few steps away.
static float pickNeighbour(Random &random, float value) {
  float toward = random.chance(50) ? 0.0f : std::numeric_limits<float>::infinity();
  for (int64_t steps = random.pick({0, 1, 1, 2, 5}); steps > 0; --steps)
    value = std::nextafter(value, toward);
  return value;
}

float generate::pickScale(Random &random, Domain domain, double natural, double unit) {
  auto nearNatural = [&] { return float(natural * (0.5 + 1.5 * random.fraction())); };
  if (domain == Domain::Usual)
    return random.chance(80)
               ? nearNatural()
               : float(std::ldexp(1.0, int(std::ilogb(natural)) + int(random.between(0, 1))));
  int64_t kind = random.below(100), far = random.chance(80) ? 16 : 34;
  if (kind < 45)
    return nearNatural();
  if (kind < 60) // the multiplier of a requantization becomes a power of two
    return float(std::ldexp(unit, int(random.between(-far, far))));
  if (kind < 75)
    return pickNeighbour(random, float(std::ldexp(unit, int(random.between(-far, far)))));
  if (kind < 85)
    return pickNeighbour(random, float(std::ldexp(1.0, int(random.between(-24, 8)))));
  if (kind < 92)
    return float(std::ldexp(natural * (1 + random.fraction()), int(random.between(-12, 12))));
  if (kind < 97)
    return float(std::ldexp(1 + random.fraction(), int(random.between(-60, 60))));
  return random.pick({FLT_MIN, std::nextafter(FLT_MIN, 0.0f),
                      std::numeric_limits<float>::denorm_min(), FLT_MAX, 1e30f, 1e-30f, 0.0f,
                      FLT_EPSILON});
}

int64_t generate::pickZeroPoint(Random &random, Domain domain, DataType type) {
  if (type == I16)
    return domain == Domain::Whole && random.chance(2) ? random.pick({-32768, -1, 1, 32767}) : 0;
  int64_t min = getMinimum(type), max = getMaximum(type);
  if (!isNarrow(type))
    return random.chance(80) ? 0 : random.between(-1000, 1000);
  int64_t kind = random.below(100);
  if (kind < 40)
    return random.between(min, max);
  if (kind < 60)
    return (min + max + 1) / 2;
  return kind < 80 ? min : kind < 90 ? max : random.pick({min + 1, max - 1});
}

//===----------------------------------------------------------------------===//
// Elements
//===----------------------------------------------------------------------===//

std::string generate::makeIntegers(DataType type, const std::vector<int64_t> &values) {
  std::string bytes;
  for (int64_t value : values) {
    char stored[8];
    llvm::support::endian::write64le(stored, uint64_t(value));
    bytes.append(stored, getElementBytes(type));
  }
  return bytes;
}

static std::string writeFloats(const std::vector<float> &values) {
  std::string bytes;
  for (float value : values) {
    char stored[4];
    llvm::support::endian::write32le(stored, llvm::bit_cast<uint32_t>(value));
    bytes.append(stored, 4);
  }
  return bytes;
}

std::string generate::makeFloats(Random &random, int64_t count, float magnitude) {
  std::vector<float> values;
  for (int64_t i = 0; i < count; ++i)
    values.push_back(magnitude * float(random.between(-4096, 4096)) / 4096);
  return writeFloats(values);
}

static std::string makeHalves(Random &random, int64_t count) {
  std::vector<int64_t> values;
  for (int64_t i = 0; i < count; ++i) // exponents of all ones would be no numbers
    values.push_back(random.below(1 << 16) & 0xbfff);
  return makeIntegers(I16, values);
}

/// Numbers half-way between two quantized ones, and beside that.
static std::string makeTies(Random &random, int64_t count, const Quantization &q) {
  std::vector<float> values;
  for (int64_t i = 0; i < count; ++i) {
    float scale = q.scales[random.below(q.scales.size())];
    float tie = scale * (float(random.between(-300, 300)) + (random.chance(70) ? 0.5f : 0.0f));
    values.push_back(pickNeighbour(random, tie));
  }
  return writeFloats(values);
}

static std::string makeFloatElements(Random &random, Domain domain, int64_t count,
                                     const Quantization &q) {
  if (!q.scales.empty() && random.chance(50))
    return makeTies(random, count, q);
  static constexpr float kMagnitudes[] = {4, 4, 4, 4, 1, 16, 256};
  if (domain == Domain::Usual)
    return makeFloats(random, count, 4);
  return makeFloats(random, count, random.chance(90) ? kMagnitudes[random.below(7)] : 1e6f);
}

static int64_t pickInteger(Random &random, DataType type, int64_t zeroPoint) {
  int64_t min = getMinimum(type), max = getMaximum(type);
  switch (random.below(4)) {
  case 0:
    return random.pick({min, min + 1, max - 1, max});
  case 1:
    return std::clamp<int64_t>(zeroPoint + random.between(-2, 2), min, max);
  default:
    return type & (I32 | I64) ? int64_t(random.next()) : random.between(min, max);
  }
}

std::string generate::makeElements(Random &random, Domain domain, DataType type, int64_t count,
                                   const Quantization &q) {
  if (type == F32)
    return makeFloatElements(random, domain, count, q);
  if (type == F16)
    return makeHalves(random, count);
  int64_t min = getMinimum(type), max = getMaximum(type);
  int64_t zeroPoint = q.zeroPoints.empty() ? 0 : q.zeroPoints[0];
  int64_t kind = random.below(100), step = random.pick({1, 1, 3, 5, 37});
  bool isWide = type & (I32 | I64);
  std::vector<int64_t> values;
  for (int64_t i = 0; i < count; ++i) {
    if (isWide && (kind < 60 || domain == Domain::Usual))
      values.push_back(random.between(-1000, 1000));
    else if (kind < 55 && !isWide)
      values.push_back(random.between(min, max));
    else if (kind < 80 && !isWide) // all of them, if there is room
      values.push_back(min + (i * step) % (max - min + 1));
    else
      values.push_back(pickInteger(random, type, zeroPoint));
  }
  return makeIntegers(type, values);
}
