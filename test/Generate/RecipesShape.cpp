//===- RecipesShape.cpp - Operators that move data ------------------------===//
#include "Recipes.h"

using namespace effc;
using namespace effc::generate;

static constexpr int64_t kMaxResult = 8192;

static bool buildConcatenation(OperatorBuilder &op) {
  std::optional<int> first = op.data(1, 5);
  if (!first)
    return false;
  size_t axis = *op.pickAxis(*first);
  Shape out = op.shape(*first);
  std::vector<int> operands = {*first};
  bool isPlain = isNarrow(op.getData()) && !op.isQuantized(*first);
  for (int64_t more = op.random.below(5); more > 0; --more) {
    Shape shape = op.shape(*first);
    if (op.random.chance(60))
      shape[axis] = int32_t(op.random.between(1, 6));
    std::optional<int> next;
    if (op.random.chance(10))
      next = *first;
    else if (op.getData() & (U8 | I16))
      next = op.other(unsigned(operands.size()), shape, isPlain);
    else if (op.getData() == I8) // must have the scale of the first
      next = op.model.addConstant(I8, shape,
                                  makeElements(op.random, op.domain, I8, countElements(shape)),
                                  op.model.getQuantization(*first));
    else
      next = op.other(unsigned(operands.size()), shape);
    if (!next)
      return false;
    out[axis] += op.shape(*next)[axis];
    operands.insert(operands.begin() + op.random.below(operands.size() + 1), *next);
  }
  if (countElements(out) > kMaxResult)
    return false;
  file::ConcatenationOptionsT options;
  options.axis = int32_t(op.axis(out.size(), axis));
  int result = op.resultLike(*first, out, (op.getData() & (U8 | I16)) && !isPlain);
  return op.finish(operands, {result}, options);
}

static bool buildPack(OperatorBuilder &op) {
  std::optional<int> first = op.data(0, 4);
  if (!first)
    return false;
  std::vector<int> operands = {*first};
  for (int64_t more = op.random.below(5); more > 0; --more) {
    std::optional<int> next = *first;
    if (op.random.chance(85))
      next = op.model.addConstant(
          op.getData(), op.shape(*first),
          makeElements(op.random, op.domain, op.getData(), countElements(op.shape(*first))),
          op.model.getQuantization(*first));
    operands.insert(operands.begin() + op.random.below(operands.size() + 1), *next);
  }
  Shape out = op.shape(*first);
  size_t axis = op.random.below(out.size() + 1);
  out.insert(out.begin() + axis, int32_t(operands.size()));
  if (countElements(out) > kMaxResult)
    return false;
  file::PackOptionsT options;
  options.values_count = int32_t(operands.size());
  options.axis = int32_t(op.axis(out.size(), axis));
  return op.finish(operands, {op.resultLike(*first, out)}, options);
}

static bool buildUnpack(OperatorBuilder &op) {
  std::optional<int> input = op.data(1, 5);
  if (!input)
    return false;
  Shape out = op.shape(*input);
  size_t axis = *op.pickAxis(*input);
  int32_t count = out[axis];
  if (count > 9)
    return false;
  out.erase(out.begin() + axis);
  std::vector<int> results;
  for (int32_t i = 0; i < count; ++i)
    results.push_back(op.resultLike(*input, out));
  file::UnpackOptionsT options;
  options.num = count;
  options.axis = int32_t(op.axis(out.size() + 1, axis));
  return op.finish({*input}, results, options);
}

/// Shapes and fills the amounts of padding; false if the result is too large.
static std::optional<Shape> pickPadding(OperatorBuilder &op, int input,
                                        std::vector<int64_t> &amounts) {
  Shape out = op.shape(input);
  for (int32_t &size : out)
    for (int i = 0; i < 2; ++i) {
      amounts.push_back(op.random.chance(50) ? 0 : op.random.between(1, 3));
      size += int32_t(amounts.back());
    }
  return countElements(out) > kMaxResult ? std::nullopt : std::optional<Shape>(out);
}

