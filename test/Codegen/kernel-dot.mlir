// The multiply-accumulate step of a target's own instruction.
// RUN: split-file %s %t
// RUN: cat %t/x86.target %t/conv.mlir > %t/x86.mlir
// RUN: cat %t/wasm.target %t/conv.mlir > %t/wasm.mlir
// RUN: cat %t/neon.target %t/conv.mlir > %t/neon.mlir
// RUN: cat %t/vnni.target %t/conv.mlir > %t/vnni.mlir
// RUN: cat %t/dotprod.target %t/conv.mlir > %t/dotprod.mlir
// RUN: cat %t/i8mm.target %t/conv.mlir > %t/i8mm.mlir
// RUN: effc-opt %t/x86.mlir --effc-select-kernels --effc-outline-kernels --effc-bufferize \
// RUN:   | FileCheck %s --check-prefix=X86
// RUN: effc-opt %t/wasm.mlir --effc-select-kernels --effc-outline-kernels --effc-bufferize \
// RUN:   | FileCheck %s --check-prefix=WASM
// RUN: effc-opt %t/neon.mlir --effc-select-kernels --effc-outline-kernels --effc-bufferize \
// RUN:   | FileCheck %s --check-prefix=NEON
// RUN: effc-opt %t/vnni.mlir --effc-select-kernels --effc-outline-kernels --effc-bufferize \
// RUN:   | FileCheck %s --check-prefix=VNNI
// RUN: effc-opt %t/dotprod.mlir --effc-select-kernels --effc-outline-kernels --effc-bufferize \
// RUN:   | FileCheck %s --check-prefix=DOTPROD
// RUN: effc-opt %t/i8mm.mlir --effc-select-kernels --effc-outline-kernels --effc-bufferize \
// RUN:   | FileCheck %s --check-prefix=I8MM

// X86: llvm.call_intrinsic "llvm.x86.avx2.pmadd.wd"(%{{.*}}, %{{.*}}) : (vector<16xi16>, vector<16xi16>) -> vector<8xi32>
// WASM: llvm.call_intrinsic "llvm.wasm.dot"(%{{.*}}, %{{.*}}) : (vector<8xi16>, vector<8xi16>) -> vector<4xi32>
// NEON-NOT: llvm.call_intrinsic
// NEON: arith.muli %{{.*}} : vector<4xi32>

// Signed input becomes unsigned on its way to scratch, and the bias (0 before) takes -128 times the
// sum of the weights.
// VNNI: memref.global {{.*}}dense<{{.*}}-1024
// VNNI: arith.xori %{{.*}} : vector<{{.*}}xi8>
// VNNI: llvm.call_intrinsic "llvm.x86.avx512.vpdpbusd.512"(%{{.*}}, %{{.*}}, %{{.*}}) : (vector<16xi32>, vector<64xi8>, vector<64xi8>) -> vector<16xi32>

// Four signed bytes of a pixel are read from where they are.
// DOTPROD-NOT: arith.xori
// DOTPROD: llvm.call_intrinsic "llvm.aarch64.neon.sdot"(%{{.*}}, %{{.*}}, %{{.*}}) : (vector<4xi32>, vector<16xi8>, vector<16xi8>) -> vector<4xi32>

// Two pixels by two channels: eight bytes of each pixel beside those of the next.
// I8MM: vector.shuffle %{{.*}}, %{{.*}} [0, 1, 0, 1] : vector<4xi32>, vector<4xi32>
// I8MM: vector.shuffle %{{.*}} : vector<8xi8>, vector<8xi8>
// I8MM: llvm.call_intrinsic "llvm.aarch64.neon.smmla"(%{{.*}}, %{{.*}}, %{{.*}}) : (vector<4xi32>, vector<16xi8>, vector<16xi8>) -> vector<4xi32>
// I8MM-NOT: [2, 3, 6, 7]
// I8MM: vector.shuffle %{{.*}}, %{{.*}} [0, 1, 4, 5] : vector<4xi32>, vector<4xi32>
// I8MM: vector.shuffle %{{.*}}, %{{.*}} [2, 3, 6, 7] : vector<4xi32>, vector<4xi32>

//--- x86.target
#target = #effc.target<name = "x86-64-v3", triple = "x86_64-unknown-linux-gnu", vectorBits = 256,
                       vectorRegisters = 16, dot = pair_i16, hasFma = true>
//--- wasm.target
#target = #effc.target<name = "wasm32", triple = "wasm32-unknown-unknown", vectorBits = 128,
                       vectorRegisters = 16, dot = pair_i16, indexBits = 32>
//--- neon.target
#target = #effc.target<name = "aarch64", triple = "aarch64-unknown-linux-gnu", vectorBits = 128,
                       vectorRegisters = 32, dot = widen, hasFma = true>
//--- vnni.target
#target = #effc.target<name = "native", triple = "x86_64-unknown-linux-gnu", vectorBits = 512,
                       vectorRegisters = 32, dot = quad_u8i8, hasFma = true>
//--- dotprod.target
#target = #effc.target<name = "aarch64-dotprod", triple = "aarch64-unknown-linux-gnu",
                       vectorBits = 128, vectorRegisters = 32, dot = quad_i8, hasFma = true>
//--- i8mm.target
#target = #effc.target<name = "aarch64-i8mm", triple = "aarch64-unknown-linux-gnu",
                       vectorBits = 128, vectorRegisters = 32, dot = matrix_i8, hasFma = true>
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
