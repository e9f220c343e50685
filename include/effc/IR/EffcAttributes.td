#ifndef EFFC_IR_EFFCATTRIBUTES
#define EFFC_IR_EFFCATTRIBUTES

include "effc/IR/EffcDialect.td"
include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"

def Effc_ActivationEnum : I32EnumAttr<"Activation", "function applied to an op's result", [
    I32EnumAttrCase<"None", 0, "none">,
    I32EnumAttrCase<"Relu", 1, "relu">,
    I32EnumAttrCase<"ReluN1To1", 2, "relu_n1_to_1">,
    I32EnumAttrCase<"Relu6", 3, "relu6">]> {
  let cppNamespace = "::effc";
  let genSpecializedAttr = 0;
}
def Effc_ActivationAttr : EnumAttr<Effc_Dialect, Effc_ActivationEnum, "activation"> {
  let assemblyFormat = "`<` $value `>`";
}

def Effc_DotEnum : I32EnumAttr<"Dot", "how a target multiplies and accumulates integers", [
    I32EnumAttrCase<"Scalar", 0, "scalar">,
    I32EnumAttrCase<"Widen", 1, "widen">,
    I32EnumAttrCase<"PairI16", 2, "pair_i16">,
    I32EnumAttrCase<"QuadU8I8", 3, "quad_u8i8">,
    I32EnumAttrCase<"QuadI8", 4, "quad_i8">,
    I32EnumAttrCase<"DualI16", 5, "dual_i16">,
    I32EnumAttrCase<"Float", 6, "float">,
    I32EnumAttrCase<"TwinI16", 7, "twin_i16">,
    I32EnumAttrCase<"MatrixI8", 8, "matrix_i8">]> {
  let cppNamespace = "::effc";
  let genSpecializedAttr = 0;
  let description = [{
    * `scalar`: one 32-bit multiply-accumulate at a time (Cortex-M3).
    * `widen`: vectors of 32-bit products (any vector unit).
    * `pair_i16`: two i16 products per 32-bit lane (x86 `pmaddwd`, wasm `dot_i16x8_s`).
    * `quad_u8i8`: four u8*i8 products per 32-bit lane (x86 `vpdpbusd`).
    * `quad_i8`: four i8*i8 products per 32-bit lane (AArch64 `sdot`).
    * `dual_i16`: two i16 products in one scalar register (Arm `smlad`).
    * `float`: vectors of f32 multiply-adds.
    * `twin_i16`: two pixels in the halves of one factor of a 32-bit multiply (Cortex-M0+, RV32IMC).
    * `matrix_i8`: i8 matrices of 2x8 by 8x2, pixels by channels (AArch64 `smmla`).
  }];
}

def Effc_TileAttr : AttrDef<Effc_Dialect, "Tile"> {
  let mnemonic = "tile";
  let summary = "Register block of a kernel";
  let description = [{
    * `pixels`: output pixels that are accumulated at once.
    * `channels`: output channels that are accumulated at once.
    * `depth`: reduction steps that one multiply-accumulate instruction takes.
    * `dot`: that instruction.
    * `scalable`: the machine's registers may be longer than the target's `vectorBits`, and as
      many times more channels are then accumulated at once.
  }];
  let parameters = (ins "int64_t":$pixels, "int64_t":$channels, "int64_t":$depth,
                        "::effc::Dot":$dot, DefaultValuedParameter<"bool", "false">:$scalable);
  let builders = [AttrBuilder<(ins "int64_t":$pixels, "int64_t":$channels, "int64_t":$depth,
                               "::effc::Dot":$dot),
                              "return $_get($_ctxt, pixels, channels, depth, dot, false);">];
  let assemblyFormat = "`<` struct(params) `>`";
}

