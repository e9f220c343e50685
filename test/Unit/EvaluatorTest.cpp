#include "effc/Reference/Evaluator.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "gmock/gmock.h"
#include <cstring>
#include <gtest/gtest.h>

using namespace mlir;
using namespace effc;
using testing::ElementsAre;
using testing::FloatEq;
using testing::HasSubstr;

namespace {

/// Evaluates functions given as text; keeps the first diagnostic.
class Evaluator : public testing::Test {
protected:
  Evaluator() {
    context.loadDialect<EffcDialect, func::FuncDialect, quant::QuantDialect>();
    context.getDiagEngine().registerHandler([&](Diagnostic &diagnostic) {
      if (message.empty())
        message = diagnostic.str();
    });
  }

  /// The result of `@main`; empty after an error.
  template <typename T>
  std::vector<T> run(const std::string &text, ArrayRef<TensorBytes> arguments = {}) {
    module = parseSourceString<ModuleOp>(text, &context);
    SmallVector<TensorBytes> results;
    if (!module ||
        failed(evaluateFunction(module->lookupSymbol<func::FuncOp>("main"), arguments, results)))
      return {};
    std::vector<T> values(results[0].size() / sizeof(T));
    std::memcpy(values.data(), results[0].data(), results[0].size());
    return values;
  }

  /// The result of one op on constants: `op` is written with %a, %b ... for `constants`.
  template <typename T>
  std::vector<T> runOp(const std::string &op, std::vector<std::string> constants,
                       const std::string &result) {
    std::string text = "func.func @main() -> " + result + " {\n";
    char name = 'a';
    for (const std::string &constant : constants)
      text += std::string("%") + name++ + " = effc.constant " + constant + "\n";
    text += "%y = " + op + " -> " + result + "\nreturn %y : " + result + "\n}";
    return run<T>(text);
  }

  MLIRContext context;
  OwningOpRef<ModuleOp> module;
  std::string message;
};

const std::string kImage = "dense<[[[[1.0], [2.0]], [[3.0], [4.0]]]]> : tensor<1x2x2x1xf32> "
                           "-> tensor<1x2x2x1xf32>";

} // namespace

TEST_F(Evaluator, ConvolutionPadsWithZero) {
  EXPECT_THAT(runOp<float>("effc.conv_2d %a, %b {strides = array<i64: 1, 1>, dilations = "
                           "array<i64: 1, 1>, padding = array<i64: 0, 1, 1, 0>} : "
                           "(tensor<1x2x2x1xf32>, tensor<1x2x2x1xf32>)",
                           {kImage, "dense<[[[[1.0], [10.0]], [[100.0], [1000.0]]]]> : "
                                    "tensor<1x2x2x1xf32> -> tensor<1x2x2x1xf32>"},
                           "tensor<1x2x2x1xf32>"),
              ElementsAre(3010, 4321, 30, 43));
}

TEST_F(Evaluator, ConvolutionOfGroups) {
  // Two groups of one input and two outputs.
  EXPECT_THAT(runOp<float>("effc.conv_2d %a, %b {strides = array<i64: 1, 1>, dilations = "
                           "array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : "
                           "(tensor<1x1x1x2xf32>, tensor<4x1x1x1xf32>)",
                           {"dense<[[[[1.0, 2.0]]]]> : tensor<1x1x1x2xf32> -> tensor<1x1x1x2xf32>",
                            "dense<[[[[1.0]]], [[[2.0]]], [[[3.0]]], [[[4.0]]]]> : "
                            "tensor<4x1x1x1xf32> -> tensor<4x1x1x1xf32>"},
                           "tensor<1x1x1x4xf32>"),
              ElementsAre(1, 2, 6, 8));
}

TEST_F(Evaluator, DepthwiseMultipliesChannels) {
  EXPECT_THAT(runOp<float>("effc.depthwise_conv_2d %a, %b {strides = array<i64: 1, 1>, dilations "
                           "= array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, activation = "
                           "#effc.activation<relu6>} : (tensor<1x1x1x2xf32>, tensor<1x1x1x4xf32>)",
                           {"dense<[[[[1.0, 2.0]]]]> : tensor<1x1x1x2xf32> -> tensor<1x1x1x2xf32>",
                            "dense<[[[[1.0, -2.0, 3.0, 4.0]]]]> : tensor<1x1x1x4xf32> -> "
                            "tensor<1x1x1x4xf32>"},
                           "tensor<1x1x1x4xf32>"),
              ElementsAre(1, 0, 6, 6));
}

