// RUN: %python -c "import struct; open('%t.in', 'wb').write(struct.pack('<4h', 1, -1, 3, 32767))"
// RUN: effc run --input-format=mlir %s --in %t.in --out %t && effc run --input-format=mlir %s --in %t.in --out %t.r --reference
// RUN: %python -c "import struct; print(struct.unpack('<8h', open('%t.0.bin', 'rb').read()))" | FileCheck %s
// RUN: cmp %t.0.bin %t.r.0.bin

// Sums of 64 bits are rescaled by up to 2^14, here 15000 and 0, and cut to 32 bits before they are
// clamped.
// CHECK: (15000, 0, -15000, 0, 32767, 0, 32767, 0)
func.func @main(%x: tensor<1x2x2x1x!quant.uniform<i16:f32, 1.0>>) -> tensor<1x2x2x2x!quant.uniform<i16:f32, 1.0>> {
  %w = effc.constant dense<1> : tensor<2x1x1x1xi8>
    -> tensor<2x1x1x1x!quant.uniform<i8:f64:0, {15000.0, 4.9406564584124654e-324}>>
  %y = effc.conv_2d %x, %w
      {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>}
      : (tensor<1x2x2x1x!quant.uniform<i16:f32, 1.0>>,
         tensor<2x1x1x1x!quant.uniform<i8:f64:0, {15000.0, 4.9406564584124654e-324}>>)
      -> tensor<1x2x2x2x!quant.uniform<i16:f32, 1.0>>
  return %y : tensor<1x2x2x2x!quant.uniform<i16:f32, 1.0>>
}
