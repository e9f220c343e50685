// RUN: %python -c "import struct; open('%t.in', 'wb').write(struct.pack('<4i', 100000000, 7, -2000, 2147483647))"
// RUN: effc run --input-format=mlir %s --in %t.in --out %t && effc run --input-format=mlir %s --in %t.in --out %t.r --reference
// RUN: %python -c "import struct; print(struct.unpack('<4h', open('%t.0.bin', 'rb').read()))" | FileCheck %s
// RUN: cmp %t.0.bin %t.r.0.bin

// TFLite shifts left by 5 in 32 bits, then halves: a large number wraps. To shift by 4 gave 32767.
// CHECK: (-32768, 112, -32000, -16)
func.func @main(%x: tensor<4xi32>) -> tensor<4x!quant.uniform<i16:f32, 0.5>> {
  %q = effc.cast %x : (tensor<4xi32>) -> tensor<4x!quant.uniform<i32:f32, 8.0>>
  %y = effc.requantize %q : (tensor<4x!quant.uniform<i32:f32, 8.0>>) -> tensor<4x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<4x!quant.uniform<i16:f32, 0.5>>
}
