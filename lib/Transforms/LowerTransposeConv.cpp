//===- LowerTransposeConv.cpp - Transposed convolutions as plain ones -----===//
//
// A transposed convolution with stride s adds tap k of input row i to result row s*i + k - pad.
// Seen from the result, row s*y + p takes the taps with
//     k = q + s*d,  q = p + pad,  from input row y - d,
// so all rows of one phase p are a plain convolution of the input with every s-th tap, reversed.
// The same holds for columns. Phases are computed by one convolution each and interleaved by
// concatenations that cost nothing: rows of phase p are a strided part of the result, into which
// the kernel writes.
//
// A row of W pixels with s phases of C channels is in memory a row of W pixels with s*C
// channels. So the phases of a row can also be one convolution with s*C channels, whose window
// is the union of theirs, with zero weights where a phase has no tap. That fills vectors where
// C is small, and needs less code; with a window as wide as the stride (2x2 by 2, the usual one
// to enlarge images) no weight is zero. `countColumnWork` says which is cheaper.
//
// A zero weight times a NaN or an infinity is a NaN where the reference has no product, so phases
// of f32 are only joined, and only computed like this at all, where every weight is a tap.
//
// Rows are never joined like that: the result would have to be copied row by row.
//
// Why not insert zeros between input pixels, or write s*s*C channels and move them to their
// places: the first multiplies s*s times as much, the second needs the result's memory twice.
//
//===----------------------------------------------------------------------===//
#include "ConvolutionKernels.h"
#include "CountedPattern.h"
#include "effc/IR/Constants.h"
#include "effc/IR/Quantization.h"
#include "effc/Transforms/Passes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "llvm/Support/MathExtras.h"

namespace effc {
#define GEN_PASS_DEF_LOWERTRANSPOSECONVPASS
#include "effc/Transforms/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

/// How much longer generic loops take for a multiply-accumulate than kernels for a lane.
static constexpr int64_t kGenericCost = 4;

/// Vector lanes where the target does not say.
static constexpr int64_t kDefaultLanes = 8;

static RankedTensorType typeOf(Value value) { return cast<RankedTensorType>(value.getType()); }

namespace {
/// One spatial dimension.
struct Axis {
  int64_t input, filter, output, stride, padding;

