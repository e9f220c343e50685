// The multiply-accumulate step of a target's own instruction.
// RUN: split-file %s %t
// RUN: cat %t/x86.target %t/conv.mlir > %t/x86.mlir
// RUN: cat %t/wasm.target %t/conv.mlir > %t/wasm.mlir
// RUN: cat %t/neon.target %t/conv.mlir > %t/neon.mlir
// RUN: effc-opt %t/x86.mlir --effc-select-kernels --effc-outline-kernels --effc-bufferize \
// RUN:   | FileCheck %s --check-prefix=X86
// RUN: effc-opt %t/wasm.mlir --effc-select-kernels --effc-outline-kernels --effc-bufferize \
// RUN:   | FileCheck %s --check-prefix=WASM
// RUN: effc-opt %t/neon.mlir --effc-select-kernels --effc-outline-kernels --effc-bufferize \
// RUN:   | FileCheck %s --check-prefix=NEON

// X86: llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"(%{{.*}}, %{{.*}}) : (vector<16xi16>, vector<16xi16>) -> vector<8xi32>
// WASM: llvm.call_intrinsic "llvm.wasm.dot"(%{{.*}}, %{{.*}}) : (vector<8xi16>, vector<8xi16>) -> vector<4xi32>
// NEON-NOT: llvm.call_intrinsic
// NEON: arith.muli %{{.*}} : vector<4xi32>

//--- x86.target
#target = #effc.target<name = "x86-64-v3", triple = "x86_64-unknown-linux-gnu", vectorBits = 256,
                       vectorRegisters = 16, dot = pair_i16, hasFma = true>
//--- wasm.target
#target = #effc.target<name = "wasm32", triple = "wasm32-unknown-unknown", vectorBits = 128,
                       vectorRegisters = 16, dot = pair_i16, indexBits = 32>
//--- neon.target
#target = #effc.target<name = "aarch64", triple = "aarch64-unknown-linux-gnu", vectorBits = 128,
                       vectorRegisters = 32, dot = widen, hasFma = true>
//--- conv.mlir
!q = !quant.uniform<i8:f32, 0.5>
module attributes {effc.target = #target} {
  func.func @main(%x: tensor<1x4x4x8x!q>) -> tensor<1x4x4x16x!q> {
    %w = effc.constant dense<1> : tensor<16x1x1x8xi8>
      -> tensor<16x1x1x8x!quant.uniform<i8:f32, 0.25>>
    %y = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x4x4x8x!q>, tensor<16x1x1x8x!quant.uniform<i8:f32, 0.25>>)
         -> tensor<1x4x4x16x!q>
    return %y : tensor<1x4x4x16x!q>
  }
}