TEST_F(Evaluator, TransposedConvolutionLeavesBiasWhereNothingReaches) {
  EXPECT_THAT(runOp<float>("effc.transpose_conv_2d %a, %b, %c {strides = array<i64: 1, 2>, padding "
                           "= array<i64: 0, 1>} : (tensor<1x1x2x1xf32>, tensor<1x1x2x1xf32>, "
                           "tensor<1xf32>)",
                           {"dense<[[[[1.0], [2.0]]]]> : tensor<1x1x2x1xf32> -> "
                            "tensor<1x1x2x1xf32>",
                            "dense<[[[[10.0], [20.0]]]]> : tensor<1x1x2x1xf32> -> "
                            "tensor<1x1x2x1xf32>",
                            "dense<[0.5]> : tensor<1xf32> -> tensor<1xf32>"},
                           "tensor<1x1x4x1xf32>"),
              ElementsAre(20.5, 20.5, 40.5, 0.5));
}

TEST_F(Evaluator, QuantizedMatrixProduct) {
  // 2 * (3 + 1) * 0.5 * (4 - 2) + bias 6 * 0.25 = ..., in stored numbers: (8 * 2 + 6) / 2 + 5.
  EXPECT_THAT(runOp<int8_t>(
                  "effc.fully_connected %a, %b, %c : (tensor<1x1x!quant.uniform<i8:f32, 0.5:-1>>, "
                  "tensor<1x1x!quant.uniform<i8:f32, 0.5:2>>, tensor<1xi32>)",
                  {"dense<7> : tensor<1x1xi8> -> tensor<1x1x!quant.uniform<i8:f32, 0.5:-1>>",
                   "dense<4> : tensor<1x1xi8> -> tensor<1x1x!quant.uniform<i8:f32, 0.5:2>>",
                   "dense<6> : tensor<1xi32> -> tensor<1xi32>"},
                  "tensor<1x1x!quant.uniform<i8:f32, 0.5:5>>"),
              ElementsAre(16));
}

TEST_F(Evaluator, WideSumsDoNotWrap) {
  // 2^15 products of 32767 * 127 do not fit 32 bits.
  EXPECT_THAT(
      runOp<int16_t>("effc.fully_connected %a, %b : (tensor<1x32768x!quant.uniform<i16:f32, 1.0>>, "
                     "tensor<1x32768x!quant.uniform<i8:f32, 1.0>>)",
                     {"dense<32767> : tensor<1x32768xi16> -> "
                      "tensor<1x32768x!quant.uniform<i16:f32, 1.0>>",
                      "dense<127> : tensor<1x32768xi8> -> "
                      "tensor<1x32768x!quant.uniform<i8:f32, 1.0>>"},
                     "tensor<1x1x!quant.uniform<i16:f32, 16777216.0>>"),
      ElementsAre(8128));
}

TEST_F(Evaluator, AverageCountsCellsInsideOnly) {
  EXPECT_THAT(runOp<float>("effc.average_pool_2d %a {window = array<i64: 2, 2>, strides = "
                           "array<i64: 1, 1>, padding = array<i64: 0, 1, 0, 1>} : "
                           "(tensor<1x2x2x1xf32>)",
                           {kImage}, "tensor<1x2x2x1xf32>"),
              ElementsAre(2.5, 3, 3.5, 4));
}

TEST_F(Evaluator, IntegerAverageRoundsTiesAwayFromZero) {
  EXPECT_THAT(runOp<int8_t>("effc.average_pool_2d %a {window = array<i64: 1, 2>, strides = "
                            "array<i64: 1, 2>, padding = array<i64: 0, 0, 0, 0>} : "
                            "(tensor<1x1x4x1x!quant.uniform<i8:f32, 0.5>>)",
                            {"dense<[[[[1], [2], [-1], [-2]]]]> : tensor<1x1x4x1xi8> -> "
                             "tensor<1x1x4x1x!quant.uniform<i8:f32, 0.5>>"},
                            "tensor<1x1x2x1x!quant.uniform<i8:f32, 0.5>>"),
              ElementsAre(2, -2));
}

