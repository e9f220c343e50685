//===- RandomGraph.cpp - Graphs that are valid by construction ------------===//
//
// Operators are added one by one, each with a signature that fits some tensor that is there. A
// tensor is read by any number of operators, so graphs branch and join again.
//
// What must be equal bit for bit may not depend on floats that are allowed to differ a little:
// QUANTIZE, CAST and ARG_MAX take only floats that are exact, as inputs and what is only moved.
//
//===----------------------------------------------------------------------===//
#include "Nets.h"
#include "Recipes.h"
#include <set>

using namespace effc;
using namespace effc::generate;

namespace {
constexpr int64_t kMaxOperators = 40;
constexpr unsigned kMaxInputs = 4;

class GraphSource : public TensorSource {
public:
  GraphSource(ModelBuilder &model, Random &random, DataType mainType, bool isImage)
      : model(model), random(random), mainType(mainType), isImage(isImage) {}

  std::optional<int> getData(const TensorWish &wish) override;
  std::optional<int> getOther(const TensorWish &wish, const Shape &shape) override;

  void addLive(int tensor, bool isExact) {
    live.push_back(tensor);
    if (!isExact)
      inexact.insert(tensor);
  }
  bool isExact(int tensor) const { return !inexact.count(tensor); }
  std::vector<DataType> getTypes() const;

  std::vector<int> live;
  bool needsExact = false;

private:
  bool fits(int tensor, const TensorWish &wish) const;
  int addInput(DataType type, const Shape &shape, bool isQuantized);
  Quantization pickQuantization(DataType type);

  ModelBuilder &model;
  Random &random;
  DataType mainType;
  bool isImage;
  std::set<int> inexact;
};
} // namespace

bool GraphSource::fits(int tensor, const TensorWish &wish) const {
  const Shape &shape = model.getShape(tensor);
  int rank = shape.size();
  size_t scales = model.getQuantization(tensor).scales.size();
  bool isNarrowType = isNarrow(wish.type);
  return model.getType(tensor) == wish.type && rank >= wish.minRank && rank <= wish.maxRank &&
         countElements(shape) <= 2 * wish.maxElements && (!needsExact || isExact(tensor)) &&
         (!wish.isQuantized || !isNarrowType || scales > 0) && (!wish.isPlain || scales == 0) &&
         (wish.mayBePerAxis || scales <= 1);
}

Quantization GraphSource::pickQuantization(DataType type) {
  if (!isNarrow(type))
    return {};
  return {{pickScale(random, Domain::Usual, type == I16 ? 0x1p-13 : 0x1p-5, 1)},
          {pickZeroPoint(random, Domain::Usual, type)},
          0};
}

int GraphSource::addInput(DataType type, const Shape &shape, bool isQuantized) {
  int tensor = model.addInput(type, shape, isQuantized ? pickQuantization(type) : Quantization());
  live.push_back(tensor);
  return tensor;
}

std::optional<int> GraphSource::getData(const TensorWish &wish) {
  std::vector<int> candidates;
  for (int tensor : live)
    if (fits(tensor, wish))
      candidates.push_back(tensor);
  unsigned inputs = model.graph().inputs.size();
  bool addsInput =
      candidates.empty() ? wish.type == mainType || random.chance(20) : random.chance(2);
  if (addsInput && inputs < kMaxInputs) {
    int rank = int(random.between(wish.minRank, wish.maxRank));
    if (isImage && wish.maxRank >= 4)
      rank = 4;
    Shape shape =
        rank == 4 ? pickImage(random, wish.maxElements) : pickShape(random, rank, wish.maxElements);
    if (isImage && rank == 4) {
      shape[0] = 1;
      shape[1] = std::max<int32_t>(shape[1], int32_t(random.between(4, 12)));
    }
    return addInput(wish.type, shape, !wish.isPlain);
  }
  if (candidates.empty())
    return std::nullopt;
  // Chains of the newest with some branches.
  size_t newest = random.chance(65) ? std::min<size_t>(candidates.size(), 2) : candidates.size();
  return candidates[candidates.size() - 1 - random.below(newest)];
}

