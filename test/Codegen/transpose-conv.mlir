// Phases of transposed convolutions are computed into their places in the result.
// RUN: split-file %s %t
// RUN: effc --input-format=mlir %t/places.mlir --emit=memory -o - | FileCheck %t/places.mlir
// RUN: effc run --input-format=mlir %t/numbers.mlir --random-inputs=5 --out %t.found
// RUN: effc run --input-format=mlir --reference %t/numbers.mlir --random-inputs=5 --out %t.expected
// RUN: cmp %t.found.0.bin %t.expected.0.bin

//--- places.mlir
// Two levels of concatenation, of which either alone would need more memory.
// CHECK-LABEL: func.func @main
// CHECK-COUNT-4: call @kernel_conv_2d
// CHECK-NOT: call @kernel_copy
// CHECK: return
!q = !quant.uniform<i8:f32, 0.5:10>
!f = !quant.uniform<i8:f32, 0.01>
!o = !quant.uniform<i8:f32, 1.5:3>
func.func @main(%x: tensor<1x28x28x64x!q>) -> tensor<1x56x56x32x!o> {
  %w = effc.constant dense<3> : tensor<32x4x4x64xi8> -> tensor<32x4x4x64x!f>
  %y = effc.transpose_conv_2d %x, %w {strides = array<i64: 2, 2>, padding = array<i64: 1, 1>}
       : (tensor<1x28x28x64x!q>, tensor<32x4x4x64x!f>) -> tensor<1x56x56x32x!o>
  return %y : tensor<1x56x56x32x!o>
}

//--- numbers.mlir
!u = !quant.uniform<u8:f32, 0.5:100>
!v = !quant.uniform<u8:f32, 0.01:77>
!p = !quant.uniform<u8:f32, 1.5:128>
func.func @main(%x: tensor<2x4x7x3x!u>) -> tensor<2x12x21x3x!p> {
  %w = effc.constant dense<"0x7942BDF22106F0847762F0F3CB4D764DC7072051159A0F89F2C6DACAE344BB311245FD6F84DF9AD7C5B3D076AC0E8F53A7356C88913F20F6F72DB022D24D0A96DAD43C1617C1A98E78129E0327371065D095864F15ADA0B846C1C0EBC5348ADC799ADF849BAD05D4A10AC0441EAAEEB4B48EFA0B1F0ABD80E998A35ABA5EA0BD8799C1350D439E71897AA75FDE3134A4AA72E05628AC6FE68A733D1161A15D8EAE2BB042D7958AEDB1D594D6D112D34F6602F4DE">
       : tensor<3x5x4x3xi8> -> tensor<3x5x4x3x!v>
  %b = effc.constant dense<[1000, -2000, 3000]> : tensor<3xi32> -> tensor<3xi32>
  %y = effc.transpose_conv_2d %x, %w, %b {strides = array<i64: 3, 3>, padding = array<i64: 1, 1>,
         activation = #effc.activation<relu>}
       : (tensor<2x4x7x3x!u>, tensor<3x5x4x3x!v>, tensor<3xi32>) -> tensor<2x12x21x3x!p>
  return %y : tensor<2x12x21x3x!p>
}
