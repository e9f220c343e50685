//===- OperatorBuilder.cpp - Adds one operator to a model -----------------===//
#include "OperatorBuilder.h"
#include <cmath>

using namespace effc;
using namespace effc::generate;

//===----------------------------------------------------------------------===//
// Quantization
//===----------------------------------------------------------------------===//

double OperatorBuilder::scale(int tensor) const {
  Quantization q = model.getQuantization(tensor);
  double largest = 0;
  for (float scale : q.scales)
    largest = std::max<double>(largest, scale);
  return largest > 0 ? largest : 1;
}

Quantization OperatorBuilder::pickQuantization(DataType type, double natural, double unit) {
  if (!(type & (I8 | U8 | I16)))
    return {};
  return {{pickScale(random, domain, natural, unit)}, {pickZeroPoint(random, domain, type)}, 0};
}

Quantization OperatorBuilder::pickFilterQuantization(DataType type, const Shape &shape, int axis,
                                                     int64_t depth, bool mayHaveZeroPoint) {
  if (!isNarrow(type))
    return {};
  double natural = 1 / (64 * std::sqrt(double(depth)));
  auto pick = [&] { return pickScale(random, domain, natural, std::ldexp(1.0, -9)); };
  if (type == U8 || random.chance(40)) {
    bool isSymmetric = !mayHaveZeroPoint || random.chance(type == U8 ? 10 : 70);
    return {{pick()},
            {isSymmetric ? (type == U8 ? 128 : 0) : pickZeroPoint(random, domain, type)},
            axis};
  }
  Quantization q;
  q.axis = axis;
  // Either about one scale, or each for itself.
  float common = pick();
  bool isMixed = random.chance(30);
  for (int32_t i = 0; i < shape[axis]; ++i)
    q.scales.push_back(isMixed ? pick() : common * float(random.between(64, 256)) / 128);
  q.zeroPoints.assign(q.scales.size(), 0);
  return q;
}

//===----------------------------------------------------------------------===//
// Operands
//===----------------------------------------------------------------------===//

std::optional<int> OperatorBuilder::data(int minRank, int maxRank, int64_t maxElements) {
  TensorWish wish{getData(), minRank, maxRank, maxElements};
  bool isQuantized = signature.info->isQuantized && isNarrow(getData());
  wish.isQuantized = isQuantized || random.chance(80);
  wish.mayBePerAxis = signature.info->perAxisOperands >> signature.info->dataOperand & 1;
  return source.getData(wish);
}

std::optional<int> OperatorBuilder::plainData(int minRank, int maxRank) {
  TensorWish wish{getData(), minRank, maxRank};
  wish.isPlain = true;
  return source.getData(wish);
}

std::optional<int> OperatorBuilder::other(unsigned operand, const Shape &shape, bool likeData) {
  TensorWish wish;
  wish.type = random.pick({getMembers(signature.getOperandTypes(operand)).front()});
  wish.minRank = wish.maxRank = shape.size();
  wish.isQuantized = !likeData && isNarrow(wish.type);
  wish.isPlain = likeData;
  return source.getOther(wish, shape);
}

int OperatorBuilder::integers(unsigned operand, const std::vector<int64_t> &values,
                              std::optional<Shape> shape) {
  std::vector<DataType> types = getMembers(signature.getOperandTypes(operand) & (I32 | I64));
  DataType type = types.empty() ? I32 : types[random.below(types.size())];
  return model.addConstant(type, shape.value_or(Shape{int32_t(values.size())}),
                           makeIntegers(type, values));
}

