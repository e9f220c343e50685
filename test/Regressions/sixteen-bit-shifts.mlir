// RUN: %python -c "import struct; open('%t.in', 'wb').write(struct.pack('<6h', -32768, -1, 0, 1, 16384, 32767))"
// RUN: effc run --input-format=mlir %s --in %t.in --out %t && effc run --input-format=mlir %s --in %t.in --out %t.r --reference
// RUN: %python -c "import struct; print(struct.unpack('<6h', open('%t.0.bin', 'rb').read()))" | FileCheck %s
// RUN: cmp %t.0.bin %t.r.0.bin

// In 16 bits TFLite's mask of the remainder of a shift is cut off: from 2^16 on all that is not
// negative is rounded up, to 1.
// CHECK: (-1, -1, 1, 1, 1, 1)
func.func @main(%x: tensor<6x!quant.uniform<i16:f32, 1.52587890625e-05>>) -> tensor<6x!quant.uniform<i16:f32, 1.0>> {
  %zero = effc.constant dense<0> : tensor<1xi16> -> tensor<1x!quant.uniform<i16:f32, 1.0>>
  %y = effc.add %x, %zero {pot_scale}
      : (tensor<6x!quant.uniform<i16:f32, 1.52587890625e-05>>, tensor<1x!quant.uniform<i16:f32, 1.0>>)
      -> tensor<6x!quant.uniform<i16:f32, 1.0>>
  return %y : tensor<6x!quant.uniform<i16:f32, 1.0>>
}
