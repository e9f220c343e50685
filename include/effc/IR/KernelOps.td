#ifndef EFFC_IR_KERNELOPS
#define EFFC_IR_KERNELOPS

include "effc/IR/EffcAttributes.td"
include "effc/IR/EffcTypes.td"
include "effc/IR/EffcInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Effc_KernelOp<string mnemonic, list<Trait> traits = []>
    : Effc_Op<"kernel." # mnemonic, !listconcat([Pure], traits)> {
  dag operands = (ins Effc_Tensor4D:$input, Effc_Tensor1D:$weights, Effc_Tensor1D:$bias,
    Optional<Effc_Tensor1D>:$scales);
  dag attributes = (ins
    DenseI64ArrayAttr:$window, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
    DenseI64ArrayAttr:$padding, Effc_TileAttr:$tile,
    UnitAttr:$unsigned_input, OptionalAttr<Effc_ScalingAttr>:$scaling,
    DefaultValuedAttr<Effc_ActivationAttr, "::effc::Activation::None">:$activation);
  let arguments = !con(operands, attributes);
  let results = (outs Effc_Tensor4D:$output);
  let hasVerifier = 1;
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def Effc_KernelConv2DOp : Effc_KernelOp<"conv_2d", [AttrSizedOperandSegments]> {
  let summary = "2-D convolution with packed weights";
  let description = [{
    `out[n,y,x,o] = f(bias[o] + sum over (i,j,c) of in[n, y*sh + i*dh - top, x*sw + j*dw - left, c]
    * w[o,i,j,c])`; reads outside the input give the pad value. `f` is `scaling` for integers
    and the activation for f32. Integers are read as unsigned with `unsigned_input`; the input's
    zero point has been folded into the bias, the weights' into the weights. With `dot = quad_u8i8`
    signed input, the pad value too, is read 128 higher, and with `quad_i8` and `matrix_i8` unsigned
    input 128 lower; the bias makes up for that.

    The reduction is cut into runs of elements that are contiguous in a padded input: `KH` runs
    of `L = KW*C` if `dw = 1`, else `KH*KW` runs of `L = C`. With the tile's
    `channels = NR` and `depth = KR`, output channels are cut into blocks of NR, the last one
    of `R = N mod NR` channels rounded up to a multiple of the target's 32-bit lanes (or of 1).
    The weights of a block are `[runs][ceil(L/KR)][NR][KR]`, zero where there is no weight;
    blocks follow each other. If KR is that of all lanes of a vector, NR is the number of output
    channels, and lanes go along the reduction. With a `scalable` tile, whose width the compiler
    does not know, all N channels are one block: `[runs][L][N]`.

    `scales` (i32) starts with the output's zero point, its least and its greatest stored value
    and the pad value (0 for f32). Then follow rows with an element per output channel, or a
    single one: the `m` and `p` of `#effc.scaling`, and `e` if there are exceptions. Bias and
    scales are padded to the channel count of the weights. All that is data, so that layers of
    equal shape share a kernel.

    With an `addend`, the result is the sum of what was said above, `r`, and the addend `a`: of
    f32 with `sum_activation`; of integers
    `clamp(rint(fma(r - zero point, fr, fma(a, fa, offset))), min, max)` in f32, which stands for
    the reference's fixed-point sum where it was proved equal for all 65536 pairs. The five numbers
    follow the rows of `scales`, the first three as the bits of f32.

    Constraints:
    * C1: window, strides and dilations are positive, padding is not negative.
    * C2: the result's shape is that of `effc.conv_2d`.
    * C3: element types: input, weights and result f32 and bias f32; or input and result i8 or
      i16, weights i8 or i16, bias i32 with `scaling` and `scales`.
    * C4: bias has an element per padded output channel, scales have four elements, rows of
      as many, or of one, and five more elements with an integer addend.
    * C5: the weights have the size that the layout gives.
    * C6: with `quad_u8i8` and `quad_i8`, input and weights are i8 and KR is a multiple of 4; with
      `matrix_i8` of 8.
    * C7: the addend has the result's type, which is i8 or f32; only a sum of f32 has an activation.
    * C8: with a `scalable` tile, KR is 1, channels are not padded, and there is no addend.
  }];
  let arguments = !con(operands, (ins Optional<Effc_Tensor4D>:$addend), attributes,
    (ins DefaultValuedAttr<Effc_ActivationAttr, "::effc::Activation::None">:$sum_activation));
  let builders = [OpBuilder<
    (ins "::mlir::Type":$output, "::mlir::Value":$input, "::mlir::Value":$weights,
         "::mlir::Value":$bias, "::mlir::Value":$scales, "::llvm::ArrayRef<int64_t>":$window,
         "::llvm::ArrayRef<int64_t>":$strides, "::llvm::ArrayRef<int64_t>":$dilations,
         "::llvm::ArrayRef<int64_t>":$padding, "::effc::TileAttr":$tile, "bool":$unsigned_input,
         "::effc::ScalingAttr":$scaling, "::effc::Activation":$activation),
    [{ build($_builder, $_state, output, input, weights, bias, scales, /*addend=*/{}, window,
             strides, dilations, padding, tile, unsigned_input, scaling, activation); }]>];
  let assemblyFormat = [{
    $input `,` $weights `,` $bias (`,` $scales^)? (`plus` $addend^)? attr-dict `:`
    functional-type(operands, results)
  }];
}

