// Vectors are as long as the machine's registers: their length is never a constant of the compiler's.
// RUN: effc --input-format=mlir %s --target=riscv64gcv -S -o %t.s
// RUN: FileCheck %s < %t.s
// RUN: FileCheck %s --check-prefix=NOT --implicit-check-not=vsetivli < %t.s
// What is known of the length changes nothing.
// RUN: effc --input-format=mlir %s --target=riscv64gcv -mattr=+zvl256b -S -o - | FileCheck %s
// A tile that is given has a group of 1, 2, 4 or 8 registers.
// RUN: effc --input-format=mlir %s --target=riscv64gcv --tile=2x20 --emit=kernels -o - | FileCheck %s --check-prefix=TILE
// TILE: effc.kernel.conv_2d {{.*}}tile = #effc.tile<pixels = 2, channels = 32, depth = 1, dot = widen, scalable = true>

// A step of the reduction is one load and extension of weights, and for each pixel a scalar load and
// a multiply-accumulate. Nothing is switched or spilled in between.
// CHECK-LABEL: kernel_conv_2d:
// CHECK: vsetvli zero, {{[a-z0-9]+}}, e16, m2
// CHECK: vle8.v
// CHECK: vsext.vf2
// CHECK-NOT: {{vsetvli|v[ls][1248]r}}
// CHECK-COUNT-28: vwmacc.vx
// CHECK-NOT: {{vsetvli|v[ls][1248]r}}
// CHECK: bn{{e|ez}}
// CHECK: vsmul.vx
// CHECK: vnclip.wx
// CHECK: vnclip.wi
// CHECK: vse8.v

// CHECK-LABEL: kernel_depthwise_conv_2d:
// CHECK-COUNT-9: vwmacc.vv
// CHECK: vse8.v

// A sum of tensors, on whole registers.
// CHECK-LABEL: kernel_add:
// CHECK: csrr {{[a-z0-9]+}}, vlenb
// CHECK: vle8.v
// CHECK: vse8.v

// CHECK-LABEL: kernel_conv_2d_0:
// CHECK-COUNT-24: vfm{{acc|add}}.vf
// CHECK-NOT: {{vsetvli|v[ls][1248]r}}
// CHECK: bn{{e|ez}}

// NOT: kernel_conv_2d:
!q = tensor<1x1x14x40x!quant.uniform<i8:f32, 0.05:3>>
!f = tensor<1x1x12x40xf32>
func.func @main(%x: !q {effc.name = "x"}, %r: !f {effc.name = "r"})
    -> (!q {effc.name = "y"}, !f {effc.name = "s"}) {
  %w = effc.constant dense<3> : tensor<40x1x1x40xi8> -> tensor<40x1x1x40x!quant.uniform<i8:f32, 0.01>>
  %c = effc.conv_2d %x, %w
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
      : (!q, tensor<40x1x1x40x!quant.uniform<i8:f32, 0.01>>) -> !q
  %v = effc.constant dense<5> : tensor<1x3x3x40xi8> -> tensor<1x3x3x40x!quant.uniform<i8:f32, 0.02>>
  %d = effc.depthwise_conv_2d %c, %v
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 1, 1, 1, 1>}
      : (!q, tensor<1x3x3x40x!quant.uniform<i8:f32, 0.02>>) -> !q
  %y = effc.add %c, %d : (!q, !q) -> !q
  %u = effc.constant dense<0.5> : tensor<40x1x1x40xf32> -> tensor<40x1x1x40xf32>
  %s = effc.conv_2d %r, %u
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
      : (!f, tensor<40x1x1x40xf32>) -> !f
  return %y, %s : !q, !f
}
