//===- CompactKernelTest.cpp - Packed operands mean what the model says ---===//
//
// Convolutions with random weights are evaluated before and after they become compact kernels.
//
//===----------------------------------------------------------------------===//
#include "effc/Codegen/Passes.h"
#include "effc/IR/Constants.h"
#include "effc/Reference/Evaluator.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Pass/PassManager.h"
#include <gtest/gtest.h>
#include <random>

using namespace mlir;
using namespace effc;

namespace {

struct Case {
  const char *name;
  Dot dot; // `widen`: Helium
  bool depthwise;
  int64_t height, width, channels, outputs;
  int64_t window, stride, dilation, padding;
  bool isUnsigned;
  double scale;       // of the output
  int64_t bias;       // magnitude
  const char *kernel; // that must come out
};

class CompactKernel : public testing::TestWithParam<Case> {
protected:
  CompactKernel() { context.loadDialect<EffcDialect, func::FuncDialect, quant::QuantDialect>(); }

  std::string randomTensor(int64_t count, int64_t low, int64_t high, const std::string &shape) {
    static const char *digits = "0123456789ABCDEF";
    std::string text = "dense<\"0x";
    int64_t bytes = shape.find("i32") != std::string::npos ? 4 : 1;
    std::uniform_int_distribution<int64_t> number(low, high);
    for (int64_t index = 0; index < count; ++index) {
      int64_t value = number(random);
      for (int64_t byte = 0; byte < bytes; ++byte, value >>= 8)
        (text += digits[value >> 4 & 15]) += digits[value & 15];
    }
    return text + "\"> : tensor<" + shape + ">";
  }

  std::string makeModule(const Case &c);
  /// The result of the only convolution.
  TensorBytes evaluate(Operation *op, const TensorBytes &input) {
    std::vector<TensorBytes> constants = {input};
    for (Value operand : op->getOperands().drop_front())
      constants.push_back(*getConstantBytes(operand));
    SmallVector<const TensorBytes *> operands;
    for (const TensorBytes &constant : constants)
      operands.push_back(&constant);
    SmallVector<TensorBytes> results;
    if (failed(evaluateOp(op, operands, results)))
      return {};
    return results[0];
  }

  MLIRContext context;
  std::mt19937 random{1};
};

} // namespace

static std::string join(std::initializer_list<int64_t> extents, const std::string &element) {
  std::string text;
  for (int64_t extent : extents)
    text += std::to_string(extent) + "x";
  return text + element;
}

std::string CompactKernel::makeModule(const Case &c) {
  int64_t reach = c.dilation * (c.window - 1) + 1;
  auto extent = [&](int64_t size) { return (size + 2 * c.padding - reach) / c.stride + 1; };
  std::string storage = c.isUnsigned ? "u8" : "i8";
  std::string in = "!quant.uniform<" + storage + ":f32, 0.5:" + (c.isUnsigned ? "100" : "-5") + ">";
  std::string weights =
      c.isUnsigned ? "!quant.uniform<u8:f32, 0.25:131>" : "!quant.uniform<i8:f32, 0.25>";
  std::string out = "!quant.uniform<" + storage + ":f32, " + std::to_string(c.scale) + ":3>";
  std::string image = "tensor<" + join({1, c.height, c.width, c.channels}, in) + ">";
  std::string result =
      "tensor<" + join({1, extent(c.height), extent(c.width), c.outputs}, out) + ">";
  auto filterShape = [&](const std::string &element) {
    return c.depthwise ? join({1, c.window, c.window, c.outputs}, element)
                       : join({c.outputs, c.window, c.window, c.channels}, element);
  };
  int64_t count = c.outputs * c.window * c.window * (c.depthwise ? 1 : c.channels);
  std::string two = std::to_string(c.stride), step = std::to_string(c.dilation);
  std::string pad = std::to_string(c.padding);
  std::string biasType = "tensor<" + std::to_string(c.outputs) + "xi32>";
  std::string target = "\"cortex-m4\", triple = \"thumbv7em-none-eabihf\", dot = dual_i16";
  if (c.dot == Dot::Widen)
    target =
        "\"cortex-m55\", triple = \"thumbv8.1m.main-none-eabihf\", vectorBits = 128, dot = widen";
  if (c.dot == Dot::TwinI16 && std::string(c.name).find("pairs") != std::string::npos)
    target = "\"riscv32imc\", triple = \"riscv32-unknown-elf\", dot = twin_i16";
  else if (c.dot == Dot::TwinI16)
    target = "\"cortex-m0\", triple = \"thumbv6m-none-eabi\", dot = twin_i16";
  return "module attributes {effc.target = #effc.target<name = " + target +
         ", indexBits = 32>} {\n"
         "func.func @main(%x: " +
         image + ") -> " + result + " {\n%w = effc.constant " +
         randomTensor(count, c.isUnsigned ? 0 : -127, c.isUnsigned ? 255 : 127, filterShape("i8")) +
         " -> tensor<" + filterShape(weights) + ">\n%b = effc.constant " +
         randomTensor(c.outputs, -c.bias, c.bias, std::to_string(c.outputs) + "xi32") + " -> " +
         biasType + "\n%y = effc." + (c.depthwise ? "depthwise_conv_2d" : "conv_2d") +
         " %x, %w, %b {strides = array<i64: " + two + ", " + two +
         ">, dilations = array<i64: " + step + ", " + step + ">, padding = array<i64: " + pad +
         ", " + pad + ", " + pad + ", " + pad + ">} : (" + image + ", tensor<" +
         filterShape(weights) + ">, " + biasType + ") -> " + result + "\nreturn %y : " + result +
         "\n}\n}";
}