std::optional<int> GraphSource::getOther(const TensorWish &wish, const Shape &shape) {
  std::vector<int> candidates;
  for (int tensor : live)
    if (fits(tensor, wish) && model.getShape(tensor) == shape)
      candidates.push_back(tensor);
  if (!candidates.empty() && random.chance(75))
    return random.pickFrom(candidates);
  if (random.chance(15) && model.graph().inputs.size() < kMaxInputs)
    return addInput(wish.type, shape, !wish.isPlain);
  Quantization q = wish.isPlain ? Quantization() : pickQuantization(wish.type);
  if (wish.type == I32 && wish.isQuantized)
    q = {{pickScale(random, Domain::Usual, 0x1p-10, 1)}, {0}, 0};
  return model.addConstant(
      wish.type, shape, makeElements(random, Domain::Usual, wish.type, countElements(shape), q), q);
}

std::vector<DataType> GraphSource::getTypes() const {
  std::set<DataType> types;
  for (int tensor : live)
    types.insert(model.getType(tensor));
  return {types.begin(), types.end()};
}

//===----------------------------------------------------------------------===//
// Choosing operators
//===----------------------------------------------------------------------===//

/// Operators whose float results the compiler must not change at all.
static bool isExactOperator(const OperatorInfo &info) {
  static const std::set<llvm::StringRef> moving = {
      "CONCATENATION", "DEQUANTIZE",   "EXPAND_DIMS", "MAXIMUM", "MAX_POOL_2D",
      "MINIMUM",       "PACK",         "PAD",         "PADV2",   "RELU",
      "RELU6",         "RELU_N1_TO_1", "RESHAPE",     "SLICE",   "RESIZE_NEAREST_NEIGHBOR",
      "SPLIT",         "SPLIT_V",      "SQUEEZE",     "TILE",    "STRIDED_SLICE",
      "TRANSPOSE",     "UNPACK",       "CAST"};
  return moving.count(info.name);
}

/// How often an operator is chosen among those that fit.
static unsigned getWeight(const OperatorInfo &info, bool isImage) {
  llvm::StringRef name = info.name;
  if (name == "CONV_2D" || name == "DEPTHWISE_CONV_2D")
    return isImage ? 30 : 4;
  if (name == "MAX_POOL_2D" || name == "AVERAGE_POOL_2D" || name == "ADD" || name == "PAD")
    return isImage ? 10 : 4;
  if (name == "FULLY_CONNECTED" || name == "CONCATENATION")
    return 8;
  // These leave little to go on with.
  if (name == "ARG_MAX" || name == "CAST" || name == "MEAN" || name == "SUM")
    return 2;
  return 4;
}

namespace {
class RandomGraphs : public Net {
public:
  explicit RandomGraphs(const Selection &selection)
      : signatures(getSignatures()), hasSpecials(selection.hasSpecials) {}
  NetCase makeCase(uint64_t seed, uint64_t number) const override;

private:
  const Signature *pickSignature(Random &random, llvm::ArrayRef<DataType> types,
                                 bool isImage) const;
  bool addOperator(ModelBuilder &model, GraphSource &source, Random &random,
                   const Signature &signature, NetCase &result) const;

  std::vector<Signature> signatures;
  bool hasSpecials;
};
} // namespace

const Signature *RandomGraphs::pickSignature(Random &random, llvm::ArrayRef<DataType> types,
                                             bool isImage) const {
  DataType type = random.pickFrom(types);
  std::vector<const Signature *> fitting;
  int64_t total = 0;
  for (const Signature &signature : signatures)
    if (signature.data == type && findRecipe(signature.info->name)) {
      fitting.push_back(&signature);
      total += getWeight(*signature.info, isImage);
    }
  int64_t at = random.below(total);
  for (const Signature *signature : fitting) {
    at -= getWeight(*signature->info, isImage);
    if (at < 0)
      return signature;
  }
  return fitting.back();
}