  /// Positions of each phase; the last ones of some may lie beyond the result.
  int64_t positions() const { return llvm::divideCeil(output, stride); }
};

/// A range of d in the formulas above.
struct Reach {
  int64_t first, last;
  int64_t window() const { return last - first + 1; }
};

/// What convolution kernels look like.
struct Machine {
  int64_t lanes;
  bool hasLaneSums;
};

/// Phases along columns that one convolution computes.
struct Phases {
  int64_t first, count;
};
} // namespace

/// The inputs that phases read, and as many more as a convolution needs whose padding is not
/// negative. None if a phase has no tap.
static std::optional<Reach> findReach(const Axis &axis, Phases phases) {
  Reach reach{std::min<int64_t>(0, axis.positions() - axis.input), 0};
  for (int64_t phase = phases.first; phase < phases.first + phases.count; ++phase) {
    int64_t origin = phase + axis.padding;
    int64_t leastTap = origin % axis.stride;
    if (leastTap >= axis.filter)
      return std::nullopt;
    int64_t steps = (axis.filter - 1 - leastTap) / axis.stride;
    reach.first = std::min(reach.first, (leastTap - origin) / axis.stride);
    reach.last = std::max(reach.last, (leastTap - origin) / axis.stride + steps);
  }
  return reach;
}

/// Whether each of the phases has a tap for every input that it reads.
static bool hasFullWindows(const Axis &axis, Phases phases) {
  Reach reach = *findReach(axis, phases);
  for (int64_t phase = phases.first; phase < phases.first + phases.count; ++phase) {
    int64_t origin = phase + axis.padding, leastTap = origin % axis.stride;
    int64_t first = (leastTap - origin) / axis.stride;
    if (first != reach.first || first + (axis.filter - 1 - leastTap) / axis.stride != reach.last)
      return false;
  }
  return true;
}

/// The same for convolutions of `count` phases each.
static bool areWindowsFull(const Axis &axis, int64_t count) {
  for (int64_t phase = 0; phase < axis.stride; phase += count)
    if (!hasFullWindows(axis, {phase, count}))
      return false;
  return true;
}

/// What a tap costs, in halves of a lane: vectors of channels, or, with enough registers, half as
/// much again as the channels alone (see KernelLaneSums.cpp).
static int64_t countLaneWork(int64_t channels, const Machine &machine) {
  int64_t vectors = 2 * llvm::alignTo(channels, machine.lanes);
  return machine.hasLaneSums ? std::min(vectors, 3 * channels) : vectors;
}

/// Taps of a row times what each costs, over all phases, in groups of `count`.
static int64_t countColumnWork(const Axis &columns, int64_t count, int64_t channels,
                               const Machine &machine) {
  int64_t work = 0;
  for (int64_t phase = 0; phase < columns.stride; phase += count)
    work += findReach(columns, {phase, count})->window() * countLaneWork(count * channels, machine);
  return work;
}

/// `type` for a filter whose output channels are repeated.
static Type repeatScales(Type elementType, int64_t times) {
  auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(elementType);
  if (!perAxis || times == 1)
    return elementType;
  SmallVector<double> scales;
  SmallVector<int64_t> zeroPoints;
  for (int64_t i = 0; i < times; ++i) {
    llvm::append_range(scales, perAxis.getScales());
    llvm::append_range(zeroPoints, perAxis.getZeroPoints());
  }
  return quant::UniformQuantizedPerAxisType::get(
      perAxis.getFlags(), perAxis.getStorageType(), perAxis.getExpressedType(), scales, zeroPoints,
      perAxis.getQuantizedDimension(), perAxis.getStorageTypeMin(), perAxis.getStorageTypeMax());
}

/// A constant with its elements `times` times.
static Value repeat(OpBuilder &builder, Value constant, int64_t times) {
  if (!constant || times == 1)
    return constant;
  std::vector<char> once = *getConstantBytes(constant), bytes;
  for (int64_t i = 0; i < times; ++i)
    llvm::append_range(bytes, once);
  RankedTensorType type = typeOf(constant);
  auto repeated = RankedTensorType::get({type.getDimSize(0) * times},
                                        repeatScales(type.getElementType(), times));
  return makeConstant(builder, constant.getLoc(), repeated, bytes);
}

static Value reshape(OpBuilder &builder, Location loc, Value value, ArrayRef<int64_t> shape) {
  return ReshapeOp::create(builder, loc, typeOf(value).clone(shape), value);
}

static Value concatenate(OpBuilder &builder, Location loc, ArrayRef<Value> pieces, int64_t axis) {
  if (pieces.size() == 1)
    return pieces[0];
  RankedTensorType type = typeOf(pieces[0]);
  SmallVector<int64_t> shape(type.getShape());
  shape[axis] = 0;
  for (Value piece : pieces)
    shape[axis] += typeOf(piece).getDimSize(axis);
  return ConcatOp::create(builder, loc, type.clone(shape), pieces, builder.getI64IntegerAttr(axis));
}

namespace {
/// Builds the convolutions of one op.
class PhaseBuilder {
public:
  PhaseBuilder(PatternRewriter &rewriter, TransposeConv2DOp op)
      : rewriter(rewriter), op(op), loc(op.getLoc()), filterType(typeOf(op.getFilter())),
        weights(*getConstantBytes(op.getFilter())), channels(filterType.getDimSize(0)),
        rows(getAxis(0)), columns(getAxis(1)) {}

  bool hasTaps() const { return findReach(rows, all(rows)) && findReach(columns, all(columns)); }

  bool isFloat() const { return filterType.getElementType().isF32(); }