TEST_F(Evaluator, AdditionBroadcasts) {
  EXPECT_THAT(runOp<int32_t>("effc.add %a, %b : (tensor<2x1xi32>, tensor<3xi32>)",
                             {"dense<[[10], [20]]> : tensor<2x1xi32> -> tensor<2x1xi32>",
                              "dense<[1, 2, 3]> : tensor<3xi32> -> tensor<3xi32>"},
                             "tensor<2x3xi32>"),
              ElementsAre(11, 12, 13, 21, 22, 23));
}

TEST_F(Evaluator, IntegerArithmeticWraps) {
  EXPECT_THAT(runOp<int32_t>("effc.mul %a, %b : (tensor<1xi32>, tensor<1xi32>)",
                             {"dense<65537> : tensor<1xi32> -> tensor<1xi32>",
                              "dense<65537> : tensor<1xi32> -> tensor<1xi32>"},
                             "tensor<1xi32>"),
              ElementsAre(131073));
}

TEST_F(Evaluator, QuantizedAdditionRescalesBoth) {
  // 0.5 * 10 + 0.25 * (8 - 4) = 6, stored as 6 / 0.5 - 3.
  EXPECT_THAT(runOp<int8_t>("effc.add %a, %b : (tensor<1x!quant.uniform<i8:f32, 0.5>>, "
                            "tensor<1x!quant.uniform<i8:f32, 0.25:4>>)",
                            {"dense<10> : tensor<1xi8> -> tensor<1x!quant.uniform<i8:f32, 0.5>>",
                             "dense<8> : tensor<1xi8> -> tensor<1x!quant.uniform<i8:f32, 0.25:4>>"},
                            "tensor<1x!quant.uniform<i8:f32, 0.5:-3>>"),
              ElementsAre(9));
}

TEST_F(Evaluator, ShiftedAdditionSaturates) {
  EXPECT_THAT(
      runOp<int16_t>("effc.add %a, %b {pot_scale} : (tensor<2x!quant.uniform<i16:f32, 0.5>>, "
                     "tensor<2x!quant.uniform<i16:f32, 0.25>>)",
                     {"dense<[32767, 1]> : tensor<2xi16> -> tensor<2x!quant.uniform<i16:f32, 0.5>>",
                      "dense<[9, 3]> : tensor<2xi16> -> tensor<2x!quant.uniform<i16:f32, 0.25>>"},
                     "tensor<2x!quant.uniform<i16:f32, 0.5>>"),
      ElementsAre(32767, 3));
}

TEST_F(Evaluator, ReductionsKeepOrder) {
  EXPECT_THAT(runOp<int32_t>("effc.mean %a {axes = array<i64: 0>} : (tensor<2x2xi32>)",
                             {"dense<[[1, -1], [2, -2]]> : tensor<2x2xi32> -> tensor<2x2xi32>"},
                             "tensor<2xi32>"),
              ElementsAre(1, -1));
  EXPECT_THAT(runOp<float>("effc.sum %a {axes = array<i64: 1, 2>, keep_dims} : "
                           "(tensor<1x2x2x1xf32>)",
                           {kImage}, "tensor<1x1x1x1xf32>"),
              ElementsAre(10));
}

TEST_F(Evaluator, ArgMaxTakesTheFirst) {
  EXPECT_THAT(runOp<int64_t>("effc.arg_max %a {axis = 0 : i64} : (tensor<3x2xi8>)",
                             {"dense<[[1, 5], [7, 5], [7, 0]]> : tensor<3x2xi8> -> "
                              "tensor<3x2xi8>"},
                             "tensor<2xi64>"),
              ElementsAre(1, 0));
}

TEST_F(Evaluator, SoftmaxOfEqualValues) {
  EXPECT_THAT(
      runOp<int8_t>("effc.softmax %a {beta = 1.0 : f32} : (tensor<4x!quant.uniform<i8:f32, 0.1>>)",
                    {"dense<-128> : tensor<4xi8> -> tensor<4x!quant.uniform<i8:f32, 0.1>>"},
                    "tensor<4x!quant.uniform<i8:f32, 0.00390625:-128>>"),
      ElementsAre(-64, -64, -64, -64));
}

TEST_F(Evaluator, QuantizeRoundsTiesAwayAndSaturates) {
  EXPECT_THAT(runOp<int8_t>("effc.quantize %a : (tensor<5xf32>)",
                            {"dense<[0.25, -0.25, 1.0e9, -1.0e30, 0.24]> : tensor<5xf32> -> "
                             "tensor<5xf32>"},
                            "tensor<5x!quant.uniform<i8:f32, 0.5:1>>"),
              ElementsAre(2, 0, 127, -128, 1));
}

