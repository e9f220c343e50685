#ifndef EFFC_IR_SHAPEOPS
#define EFFC_IR_SHAPEOPS

include "effc/IR/EffcAttributes.td"
include "effc/IR/EffcTypes.td"
include "effc/IR/EffcInterfaces.td"
include "mlir/IR/BuiltinAttributeInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Effc_ShapeOp<string mnemonic, list<Trait> traits = []>
    : Effc_Op<mnemonic, [Pure] # traits> {
  let results = (outs Effc_Tensor:$output);
  let hasVerifier = 1;
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def Effc_ConstantOp : Effc_Op<"constant", [Pure, ConstantLike]> {
  let summary = "a tensor known at compile time";
  let description = [{
    The attribute has the storage type of the result's elements; it may be a resource.

    Constraints:
    * C1: the value has the result's shape and storage type.
    * C2: it is dense, or a resource of the right size.

    Example:
    ```mlir
    %b = effc.constant dense<[1, -2]> : tensor<2xi32>
       -> tensor<2x!quant.uniform<i32:f32, 0.125>>
    ```
  }];
  let arguments = (ins ElementsAttr:$value);
  let results = (outs Effc_Tensor:$output);
  let hasFolder = 1;
  let hasVerifier = 1;
  let assemblyFormat = "attr-dict $value `->` type($output)";
}

def Effc_ReshapeOp : Effc_ShapeOp<"reshape"> {
  let summary = "the same elements in row-major order under another shape";
  let description = [{
    Constraints:
    * C1: input and result have the same element count.
    * C2: input and result have the same element type, not quantized per axis.
  }];
  let arguments = (ins Effc_Tensor:$input);
  let hasFolder = 1;
}

def Effc_TransposeOp : Effc_ShapeOp<"transpose"> {
  let summary = "permutation of dimensions: result dimension `d` is input dimension `permutation[d]`";
  let description = [{
    Constraints:
    * C1: the permutation holds each dimension once.
    * C2: the result's shape is the permuted input's.
    * C3: input and result have the same element type, not quantized per axis.
  }];
  let arguments = (ins Effc_Tensor:$input, DenseI64ArrayAttr:$permutation);
}

def Effc_SliceOp : Effc_ShapeOp<"slice"> {
  let summary = "every `strides[d]`-th element from `offsets[d]` on";
  let description = [{
    The result's shape gives the element counts. Strides may be negative.

    Constraints:
    * C1: input, result, offsets and strides have the same rank; no stride is 0.
    * C2: every element read lies inside the input.
    * C3: input and result have the same element type, not quantized per axis.
  }];
  let arguments = (ins Effc_Tensor:$input, DenseI64ArrayAttr:$offsets, DenseI64ArrayAttr:$strides);
}

def Effc_ConcatOp : Effc_ShapeOp<"concat"> {
  let summary = "tensors joined along one dimension";
  let description = [{
    Constraints:
    * C1: there is an input, and the axis is within its rank.
    * C2: inputs and result agree in every dimension but the axis, where they add up.
    * C3: inputs and result have the same element type, not quantized per axis.
  }];
  let arguments = (ins Variadic<Effc_Tensor>:$inputs, I64Attr:$axis);
}

def Effc_PadOp : Effc_ShapeOp<"pad"> {
  let summary = "a tensor with constant elements around it";
  let description = [{
    `value` is the stored value of the new elements. Without it they are zero, or the zero
    point.

    Constraints:
    * C1: low and high padding have the input's rank and are not negative.
    * C2: the result's shape is the padded input's.
    * C3: input and result have the same element type, not quantized per axis.
    * C4: the value has the storage type.
  }];
  let arguments = (ins Effc_Tensor:$input, DenseI64ArrayAttr:$low, DenseI64ArrayAttr:$high,
    OptionalAttr<TypedAttrInterface>:$value);
}

def Effc_TileOp : Effc_ShapeOp<"tile"> {
  let summary = "a tensor repeated along its dimensions";
  let description = [{
    Constraints:
    * C1: multiples have the input's rank and are positive.
    * C2: the result's shape is the input's times the multiples.
    * C3: input and result have the same element type, not quantized per axis.
  }];
  let arguments = (ins Effc_Tensor:$input, DenseI64ArrayAttr:$multiples);
}

class Effc_ResizeOp<string mnemonic, string how> : Effc_Op<mnemonic, [Pure]> {
  let summary = "images resized by " # how;
  let description = [{
    The result's shape gives the new height and width. With `align_corners` the corners of both
    images fall together; with `half_pixel_centers` pixels are areas, not points.

    Constraints:
    * C1: batch and channels stay.
    * C2: input and result have the same element type, not quantized per axis.
    * C3: bilinear interpolation has at most one flag.
    * C4: bilinear interpolation takes f32 and elements quantized per tensor with 8 or 16 bits.
    * C5: positions in quantized images, in 1024ths of pixels, have 32 bits.
  }];
  let arguments = (ins Effc_Tensor4D:$input, UnitAttr:$align_corners, UnitAttr:$half_pixel_centers);
  let results = (outs Effc_Tensor4D:$output);
  let hasVerifier = 1;
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def Effc_ResizeBilinearOp : Effc_ResizeOp<"resize_bilinear", "bilinear interpolation">;
def Effc_ResizeNearestOp : Effc_ResizeOp<"resize_nearest", "taking the nearest pixel">;

#endif