  /// Whether all weights of convolutions with `columnCount` phases are taps.
  bool hasOnlyTaps(int64_t columnCount) const {
    return areWindowsFull(rows, 1) && areWindowsFull(columns, columnCount);
  }

  /// Columns of how many phases a convolution computes best, and what all convolutions cost.
  std::pair<int64_t, int64_t> choose(const Machine &machine) const;

  /// What the op is replaced by.
  Value build(int64_t columnCount);

  int64_t countTaps() const { return rows.filter * columns.filter; }

private:
  static Phases all(const Axis &axis) { return {0, axis.stride}; }

  Axis getAxis(unsigned dim) {
    return {typeOf(op.getInput()).getDimSize(dim + 1), filterType.getDimSize(dim + 1),
            typeOf(op.getOutput()).getDimSize(dim + 1), op.getStrides()[dim], op.getPadding()[dim]};
  }

  Value buildFilter(int64_t row, Reach vertical, Phases phases, Reach horizontal);
  Value buildPhases(int64_t row, Phases phases);

  PatternRewriter &rewriter;
  TransposeConv2DOp op;
  Location loc;
  RankedTensorType filterType;
  std::vector<char> weights;
  int64_t channels;
  Axis rows, columns;
};
} // namespace

std::pair<int64_t, int64_t> PhaseBuilder::choose(const Machine &machine) const {
  int64_t apart = countColumnWork(columns, 1, channels, machine);
  int64_t joined = countColumnWork(columns, columns.stride, channels, machine);
  int64_t height = 0;
  for (int64_t row = 0; row < rows.stride; ++row)
    height += findReach(rows, {row, 1})->window();
  // Less than half a vector is slow to store where pixels lie apart.
  bool isJoined = joined <= apart || 2 * channels < machine.lanes;
  if (isFloat() && !areWindowsFull(columns, columns.stride))
    isJoined = false;
  return isJoined ? std::pair(columns.stride, height * joined)
                  : std::pair(int64_t(1), height * apart);
}

/// The filter of a phase of rows and some of columns: [count * O, KH, KW, I]. What is no tap
/// holds the zero point.
Value PhaseBuilder::buildFilter(int64_t row, Reach vertical, Phases phases, Reach horizontal) {
  Type elementType = filterType.getElementType();
  int64_t depth = filterType.getDimSize(3), bytes = depth * getStorageBytes(elementType);
  SmallVector<int64_t> shape = {phases.count * channels, vertical.window(), horizontal.window(),
                                depth};
  bool hasZeroPoint = isQuantized(elementType) && !isPerAxisQuantized(elementType);
  std::vector<char> result(shape[0] * shape[1] * shape[2] * bytes,
                           hasZeroPoint ? static_cast<char>(getZeroPoint(elementType)) : 0);
  for (int64_t o = 0; o < shape[0]; ++o)
    for (int64_t i = 0; i < shape[1]; ++i)
      for (int64_t j = 0; j < shape[2]; ++j) {
        int64_t phase = phases.first + o / channels;
        int64_t y = row + rows.padding + rows.stride * (vertical.last - i);
        int64_t x = phase + columns.padding + columns.stride * (horizontal.last - j);
        if (y < 0 || y >= rows.filter || x < 0 || x >= columns.filter)
          continue;
        int64_t from = (o % channels * rows.filter + y) * columns.filter + x;
        int64_t to = (o * shape[1] + i) * shape[2] + j;
        std::copy_n(weights.begin() + from * bytes, bytes, result.begin() + to * bytes);
      }
  auto type = RankedTensorType::get(shape, repeatScales(elementType, phases.count));
  return makeConstant(rewriter, op.getFilter().getLoc(), type, result);
}

Value PhaseBuilder::buildPhases(int64_t row, Phases phases) {
  Reach vertical = *findReach(rows, {row, 1}), horizontal = *findReach(columns, phases);
  Value filter = buildFilter(row, vertical, phases, horizontal);
  auto type = typeOf(op.getOutput())
                  .clone({typeOf(op.getInput()).getDimSize(0), rows.positions(),
                          columns.positions(), phases.count * channels});
  SmallVector<int64_t> ones = {1, 1};
  SmallVector<int64_t> padding = {vertical.last, rows.positions() - rows.input - vertical.first,
                                  horizontal.last,
                                  columns.positions() - columns.input - horizontal.first};
  return Conv2DOp::create(rewriter, loc, type, op.getInput(), filter,
                          repeat(rewriter, op.getBias(), phases.count), ones, ones, padding,
                          op.getActivation());
}

Value PhaseBuilder::build(int64_t columnCount) {
  int64_t batch = typeOf(op.getInput()).getDimSize(0);
  SmallVector<Value> parts;
  for (int64_t row = 0; row < rows.stride; ++row) {
    SmallVector<Value> pieces;
    for (int64_t phase = 0; phase < columns.stride; phase += columnCount)
      pieces.push_back(buildPhases(row, {phase, columnCount}));
    Value whole = concatenate(rewriter, loc, pieces, 3);
    parts.push_back(
        reshape(rewriter, loc, whole,
                {batch, rows.positions(), 1, columns.positions() * columns.stride * channels}));
  }
  SmallVector<int64_t> shape = {batch, rows.positions() * rows.stride,
                                columns.positions() * columns.stride, channels};
  Value result = reshape(rewriter, loc, concatenate(rewriter, loc, parts, 2), shape);
  if (typeOf(result) == op.getType())
    return result;
  return SliceOp::create(rewriter, loc, op.getType(), result, ArrayRef<int64_t>{0, 0, 0, 0},
                         ArrayRef<int64_t>{1, 1, 1, 1});
}

namespace {
struct TransposeConvToPhases : CountedPattern<TransposeConv2DOp> {
  TransposeConvToPhases(MLIRContext *context, Pass::Statistic &count, TargetAttr target)
      : CountedPattern(context, count), target(target) {}

