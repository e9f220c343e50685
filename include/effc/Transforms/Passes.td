#ifndef EFFC_TRANSFORMS_PASSES
#define EFFC_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

// Every pass here maps `effc` to `effc`, keeps integer results bit-exact and float results
// within 1e-5 of the tensor's largest magnitude, and may be left out: none relies on another
// one for correctness.

class Effc_GraphPass<string argument> : Pass<argument, "::mlir::func::FuncOp">;

def DecomposePass : Effc_GraphPass<"effc-decompose"> {
  let summary = "Rewrite rare ops as common ones";
  let description = [{
    * A convolution whose groups have one input channel each becomes a depthwise one.
    * One with few groups of several channels becomes a convolution for each, of slices of the
      input, and a concatenation.
    * A float `effc.prelu` with one slope becomes `effc.leaky_relu`.

    The common ops have fast kernels, the rare ones need none then.

    Requires: nothing; filters are looked for behind `effc.constant`.

    Ensures: none of these forms is left.

    Example:
    ```mlir
    %1 = effc.conv_2d %x, %w {...} : (tensor<1x8x8x4xf32>, tensor<4x3x3x1xf32>) -> ...
    // becomes
    %1 = effc.depthwise_conv_2d %x, %v {...} : (tensor<1x8x8x4xf32>, tensor<1x3x3x4xf32>) -> ...
    ```

    Limits: more than 16 groups, and groups of fewer than 8 channels, stay, and all of them where the
    target has no kernels for the type. Quantized slopes are rescaled in another way than
    `effc.leaky_relu` does.
  }];
  let statistics = [Statistic<"numRewritten", "num-rewritten", "ops rewritten">];
}

def FoldConstantsPass : Effc_GraphPass<"effc-fold-constants"> {
  let summary = "Evaluate ops whose operands are all constant";
  let description = [{
    The reference evaluator computes the result. Weights stored as f16 or 8-bit behind
    `effc.dequantize` become f32 constants.

    Requires: nothing.

    Ensures: every op left has an operand that is not constant, or exceeds the limits.

    Example:
    ```mlir
    %0 = effc.constant dense<[1.0, 2.0]> : tensor<2xf16> -> tensor<2xf16>
    %1 = effc.dequantize %0 : (tensor<2xf16>) -> tensor<2xf32>
    // becomes
    %1 = effc.constant dense<[1.0, 2.0]> : tensor<2xf32> -> tensor<2xf32>
    ```

    Limits: a result may be 4 times as large as the op's operands, or 64 KiB. All results
    together may be 4 times as large as the function's constants, and 1 MiB. A convolution may
    take 2^28 multiplications. So neither a tile nor a chain of pads makes constants out of
    proportion to the model.
  }];
  let statistics = [Statistic<"numFolded", "num-folded", "ops evaluated at compile time">];
}

def FuseActivationPass : Effc_GraphPass<"effc-fuse-activation"> {
  let summary = "Fuse clamps into the op that makes their input";
  let description = [{
    `effc.relu`, `effc.relu6`, `effc.relu_n1_to_1`, and `effc.maximum` and `effc.minimum` with a
    constant of one value are clamps to an interval. A clamp moves into the `activation` of its
    producer, two clamps in a row become one, and a clamp that changes no value goes away.

    Requires: nothing.

    Ensures: no clamp is left that its only producer could apply itself.

    Example:
    ```mlir
    %1 = effc.conv_2d %x, %w, %b {...} : (...) -> tensor<1x8x8x4xf32>
    %2 = effc.relu6 %1 : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
    // becomes
    %2 = effc.conv_2d %x, %w, %b {activation = #effc.activation<relu6>, ...} : (...)
    ```

    Limits: a quantized clamp must have the same scale and zero point at both ends, since with
    other ones it rounds a second time. The intersection of two intervals must be one that an
    activation can name. The producer's result must have no other use.
  }];
  let statistics = [
    Statistic<"numFused", "num-fused", "clamps fused into their producer">,
    Statistic<"numMerged", "num-merged", "clamps merged with another clamp">,
    Statistic<"numRemoved", "num-removed", "clamps removed that changed nothing">];
}

