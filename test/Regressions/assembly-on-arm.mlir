// RUN: sed -n 's|^// TARGET: ||p' %s | sh %S/Inputs/products.sh %s %t.o | FileCheck %s

// Loops in assembly for Thumb-2 were taken in ARM state, too, where `ldrd` takes an even register
// and the next one. They are for what assembles, of any triple, CPU and features.
// TARGET: armv7-linux-gnueabihf
// CHECK: armv7-linux-gnueabihf{{.*}}: NO_APP smlad
// TARGET: armv7-linux-gnueabihf -mcpu=cortex-r5
// CHECK: armv7-linux-gnueabihf{{.*}}: NO_APP smlad
// TARGET: armv6-linux-gnueabihf
// CHECK: armv6-linux-gnueabihf{{.*}}: NO_APP smlad
// TARGET: thumbv7-linux-gnueabihf
// CHECK: thumbv7-linux-gnueabihf{{.*}}: NO_APP smlad
// TARGET: armv7r-none-eabihf
// CHECK: armv7r-none-eabihf{{.*}}: NO_APP smlad
// TARGET: armv7-linux-gnueabihf -mcpu=cortex-a7
// CHECK: armv7-linux-gnueabihf{{.*}}: vmla
// TARGET: armv7-linux-gnueabihf -mcpu=cortex-a9
// CHECK: armv7-linux-gnueabihf{{.*}}: vmla
// TARGET: armv7-linux-gnueabihf -mattr=+neon
// CHECK: armv7-linux-gnueabihf{{.*}}: vmla
// TARGET: armv8-linux-gnueabihf
// CHECK: armv8-linux-gnueabihf{{.*}}: vmla
// TARGET: armv7-linux-androideabi
// CHECK: armv7-linux-androideabi{{.*}}: vmla
// TARGET: armv5te-linux-gnueabi
// CHECK: armv5te-linux-gnueabi{{.*}}:{{ *$}}
// TARGET: armv6-none-eabi
// CHECK: armv6-none-eabi{{.*}}:{{ *$}}
// TARGET: thumbv6-linux-gnueabi
// CHECK: thumbv6-linux-gnueabi{{.*}}:{{ *$}}
// TARGET: armv7-linux-gnueabihf -mattr=+strict-align
// CHECK: armv7-linux-gnueabihf{{.*}}:{{ *$}}
// TARGET: cortex-m4 -mattr=+reserve-r9
// CHECK: cortex-m4{{.*}}:{{ *$}}
// TARGET: cortex-m0plus -mattr=+reserve-r9
// CHECK: cortex-m0plus{{.*}}:{{ *$}}
// TARGET: riscv32imc -mattr=+reserve-x5
// CHECK: riscv32imc{{.*}}:{{ *$}}
// TARGET: cortex-m55 -mattr=-lob
// CHECK: cortex-m55 -mattr=-lob: NO_APP smlad

!q = !quant.uniform<i8:f32, 0.5>
!w = !quant.uniform<i8:f32, 0.0625>
func.func @main(%x: tensor<1x4x4x8x!q> {effc.name = "x"})
    -> (tensor<1x2x2x2x!q> {effc.name = "y"}) {
  %w = effc.constant dense<[[[[1, 1, 1, 1, 1, 1, 1, 1]]], [[[-1, -1, -1, -1, -1, -1, -1, -1]]]]>
    : tensor<2x1x1x8xi8> -> tensor<2x1x1x8x!w>
  %b = effc.constant dense<[10, -10]> : tensor<2xi32> -> tensor<2xi32>
  %0 = effc.conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>}
       : (tensor<1x4x4x8x!q>, tensor<2x1x1x8x!w>, tensor<2xi32>) -> tensor<1x4x4x2x!q>
  %v = effc.constant dense<2> : tensor<4x1x1x2xi8> -> tensor<4x1x1x2x!w>
  %1 = effc.conv_2d %0, %v {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>}
       : (tensor<1x4x4x2x!q>, tensor<4x1x1x2x!w>) -> tensor<1x4x4x4x!q>
  %u = effc.constant dense<3> : tensor<1x3x3x4xi8> -> tensor<1x3x3x4x!w>
  %2 = effc.depthwise_conv_2d %1, %u {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>}
       : (tensor<1x4x4x4x!q>, tensor<1x3x3x4x!w>) -> tensor<1x2x2x4x!q>
  %t = effc.constant dense<3> : tensor<2x1x1x4xi8> -> tensor<2x1x1x4x!w>
  %3 = effc.conv_2d %2, %t {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>}
       : (tensor<1x2x2x4x!q>, tensor<2x1x1x4x!w>) -> tensor<1x2x2x2x!q>
  return %3 : tensor<1x2x2x2x!q>
}