  Machine getMachine() const {
    if (!target)
      return {kDefaultLanes, true};
    int64_t lanes = std::max<int64_t>(2, target.getVectorBits() / 32);
    return {lanes, lanes >= 4 && target.getVectorRegisters() >= 16};
  }

  LogicalResult rewrite(TransposeConv2DOp op, PatternRewriter &rewriter) const override {
    RankedTensorType output = typeOf(op.getOutput());
    if (!isConstant(op.getFilter()) || (op.getBias() && !isConstant(op.getBias())))
      return rewriter.notifyMatchFailure(op, "the filter or the bias is no constant");
    if (!hasConvolutionKernels(target, output.getElementType()))
      return rewriter.notifyMatchFailure(op, "the target has no kernels for convolutions");
    if (output.getNumElements() == 0 || typeOf(op.getInput()).getNumElements() == 0)
      return rewriter.notifyMatchFailure(op, "a tensor is empty");
    PhaseBuilder builder(rewriter, op);
    if (!builder.hasTaps())
      return rewriter.notifyMatchFailure(op, "a phase has no tap");
    auto [columnCount, cost] = builder.choose(getMachine());
    if (cost > 2 * kGenericCost * builder.countTaps() * output.getDimSize(3))
      return rewriter.notifyMatchFailure(op, "too many weights would be zero");
    if (builder.isFloat() && !builder.hasOnlyTaps(columnCount))
      return rewriter.notifyMatchFailure(op, "a zero weight would spread NaN and infinities");
    rewriter.replaceOp(op, builder.build(columnCount));
    return success();
  }

  TargetAttr target;
};

struct LowerTransposeConvPass : effc::impl::LowerTransposeConvPassBase<LowerTransposeConvPass> {
  void runOnOperation() override {
    RewritePatternSet patterns(&getContext());
    patterns.add<TransposeConvToPhases>(&getContext(), numRewritten, getTarget(getOperation()));
    // Where sweeps over the function do not suffice, some patterns are left, which is no error.
    (void)applyPatternsGreedily(getOperation(), std::move(patterns));
  }
};
} // namespace