def FoldPadPass : Effc_GraphPass<"effc-fold-pad"> {
  let summary = "Fold padding into convolutions and pools";
  let description = [{
    A convolution reads zeros (zero points) beyond its border, so an `effc.pad` of height and
    width with that value becomes part of its `padding`; the copy of the image goes away. A
    maximum pool ignores what lies beyond its border, so a pad folds if its value is not larger
    than any element of the image: it is the type's smallest one, or the image was clamped to
    it from below. Two pads in a row with the same value become one.

    Requires: nothing.

    Ensures: no pad of zeros is left in front of a convolution.

    Example:
    ```mlir
    %1 = effc.pad %x {low = array<i64: 0, 1, 1, 0>, high = array<i64: 0, 1, 1, 0>} : (...)
    %2 = effc.depthwise_conv_2d %1, %w, %b {padding = array<i64: 0, 0, 0, 0>, ...} : (...)
    // becomes
    %2 = effc.depthwise_conv_2d %x, %w, %b {padding = array<i64: 1, 1, 1, 1>, ...} : (...)
    ```

    Limits: padding of batch or channels stays. An average pool divides by the cells inside the
    image only, so nothing folds into it. A pool's padding must stay smaller than its window.
    Other uses of the pad keep it alive.
  }];
  let statistics = [
    Statistic<"numConvolutions", "num-convolutions", "pads folded into convolutions">,
    Statistic<"numPools", "num-pools", "pads folded into maximum pools">,
    Statistic<"numPads", "num-pads", "pads merged with another pad">];
}

def FoldRequantizePass : Effc_GraphPass<"effc-fold-requantize"> {
  let summary = "Fold conversions between element types";
  let description = [{
    A requantization or cast to the same type goes away. Of two requantizations in a row, or of
    a quantization of what was dequantized just before, one is left, or none, if that gives the
    same result for every value of the 8 or 16 bits at the start: they are all evaluated. Two
    casts become one if the type between holds all values of the first.

    Requires: nothing.

    Ensures: no conversion is left that changes no value.

    Example:
    ```mlir
    %1 = effc.requantize %x : (tensor<8x!int8>) -> tensor<8x!uint8>
    %2 = effc.requantize %1 : (tensor<8x!uint8>) -> tensor<8x!int8>
    // becomes %x, if the scales are equal and the zero points 128 apart
    ```

    Limits: what lies between quantize and dequantize rounds, so this pair stays; so do
    chains from f32 and tensors quantized per axis.
  }];
  let statistics = [
    Statistic<"numRemoved", "num-removed", "conversions to the same type removed">,
    Statistic<"numMerged", "num-merged", "pairs of conversions merged">];
}

def FoldReshapePass : Effc_GraphPass<"effc-fold-reshape"> {
  let summary = "Remove ops that move no data, and merge those that do";
  let description = [{
    * Ops that give back their input go away: a slice of everything, a pad by nothing, a tile by
      one, a concatenation of one, a resize to the same size, a pool of one cell, a float mean or
      sum over dimensions of size 1.
    * A transpose that only moves dimensions of size 1 becomes a reshape.
    * Chains collapse: reshape of reshape, transpose of transpose, slice of slice, concatenation
      of concatenation, a slice that lies in one piece of a concatenation, a concatenation of
      neighbouring slices of one tensor.
    * Reshapes before and behind `effc.fully_connected` become part of its type.

    Requires: nothing.

    Ensures: no op is left that returns its input.

    Example:
    ```mlir
    %1 = effc.reshape %x : (tensor<1x4x4x8xf32>) -> tensor<1x128xf32>
    %2 = effc.fully_connected %1, %w : (tensor<1x128xf32>, tensor<10x128xf32>) -> tensor<1x10xf32>
    // becomes
    %2 = effc.fully_connected %x, %w : (tensor<1x4x4x8xf32>, tensor<10x128xf32>) -> ...
    ```

    Limits: transposes and reshapes of tensors quantized per axis are left alone, since their
    axis would have to move. A concatenation merges with another one only if that has no other
    use. Quantized means and sums over dimensions of size 1 may rescale and stay.
  }];
  let statistics = [
    Statistic<"numRemoved", "num-removed", "ops removed that gave back their input">,
    Statistic<"numMerged", "num-merged", "ops merged with the one before">];
}

