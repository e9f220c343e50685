//===- Options.cpp - Ways to compile a model ------------------------------===//
#include "Nets.h"
#include "effc/Driver/Pipeline.h"
#include <cstring>
#include <limits>

using namespace effc;
using namespace effc::generate;

static std::string pickTarget(Random &random) {
#ifdef __x86_64__
  return random.pick<const char *>({"native", "x86-64", "x86-64-v2", "x86-64-v3"});
#else
  return "native";
#endif
}

void generate::varyOptions(Random &random, CompileOptions &options) {
  options.fileName = "model";
  options.target.name = pickTarget(random);
  options.level = random.pick({OptLevel::O0, OptLevel::O0, OptLevel::O0, OptLevel::O1, OptLevel::O1,
                               OptLevel::O1, OptLevel::O2, OptLevel::O2, OptLevel::O3, OptLevel::Os,
                               OptLevel::Oz});
  options.goal = random.chance(80) ? Goal::Time : Goal::Flash;
  if (random.chance(60)) {
    static const std::vector<std::string> passes = getGraphPassNames();
    options.disabledPasses.push_back(random.pickFrom(passes));
    if (random.chance(10))
      options.disabledPasses = passes;
  }
  if (random.chance(25)) {
    options.threads = unsigned(random.between(2, 4));
    options.leastSplitWork = random.chance(70) ? 0 : 1000;
  }
  if (random.chance(20))
    options.tiles["*"] = {unsigned(random.between(1, 8)), unsigned(8 * random.between(1, 4))};
}

/// Times a weight it is still a float: fused, a larger product need not become an infinity.
static constexpr float kHuge = std::numeric_limits<float>::max() / 4;
/// So are sums of its squares. With a filter that is no constant, they are in another order.
static constexpr float kLarge = 1e15f;

static bool hasComputedFilter(const ModelBuilder &model) {
  auto isComputed = [&](const auto &op) {
    using Options = file::BuiltinOptions;
    Options type = op->builtin_options.type;
    return (type == Options::Conv2DOptions || type == Options::DepthwiseConv2DOptions ||
            type == Options::FullyConnectedOptions || type == Options::TransposeConvOptions) &&
           !model.isConstant(op->inputs[1]);
  };
  return llvm::any_of(model.graph().operators, isComputed);
}

void generate::addSpecials(Random random, const ModelBuilder &model,
                           std::vector<std::string> &inputs) {
  using Limits = std::numeric_limits<float>;
  float huge = hasComputedFilter(model) ? kLarge : kHuge;
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (model.getType(model.graph().inputs[i]) != F32)
      continue;
    // Here and there, so that not everything becomes NaN.
    int64_t step = random.between(2, 40);
    for (size_t at = 4 * size_t(random.below(step)); at + 4 <= inputs[i].size();
         at += 4 * size_t(random.between(1, 2 * step))) {
      float special = random.pick({Limits::quiet_NaN(), -Limits::quiet_NaN(), Limits::infinity(),
                                   -Limits::infinity(), 0.0f, -0.0f, Limits::denorm_min(),
                                   -Limits::min() / 4, huge, -huge});
      std::memcpy(inputs[i].data() + at, &special, 4);
    }
  }
}

std::vector<std::string> generate::makeInputs(Random &random, Domain domain,
                                              const ModelBuilder &model) {
  std::vector<std::string> inputs;
  for (int32_t input : model.graph().inputs) {
    int64_t count = countElements(model.getShape(input));
    Quantization q = model.getQuantization(input);
    // Floats that an operator quantizes are best where that is a near thing.
    if (model.getType(input) == F32 && domain == Domain::Whole)
      for (const auto &tensor : model.graph().tensors)
        if (tensor->quantization && !tensor->quantization->scale.empty())
          q = {tensor->quantization->scale, tensor->quantization->zero_point, 0};
    inputs.push_back(makeElements(random, domain, model.getType(input), count, q));
  }
  return inputs;
}
