// RUN: effc --input-format=mlir %s --target=riscv64gcv -S -o - | FileCheck %s
// RUN: effc --input-format=mlir %s --target=riscv64gcv -O0 -S -o - | FileCheck %s

// Cores without vectors of f16 load their bits; LLVM cannot take such vectors apart and aborted.
// CHECK-LABEL: kernel_dequantize:
// CHECK: vle16.v
func.func @main(%x: tensor<3x37xf16>) -> tensor<3x37xf32> {
  %0 = effc.dequantize %x : (tensor<3x37xf16>) -> tensor<3x37xf32>
  return %0 : tensor<3x37xf32>
}