def FuseBiasPass : Effc_GraphPass<"effc-fuse-bias"> {
  let summary = "Fold float scales and offsets behind convolutions into their constants";
  let description = [{
    A float convolution or matrix product followed by the addition or subtraction of a constant
    per channel gets that as part of its bias; one followed by a multiplication gets scaled
    weights and a scaled bias. Batch normalisation goes away like this.

    Requires: nothing.

    Ensures: no float convolution is followed by an op that its constants could do.

    Example:
    ```mlir
    %1 = effc.conv_2d %x, %w {...} : (tensor<1x8x8x3xf32>, tensor<4x3x3x3xf32>) -> ...
    %2 = effc.add %1, %c : (tensor<1x8x8x4xf32>, tensor<4xf32>) -> tensor<1x8x8x4xf32>
    // becomes
    %2 = effc.conv_2d %x, %w, %c {...} : (...) -> tensor<1x8x8x4xf32>
    ```

    Limits: f32 only: the same steps on quantized tensors round in between. Constants must be
    scalars or vectors along the channels, and the convolution's result must have no other use
    and no activation. Scaled weights must be normal numbers. The sums are rounded in another
    order, so an offset that cancels a much larger bias may show more digits than before.
  }];
  let statistics = [
    Statistic<"numOffsets", "num-offsets", "additions and subtractions folded into a bias">,
    Statistic<"numScales", "num-scales", "multiplications folded into weights">];
}

def LowerToLookupPass : Effc_GraphPass<"effc-lower-to-lookup"> {
  let summary = "Write 8-bit element-wise functions as tables";
  let description = [{
    One or more element-wise ops that compute an 8-bit quantized tensor from another one, and
    from constant scalars, become one `effc.lookup`, whose table the reference evaluator fills.
    The ops may pass through other types on the way, and the source may be used more than once.

    Requires: nothing.

    Ensures: no 8-bit transcendental function is left.

    Example:
    ```mlir
    %1 = effc.logistic %x : (tensor<8x!a>) -> tensor<8x!b>
    %2 = effc.mul %x, %1 : (tensor<8x!a>, tensor<8x!b>) -> tensor<8x!c>
    // becomes
    %t = effc.constant dense<...> : tensor<256xi8> -> tensor<256xi8>
    %2 = effc.lookup %x, %t : (tensor<8x!a>, tensor<256xi8>) -> tensor<8x!c>
    ```

    Limits: tensors quantized per axis, and constants with several values, stay. `keep` says
    which functions stay although a table could compute them, because arithmetic is faster.
  }];
  let options = [
    Option<"keep", "keep", "::effc::KeepArithmetic",
           /*default=*/"::effc::KeepArithmetic::Clamps", "Functions that stay arithmetic",
           [{::llvm::cl::values(
             clEnumValN(::effc::KeepArithmetic::None, "none", "none"),
             clEnumValN(::effc::KeepArithmetic::Clamps, "clamps", "clamps to an interval"),
             clEnumValN(::effc::KeepArithmetic::Rescales, "rescales",
                        "clamps, and ops that only rescale, add and multiply"))}]>];
  let statistics = [
    Statistic<"numLookups", "num-lookups", "tables made">,
    Statistic<"numMerged", "num-merged", "ops that share the table of another one">];
}

def LowerTransposeConvPass : Effc_GraphPass<"effc-lower-transpose-conv"> {
  let summary = "Write transposed convolutions as plain ones";
  let description = [{
    The result's rows and columns fall into as many phases as the stride says; each phase is a
    convolution of the input with every stride'th tap. One convolution computes a phase of rows
    and all phases of columns, as channels of wider pixels, or a single phase of columns,
    whichever wastes less. A concatenation interleaves them; memory planning lets each kernel
    write to where its rows belong.

    Requires: nothing; filters and biases are looked for behind `effc.constant`.

    Ensures: no transposed convolution is left that the packed kernels could compute well.

    Example:
    ```mlir
    %1 = effc.transpose_conv_2d %x, %w {strides = array<i64: 2, 2>, padding = array<i64: 0, 0>}
           : (tensor<1x4x4x8xf32>, tensor<3x2x2x8xf32>) -> tensor<1x8x8x3xf32>
    // becomes
    %a = effc.conv_2d %x, %v {...} : (tensor<1x4x4x8xf32>, tensor<6x1x1x8xf32>) -> tensor<1x4x4x6xf32>
    %b = effc.reshape %a : (tensor<1x4x4x6xf32>) -> tensor<1x4x1x24xf32>
    // %c, %d: the same with the lower row of the filter
    %e = effc.concat %b, %d {axis = 2 : i64} : (...) -> tensor<1x4x2x24xf32>
    %1 = effc.reshape %e : (tensor<1x4x2x24xf32>) -> tensor<1x8x8x3xf32>
    ```

    Limits: windows narrower than the stride, and results cut so far that most weights would be
    zero, stay; so do all where the target has no kernels for the type.
  }];
  let statistics = [Statistic<"numRewritten", "num-rewritten", "ops rewritten">];
}

