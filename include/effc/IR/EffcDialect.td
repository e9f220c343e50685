#ifndef EFFC_IR_EFFCDIALECT
#define EFFC_IR_EFFCDIALECT

include "mlir/IR/OpBase.td"

def Effc_Dialect : Dialect {
  let name = "effc";
  let cppNamespace = "::effc";
  let summary = "Neural network graphs on static, quantized tensors";
  let description = [{
    The `effc` dialect holds a network between the importer and the loops.

    * Tensors are ranked and static. Images are NHWC.
    * Quantized tensors carry their parameters in the element type:
      `!quant.uniform<i8:f32, 0.5:-3>` per tensor, `!quant.uniform<i8:f32:0, {0.5, 0.25}>` per axis.
      A quantized element `q` stands for the real number `scale * (q - zero_point)`.
    * No tensor is empty. A quantized type is expressed in f32, its zero points lie in the
      storage range, and a per-axis type has a scale for each element of its dimension.
    * Every op has value semantics and no side effects, but for `effc.load_lanes` and
      `effc.store_lanes`, which stand in expanded kernels.
    * Constants are `effc.constant` ops; large ones are resources, never text.
    * Integer results are those of the TFLite reference kernels, bit for bit.

    Ops named `effc.kernel.*` are of the `kernels` phase: their tensors have plain storage
    types (`i8`, `i16`, `i32`, `f32`), their weights are packed for the target, and their
    quantization is data.
  }];
  let dependentDialects = ["mlir::quant::QuantDialect"];
  let useDefaultAttributePrinterParser = 1;
  let hasConstantMaterializer = 1;
}

class Effc_Op<string mnemonic, list<Trait> traits = []> : Op<Effc_Dialect, mnemonic, traits>;

#endif
