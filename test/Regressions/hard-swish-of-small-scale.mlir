// RUN: %python -c "open('%t.in', 'wb').write(bytes([128, 255, 0, 1, 127]))"
// RUN: effc run --input-format=mlir %s --in %t.in --out %t && effc run --input-format=mlir %s --in %t.in --out %t.r --reference
// RUN: %python -c "import struct; print(struct.unpack('<5b', open('%t.0.bin', 'rb').read()))" | FileCheck %s
// RUN: cmp %t.0.bin %t.r.0.bin

// The last shift is one of 16-bit numbers, by 17: TFLite rounds all that is not negative up.
// CHECK: (4, 4, 6, 6, 6)
func.func @main(%x: tensor<5x!quant.uniform<i8:f32, 0.001>>) -> tensor<5x!quant.uniform<i8:f32, 1.0:5>> {
  %y = effc.hard_swish %x
      : (tensor<5x!quant.uniform<i8:f32, 0.001>>) -> tensor<5x!quant.uniform<i8:f32, 1.0:5>>
  return %y : tensor<5x!quant.uniform<i8:f32, 1.0:5>>
}
