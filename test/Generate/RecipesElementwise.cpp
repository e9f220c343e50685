//===- RecipesElementwise.cpp - Element-wise operators and conversions ----===//
#include "Recipes.h"
#include <cmath>

using namespace effc;
using namespace effc::generate;

/// A shape that broadcasts with `shape`.
static Shape pickBroadcast(Random &random, const Shape &shape) {
  if (random.chance(50))
    return shape;
  Shape other = shape;
  for (int32_t &size : other)
    if (random.chance(40))
      size = 1;
  while (!other.empty() && random.chance(25))
    other.erase(other.begin());
  return other;
}

static Shape joinShapes(Shape lhs, Shape rhs) {
  if (lhs.size() < rhs.size())
    std::swap(lhs, rhs);
  for (size_t i = 0; i < rhs.size(); ++i) {
    int32_t &size = lhs[lhs.size() - 1 - i];
    size = std::max(size, rhs[rhs.size() - 1 - i]);
  }
  return lhs;
}

namespace {
/// Both operands of an operator, in any order, and the shape they broadcast to.
struct Operands {
  int lhs, rhs;
  Shape shape;
};
} // namespace

static std::optional<Operands> pickOperands(OperatorBuilder &op, bool isPlain, bool mayDouble) {
  std::optional<int> lhs = isPlain ? op.plainData(0, 5) : op.data(0, 5);
  if (!lhs)
    return std::nullopt;
  if (mayDouble && op.random.chance(4))
    return Operands{*lhs, *lhs, op.shape(*lhs)};
  std::optional<int> rhs = op.other(1, pickBroadcast(op.random, op.shape(*lhs)), isPlain);
  if (!rhs)
    return std::nullopt;
  Operands operands{*lhs, *rhs, joinShapes(op.shape(*lhs), op.shape(*rhs))};
  if (countElements(operands.shape) > 8192)
    return std::nullopt;
  if (op.flip())
    std::swap(operands.lhs, operands.rhs);
  return operands;
}

/// int16 without scales is arithmetic on plain numbers.
static bool pickPlain(OperatorBuilder &op) { return op.getData() == I16 && op.random.chance(20); }

template <typename Options> static bool buildAdditive(OperatorBuilder &op, bool mayBePlain) {
  bool isPlain = mayBePlain && pickPlain(op);
  std::optional<Operands> operands = pickOperands(op, isPlain, true);
  if (!operands)
    return false;
  double larger = std::max(op.scale(operands->lhs), op.scale(operands->rhs));
  int result = isPlain ? op.model.addTensor(I16, operands->shape)
                       : op.result(operands->shape, 1.5 * larger, larger);
  Options options;
  options.fused_activation_function = op.activation();
  options.pot_scale_int16 = op.random.chance(40);
  return op.finish({operands->lhs, operands->rhs}, {result}, options);
}

static bool buildAdd(OperatorBuilder &op) { return buildAdditive<file::AddOptionsT>(op, true); }
static bool buildSub(OperatorBuilder &op) { return buildAdditive<file::SubOptionsT>(op, false); }

static bool buildMul(OperatorBuilder &op) {
  bool isPlain = pickPlain(op);
  std::optional<Operands> operands = pickOperands(op, isPlain, true);
  if (!operands)
    return false;
  double unit = op.scale(operands->lhs) * op.scale(operands->rhs);
  int result = isPlain ? op.model.addTensor(I16, operands->shape)
                       : op.result(operands->shape, unit * (op.getData() == I16 ? 2e4 : 90), unit);
  file::MulOptionsT options;
  options.fused_activation_function = op.activation();
  return op.finish({operands->lhs, operands->rhs}, {result}, options);
}

static bool buildExtremum(OperatorBuilder &op) {
  std::optional<Operands> operands = pickOperands(op, false, true);
  if (!operands)
    return false;
  int result = op.resultLike(operands->lhs, operands->shape, /*mayDiffer=*/true);
  return op.finish({operands->lhs, operands->rhs}, {result}, file::MaximumMinimumOptionsT());
}

static bool buildPrelu(OperatorBuilder &op) {
  std::optional<int> input = op.data(0, 5);
  if (!input)
    return false;
  Shape slopes = op.shape(*input);
  for (size_t i = 0; i + 1 < slopes.size(); ++i)
    if (op.random.chance(80))
      slopes[i] = 1;
  if (slopes.size() > 1 && op.random.chance(30))
    slopes.erase(slopes.begin());
  std::optional<int> alpha = op.other(1, slopes);
  if (!alpha)
    return false;
  int result = op.result(op.shape(*input), op.scale(*input), op.scale(*input));
  return op.finish({*input, *alpha}, {result});
}

//===----------------------------------------------------------------------===//
// One operand
//===----------------------------------------------------------------------===//

static bool buildUnary(OperatorBuilder &op) {
  std::optional<int> input = op.data(0, 5);
  if (!input)
    return false;
  return op.finish({*input}, {op.result(op.shape(*input), op.scale(*input), op.scale(*input))});
}