def OrderOpsPass : Effc_GraphPass<"effc-order-ops"> {
  let summary = "Order ops so that few bytes are alive at the same time";
  let description = [{
    Searches the orders that the operands allow for one with a lower peak of live tensor bytes,
    in which element-wise ops work in place, pieces of a concatenation take no space beside it,
    and reshapes and contiguous slices none at all. Constants move to the front.

    Requires: nothing.

    Ensures: the peak is not higher than before; it is the lowest possible, unless the search
    was cut.

    Example: of two branches, the one that shrinks its tensors more runs first.
    ```mlir
    %a = effc.conv_2d %x, ... : (...) -> tensor<1x32x32x16xi8>   // stays alive for long
    %b = effc.conv_2d %x, ... : (...) -> tensor<1x32x32x64xi8>
    %c = effc.max_pool_2d %b ... : (...) -> tensor<1x2x2x64xi8>
    // becomes %b, %c, %a
    ```

    Limits: the effort is bounded: very branchy functions are searched with a beam, and keep their
    order where even that takes too long, as do those with ops that have side effects or regions.
    An order that is only as good as the model's is not taken. Kernels' scratch is not counted.
  }];
  let statistics = [Statistic<"numOrdered", "num-ordered", "functions that got a better order">];
}

def SinkReshapePass : Effc_GraphPass<"effc-sink-reshape"> {
  let summary = "Move reshapes and transposes below element-wise ops";
  let description = [{
    An element-wise op does not care for the order of elements, so a reshape or transpose of its
    input may as well follow it. There the op meets the one that makes its input and can fuse
    with it, and the reshape or transpose meets one that undoes it or takes any shape.

    Requires: nothing.

    Ensures: no unary element-wise op reads a reshape or transpose that has no other use.

    Example:
    ```mlir
    %1 = effc.reshape %x : (tensor<1x4x4x8xf32>) -> tensor<1x128xf32>
    %2 = effc.relu %1 : (tensor<1x128xf32>) -> tensor<1x128xf32>
    // becomes
    %1 = effc.relu %x : (tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32>
    %2 = effc.reshape %1 : (tensor<1x4x4x8xf32>) -> tensor<1x128xf32>
    ```

    Limits: an op with two operands lets a reshape or transpose pass if both operands have the
    same one, or if the other operand is a constant scalar, or, for a reshape, a constant
    vector along an unchanged last dimension. Tensors quantized per axis are left alone.
  }];
  let statistics = [
    Statistic<"numSunk", "num-sunk", "reshapes and transposes moved below another op">];
}

def SplitRowsPass : Effc_GraphPass<"effc-split-rows"> {
  let summary = "Compute a chain of ops stripe by stripe";
  let description = [{
    Clones the ops from `first` to `last` for each stripe of `rows` rows of the last one's result,
    so that of the tensors between them only a stripe is in memory at a time. Rows that two stripes
    need are computed twice. `--max-ram` applies this where the arena would be too large
    (lib/Driver/FitMemory.cpp says which ops it tries).

    Requires: nothing.

    Ensures: the chain's inputs are read through slices of rows; its stripes are concatenated.

    Example, `{first=0 last=0 rows=4}`:
    ```mlir
    %1 = effc.max_pool_2d %x {window = array<i64: 3, 3>, strides = array<i64: 1, 1>,
           padding = array<i64: 1, 1, 1, 1>} : (tensor<1x8x8x4xf32>) -> tensor<1x8x8x4xf32>
    // becomes
    %a = effc.slice %x {offsets = array<i64: 0, 0, 0, 0>, ...} : (...) -> tensor<1x5x8x4xf32>
    %b = effc.max_pool_2d %a {..., padding = array<i64: 1, 0, 1, 1>} : (...) -> tensor<1x4x8x4xf32>
    %c = effc.slice %x {offsets = array<i64: 0, 3, 0, 0>, ...} : (...) -> tensor<1x5x8x4xf32>
    %d = effc.max_pool_2d %c {..., padding = array<i64: 0, 1, 1, 1>} : (...) -> tensor<1x4x8x4xf32>
    %1 = effc.concat %b, %d {axis = 1 : i64} : (...) -> tensor<1x8x8x4xf32>
    ```

    Limits: convolutions, pools and element-wise ops on images of batch 1; only the last op's
    result may be used outside of the chain. Ops are counted without constants.
  }];
  let options = [
    Option<"first", "first", "unsigned", "0", "The chain's first op">,
    Option<"last", "last", "unsigned", "0", "The chain's last op">,
    Option<"rows", "rows", "int64_t", "0", "Rows of a stripe; 0: do nothing">];
  let statistics = [Statistic<"numSplit", "num-split", "chains that were split">];
}

#endif
