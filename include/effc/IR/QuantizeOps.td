#ifndef EFFC_IR_QUANTIZEOPS
#define EFFC_IR_QUANTIZEOPS

include "effc/IR/EffcAttributes.td"
include "effc/IR/EffcTypes.td"
include "effc/IR/EffcInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Effc_ConvertOp<string mnemonic>
    : Effc_Op<mnemonic, [Pure, DeclareOpInterfaceMethods<Effc_InPlaceOpInterface>]> {
  let arguments = (ins Effc_Tensor:$input);
  let results = (outs Effc_Tensor:$output);
  let hasVerifier = 1;
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

def Effc_QuantizeOp : Effc_ConvertOp<"quantize"> {
  let summary = "f32 to quantized: `clamp(round(x / scale) + zero_point)`";
  let description = [{
    Rounds halves away from zero.

    Constraints:
    * C1: input and result have the same shape.
    * C2: the input is f32, the result quantized per tensor or per axis with 8 or 16 bits.
    * C3: no scale is 0.
  }];
}

def Effc_RequantizeOp : Effc_ConvertOp<"requantize"> {
  let summary = "quantized to quantized with other parameters or storage";
  let description = [{
    Rescales by the fixed-point step of the TFLite reference kernel.

    Constraints:
    * C1: input and result have the same shape.
    * C2: both are quantized per tensor, with 8, 16 or 32 bits.
    * C3: the input's scale is less than 2^30 times the result's.
  }];
}

def Effc_DequantizeOp : Effc_ConvertOp<"dequantize"> {
  let summary = "quantized or f16 to f32: `scale * (q - zero_point)`";
  let description = [{
    Constraints:
    * C1: input and result have the same shape.
    * C2: the input is quantized with 8, 16 or 32 bits, or f16; the result is f32.
  }];
}

def Effc_CastOp : Effc_ConvertOp<"cast"> {
  let summary = "conversion of plain element types";
  let description = [{
    Converts stored values; quantization parameters play no part. Float to integer truncates
    toward zero and saturates, a NaN becomes the largest integer; integer to integer keeps the
    low bits; anything to i1 is `x != 0`.

    Constraints:
    * C1: input and result have the same shape.
    * C2: elements are f32, i1, or plain or quantized integers of 8, 16, 32 or 64 bits; those
      without sign have at most 16.
  }];
}

#endif