static bool buildHardSwish(OperatorBuilder &op) {
  std::optional<int> input = op.data(0, 5);
  if (!input)
    return false;
  int result = op.result(op.shape(*input), 0.6 * op.scale(*input), op.scale(*input));
  return op.finish({*input}, {result}, file::HardSwishOptionsT());
}

static bool buildLeakyRelu(OperatorBuilder &op) {
  std::optional<int> input = op.data(0, 5);
  if (!input)
    return false;
  file::LeakyReluOptionsT options;
  options.alpha = op.random.pick({0.01f, 0.1f, 0.2f, 0.3f, 0.5f, 1.0f, 0.0f, -0.5f, 2.0f});
  if (op.isWhole() && op.random.chance(15))
    options.alpha = op.random.pick({1e-6f, -1e-6f, 1e6f, 1e-40f, 300.0f, -300.0f});
  int result = op.result(op.shape(*input), op.scale(*input), op.scale(*input));
  return op.finish({*input}, {result}, options);
}

static bool buildLogistic(OperatorBuilder &op) {
  std::optional<int> input = op.data(0, 5);
  if (!input)
    return false;
  bool isWide = op.getResult() == I16;
  int result = op.resultWith(op.shape(*input), isWide ? 1.0 / 32768 : 1.0 / 256,
                             op.getResult() == I8 ? -128 : 0);
  return op.finish({*input}, {result});
}

static bool buildTanh(OperatorBuilder &op) {
  std::optional<int> input = op.data(0, 5);
  if (!input)
    return false;
  bool isWide = op.getResult() == I16;
  int result = op.resultWith(op.shape(*input), isWide ? 1.0 / 32768 : 1.0 / 128,
                             op.getResult() == U8 ? 128 : 0);
  return op.finish({*input}, {result});
}

//===----------------------------------------------------------------------===//
// Conversions
//===----------------------------------------------------------------------===//

static bool buildCast(OperatorBuilder &op) {
  std::optional<int> input = op.data(0, 5);
  if (!input)
    return false;
  file::CastOptionsT options;
  options.in_data_type = getTensorType(op.getData());
  options.out_data_type = getTensorType(op.getResult());
  // Parameters of the result play no part.
  int result = op.flip() ? op.model.addTensor(op.getResult(), op.shape(*input))
                         : op.result(op.shape(*input), 1, 1);
  return op.finish({*input}, {result}, options);
}

static bool buildDequantize(OperatorBuilder &op) {
  std::optional<int> input = op.data(0, 5);
  if (!input)
    return false;
  int result = op.model.addTensor(F32, op.shape(*input));
  return op.finish({*input}, {result}, file::DequantizeOptionsT());
}

/// How many times the values of a type there are of int8.
static double getRange(DataType type) { return type == I32 ? 0x1p24 : type == I16 ? 0x1p8 : 1; }

static bool buildQuantize(OperatorBuilder &op) {
  // int32 has parameters only here.
  std::optional<int> input = op.getData() == I32 ? op.source.getOther({I32, 0, 5, 2048, true},
                                                                      pickShape(op.random, 3, 512))
                                                 : op.data(0, 5);
  if (!input)
    return false;
  double from = op.getData() == F32 ? 4.0 / 128 : op.scale(*input) * getRange(op.getData());
  double natural = from / getRange(op.getResult());
  Quantization q{{pickScale(op.random, op.domain, natural, op.scale(*input))},
                 {pickZeroPoint(op.random, op.domain, op.getResult())},
                 0};
  const Shape &shape = op.shape(*input);
  if (op.getData() == F32 && !shape.empty() && op.random.chance(20)) {
    q.axis = int32_t(op.random.below(shape.size()));
    for (int32_t i = 1; i < shape[q.axis]; ++i) {
      q.scales.push_back(pickScale(op.random, op.domain, natural, 1));
      q.zeroPoints.push_back(pickZeroPoint(op.random, op.domain, op.getResult()));
    }
  }
  int result = op.model.addTensor(op.getResult(), shape, q);
  return op.finish({*input}, {result}, file::QuantizeOptionsT());
}

llvm::ArrayRef<NamedRecipe> generate::getElementwiseRecipes() {
  static constexpr NamedRecipe kRecipes[] = {
      {"ADD", buildAdd},
      {"SUB", buildSub},
      {"MUL", buildMul},
      {"MAXIMUM", buildExtremum},
      {"MINIMUM", buildExtremum},
      {"PRELU", buildPrelu},
      {"RELU", buildUnary},
      {"RELU6", buildUnary},
      {"RELU_N1_TO_1", buildUnary},
      {"ELU", buildUnary},
      {"HARD_SWISH", buildHardSwish},
      {"LEAKY_RELU", buildLeakyRelu},
      {"LOGISTIC", buildLogistic},
      {"TANH", buildTanh},
      {"CAST", buildCast},
      {"DEQUANTIZE", buildDequantize},
      {"QUANTIZE", buildQuantize},
  };
  return kRecipes;
}