TEST_F(Evaluator, DequantizePerAxis) {
  EXPECT_THAT(
      runOp<float>("effc.dequantize %a : (tensor<2x2x!quant.uniform<i8:f32:1, {0.5:1, 2.0}>>)",
                   {"dense<[[1, 2], [3, 4]]> : tensor<2x2xi8> -> "
                    "tensor<2x2x!quant.uniform<i8:f32:1, {0.5:1, 2.0}>>"},
                   "tensor<2x2xf32>"),
      ElementsAre(0, 4, 1, 8));
}

TEST_F(Evaluator, CastSaturatesFloats) {
  EXPECT_THAT(runOp<int8_t>("effc.cast %a : (tensor<5xf32>)",
                            {"dense<[-1.9, 1.9, 300.0, -300.0, 0x7FC00000]> : tensor<5xf32> -> "
                             "tensor<5xf32>"},
                            "tensor<5xi8>"),
              ElementsAre(-1, 1, 127, -128, 127));
  EXPECT_THAT(runOp<int8_t>("effc.cast %a : (tensor<3xi32>)",
                            {"dense<[300, -1, 128]> : tensor<3xi32> -> tensor<3xi32>"},
                            "tensor<3xi8>"),
              ElementsAre(44, -1, -128));
}

TEST_F(Evaluator, HalvesAreExact) {
  EXPECT_THAT(runOp<float>("effc.dequantize %a : (tensor<2xf16>)",
                           {"dense<[1.5, -0.333]> : tensor<2xf16> -> tensor<2xf16>"},
                           "tensor<2xf32>"),
              ElementsAre(1.5, -0.33300781f));
}

TEST_F(Evaluator, SliceRunsBackward) {
  EXPECT_THAT(runOp<int32_t>("effc.slice %a {offsets = array<i64: 1, 2>, strides = array<i64: -1, "
                             "-2>} : (tensor<2x3xi32>)",
                             {"dense<[[1, 2, 3], [4, 5, 6]]> : tensor<2x3xi32> -> "
                              "tensor<2x3xi32>"},
                             "tensor<2x2xi32>"),
              ElementsAre(6, 4, 3, 1));
}

TEST_F(Evaluator, MovesOfElements) {
  const std::string matrix = "dense<[[1, 2], [3, 4]]> : tensor<2x2xi32> -> tensor<2x2xi32>";
  EXPECT_THAT(runOp<int32_t>("effc.transpose %a {permutation = array<i64: 1, 0>} : "
                             "(tensor<2x2xi32>)",
                             {matrix}, "tensor<2x2xi32>"),
              ElementsAre(1, 3, 2, 4));
  EXPECT_THAT(runOp<int32_t>("effc.concat %a, %b {axis = 1 : i64} : (tensor<2x2xi32>, "
                             "tensor<2x1xi32>)",
                             {matrix, "dense<[[8], [9]]> : tensor<2x1xi32> -> tensor<2x1xi32>"},
                             "tensor<2x3xi32>"),
              ElementsAre(1, 2, 8, 3, 4, 9));
  EXPECT_THAT(runOp<int32_t>("effc.tile %a {multiples = array<i64: 1, 2>} : (tensor<2x2xi32>)",
                             {matrix}, "tensor<2x4xi32>"),
              ElementsAre(1, 2, 1, 2, 3, 4, 3, 4));
}

TEST_F(Evaluator, PadTakesZeroPointOrValue) {
  const std::string row = "dense<[1]> : tensor<1xi8> -> tensor<1x!quant.uniform<i8:f32, 0.5:-7>>";
  const std::string type = "(tensor<1x!quant.uniform<i8:f32, 0.5:-7>>)";
  const std::string result = "tensor<3x!quant.uniform<i8:f32, 0.5:-7>>";
  EXPECT_THAT(runOp<int8_t>("effc.pad %a {low = array<i64: 1>, high = array<i64: 1>} : " + type,
                            {row}, result),
              ElementsAre(-7, 1, -7));
  EXPECT_THAT(runOp<int8_t>("effc.pad %a {low = array<i64: 2>, high = array<i64: 0>, value = 9 : "
                            "i8} : " +
                                type,
                            {row}, result),
              ElementsAre(9, 9, 1));
}