static bool buildPad(OperatorBuilder &op) {
  std::optional<int> input = op.data(1, 5);
  std::vector<int64_t> amounts;
  std::optional<Shape> out = input ? pickPadding(op, *input, amounts) : std::nullopt;
  if (!out)
    return false;
  int list = op.integers(1, amounts, Shape{int32_t(out->size()), 2});
  return op.finish({*input, list}, {op.resultLike(*input, *out, true)}, file::PadOptionsT());
}

static bool buildPadV2(OperatorBuilder &op) {
  std::optional<int> input = op.data(1, 5);
  std::vector<int64_t> amounts;
  std::optional<Shape> out = input ? pickPadding(op, *input, amounts) : std::nullopt;
  if (!out)
    return false;
  int list = op.integers(1, amounts, Shape{int32_t(out->size()), 2});
  int value = -1;
  Shape shape = op.flip() ? Shape{} : Shape{1};
  Quantization q = op.model.getQuantization(*input);
  if (op.random.chance(20))
    value = op.model.addInput(op.getData(), shape, q);
  else if (op.random.chance(90))
    value = op.model.addConstant(op.getData(), shape,
                                 makeElements(op.random, op.domain, op.getData(), 1), q);
  return op.finish({*input, list, value}, {op.resultLike(*input, *out, true)},
                   file::PadV2OptionsT());
}

static bool buildExpandDims(OperatorBuilder &op) {
  std::optional<int> input = op.data(0, 4);
  if (!input)
    return false;
  Shape out = op.shape(*input);
  size_t axis = op.random.below(out.size() + 1);
  out.insert(out.begin() + axis, 1);
  int list = op.integers(1, {op.axis(out.size(), axis)}, op.flip() ? Shape{} : Shape{1});
  return op.finish({*input, list}, {op.resultLike(*input, out)}, file::ExpandDimsOptionsT());
}

/// Another shape with the same elements: dimensions joined, split and added.
static Shape pickReshape(Random &random, Shape shape) {
  for (int64_t steps = random.between(1, 3); steps > 0; --steps) {
    int64_t kind = random.below(3);
    size_t at = shape.empty() ? 0 : size_t(random.below(shape.size()));
    if (kind == 0 && shape.size() > 1) {
      at = std::min(at, shape.size() - 2);
      shape[at] *= shape[at + 1];
      shape.erase(shape.begin() + at + 1);
    } else if (kind == 1 && !shape.empty() && shape.size() < 5) {
      for (int32_t factor : {2, 3, 5})
        if (shape[at] % factor == 0 && shape[at] > factor) {
          shape[at] /= factor;
          shape.insert(shape.begin() + at, factor);
          break;
        }
    } else if (shape.size() < 5) {
      shape.insert(shape.begin() + at, 1);
    }
  }
  return shape;
}

static bool buildReshape(OperatorBuilder &op) {
  std::optional<int> input = op.data(0, 5);
  if (!input)
    return false;
  Shape out = pickReshape(op.random, op.shape(*input));
  std::vector<int64_t> sizes(out.begin(), out.end());
  if (!sizes.empty() && op.random.chance(30))
    sizes[op.random.below(sizes.size())] = -1;
  int result = op.resultLike(*input, out);
  file::ReshapeOptionsT options;
  if (!out.empty() && op.random.chance(70))
    return op.finish({*input, op.integers(1, sizes)}, {result}, options);
  options.new_shape.assign(sizes.begin(), sizes.end());
  return op.finish({*input}, {result}, options);
}

