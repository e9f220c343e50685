#ifndef EFFC_IR_ELEMENTWISEOPS
#define EFFC_IR_ELEMENTWISEOPS

include "effc/IR/EffcAttributes.td"
include "effc/IR/EffcTypes.td"
include "effc/IR/EffcInterfaces.td"
include "mlir/Interfaces/SideEffectInterfaces.td"

class Effc_BinaryOp<string mnemonic, list<Trait> traits = []>
    : Effc_Op<mnemonic, [Pure, DeclareOpInterfaceMethods<Effc_InPlaceOpInterface>] # traits> {
  let hasVerifier = 1;
  let results = (outs Effc_Tensor:$output);
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

class Effc_ArithmeticOp<string mnemonic, string symbol, list<Trait> traits = [], string more = "">
    : Effc_BinaryOp<mnemonic, traits> {
  let summary = "element-wise `lhs " # symbol # " rhs` with broadcasting";
  let description = [{
    Broadcasts as NumPy does: shapes are aligned at their last dimension, a dimension of 1 is
    repeated. Quantized operands are rescaled to the result's scale by the fixed-point steps of
    the TFLite reference kernel; the activation clamps the result.

    Constraints:
    * C1: the result's shape is the broadcast of the operands' shapes.
    * C2: all element types are f32, or i16, or i32, or i64, or quantized per tensor with equal
      storage types of 8 bits, or of 16 with zero point 0.
    * C3: the bounds of the activation are 32-bit integers in a quantized result's scale.
  }] # more;
  let arguments = (ins Effc_Tensor:$lhs, Effc_Tensor:$rhs,
    DefaultValuedAttr<Effc_ActivationAttr, "::effc::Activation::None">:$activation);
}

// With `pot_scale`, i16 operands are rescaled by shifts only: TFLite's older scheme for scales
// that are powers of two.
class Effc_AdditiveOp<string mnemonic, string symbol, list<Trait> traits = []>
    : Effc_ArithmeticOp<mnemonic, symbol, traits, [{
    * C4: `pot_scale` needs i16 and scales that are powers of two: one operand's equal to the
      result's, and the other's at most 2^31 times smaller.
    * C5: without it, quantized operands have scales above 0, and twice the larger is less than
      2^20 times the result's, or 2^15 times with 16 bits.
  }]> {
  let arguments = (ins Effc_Tensor:$lhs, Effc_Tensor:$rhs,
    DefaultValuedAttr<Effc_ActivationAttr, "::effc::Activation::None">:$activation,
    UnitAttr:$pot_scale);
}

def Effc_AddOp : Effc_AdditiveOp<"add", "+", [Commutative]>;
def Effc_SubOp : Effc_AdditiveOp<"sub", "-">;
def Effc_MulOp : Effc_ArithmeticOp<"mul", "*", [Commutative], [{
    * C4: the product of quantized operands' scales is less than 2^30 times the result's.
  }]>;

class Effc_ExtremumOp<string mnemonic, string what>
    : Effc_BinaryOp<mnemonic> {
  let summary = "element-wise " # what # " with broadcasting";
  let description = [{
    Compares stored values. Where one of two f32 is a NaN, the result is the right operand, so the
    op is not commutative.

    Constraints:
    * C1: the result's shape is the broadcast of the operands' shapes.
    * C2: all element types are equal, not f16, and not quantized per axis.
  }];
  let arguments = (ins Effc_Tensor:$lhs, Effc_Tensor:$rhs);
}

def Effc_MaximumOp : Effc_ExtremumOp<"maximum", "maximum">;
def Effc_MinimumOp : Effc_ExtremumOp<"minimum", "minimum">;

def Effc_PreluOp : Effc_BinaryOp<"prelu"> {
  let summary = "element-wise `x >= 0 ? x : alpha * x` with broadcast slopes";
  let description = [{
    Constraints:
    * C1: alpha broadcasts to the input's shape, which is the result's.
    * C2: all element types are f32, or quantized per tensor with equal storage types of 8 bits,
      or of 16 with zero point 0; i16 may have i8 slopes.
    * C3: a quantized input's scale, and its product with alpha's, are less than 2^30 times the
      result's.
  }];
  let arguments = (ins Effc_Tensor:$input, Effc_Tensor:$alpha);
}