TEST_F(Evaluator, ResizeModes) {
  const std::string row = "dense<[[[[0.0], [4.0]]]]> : tensor<1x1x2x1xf32> -> tensor<1x1x2x1xf32>";
  const std::string type = " : (tensor<1x1x2x1xf32>)";
  const std::string result = "tensor<1x1x4x1xf32>";
  EXPECT_THAT(runOp<float>("effc.resize_bilinear %a" + type, {row}, result),
              ElementsAre(0, 2, 4, 4));
  EXPECT_THAT(runOp<float>("effc.resize_bilinear %a {half_pixel_centers}" + type, {row}, result),
              ElementsAre(0, 1, 3, 4));
  EXPECT_THAT(
      runOp<float>("effc.resize_bilinear %a {align_corners}" + type, {row}, "tensor<1x1x3x1xf32>"),
      ElementsAre(0, 2, 4));
  EXPECT_THAT(runOp<float>("effc.resize_nearest %a" + type, {row}, result),
              ElementsAre(0, 0, 4, 4));
}

TEST_F(Evaluator, LookUpStartsAtTheLeastValue) {
  std::string table = "dense<[";
  for (int i = 0; i < 256; ++i)
    table += (i ? ", " : "") + std::to_string(1000 + i);
  table += "]> : tensor<256xi16> -> tensor<256xi16>";
  EXPECT_THAT(runOp<int16_t>("effc.lookup %a, %b : (tensor<2xi8>, tensor<256xi16>)",
                             {"dense<[-128, 127]> : tensor<2xi8> -> tensor<2xi8>", table},
                             "tensor<2xi16>"),
              ElementsAre(1000, 1255));
}

TEST_F(Evaluator, KernelReadsPackedBlocks) {
  // Filters (1, 10), (2, 20), (3, 30) in blocks of two; a padded cell on the right.
  EXPECT_THAT(runOp<float>(
                  "effc.kernel.conv_2d %a, %b, %c {window = array<i64: 1, 2>, strides = array<i64: "
                  "1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 1>, tile = "
                  "#effc.tile<pixels = 1, channels = 2, depth = 1, dot = widen>} : (tensor<1x1x2x1xf32>, tensor<6xf32>, tensor<3xf32>)",
                  {"dense<[[[[1.0], [2.0]]]]> : tensor<1x1x2x1xf32> -> tensor<1x1x2x1xf32>",
                   "dense<[1.0, 2.0, 10.0, 20.0, 3.0, 30.0]> : tensor<6xf32> -> tensor<6xf32>",
                   "dense<[0.5, 0.0, 0.0]> : tensor<3xf32> -> tensor<3xf32>"},
                  "tensor<1x1x2x3xf32>"),
              ElementsAre(21.5, 42, 63, 2.5, 4, 6))
      << message;
}

/// A depthwise kernel with filter 3 and bias 5 over the bytes 255 and 2.
static std::string kernelWith(StringRef scaling, int scales) {
  return ("effc.kernel.depthwise_conv_2d %a, %b, %c, %d {window = array<i64: 1, 1>, "
          "strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: "
          "0, 0, 0, 0>, tile = #effc.tile<pixels = 1, channels = 1, depth = 1, dot = "
          "widen>, unsigned_input, scaling = #effc.scaling<" +
          scaling + ">} : (tensor<1x1x2x1xi8>, tensor<1xi8>, tensor<1xi32>, tensor<" +
          Twine(scales) + "xi32>)")
      .str();
}

TEST_F(Evaluator, KernelRequantizesWithTwoRoundings) {
  // 255 * 3 + 5 and 2 * 3 + 5, by one quarter.
  EXPECT_THAT(
      runOp<int8_t>(
          kernelWith("rescale = double_rounding", 6),
          {"dense<[[[[-1], [2]]]]> : tensor<1x1x2x1xi8> -> tensor<1x1x2x1xi8>",
           "dense<3> : tensor<1xi8> -> tensor<1xi8>", "dense<5> : tensor<1xi32> -> tensor<1xi32>",
           "dense<[-100, -128, 127, 0, 1073741824, 0]> : tensor<6xi32> -> tensor<6xi32>"},
          "tensor<1x1x2x1xi8>"),
      ElementsAre(93, -97))
      << message;
}