static bool buildSqueeze(OperatorBuilder &op) {
  std::optional<int> input = op.data(1, 5);
  if (!input)
    return false;
  bool isAll = op.random.chance(30);
  const Shape in = op.shape(*input);
  Shape out;
  file::SqueezeOptionsT options;
  for (size_t i = 0; i < in.size(); ++i) {
    bool drops = in[i] == 1 && (isAll || op.random.chance(70));
    if (!drops)
      out.push_back(in[i]);
    else if (!isAll)
      options.squeeze_dims.push_back(int32_t(op.axis(in.size(), i)));
  }
  if (!isAll && options.squeeze_dims.empty() && std::count(in.begin(), in.end(), 1))
    return false; // an empty list drops all
  return op.finish({*input}, {op.resultLike(*input, out)}, options);
}

static bool buildSlice(OperatorBuilder &op) {
  std::optional<int> input = op.data(1, 5);
  if (!input)
    return false;
  Shape out = op.shape(*input);
  std::vector<int64_t> offsets, sizes;
  for (int32_t &size : out) {
    bool isWhole = op.random.chance(40);
    int64_t offset = isWhole ? 0 : op.random.below(size), rest = size - offset;
    int64_t count = isWhole ? rest : op.random.between(1, rest);
    offsets.push_back(offset);
    sizes.push_back(count == rest && op.flip() ? -1 : count);
    size = int32_t(count);
  }
  int begin = op.integers(1, offsets), list = op.integers(2, sizes);
  return op.finish({*input, begin, list}, {op.resultLike(*input, out)}, file::SliceOptionsT());
}

namespace {
struct SliceLists {
  std::vector<int64_t> begin, end, strides;
  Shape out;
  file::StridedSliceOptionsT options;
};
} // namespace

/// One dimension of a strided slice.
static void pickStridedEntry(Random &random, int32_t size, SliceLists &lists) {
  int bit = 1 << lists.begin.size();
  int64_t stride = random.pick({1, 1, 1, 2, 3, -1, -2});
  int64_t first = random.below(size), last;
  int64_t most = stride > 0 ? size - first : first + 1;
  int64_t span = random.between(1, most);
  if (random.chance(12)) {
    lists.options.shrink_axis_mask |= bit;
    stride = 1;
    span = 1;
    last = first + 1;
  } else {
    last = stride > 0 ? first + span : first - span;
    if (random.chance(25)) {
      lists.options.end_mask |= bit;
      span = most;
    }
    int64_t step = stride > 0 ? stride : -stride;
    lists.out.push_back(int32_t((span + step - 1) / step));
    // Before the first element there is no position but the mask or a far number.
    if (last < 0)
      last = -size - 1;
  }
  bool isFirst = stride > 0 ? first == 0 : first == size - 1;
  if (isFirst && !(lists.options.shrink_axis_mask & bit) && random.chance(50))
    lists.options.begin_mask |= bit;
  lists.begin.push_back(random.chance(20) ? first - size : first);
  lists.end.push_back(last);
  lists.strides.push_back(stride);
}

static bool buildStridedSlice(OperatorBuilder &op) {
  std::optional<int> input = op.data(1, 5);
  if (!input)
    return false;
  const Shape in = op.shape(*input);
  SliceLists lists;
  size_t mentioned = op.random.chance(75) ? in.size() : size_t(op.random.between(1, in.size()));
  for (size_t i = 0; i < mentioned; ++i) {
    if (op.random.chance(6)) {
      lists.options.new_axis_mask |= 1 << lists.begin.size();
      lists.begin.push_back(0);
      lists.end.push_back(1);
      lists.strides.push_back(1);
      lists.out.push_back(1);
    }
    pickStridedEntry(op.random, in[i], lists);
  }
  lists.out.insert(lists.out.end(), in.begin() + mentioned, in.end());
  if (lists.out.size() > 5)
    return false;
  int begin = op.integers(1, lists.begin), end = op.integers(2, lists.end),
      strides = op.integers(3, lists.strides);
  return op.finish({*input, begin, end, strides}, {op.resultLike(*input, lists.out)},
                   lists.options);
}

