#include "Codegen/Requantize.h"
#include "Codegen/FixedPoint.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include <cmath>
#include <gtest/gtest.h>
#include <random>

using namespace mlir;
using namespace effc;

namespace {

/// TFLite's definition, written out: a rounding high multiply that divides toward zero, then a
/// rounding shift by mask and threshold.
int32_t rescaleByDefinition(int32_t value, QuantizedMultiplier factor) {
  int32_t x = static_cast<int32_t>(uint32_t(value) << std::max(factor.shift, 0));
  int64_t product = int64_t(x) * factor.multiplier;
  int64_t nudge = product >= 0 ? int64_t(1) << 30 : 1 - (int64_t(1) << 30);
  int32_t high = static_cast<int32_t>((product + nudge) / (int64_t(1) << 31));
  int exponent = std::max(-factor.shift, 0);
  int32_t mask = static_cast<int32_t>((int64_t(1) << exponent) - 1);
  int32_t threshold = (mask >> 1) + (high < 0);
  return (high >> exponent) + ((high & mask) > threshold);
}

/// Emits arithmetic on constants and folds it.
class Requantize : public testing::Test {
protected:
  Requantize() : builder(UnknownLoc::get(&context), &context) {
    context.loadDialect<arith::ArithDialect, func::FuncDialect>();
  }

  std::vector<int64_t> fold(llvm::function_ref<Lanes()> emit) {
    OwningOpRef<ModuleOp> module = ModuleOp::create(builder.getLoc());
    builder.setInsertionPointToStart(module->getBody());
    auto function = func::FuncOp::create(builder, "f", builder.getFunctionType({}, {}));
    builder.setInsertionPointToStart(function.addEntryBlock());
    Value value = emit();
    func::ReturnOp::create(builder, value);
    function.setFunctionType(builder.getFunctionType({}, value.getType()));
    PassManager manager(&context);
    manager.addPass(createCanonicalizerPass());
    EXPECT_TRUE(succeeded(manager.run(*module)));
    Operation *end = function.getBody().front().getTerminator();
    auto constant = end->getOperand(0).getDefiningOp<arith::ConstantOp>();
    EXPECT_TRUE(constant);
    if (!constant)
      return {};
    if (auto integer = dyn_cast<IntegerAttr>(constant.getValue()))
      return {integer.getInt()};
    std::vector<int64_t> result;
    for (const APInt &element : cast<DenseIntElementsAttr>(constant.getValue()))
      result.push_back(element.getSExtValue());
    return result;
  }

  Lanes constants(const std::vector<int32_t> &values) {
    Type i32 = builder.getI32Type();
    if (values.size() == 1)
      return scalarConstant(builder, i32, int64_t(values[0]));
    auto type = VectorType::get({int64_t(values.size())}, i32);
    return {builder, arith::ConstantOp::create(
                         builder, DenseElementsAttr::get(type, ArrayRef<int32_t>(values)))};
  }

  int32_t randomInteger() {
    // All magnitudes are equally likely.
    return static_cast<int32_t>(random()) >> (random() % 32);
  }

