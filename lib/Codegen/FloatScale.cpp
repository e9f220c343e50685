//===- FloatScale.cpp - Exact f32 forms of output scales ------------------===//
//
// Problem: the reference rescales an accumulator with a 64-bit product. On vector units
// that is a dozen instructions for 8 lanes, where convert, multiply-add and convert in f32
// are three; but f32 rounds, and results must not differ in one bit.
//
// Idea: after clamping, accumulator to result is a step function with at most 255 steps.
// The f32 form is a composition of monotone functions, so it is monotone too. Two monotone
// step functions are equal if they are equal on both sides of each step: a proof takes 510
// evaluations, for each channel, at compile time. With the true scale s and offset b all
// steps are right in real numbers; how far s*a + b may be off before a step moves is known
// for each step. For a given s the best b lies in the middle of what the steps leave; if that
// fails, the s that leaves most is searched (the room is concave in s).
//
// The reference rounds ties away from zero, twice. For a >= 0 that is s*a + b with
// b = 2^-(shift+2) and ties up, for a < 0 its mirror image: so b takes the accumulator's sign.
// Where results below zero are clamped anyway, results are moved around zero instead
// (`origin`, `center`): small floats are fine-grained.
//
// Limits: steps come every 1/s accumulators, f32 resolves results of 8 bits to 2^-17, so for
// scales below some 2^-10 a step or two are often missed. One accumulator whose result is one
// too low is allowed: the kernel compares with it and adds the one. What still fails keeps the
// integer form; it has long reductions, where rescaling hardly matters.
//
//===----------------------------------------------------------------------===//
#include "FloatScale.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <cmath>
#include <limits>

using namespace effc;

namespace {

constexpr double kMaxOrigin = 1 << 23;

class Search {
public:
  explicit Search(const RescaleRange &range);
  std::optional<FloatScale> run();

private:
  int64_t findStep(int64_t result) const;
  double room(double scale, double &offset) const;
  FloatScale getConstant() const;
  bool prove(FloatScale &form) const;
  bool attempt(FloatScale &form, float scale) const;
  int64_t apply(FloatScale form, int64_t sum) const;
  double signOf(int64_t sum) const { return sum < 0 && !range.isSignless ? -1.0 : 1.0; }

  const RescaleRange &range;
  int64_t first, last; // results whose steps can be met
  int64_t origin = 0, center = 0;
  double trueScale;
};

} // namespace

/// The least accumulator whose result is at least `result`.
int64_t Search::findStep(int64_t result) const {
  int64_t unit = int64_t(1) << (32 + range.shift);
  int64_t least = result * unit - unit / 2 + (result > 0 ? -1 : 1) * (int64_t(1) << 30);
  return llvm::divideCeilSigned(least, range.multiplier);
}

Search::Search(const RescaleRange &range) : range(range) {
  trueScale = std::ldexp(double(range.multiplier), -int(32 + range.shift));
  first = range.lowResult + 1;
  last = range.highResult;
  if (range.isSignless) {
    first = std::max<int64_t>(first, 1);
    center = (first + last) / 2;
    // Large ones are exceeded by no accumulator's float; they would overflow the bias.
    if (center < trueScale * kMaxOrigin)
      origin = std::llround(center / trueScale);
  }
  if (range.multiplier == 0)
    last = first - 1;
  // Results that no accumulator can reach, first roughly, so that products stay in 64 bits.
  first = std::max(first, int64_t(std::floor(range.lowSum * trueScale + 0.25)));
  last = std::min(last, int64_t(std::floor(range.highSum * trueScale + 0.75)));
  while (first <= last && findStep(first) <= range.lowSum)
    ++first;
  while (first <= last && findStep(last) > range.highSum)
    --last;
}

int64_t Search::apply(FloatScale form, int64_t sum) const {
  float value = static_cast<float>(sum - origin);
  float offset = static_cast<float>(signOf(sum)) * form.offset;
  if (range.hasFma)
    return std::lrintf(std::fma(value, form.scale, offset)) + center;
  volatile float product = value * form.scale; // never contracted
  return std::lrintf(product + offset) + center;
}

/// Whether the form is exact; one result may be too low by one.
bool Search::prove(FloatScale &form) const {
  form.exception.reset();
  for (int64_t result = first; result <= last; ++result) {
    int64_t step = findStep(result);
    if (apply(form, step - 1) >= result)
      return false;
    if (apply(form, step) >= result)
      continue;
    if (form.exception || apply(form, step) != result - 1 || apply(form, step + 1) < result)
      return false;
    form.exception = step;
  }
  return true;
}

/// Half the room that all steps leave for the offset with this scale, and the offset in its
/// middle.
double Search::room(double scale, double &offset) const {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  auto add = [&](int64_t sum, double edge, bool isAbove) {
    // At `sum` the value must be above (not above) the edge.
    double sign = signOf(sum);
    double bound = sign * (edge - scale * double(sum - origin));
    if (isAbove == (sign > 0))
      low = std::max(low, bound);
    else
      high = std::min(high, bound);
  };
  for (int64_t result = first; result <= last; ++result) {
    int64_t step = findStep(result);
    double edge = double(result - center) - 0.5;
    add(step, edge, true);
    add(step - 1, edge, false);
  }
  offset = (low + high) / 2;
  return (high - low) / 2;
}

/// The form for a channel whose result is always the same, that below the first step.
FloatScale Search::getConstant() const {
  double result = (range.multiplier == 0 ? 0 : first - 1) - center;
  return {0, static_cast<float>(signOf(range.highSum) * result), 0, center, std::nullopt};
}

bool Search::attempt(FloatScale &form, float scale) const {
  double offset;
  room(scale, offset);
  form.scale = scale;
  form.offset = static_cast<float>(offset);
  return prove(form) && !form.exception;
}

std::optional<FloatScale> Search::run() {
  FloatScale form{static_cast<float>(trueScale), 0, origin, center, std::nullopt};
  if (first > last)
    return getConstant();
  if (attempt(form, form.scale))
    return form;
  // Ternary search.
  double unused, spread = std::ldexp(trueScale, -16);
  double low = trueScale - spread, high = trueScale + spread;
  for (int step = 0; step < 24; ++step) {
    double third = (high - low) / 3;
    if (room(low + third, unused) < room(high - third, unused))
      low += third;
    else
      high -= third;
  }
  float best = static_cast<float>((low + high) / 2);
  float scales[] = {best, std::nextafterf(best, 0), std::nextafterf(best, 1)};
  for (float scale : scales)
    if (attempt(form, scale))
      return form;
  // A little lower, so that what is wrong is wrong in one direction.
  for (float scale : scales) {
    double offset;
    room(scale, offset);
    form.scale = scale;
    for (int step = 0; step <= 8; ++step) {
      form.offset = static_cast<float>(offset - std::ldexp(step, -20));
      if (prove(form))
        return form;
    }
  }
  return std::nullopt;
}

std::optional<FloatScale> effc::findFloatScale(const RescaleRange &range) {
  if (range.highResult - range.lowResult > 255 ||
      std::max(std::abs(range.lowSum), std::abs(range.highSum)) > (int64_t(1) << 30))
    return std::nullopt;
  return Search(range).run();
}