def Effc_KernelDepthwiseConv2DOp : Effc_KernelOp<"depthwise_conv_2d"> {
  let summary = "2-D depthwise convolution with packed weights";
  let description = [{
    As `effc.kernel.conv_2d`, but output channel `o` reads input channel `o / M` only, where `M`
    is the number of output channels by input channels. The weights are `[KH][KW][C*M]`
    if `KR = 1`. With `KR = 2` output channels are cut into blocks of NR, the last one filled up,
    and pairs of window rows are taken together: `[blocks][R][ceil((KH+R-1)/2)][KW][NR][2]`. `R`
    is 2 if `sh = 1`, else 1; row `r` of the R has the window moved down by `r` rows, and zeros
    where the window is not.

    Constraints:
    * C1 to C4: as in `effc.kernel.conv_2d`.
    * C5: the weights have the size that the layout gives.
    * C6: the output's channels are a multiple of the input's.
    * C7: `dot` is none of `quad_u8i8`, `quad_i8` and `matrix_i8`.
    * C8: as C8 of `effc.kernel.conv_2d`.
  }];
}

class Effc_CompactOp<string mnemonic>
    : Effc_Op<"kernel." # mnemonic, [Pure, DeclareOpInterfaceMethods<Effc_InPlaceOpInterface>]> {
  let arguments = (ins Effc_Tensor4D:$input, Effc_Tensor1D:$weights, Effc_Tensor1D:$table,
    DenseI64ArrayAttr:$window, DenseI64ArrayAttr:$strides, DenseI64ArrayAttr:$dilations,
    DenseI64ArrayAttr:$padding, Effc_TileAttr:$tile, I64Attr:$pad_value,
    UnitAttr:$unsigned_input, Effc_RequantizeAttr:$requantize, UnitAttr:$quarter_scales);
  let results = (outs Effc_Tensor4D:$output);
  let hasVerifier = 1;
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def Effc_KernelCompactConv2DOp : Effc_CompactOp<"compact_conv_2d"> {
  let summary = "2-D convolution by routines that all layers share, for microcontrollers";
  let description = [{
    Computes what `effc.kernel.conv_2d` does, on 8-bit input and output. Weights and constants are
    laid out for loops whose extents are arguments, so that one routine serves layers of any size.

    The reduction has `R` runs of `L` elements: if `dw = 1` and `KW*C` is a multiple of the tile's
    `depth = KR`, it is `KH` runs of `KW*C`, else one run of `KH*KW*C` rounded up to a multiple of
    KR. Output channels are taken in blocks of `channels = NR`; the last block holds the last NR
    channels, also where it then overlaps the one before. The order is `[blocks][R][L/KR]`, and in
    each of these steps:
    * `dot = dual_i16`, 8-bit weights: `[KR/2][NR/2][2][2]`, for pairs of reduction steps and pairs
      of channels, with the second channel's weight `b` first and then the first one's, less one
      where b is negative. Read as i16 that is `256*a + b`: one product serves both channels.
    * `dual_i16`, 16-bit weights: `[KR/2][NR][2]`.
    * `widen` and `twin_i16`: `[NR][KR]`. With `twin_i16` and NR = 2, a mask of four bytes precedes
      each 128 elements of the whole reduction. Its bits, the highest first, are set for those four
      elements whose products may have a sum of more than 16 bits in one of both channels.
    With `dual_i16` and `C` a multiple of 4, elements 1 and 2 of each 4 of a run change places.

    The table has a group of four words for every two channels of a block: `256*bias + s` of each,
    then the multiplier of each. With `p` the shift of `#effc.requantize`, `s = p - 1`, or `s = p + 1`
    with `quarter_scales`, which some `p < 1` demands (`p = -1` is a single rounding). With
    `dot = widen` a group is for all NR channels, and `s` is `-(p + 1)` modulo 256; with `twin_i16`
    it is for one channel, and `s` is `p + 1`, with NR = 1 plus 128 if the products of each four
    steps of that channel (aligned, within the whole reduction) have sums that fit 16 bits for all
    input.

    With `twin_i16`, input of unsigned bytes is read 128 lower, the pad value, too; the bias makes
    up for that.

    Constraints:
    * C1 and C2: as in `effc.kernel.conv_2d`.
    * C3: element types: input and result i8, weights i8 or i16, table i32; `double_rounding`.
    * C4: the table has the size that the layout gives.
    * C5: the weights have the size that the layout gives.
    * C6: NR is 2 or 4, with `twin_i16` 1 or 2, and not more than the output's channels; KR is even.
  }];
}

def Effc_KernelCompactDepthwiseConv2DOp : Effc_CompactOp<"compact_depthwise_conv_2d"> {
  let summary = "2-D depthwise convolution, channel by channel, for microcontrollers";
  let description = [{
    Computes what `effc.kernel.depthwise_conv_2d` does, with as many output as input channels.
    Each channel is copied to a padded plane, and its results are computed from there, so these
    may be written over the input. The weights are `[C][KH][KW]`; the table has two words for each
    channel: `32*bias + s` and the multiplier, with `s` as in `effc.kernel.compact_conv_2d`, but
    `s = p + 1` with `widen` and `twin_i16`. With `twin_i16`, input of signed bytes is read 128
    higher, the pad value, too; the bias makes up for that.

    Constraints:
    * C1 to C5: as in `effc.kernel.compact_conv_2d`.
    * C6: input and output have as many channels.
  }];
}

#endif