  MLIRContext context;
  ImplicitLocOpBuilder builder;
  std::mt19937 random{7};
};

TEST_F(Requantize, ScalarsAndVectorsFollowTheDefinition) {
  for (int round = 0; round < 60; ++round) {
    QuantizedMultiplier factor{int32_t(1u << 30 | random() >> 2), -int(random() % 32)};
    std::vector<int32_t> values = {INT32_MAX, INT32_MIN, -1, 0, 1};
    for (int i = 0; i < 27; ++i)
      values.push_back(randomInteger());
    std::vector<int64_t> results =
        fold([&] { return multiplyByQuantizedMultiplier(constants(values), factor); });
    for (size_t i = 0; i < values.size(); ++i) {
      int32_t expected = rescaleByDefinition(values[i], factor);
      ASSERT_EQ(results[i], expected)
          << values[i] << " * " << factor.multiplier << " shift " << factor.shift;
      if (i % 8 == 0)
        ASSERT_EQ(
            fold([&] { return multiplyByQuantizedMultiplier(constants({values[i]}), factor); })[0],
            expected)
            << values[i] << " * " << factor.multiplier << " shift " << factor.shift;
    }
  }
}

TEST_F(Requantize, TiesGoAwayFromZero) {
  QuantizedMultiplier half{1 << 30, 0}, eighth{1 << 30, -2};
  std::vector<int64_t> halves = fold([&] {
    return multiplyByQuantizedMultiplier(constants({3, -3, 1, -1}), half);
  });
  // The high multiply alone rounds halves up.
  EXPECT_EQ(halves, (std::vector<int64_t>{2, -1, 1, 0}));
  std::vector<int64_t> eighths = fold([&] {
    return multiplyByQuantizedMultiplier(constants({4, -4, 12, -12}), eighth);
  });
  EXPECT_EQ(eighths, (std::vector<int64_t>{1, -1, 2, -2}));
}

TEST_F(Requantize, BoundedValuesTakeTheShorterForm) {
  for (int round = 0; round < 20; ++round) {
    QuantizedMultiplier factor{int32_t(1u << 30 | random() >> 2), -int(1 + random() % 24)};
    std::vector<int32_t> values;
    for (int i = 0; i < 16; ++i)
      values.push_back(randomInteger() >> 8);
    std::vector<int64_t> results =
        fold([&] { return multiplyByQuantizedMultiplier(constants(values), factor, 1 << 24); });
    for (size_t i = 0; i < values.size(); ++i)
      ASSERT_EQ(results[i], rescaleByDefinition(values[i], factor)) << values[i];
  }
}

TEST_F(Requantize, LanesHaveTheirOwnFactors) {
  for (int round = 0; round < 20; ++round) {
    std::vector<int32_t> values, multipliers, shifts;
    for (int i = 0; i < 16; ++i) {
      shifts.push_back(int(random() % 35) - 31);
      multipliers.push_back(int32_t(1u << 30 | random() >> 2));
      values.push_back(randomInteger() >> std::max(shifts.back(), 0));
    }
    std::vector<int64_t> results = fold([&] {
      return multiplyByQuantizedMultiplier(constants(values), constants(multipliers),
                                           constants(shifts));
    });
    for (size_t i = 0; i < values.size(); ++i)
      ASSERT_EQ(results[i], rescaleByDefinition(values[i], {multipliers[i], shifts[i]}))
          << values[i] << " * " << multipliers[i] << " shift " << shifts[i];
  }
}

TEST_F(Requantize, WideAccumulatorsLoseTheMultipliersLowHalf) {
  QuantizedMultiplier factor{1518500250, -8};
  std::vector<int64_t> results = fold([&] {
    return multiplyWideByQuantizedMultiplier(constants({1 << 30, -77777777, 5}).toInteger(64),
                                             factor);
  });
  int64_t reduced = (factor.multiplier + (1 << 15)) >> 16, half = int64_t(1) << 22;
  EXPECT_EQ(results[0], ((int64_t(1) << 30) * reduced + half) >> 23);
  EXPECT_EQ(results[1], (-77777777 * reduced + half) >> 23);
  EXPECT_EQ(results[2], 0);
}

TEST(FixedPoint, ExponentialIsCloseToTheRealOne) {
  EXPECT_EQ(exponentialOfNegative(0, 5), INT32_MAX);
  for (int64_t raw = -1; raw > INT32_MIN; raw = raw * 5 / 4 - 1) {
    double real = std::exp(std::ldexp(double(raw), 5 - 31));
    EXPECT_NEAR(std::ldexp(exponentialOfNegative(static_cast<int32_t>(raw), 5), -31), real, 1e-6);
  }
}

TEST(FixedPoint, HighMultiplySaturatesItsOneOverflow) {
  EXPECT_EQ(roundingDoublingHighMultiply(INT32_MIN, INT32_MIN), INT32_MAX);
  EXPECT_EQ(roundingDoublingHighMultiply(INT32_MIN, INT32_MAX), -INT32_MAX);
  EXPECT_EQ(roundingDoublingHighMultiply(1 << 30, 3), 2);
}

TEST(FixedPoint, RoundingShiftGoesAwayFromZero) {
  EXPECT_EQ(roundingShiftRight(5, 1), 3);
  EXPECT_EQ(roundingShiftRight(-5, 1), -3);
  EXPECT_EQ(roundingShiftRight(-4, 3), -1);
  EXPECT_EQ(roundingShiftRight(-3, 3), 0);
}

} // namespace