static bool buildSplit(OperatorBuilder &op) {
  std::optional<int> input = op.data(1, 5);
  if (!input)
    return false;
  Shape out = op.shape(*input);
  size_t axis = *op.pickAxis(*input);
  int32_t pieces = 1;
  for (int32_t candidate : {2, 3, 4, 5})
    if (out[axis] % candidate == 0 && (pieces == 1 || op.flip()))
      pieces = candidate;
  out[axis] /= pieces;
  std::vector<int> results;
  for (int32_t i = 0; i < pieces; ++i)
    results.push_back(op.resultLike(*input, out));
  int list = op.integers(0, {op.axis(out.size(), axis)}, op.flip() ? Shape{} : Shape{1});
  file::SplitOptionsT options;
  options.num_splits = pieces;
  return op.finish({list, *input}, results, options);
}

static bool buildSplitV(OperatorBuilder &op) {
  std::optional<int> input = op.data(1, 5);
  if (!input)
    return false;
  Shape out = op.shape(*input);
  size_t axis = *op.pickAxis(*input);
  std::vector<int64_t> sizes;
  for (int32_t rest = out[axis]; rest > 0;) {
    int32_t size = sizes.size() == 3 ? rest : int32_t(op.random.between(1, rest));
    sizes.push_back(size);
    rest -= size;
  }
  std::vector<int> results;
  for (int64_t size : sizes) {
    out[axis] = int32_t(size);
    results.push_back(op.resultLike(*input, out));
  }
  if (op.random.chance(30))
    sizes[op.random.below(sizes.size())] = -1;
  int list = op.integers(1, sizes);
  int at = op.integers(2, {op.axis(out.size(), axis)}, op.flip() ? Shape{} : Shape{1});
  file::SplitVOptionsT options;
  options.num_splits = int32_t(sizes.size());
  return op.finish({*input, list, at}, results, options);
}

static bool buildTile(OperatorBuilder &op) {
  std::optional<int> input = op.data(1, 5, 1024);
  if (!input)
    return false;
  Shape out = op.shape(*input);
  std::vector<int64_t> multiples;
  for (int32_t &size : out) {
    multiples.push_back(op.random.chance(50) ? 1 : op.random.between(1, 3));
    size *= int32_t(multiples.back());
  }
  if (countElements(out) > kMaxResult)
    return false;
  return op.finish({*input, op.integers(1, multiples)}, {op.resultLike(*input, out, true)},
                   file::TileOptionsT());
}

static bool buildTranspose(OperatorBuilder &op) {
  std::optional<int> input = op.data(1, 5);
  if (!input)
    return false;
  const Shape in = op.shape(*input);
  std::vector<int64_t> permutation;
  for (size_t i = 0; i < in.size(); ++i)
    permutation.insert(permutation.begin() + op.random.below(i + 1), int64_t(i));
  Shape out;
  for (int64_t &axis : permutation) {
    out.push_back(in[axis]);
    axis = op.axis(in.size(), axis);
  }
  return op.finish({*input, op.integers(1, permutation)}, {op.resultLike(*input, out, true)},
                   file::TransposeOptionsT());
}

llvm::ArrayRef<NamedRecipe> generate::getShapeRecipes() {
  static constexpr NamedRecipe kRecipes[] = {
      {"CONCATENATION", buildConcatenation},
      {"PACK", buildPack},
      {"UNPACK", buildUnpack},
      {"PAD", buildPad},
      {"PADV2", buildPadV2},
      {"EXPAND_DIMS", buildExpandDims},
      {"RESHAPE", buildReshape},
      {"SQUEEZE", buildSqueeze},
      {"SLICE", buildSlice},
      {"STRIDED_SLICE", buildStridedSlice},
      {"SPLIT", buildSplit},
      {"SPLIT_V", buildSplitV},
      {"TILE", buildTile},
      {"TRANSPOSE", buildTranspose},
  };
  return kRecipes;
}