class Effc_UnaryOp<string mnemonic, string formula, string more = "">
    : Effc_Op<mnemonic, [Pure, DeclareOpInterfaceMethods<Effc_InPlaceOpInterface>]> {
  let summary = "element-wise `" # formula # "`";
  let description = [{
    Constraints:
    * C1: input and result have the same shape.
    * C2: element types are both f32, or quantized per tensor with equal storage types of 8 bits,
      or of 16 with zero point 0.
  }] # more;
  let arguments = (ins Effc_Tensor:$input);
  let results = (outs Effc_Tensor:$output);
  let hasVerifier = 1;
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

class Effc_RectifierOp<string mnemonic, string formula>
    : Effc_UnaryOp<mnemonic, formula, [{
    * C3: a quantized input's scale is less than 2^30 times the result's.
    * C4: the bounds are 32-bit integers in a quantized result's scale.
  }]>;

def Effc_ReluOp : Effc_RectifierOp<"relu", "max(x, 0)">;
def Effc_Relu6Op : Effc_RectifierOp<"relu6", "min(max(x, 0), 6)">;
def Effc_ReluN1To1Op : Effc_RectifierOp<"relu_n1_to_1", "min(max(x, -1), 1)">;
def Effc_LogisticOp : Effc_UnaryOp<"logistic", "1 / (1 + exp(-x))", [{
    * C3: a quantized result has scale 2^-8 and its least value as zero point, or with 16 bits
      2^-15 and 0.
    * C4: an 8-bit input's scale is 0, or at least 2^-28 and less than 2^35; that of a 16-bit one
      is at least 2^-31 / 12288 and less than 16 / 3.
  }]>;
def Effc_TanhOp : Effc_UnaryOp<"tanh", "tanh(x)", [{
    * C3: a quantized result has scale 2^-7 and the middle of its range as zero point, or with
      16 bits 2^-15 and 0.
    * C4: the input's scale is one of `effc.logistic`.
  }]>;
def Effc_EluOp : Effc_UnaryOp<"elu", "x < 0 ? exp(x) - 1 : x", [{
    * C3: quantized elements have 8 bits.
    * C4: every result is a 32-bit integer in a quantized result's scale.
  }]>;
def Effc_HardSwishOp : Effc_UnaryOp<"hard_swish", "x * min(max(x + 3, 0), 6) / 6", [{
    * C3: quantized elements have 8 bits.
    * C4: a quantized input's scale is less than 128 times the result's, and than 2^30 * 3 / 256.
  }]>;
def Effc_LeakyReluOp : Effc_UnaryOp<"leaky_relu", "x > 0 ? x : alpha * x", [{
    * C3: alpha is finite.
    * C4: a quantized input's scale, and its product with the magnitude of alpha, are less than
      2^30 times the result's.
  }]> {
  let arguments = (ins Effc_Tensor:$input, F32Attr:$alpha);
}

def Effc_LookupOp
    : Effc_Op<"lookup", [Pure, DeclareOpInterfaceMethods<Effc_InPlaceOpInterface>]> {
  let summary = "element-wise table look-up of 8-bit values";
  let description = [{
    `out[i] = table[in[i] - min]`, where `min` is the smallest value of the input's storage
    type. The `graph` phase writes any 8-bit element-wise function so.

    Constraints:
    * C1: input and result have the same shape.
    * C2: the input's storage type has 8 bits, the table 256 elements of the result's storage
      type.
  }];
  let arguments = (ins Effc_Tensor:$input, Effc_Tensor1D:$table);
  let results = (outs Effc_Tensor:$output);
  let hasVerifier = 1;
  let assemblyFormat = "operands attr-dict `:` functional-type(operands, results)";
}

#endif