int OperatorBuilder::filter(unsigned operand, const Shape &shape, int axis, int64_t depth,
                            bool mayHaveZeroPoint) {
  DataType type = getMembers(signature.getOperandTypes(operand)).front();
  Quantization q = pickFilterQuantization(type, shape, axis, depth, mayHaveZeroPoint);
  int64_t count = countElements(shape);
  // Layers share weights, or only their bytes.
  if (random.chance(25))
    for (unsigned t = 0; t < model.getNumTensors(); ++t)
      if (model.isConstant(t) && model.getType(t) == type && shape == model.getShape(t)) {
        Quantization shared = model.getQuantization(t);
        bool fits = isNarrow(type) == !shared.scales.empty() &&
                    (shared.scales.size() <= 1 || shared.axis == axis) &&
                    (mayHaveZeroPoint || type == U8 || shared.zeroPoints.empty() ||
                     shared.zeroPoints[0] == 0);
        return fits && random.chance(50) ? int(t) : model.addAlias(t, q);
      }
  if (random.chance(3)) // computed outside of the model
    return model.addInput(type, shape, q);
  if (type == F32)
    return model.addConstant(type, shape,
                             makeFloats(random, count, float(2 / std::sqrt(double(depth)))));
  return model.addConstant(type, shape, makeElements(random, Domain::Usual, type, count, q), q);
}

int OperatorBuilder::bias(unsigned operand, int channels, int input, int filter, int64_t depth) {
  if (random.chance(20))
    return -1;
  std::vector<DataType> types = getMembers(signature.getOperandTypes(operand));
  DataType type = types[random.below(types.size())];
  Shape shape = {channels};
  if (random.chance(5))
    shape = {1, 1, 1, channels};
  if (type == F32)
    return model.addConstant(type, shape, makeFloats(random, channels, 1));
  Quantization q;
  if (random.chance(80) || getData() == U8)
    q = {{float(scale(input) * scale(filter))}, {0}, 0};
  int64_t range = int64_t(5000 * std::sqrt(double(depth))) * (getData() == I16 ? 256 : 1);
  bool isWide = isWhole() && random.chance(10);
  std::vector<int64_t> values;
  for (int i = 0; i < channels; ++i)
    values.push_back(isWide ? random.between(-(int64_t(1) << 30), int64_t(1) << 30)
                            : random.between(-range, range));
  return model.addConstant(type, shape, makeIntegers(type, values), q);
}

//===----------------------------------------------------------------------===//
// Results
//===----------------------------------------------------------------------===//

int OperatorBuilder::result(const Shape &shape, double natural, double unit) {
  return model.addTensor(getResult(), shape, pickQuantization(getResult(), natural, unit));
}

int OperatorBuilder::resultLike(int tensor, const Shape &shape, bool mayDiffer) {
  Quantization q = model.getQuantization(tensor);
  if (!isNarrow(getResult()))
    q = {};
  else if (mayDiffer && isWhole() && q.scales.size() == 1 && random.chance(15))
    q = pickQuantization(getResult(), q.scales[0], q.scales[0]);
  return model.addTensor(getResult(), shape, q);
}

int OperatorBuilder::resultWith(const Shape &shape, double scale, int64_t zeroPoint) {
  if (!isNarrow(getResult()))
    return model.addTensor(getResult(), shape);
  // What the operator prescribes, it does with some tolerance.
  float stored =
      float(isWhole() && random.chance(20) ? scale * (1 + 0.0008 * random.fraction()) : scale);
  return model.addTensor(getResult(), shape, {{stored}, {zeroPoint}, 0});
}

//===----------------------------------------------------------------------===//
// The operator
//===----------------------------------------------------------------------===//

file::ActivationFunctionType OperatorBuilder::activation() {
  using Activation = file::ActivationFunctionType;
  return random.pick({Activation::NONE, Activation::NONE, Activation::NONE, Activation::RELU,
                      Activation::RELU6, Activation::RELU_N1_TO_1});
}

std::optional<int> OperatorBuilder::pickAxis(int tensor) {
  int rank = shape(tensor).size();
  return rank == 0 ? std::nullopt : std::optional<int>(random.below(rank));
}

void OperatorBuilder::add(const std::vector<int> &operands, const std::vector<int> &results,
                          const file::BuiltinOptionsUnion &options) {
  // Files without options have the defaults.
  model.addOperator(*signature.info, operands, results, options);
  this->results = results;
}
