#ifndef EFFC_IR_POOLOPS
#define EFFC_IR_POOLOPS

include "effc/IR/EffcAttributes.td"
include "effc/IR/EffcTypes.td"
include "effc/IR/EffcInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Effc_PoolOp<string mnemonic, string what, string more = ""> : Effc_Op<mnemonic, [Pure]> {
  let summary = what # " of each channel over windows";
  let description = [{
    Windows start at `(y*sh - top, x*sw - left)` and are cut off at the input's border: cells
    outside count neither for the maximum nor for the average's divisor. A maximum passes over NaN;
    of these alone, it is the least f32.
    `padding` is `[top, bottom, left, right]`.

    Constraints:
    * C1: window and strides are positive, padding is not negative and smaller than the window.
    * C2: the result's shape is `[N, (H + top + bottom - h) / sh + 1, ..., C]`.
    * C3: input and result have the same element type.
    * C4: that is f32, or quantized per tensor with 8 bits, or with 16 and zero point 0.
    * C5: the bounds of the activation are 32-bit integers in a quantized result's scale.
  }] # more;
  let arguments = (ins Effc_Tensor4D:$input, DenseI64ArrayAttr:$window,
    DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
    DefaultValuedAttr<Effc_ActivationAttr, "::effc::Activation::None">:$activation);
  let results = (outs Effc_Tensor4D:$output);
  let hasVerifier = 1;
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def Effc_AveragePool2DOp : Effc_PoolOp<"average_pool_2d", "average", [{
    * C6: the sum over a window of quantized elements has 32 bits.
  }]>;
def Effc_MaxPool2DOp : Effc_PoolOp<"max_pool_2d", "maximum">;

class Effc_ReduceOp<string mnemonic, string what> : Effc_Op<mnemonic, [Pure]> {
  let summary = what # " over whole dimensions";
  let description = [{
    Constraints:
    * C1: axes are strictly increasing and within the input's rank.
    * C2: the result's shape is the input's with the axes removed, or of size 1 with
      `keep_dims`.
    * C3: element types are both f32, both i32, both i64, or quantized per tensor with equal
      storage types of 8 bits, or of 16 with zero point 0. A mean of i32 or i64 is truncated.
    * C4: a quantized input's scale is less than 2^30 times the result's.
  }];
  let arguments = (ins Effc_Tensor:$input, DenseI64ArrayAttr:$axes, UnitAttr:$keep_dims);
  let results = (outs Effc_Tensor:$output);
  let hasVerifier = 1;
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def Effc_MeanOp : Effc_ReduceOp<"mean", "mean">;
def Effc_SumOp : Effc_ReduceOp<"sum", "sum">;

def Effc_SoftmaxOp
    : Effc_Op<"softmax", [Pure, DeclareOpInterfaceMethods<Effc_InPlaceOpInterface>]> {
  let summary = "`exp(beta * x) / sum(exp(beta * x))` along the last dimension";
  let description = [{
    Constraints:
    * C1: input and result have the same shape, of rank 1 or more.
    * C2: element types are both f32; or the input is 8-bit and the result 8-bit of the same
      storage type or i16; or both are i16.
    * C3: beta is positive and finite.
    * C4: a quantized result has scale 2^-8 and its least value as zero point; with 16 bits,
      2^-16 and the least value for an 8-bit input, 2^-15 and 0 for a 16-bit one.
    * C5: the product of beta and a quantized input's scale is above 2^-26 with 8 bits; with 16 it
      is less than 2^30 * 10 / 65535, and there are at most 65536 elements along the dimension.
  }];
  let arguments = (ins Effc_Tensor:$input, F32Attr:$beta);
  let results = (outs Effc_Tensor:$output);
  let hasVerifier = 1;
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def Effc_ArgMaxOp : Effc_Op<"arg_max", [Pure]> {
  let summary = "index of the first largest element along one dimension";
  let description = [{
    Any number is larger than a NaN.

    Constraints:
    * C1: the axis is within the input's rank.
    * C2: the result's shape is the input's without the axis.
    * C3: the result's element type is i32 or i64.
    * C4: the input is f32, an integer, or quantized per tensor.
  }];
  let arguments = (ins Effc_Tensor:$input, I64Attr:$axis);
  let results = (outs Effc_Tensor:$output);
  let hasVerifier = 1;
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

#endif