static Operation *findConvolution(ModuleOp module) {
  Operation *found = nullptr;
  module.walk([&](Operation *op) {
    if (op->getName().getStringRef().contains("conv_2d"))
      found = op;
  });
  return found;
}

TEST_P(CompactKernel, EqualsTheConvolution) {
  const Case &c = GetParam();
  OwningOpRef<ModuleOp> module = parseSourceString<ModuleOp>(makeModule(c), &context);
  ASSERT_TRUE(module);
  TensorBytes input(c.height * c.width * c.channels);
  for (char &byte : input)
    byte = static_cast<char>(random());
  TensorBytes expected = evaluate(findConvolution(*module), input);
  ASSERT_FALSE(expected.empty());
  PassManager manager(&context);
  manager.addPass(createSelectKernelsPass());
  ASSERT_TRUE(succeeded(manager.run(*module)));
  Operation *kernel = findConvolution(*module);
  EXPECT_EQ(kernel->getName().getStringRef().str(), c.kernel);
  EXPECT_EQ(evaluate(kernel, input), expected);
}

static const char *const kConv = "effc.kernel.compact_conv_2d";
static const char *const kDepthwise = "effc.kernel.compact_depthwise_conv_2d";

INSTANTIATE_TEST_SUITE_P(
    Shapes, CompactKernel,
    testing::Values(
        Case{"pointwise", Dot::DualI16, false, 3, 3, 8, 4, 1, 1, 1, 0, false, 400, 5000, kConv},
        Case{"odd_channels", Dot::DualI16, false, 3, 3, 6, 5, 1, 1, 1, 0, false, 400, 5000, kConv},
        Case{"row", Dot::DualI16, false, 1, 1, 16, 6, 1, 1, 1, 0, false, 400, 5000, kConv},
        Case{"row_runs", Dot::DualI16, false, 5, 4, 8, 6, 3, 1, 1, 1, false, 900, 5000, kConv},
        Case{"gathered", Dot::DualI16, false, 5, 4, 3, 3, 3, 2, 1, 1, false, 400, 5000, kConv},
        Case{"dilated", Dot::DualI16, false, 7, 7, 4, 2, 3, 1, 2, 1, false, 400, 5000, kConv},
        Case{"two_byte_weights", Dot::DualI16, false, 3, 3, 8, 4, 1, 1, 1, 0, true, 400, 5000,
             kConv},
        Case{"two_byte_row", Dot::DualI16, false, 1, 1, 16, 6, 1, 1, 1, 0, true, 400, 5000, kConv},
        Case{"large_scale", Dot::DualI16, false, 3, 3, 8, 4, 1, 1, 1, 0, false, 0.3, 50, kConv},
        Case{"constant_channels", Dot::DualI16, false, 3, 3, 8, 4, 1, 1, 1, 0, false, 400,
             2000000000, kConv},
        Case{"larger_scale", Dot::DualI16, false, 3, 3, 8, 4, 1, 1, 1, 0, false, 0.2, 50, kConv},
        Case{"too_large_a_scale", Dot::DualI16, false, 3, 3, 8, 4, 1, 1, 1, 0, false, 0.1, 50,
             "effc.conv_2d"},
        Case{"depthwise_larger_scale", Dot::DualI16, true, 5, 4, 6, 6, 3, 1, 1, 1, false, 0.2, 50,
             kDepthwise},
        Case{"vector_larger_scale", Dot::Widen, false, 3, 3, 8, 4, 1, 1, 1, 0, false, 0.2, 50,
             kConv},
        Case{"one_channel", Dot::DualI16, false, 3, 3, 8, 1, 1, 1, 1, 0, false, 400, 50,
             "effc.conv_2d"},
        Case{"depthwise", Dot::DualI16, true, 5, 4, 6, 6, 3, 1, 1, 1, false, 90, 5000, kDepthwise},
        Case{"depthwise_stride", Dot::DualI16, true, 6, 7, 3, 3, 3, 2, 1, 0, true, 90, 5000,
             kDepthwise},
        Case{"twin_pointwise", Dot::TwinI16, false, 3, 3, 8, 4, 1, 1, 1, 0, false, 400, 5000,
             kConv},
        Case{"twin_filled_step", Dot::TwinI16, false, 3, 3, 6, 5, 1, 1, 1, 0, false, 400, 5000,
             kConv},
        Case{"twin_row", Dot::TwinI16, false, 1, 1, 16, 6, 1, 1, 1, 0, false, 400, 5000, kConv},
        Case{"twin_row_runs", Dot::TwinI16, false, 5, 4, 8, 6, 3, 1, 1, 1, false, 900, 5000, kConv},
        Case{"twin_dilated", Dot::TwinI16, false, 7, 7, 3, 2, 3, 1, 2, 1, false, 400, 5000, kConv},
        Case{"twin_larger_scale", Dot::TwinI16, false, 3, 3, 8, 4, 1, 1, 1, 0, false, 0.2, 50,
             kConv},
        Case{"twin_pairs", Dot::TwinI16, false, 3, 3, 8, 5, 1, 1, 1, 0, false, 400, 5000, kConv},
        Case{"twin_pairs_of_masks", Dot::TwinI16, false, 5, 4, 30, 3, 3, 1, 1, 1, false, 900, 50,
             kConv},
        Case{"twin_two_byte_weights", Dot::TwinI16, false, 3, 3, 8, 4, 1, 1, 1, 0, true, 400, 50,
             "effc.conv_2d"},
        Case{"twin_depthwise", Dot::TwinI16, true, 5, 4, 6, 6, 3, 1, 1, 1, false, 90, 5000,
             kDepthwise},
        Case{"twin_depthwise_unsigned", Dot::TwinI16, true, 6, 7, 3, 3, 3, 2, 1, 1, true, 90, 5000,
             kDepthwise},
        Case{"vector_pointwise", Dot::Widen, false, 3, 3, 8, 4, 1, 1, 1, 0, false, 400, 5000,
             kConv},
        Case{"vector_odd_channels", Dot::Widen, false, 3, 3, 6, 7, 1, 1, 1, 0, false, 400, 5000,
             kConv},
        Case{"vector_row_runs", Dot::Widen, false, 5, 4, 16, 6, 3, 1, 1, 1, false, 900, 5000,
             kConv},
        Case{"vector_gathered", Dot::Widen, false, 5, 4, 3, 4, 3, 2, 1, 1, false, 400, 5000, kConv},
        Case{"vector_large_scale", Dot::Widen, false, 3, 3, 8, 4, 1, 1, 1, 0, false, 0.3, 50,
             kConv},
        Case{"vector_unsigned", Dot::Widen, false, 3, 3, 8, 4, 1, 1, 1, 0, true, 400, 50,
             "effc.kernel.conv_2d"},
        Case{"vector_depthwise", Dot::Widen, true, 5, 4, 6, 6, 3, 1, 1, 1, false, 90, 5000,
             kDepthwise},
        Case{"vector_depthwise_5x5", Dot::Widen, true, 6, 7, 3, 3, 5, 1, 1, 0, false, 90, 5000,
             "effc.kernel.depthwise_conv_2d"},
        Case{"depthwise_5x5", Dot::DualI16, true, 6, 7, 3, 3, 5, 1, 1, 0, false, 90, 5000,
             "effc.depthwise_conv_2d"}),
    [](const testing::TestParamInfo<Case> &info) { return std::string(info.param.name); });
