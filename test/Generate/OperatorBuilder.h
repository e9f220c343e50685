//===- OperatorBuilder.h - Adds one operator to a model -----------*- C++ -*-===//
//
// What the recipes (Recipes.h) build operators with. Where tensors come from is for the net to
// say: a sweep makes new inputs, a graph takes results of earlier operators.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_TEST_GENERATE_OPERATORBUILDER_H
#define EFFC_TEST_GENERATE_OPERATORBUILDER_H

#include "Signatures.h"
#include "Values.h"
#include <functional>
#include <optional>

namespace effc::generate {

/// What an operator needs of its data.
struct TensorWish {
  DataType type = F32;
  int minRank = 0, maxRank = 5;
  int64_t maxElements = 2048;
  /// Only a tensor with a scale will do, or without; and one with one scale per index.
  bool isQuantized = false, isPlain = false, mayBePerAxis = false;
};

/// Where operators get their tensors.
class TensorSource {
public:
  virtual ~TensorSource() = default;
  /// A tensor that fits, or none.
  virtual std::optional<int> getData(const TensorWish &wish) = 0;
  /// A tensor of exactly this shape beside the data.
  virtual std::optional<int> getOther(const TensorWish &wish, const Shape &shape) = 0;
};

class OperatorBuilder {
public:
  OperatorBuilder(ModelBuilder &model, TensorSource &source, Random &random, Domain domain,
                  const Signature &signature)
      : model(model), source(source), random(random), domain(domain), signature(signature) {}

  bool isWhole() const { return domain == Domain::Whole; }
  DataType getData() const { return signature.data; }
  DataType getResult() const { return signature.result; }

  //===--- Operands -------------------------------------------------------===//

  /// The data, with `minRank` to `maxRank` dimensions.
  std::optional<int> data(int minRank, int maxRank, int64_t maxElements = 2048);
  /// Data that has no scale.
  std::optional<int> plainData(int minRank, int maxRank);
  /// Another operand of the data's type and quantized like it, or in its own way.
  std::optional<int> other(unsigned operand, const Shape &shape, bool likeData = false);
  /// A constant of integers: shapes, axes, positions. `shape` is that of a list by default.
  int integers(unsigned operand, const std::vector<int64_t> &values,
               std::optional<Shape> shape = std::nullopt);
  /// A filter with `depth` elements for each result; per channel of dimension `axis` if `mayBe`.
  int filter(unsigned operand, const Shape &shape, int axis, int64_t depth, bool mayHaveZeroPoint);
  /// -1 in one of five cases.
  int bias(unsigned operand, int channels, int input, int filter, int64_t depth);

  //===--- Results ----------------------------------------------------------===//

  /// A result with parameters near `natural`; `unit` is what its multiplier is counted in.
  int result(const Shape &shape, double natural, double unit);
  /// A result that has the data's parameters; other ones now and then if `mayDiffer`.
  int resultLike(int tensor, const Shape &shape, bool mayDiffer = false);
  /// A result with parameters that the operator prescribes.
  int resultWith(const Shape &shape, double scale, int64_t zeroPoint);

  const Shape &shape(int tensor) const { return model.getShape(tensor); }
  /// The (largest) scale, 1 if there is none.
  double scale(int tensor) const;
  bool isConstant(int tensor) const { return model.isConstant(tensor); }
  bool isQuantized(int tensor) const { return !model.getQuantization(tensor).scales.empty(); }

  file::ActivationFunctionType activation();
  bool flip() { return random.chance(50); }
  /// An axis of a tensor, counted from either end.
  int64_t axis(int64_t rank, int64_t dimension) {
    return random.chance(70) ? dimension : dimension - rank;
  }
  std::optional<int> pickAxis(int tensor);

  //===--- The operator -------------------------------------------------------===//

  template <typename Options>
  bool finish(const std::vector<int> &operands, const std::vector<int> &results,
              const Options &options) {
    file::BuiltinOptionsUnion stored;
    stored.Set(Options(options));
    add(operands, results, stored);
    return true;
  }
  bool finish(const std::vector<int> &operands, const std::vector<int> &results) {
    add(operands, results, {});
    return true;
  }
  bool finishCustom(const std::vector<int> &operands, const std::vector<int> &results,
                    const std::vector<uint8_t> &options) {
    model.addOperator(*signature.info, operands, results, {}, options);
    this->results = results;
    return true;
  }

  ModelBuilder &model;
  TensorSource &source;
  Random &random;
  Domain domain;
  const Signature &signature;
  /// After `finish`.
  std::vector<int> results;

private:
  void add(const std::vector<int> &operands, const std::vector<int> &results,
           const file::BuiltinOptionsUnion &options);
  Quantization pickQuantization(DataType type, double natural, double unit);
  Quantization pickFilterQuantization(DataType type, const Shape &shape, int axis, int64_t depth,
                                      bool mayHaveZeroPoint);
};

} // namespace effc::generate

#endif
