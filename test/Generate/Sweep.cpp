//===- Sweep.cpp - One operator over its whole domain ---------------------===//
#include "Nets.h"
#include "Recipes.h"

using namespace effc;
using namespace effc::generate;

namespace {
/// All tensors are new.
class SweepSource : public TensorSource {
public:
  SweepSource(ModelBuilder &model, Random &random, Domain domain)
      : model(model), random(random), domain(domain) {}

  std::optional<int> getData(const TensorWish &wish) override {
    int rank = int(random.between(wish.minRank, wish.maxRank));
    Shape shape =
        rank == 4 ? pickImage(random, wish.maxElements) : pickShape(random, rank, wish.maxElements);
    // Enough for all values of a byte.
    if (isNarrow(wish.type) && rank > 0 && wish.minRank < 4 && random.chance(25))
      shape.back() = 257;
    return add(wish, shape);
  }

  std::optional<int> getOther(const TensorWish &wish, const Shape &shape) override {
    return add(wish, shape);
  }

private:
  int add(const TensorWish &wish, const Shape &shape) {
    Quantization q;
    if (wish.isQuantized && isNarrow(wish.type) && !wish.isPlain) {
      size_t scales = 1;
      if (wish.mayBePerAxis && !shape.empty() && random.chance(30)) {
        q.axis = int32_t(random.below(shape.size()));
        scales = size_t(shape[q.axis]);
      }
      for (size_t i = 0; i < scales; ++i) {
        q.scales.push_back(pickScale(random, domain, wish.type == I16 ? 0x1p-13 : 0x1p-5, 0x1p-7));
        q.zeroPoints.push_back(pickZeroPoint(random, domain, wish.type));
      }
    } else if (wish.isQuantized && wish.type == I32) {
      q = {{pickScale(random, domain, 0x1p-26, 0x1p-24)}, {pickZeroPoint(random, domain, I32)}, 0};
    }
    if (random.chance(12))
      return model.addConstant(wish.type, shape,
                               makeElements(random, domain, wish.type, countElements(shape), q), q);
    return model.addInput(wish.type, shape, q);
  }

  ModelBuilder &model;
  Random &random;
  Domain domain;
};

class Sweep : public Net {
public:
  explicit Sweep(const Selection &selection) : hasSpecials(selection.hasSpecials) {
    for (const Signature &signature : getSignatures())
      if ((selection.operatorName.empty() || signature.info->name == selection.operatorName) &&
          (selection.type.empty() || getDataTypeName(signature.data) == selection.type))
        signatures.push_back(signature);
  }

  NetCase makeCase(uint64_t seed, uint64_t number) const override;

private:
  std::vector<Signature> signatures;
  bool hasSpecials;
};
} // namespace

static bool tryBuild(ModelBuilder &model, Random &random, Domain domain,
                     const Signature &signature) {
  Recipe recipe = findRecipe(signature.info->name);
  if (!recipe)
    return false;
  SweepSource source(model, random, domain);
  OperatorBuilder op(model, source, random, domain, signature);
  if (!recipe(op))
    return false;
  model.graph().outputs.assign(op.results.begin(), op.results.end());
  return true;
}

NetCase Sweep::makeCase(uint64_t seed, uint64_t number) const {
  NetCase result;
  if (signatures.empty())
    return result;
  const Signature &signature = signatures[number % signatures.size()];
  Random random({seed, number, 0x5eed});
  Domain domain = random.chance(80) ? Domain::Whole : Domain::Usual;
  // A recipe gives up on shapes that are too large.
  for (unsigned tries = 0; tries < 20; ++tries) {
    ModelBuilder model;
    if (!tryBuild(model, random, domain, signature))
      continue;
    result.model = model.write();
    result.signatures = {signature};
    result.numOperators = 1;
    addFeatures(model, *model.graph().operators.back(), signature, result.features);
    result.inputs = makeInputs(random, domain, model);
    varyOptions(random, result.options);
    if (hasSpecials)
      addSpecials(Random({seed, number, 0x5bec}), model, result.inputs);
    return result;
  }
  return result;
}

void generate::addFeatures(const ModelBuilder &model, const file::OperatorT &op,
                           const Signature &signature, std::vector<std::string> &features) {
  unsigned count = std::min(signature.info->maxOperands, TypeSignature::kMaxOperands);
  for (unsigned i = 0; i < count; ++i) {
    if (i >= op.inputs.size() || op.inputs[i] < 0) {
      features.push_back(getAbsentFeature(signature, i));
      continue;
    }
    features.push_back(getTypeFeature(signature, i, model.getType(op.inputs[i])));
    if (model.getQuantization(op.inputs[i]).scales.size() > 1)
      features.push_back(getPerAxisFeature(signature, int(i)));
  }
  if (model.getQuantization(op.outputs[0]).scales.size() > 1)
    features.push_back(getPerAxisFeature(signature, -1));
}

std::unique_ptr<Net> generate::makeSweep(const Selection &selection) {
  return std::make_unique<Sweep>(selection);
}

Recipe generate::findRecipe(llvm::StringRef name) {
  for (llvm::ArrayRef<NamedRecipe> recipes :
       {getConvolutionRecipes(), getElementwiseRecipes(), getPoolRecipes(), getShapeRecipes()})
    for (const NamedRecipe &recipe : recipes)
      if (name == recipe.name)
        return recipe.build;
  return nullptr;
}
