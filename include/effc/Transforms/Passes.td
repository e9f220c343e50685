#ifndef EFFC_TRANSFORMS_PASSES
#define EFFC_TRANSFORMS_PASSES

include "mlir/Pass/PassBase.td"

// Every pass here maps `effc` to `effc`, keeps integer results bit-exact and float results
// within 1e-5 of the tensor's largest magnitude, and may be left out: none relies on another
// one for correctness.

class Effc_GraphPass<string argument> : Pass<argument, "::mlir::func::FuncOp">;

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
    use. Integer means over dimensions of size 1 may rescale; `effc-lower-to-lookup` takes them.
  }];
  let statistics = [
    Statistic<"numRemoved", "num-removed", "ops removed that gave back their input">,
    Statistic<"numMerged", "num-merged", "ops merged with the one before">];
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

#endif
