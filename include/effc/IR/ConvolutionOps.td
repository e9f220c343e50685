#ifndef EFFC_IR_CONVOLUTIONOPS
#define EFFC_IR_CONVOLUTIONOPS

include "effc/IR/EffcAttributes.td"
include "effc/IR/EffcTypes.td"
include "effc/IR/EffcInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Effc_ConvolutionOp<string mnemonic> : Effc_Op<mnemonic, [Pure]> {
  let hasVerifier = 1;
}

def Effc_Conv2DOp : Effc_ConvolutionOp<"conv_2d"> {
  let summary = "2-D convolution, NHWC input, OHWI filter";
  let description = [{
    `out[n,y,x,o] = act(bias[o] + sum over (i,j,c) of
    in[n, y*sh + i*dh - top, x*sw + j*dw - left, g*I + c] * filter[o,i,j,c])`, where reads
    outside the input are zero (the zero point, if quantized), `I` is the filter's last
    dimension, and `g = o / (O / groups)` with `groups = C / I`.

    Integer tensors accumulate in i32 (i64 where the bias is i64, and where the input is i16
    and there is no bias), then requantize to the result's scale: an i32 sum by
    `input scale * filter scale / result scale` rounded twice, an i64 sum by that number cut to
    15 bits. The scales are multiplied in f64 and the product, if the filter has a single scale
    and either the input is unsigned or the op is `effc.fully_connected`, rounded to f32.

    `padding` is `[top, bottom, left, right]`.

    Constraints:
    * C1: strides and dilations are positive, padding is not negative; there are two, two and
      four of them, less than 2^31, and so are the padded input and the dilated filter.
    * C2: the input's channels are a multiple of the filter's, and the filter's outputs a
      multiple of the groups.
    * C3: the result's shape is `[N, (H + top + bottom - dh*(KH-1) - 1) / sh + 1, ..., O]`.
    * C4: bias has one element per output channel.
    * C5: element types: all f32; or input and result quantized per tensor with 8 bits and equal
      storage type, a quantized filter of as many bits (or 4) and the same sign, and i32 bias; or
      input and result i16 with zero point 0, a signed filter of at most 8 bits, and i32 or i64
      bias. A per-axis filter is quantized along its output channels, with zero points of 0.
    * C6: the bounds of the activation are 32-bit integers in a quantized result's scale, and sums
      are rescaled by less than 2^30, or 2^14 if they are i64.

    Example:
    ```mlir
    %y = effc.conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 1, 1, 1, 1>, activation = #effc.activation<relu>}
         : (tensor<1x8x8x3xf32>, tensor<4x3x3x3xf32>, tensor<4xf32>) -> tensor<1x8x8x4xf32>
    ```
  }];
  let arguments = (ins Effc_Tensor4D:$input, Effc_Tensor4D:$filter, Optional<Effc_Tensor1D>:$bias,
    DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations, DenseI64ArrayAttr:$padding,
    DefaultValuedAttr<Effc_ActivationAttr, "::effc::Activation::None">:$activation);
  let results = (outs Effc_Tensor4D:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def Effc_DepthwiseConv2DOp : Effc_ConvolutionOp<"depthwise_conv_2d"> {
  let summary = "2-D convolution of each channel with its own filters";
  let description = [{
    The filter is `[1, KH, KW, C*M]` for a depth multiplier `M`:
    `out[n,y,x,c*M+m] = act(bias[c*M+m] + sum over (i,j) of
    in[n, y*sh + i*dh - top, x*sw + j*dw - left, c] * filter[0,i,j,c*M+m])`.
    Padding, accumulation and types are as for `effc.conv_2d`.

    Constraints:
    * C1: strides and dilations are positive, padding is not negative.
    * C2: the filter's first dimension is 1, its last a multiple of the input's channels and
      equal to the result's.
    * C3: the result's shape is that of `effc.conv_2d`.
    * C4: bias has one element per output channel.
    * C5: element types as in `effc.conv_2d`.
    * C6: scales as in `effc.conv_2d`.
  }];
  let arguments = (ins Effc_Tensor4D:$input, Effc_Tensor4D:$filter, Optional<Effc_Tensor1D>:$bias,
    DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations, DenseI64ArrayAttr:$padding,
    DefaultValuedAttr<Effc_ActivationAttr, "::effc::Activation::None">:$activation);
  let results = (outs Effc_Tensor4D:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def Effc_TransposeConv2DOp : Effc_ConvolutionOp<"transpose_conv_2d"> {
  let summary = "transposed 2-D convolution, NHWC input, OHWI filter";
  let description = [{
    Adds `in[n,y,x,c] * filter[o,i,j,c]` into `out[n, y*sh + i - top, x*sw + j - left, o]` for
    every position that lies inside the result, on top of `bias[o]`; then the activation.
    Accumulation and types are as for `effc.conv_2d`.

    Constraints:
    * C1: strides are positive, padding (`[top, left]`) is not negative; the result before padding
      is cut off has less than 2^31 rows and columns.
    * C2: the filter's last dimension is the input's channels; the result has the input's batch
      and the filter's first dimension as channels. Its height and width are free: a small
      result cuts sums off, a large one has rows of nothing but bias.
    * C3: bias has one element per output channel.
    * C4: element types as in `effc.conv_2d`.
    * C5: scales as in `effc.conv_2d`.
  }];
  let arguments = (ins Effc_Tensor4D:$input, Effc_Tensor4D:$filter, Optional<Effc_Tensor1D>:$bias,
    DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$padding,
    DefaultValuedAttr<Effc_ActivationAttr, "::effc::Activation::None">:$activation);
  let results = (outs Effc_Tensor4D:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def Effc_FullyConnectedOp : Effc_ConvolutionOp<"fully_connected"> {
  let summary = "matrix product of flattened input rows with a filter";
  let description = [{
    The input is read as `[B, K]`, the filter is `[N, K]`, the result is read as `[B, N]`:
    `out[b,n] = act(bias[n] + sum over k of in[b,k] * filter[n,k])`.
    Accumulation and types are as for `effc.conv_2d`.

    Constraints:
    * C1: the filter has rank 2 and the input's element count is a multiple of `K`.
    * C2: the result's last dimension is `N` and its element count `B * N`.
    * C3: bias has one element per output.
    * C4: element types as in `effc.conv_2d`.
    * C5: scales as in `effc.conv_2d`.
  }];
  let arguments = (ins Effc_Tensor:$input, Effc_Tensor:$filter, Optional<Effc_Tensor1D>:$bias,
    DefaultValuedAttr<Effc_ActivationAttr, "::effc::Activation::None">:$activation);
  let results = (outs Effc_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

#endif