bool RandomGraphs::addOperator(ModelBuilder &model, GraphSource &source, Random &random,
                               const Signature &signature, NetCase &result) const {
  bool isFloat = signature.data == F32;
  source.needsExact = isFloat && (signature.result != F32 || signature.info->name == "CAST");
  OperatorBuilder op(model, source, random, Domain::Usual, signature);
  if (!findRecipe(signature.info->name)(op))
    return false;
  bool isExact = true;
  if (isFloat || signature.result == F32) {
    isExact = isExactOperator(*signature.info);
    for (int32_t operand : model.graph().operators.back()->inputs)
      isExact &= operand < 0 || source.isExact(operand);
  }
  for (int tensor : op.results)
    source.addLive(tensor, isExact);
  result.signatures.push_back(signature);
  addFeatures(model, *model.graph().operators.back(), signature, result.features);
  return true;
}

/// Tensors that nobody reads are outputs, some that are read, too.
static void pickOutputs(ModelBuilder &model, Random &random) {
  std::set<int32_t> read, made;
  for (const auto &op : model.graph().operators) {
    read.insert(op->inputs.begin(), op->inputs.end());
    made.insert(op->outputs.begin(), op->outputs.end());
  }
  std::vector<int32_t> &outputs = model.graph().outputs;
  for (int32_t tensor : made)
    if (read.count(tensor) ? random.chance(8) : random.chance(92))
      outputs.push_back(tensor);
  if (outputs.empty())
    outputs.push_back(*made.rbegin());
  if (random.chance(3))
    outputs.push_back(outputs.front());
  if (random.chance(3))
    outputs.push_back(model.graph().inputs.empty() ? outputs.front()
                                                   : model.graph().inputs.front());
}

NetCase RandomGraphs::makeCase(uint64_t seed, uint64_t number) const {
  NetCase result;
  Random random({seed, number, 0x94a9});
  ModelBuilder model;
  DataType mainType =
      random.pick({I8, I8, I8, I8, U8, U8, I16, I16, F32, F32, F32, I32, I64, Bool});
  bool isImage = mainType & (I8 | U8 | I16 | F32) && random.chance(75);
  GraphSource source(model, random, mainType, isImage);
  int64_t wanted = random.between(1, random.chance(75) ? 8 : kMaxOperators);
  bool staysInType = random.chance(60);
  for (int64_t tries = 0; tries < 6 * wanted; ++tries) {
    if (int64_t(result.signatures.size()) >= wanted)
      break;
    std::vector<DataType> types = source.getTypes();
    if (types.empty() || staysInType)
      types = {mainType};
    const Signature *signature = pickSignature(random, types, isImage);
    if (!(staysInType && signature->result != mainType && random.chance(80)))
      addOperator(model, source, random, *signature, result);
  }
  if (result.signatures.empty())
    return result;
  pickOutputs(model, random);
  result.numOperators = result.signatures.size();
  result.model = model.write();
  result.inputs = makeInputs(random, Domain::Usual, model);
  varyOptions(random, result.options);
  if (hasSpecials && number % 8 == 0)
    addSpecials(Random({seed, number, 0x5bec}), model, result.inputs);
  int64_t stripes = random.below(100);
  if (isImage && stripes < 90)
    result.stripes = stripes < 75 ? Case::Stripes::Chain : Case::Stripes::Limit;
  result.stripeSeed = random.next();
  if (random.chance(5)) {
    result.options.goal = Goal::Ram;
    result.stripes = Case::Stripes::None;
  }
  return result;
}

std::unique_ptr<Net> generate::makeRandomGraphs(const Selection &selection) {
  return std::make_unique<RandomGraphs>(selection);
}