TEST_F(Evaluator, KernelRequantizesByFloat) {
  // 770 and 11 by 0.25 and an offset of 0.125; 11 is the exception.
  EXPECT_THAT(
      runOp<int8_t>(
          kernelWith("rescale = float, exceptions = true", 7),
          {"dense<[[[[-1], [2]]]]> : tensor<1x1x2x1xi8> -> tensor<1x1x2x1xi8>",
           "dense<3> : tensor<1xi8> -> tensor<1xi8>", "dense<5> : tensor<1xi32> -> tensor<1xi32>",
           "dense<[-100, -128, 127, 0, 0x3e800000, 0x3e000000, 11]> : tensor<7xi32> -> "
           "tensor<7xi32>"},
          "tensor<1x1x2x1xi8>"),
      ElementsAre(93, -96))
      << message;
}

TEST_F(Evaluator, FollowsCalls) {
  EXPECT_THAT(run<float>(R"(
    func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
      %y = call @twice(%x) : (tensor<2xf32>) -> tensor<2xf32>
      %z = effc.add %x, %y : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
      return %z : tensor<2xf32>
    }
    func.func private @twice(%x: tensor<2xf32>) -> tensor<2xf32> {
      %y = effc.add %x, %x : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
      return %y : tensor<2xf32>
    })",
                         {TensorBytes{0, 0, char(0x80), 0x3f, 0, 0, 0, 0x40}}),
              ElementsAre(3, 6));
}

TEST_F(Evaluator, RefusesRecursion) {
  EXPECT_TRUE(run<float>(R"(
    func.func @main(%x: tensor<1xf32>) -> tensor<1xf32> {
      %y = call @main(%x) : (tensor<1xf32>) -> tensor<1xf32>
      return %y : tensor<1xf32>
    })",
                         {TensorBytes(4)})
                  .empty());
  EXPECT_THAT(message, HasSubstr("calls are nested deeper than"));
}

TEST_F(Evaluator, RefusesBytesOfTheWrongSize) {
  EXPECT_TRUE(run<float>(R"(
    func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
      %y = effc.relu %x : (tensor<2xf32>) -> tensor<2xf32>
      return %y : tensor<2xf32>
    })",
                         {TensorBytes(7)})
                  .empty());
  EXPECT_THAT(message, HasSubstr("found 7 bytes for operand 0, expected 8"));
}

TEST_F(Evaluator, RefusesFunctionsWithoutBody) {
  EXPECT_TRUE(run<float>("func.func private @main() -> tensor<1xf32>").empty());
  EXPECT_THAT(message, HasSubstr("has no body"));
  message.clear();
  EXPECT_TRUE(run<float>(R"(
    func.func private @elsewhere() -> tensor<1xf32>
    func.func @main() -> tensor<1xf32> {
      %y = call @elsewhere() : () -> tensor<1xf32>
      return %y : tensor<1xf32>
    })")
                  .empty());
  EXPECT_THAT(message, HasSubstr("callee 'elsewhere' has no body"));
}

TEST_F(Evaluator, RefusesTheWrongNumberOfValues) {
  EXPECT_TRUE(run<float>(R"(
    func.func @main(%x: tensor<1xf32>) -> tensor<1xf32> {
      %y = effc.relu %x : (tensor<1xf32>) -> tensor<1xf32>
      return %y : tensor<1xf32>
    })")
                  .empty());
  EXPECT_THAT(message, HasSubstr("found 0 arguments, expected 1"));
  message.clear();
  SmallVector<TensorBytes> results;
  Operation &relu = module->lookupSymbol<func::FuncOp>("main").getBody().front().front();
  EXPECT_TRUE(failed(evaluateOp(&relu, {}, results)));
  EXPECT_THAT(message, HasSubstr("found 0 operands' values, expected 1"));
}

TEST_F(Evaluator, RefusesShapesThatAreNotKnown) {
  EXPECT_TRUE(run<float>(R"(
    func.func @main(%x: tensor<?xf32>) -> tensor<1xf32> {
      %y = builtin.unrealized_conversion_cast %x : tensor<?xf32> to tensor<1xf32>
      return %y : tensor<1xf32>
    })",
                         {TensorBytes(4)})
                  .empty());
  EXPECT_THAT(message, HasSubstr("operand 0 is not a static tensor"));
}

TEST_F(Evaluator, RefusesUnknownOps) {
  EXPECT_TRUE(run<float>(R"(
    func.func @main(%x: tensor<1xf32>) -> tensor<1xf32> {
      %y = builtin.unrealized_conversion_cast %x : tensor<1xf32> to tensor<1xf32>
      return %y : tensor<1xf32>
    })",
                         {TensorBytes(4)})
                  .empty());
  EXPECT_THAT(message, HasSubstr("cannot be evaluated"));
}