def Effc_RescaleEnum : I32EnumAttr<"Rescale", "how an accumulator becomes a stored value", [
    I32EnumAttrCase<"DoubleRounding", 0, "double_rounding">,
    I32EnumAttrCase<"Wide", 1, "wide">,
    I32EnumAttrCase<"Float", 2, "float">]> {
  let cppNamespace = "::effc";
  let genSpecializedAttr = 0;
  let description = [{
    With an accumulator `a`, and its channel's numbers `m` and `p >= 0` of `scales`:
    * `double_rounding`: `(a*m + 2^(31+p) + 2^30 - (a < 0 ? 2^31 : 0)) >> (32+p)`. This is
      TFLite's 32-bit MultiplyByQuantizedMultiplier with the shift `-(p+1)`: a product rounded
      to nearest and a quotient rounded to nearest, ties away from zero, in one step.
    * `wide`: `(a*m + 2^(31+p)) >> (32+p)`: TFLite's 64-bit one with one rounding.
    * `float`: `rint(fma(float(a), m, a < 0 ? -p : p)) + (a == e)`, ties to even, with the bits
      of the f32 `m` and `p`, and `e` with `exceptions` only; a product and a sum where the
      target has no fused multiply-add. It is used where it has been proved to equal
      `double_rounding` after clamping.
  }];
}

def Effc_RequantizeAttr : AttrDef<Effc_Dialect, "Requantize"> {
  let mnemonic = "requantize";
  let summary = "From accumulators to stored values";
  let description = [{
    `clamp(rescale(accumulator) + zeroPoint, min, max)`. With `signless`, results below zero
    are clamped anyway, so `rescale` may round them either way.
  }];
  let parameters = (ins "::effc::Rescale":$rescale, "int64_t":$zeroPoint, "int64_t":$min,
                        "int64_t":$max, DefaultValuedParameter<"bool", "false">:$signless);
  let assemblyFormat = "`<` struct(params) `>`";
}

def Effc_ScalingAttr : AttrDef<Effc_Dialect, "Scaling"> {
  let mnemonic = "scaling";
  let summary = "From accumulators to stored values, by numbers that are data";
  let description = [{
    `clamp(rescale(accumulator) + zero point, min, max)`, with the last three numbers from the
    kernel's `scales`. With `signless`, results below zero are clamped anyway, so `rescale` may
    round them either way. With `exceptions`, `scales` name one per channel. `unsignedResult`
    tells how stored values compare.
  }];
  let parameters = (ins "::effc::Rescale":$rescale,
                        DefaultValuedParameter<"bool", "false">:$signless,
                        DefaultValuedParameter<"bool", "false">:$exceptions,
                        DefaultValuedParameter<"bool", "false">:$unsignedResult);
  let assemblyFormat = "`<` struct(params) `>`";
  let extraClassDeclaration = [{
    /// Rows of `scales`: one number per channel each.
    int64_t getRows() const { return getExceptions() ? 3 : 2; }
  }];
}

def Effc_TargetAttr : AttrDef<Effc_Dialect, "Target"> {
  let mnemonic = "target";
  let summary = "What the kernels phase needs to know of the machine";
  let description = [{
    Stands on the module as `effc.target`. Everything that decides how a kernel looks is read
    from here, so a target is data and a pass can be tested for any machine.

    * `name`: the target's short name, for messages.
    * `triple`, `cpu`, `features`: as LLVM takes them.
    * `vectorBits`: width of the vectors that kernels use, 0 for a scalar machine.
    * `scalableVectors`: the vector registers may be longer than `vectorBits`; only the machine
      knows how long they are.
    * `vectorRegisters`: how many of them there are (scalar: of general registers).
    * `dot`: how 8- and 16-bit integers are multiplied and accumulated.
    * `hasFma`: whether f32 multiply-add is one instruction.
    * `indexBits`: width of a pointer.
    * `optimizeSize`: prefer small code (`-Os`, `-Oz`).
  }];
  let parameters = (ins
    StringRefParameter<"short name">:$name,
    StringRefParameter<"LLVM triple">:$triple,
    StringRefParameter<"LLVM CPU", "\"\"">:$cpu,
    StringRefParameter<"LLVM features", "\"\"">:$features,
    DefaultValuedParameter<"unsigned", "0">:$vectorBits,
    DefaultValuedParameter<"unsigned", "8">:$vectorRegisters,
    DefaultValuedParameter<"::effc::Dot", "::effc::Dot::Widen">:$dot,
    DefaultValuedParameter<"bool", "false">:$hasFma,
    DefaultValuedParameter<"unsigned", "64">:$indexBits,
    DefaultValuedParameter<"bool", "false">:$optimizeSize,
    DefaultValuedParameter<"bool", "false">:$scalableVectors);
  let assemblyFormat = "`<` struct(params) `>`";
}

#endif
