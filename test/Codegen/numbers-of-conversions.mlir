// Conversions by parameters of each channel, which models only have for constants.
// RUN: rm -rf %t && mkdir %t
// RUN: %python -c "open('%t/x', 'wb').write(bytes(i * 37 %% 256 for i in range(60)))"
// RUN: sh %S/Inputs/same-as-reference.sh %s %t/x %t/out
// RUN: effc run --input-format=mlir %s --in %t/x | FileCheck %s

// CHECK: output 0 "{{.*}}": float32 [4, 3, 5]
// CHECK-NEXT: min -242, max 228,
!x = !quant.uniform<i8:f32:1, {0.5:1, 0.25:-3, 2.0}>
!y = !quant.uniform<u8:f32:1, {1.0:128, 0.5:3, 0.75:7}>

func.func @main(%x: tensor<4x3x5xi8>) -> (tensor<4x3x5xf32>, tensor<4x3x5xui8>) {
  %q = quant.scast %x : tensor<4x3x5xi8> to tensor<4x3x5x!x>
  %0 = effc.dequantize %q : (tensor<4x3x5x!x>) -> tensor<4x3x5xf32>
  %1 = effc.quantize %0 : (tensor<4x3x5xf32>) -> tensor<4x3x5x!y>
  %2 = effc.cast %1 : (tensor<4x3x5x!y>) -> tensor<4x3x5xui8>
  return %0, %2 : tensor<4x3x5xf32>, tensor<4x3x5xui8>
}
