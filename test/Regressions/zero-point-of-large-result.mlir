// RUN: %python -c "open('%t.in', 'wb').write(bytes([0, 1, 2, 3]))"
// RUN: effc run --input-format=mlir %s --in %t.in --out %t && effc run --input-format=mlir %s --in %t.in --out %t.r --reference
// RUN: %python -c "import struct; print(struct.unpack('<4b', open('%t.0.bin', 'rb').read()))" | FileCheck %s
// RUN: cmp %t.0.bin %t.r.0.bin

// The factor is 2^30 - 1, the largest that TFLite's kernels know: products are shifted left by 30,
// wrapping, and 2 becomes -2^31 + 2. TFLite adds the zero point in 32 bits, so that wraps too.
// CHECK: (-5, 127, 127, -128)
func.func @main(%x: tensor<4x!quant.uniform<i8:f32, 0.999969482421875>>)
      -> tensor<4x!quant.uniform<i8:f32, 1.0:-5>> {
  %f = effc.constant dense<1> : tensor<1xi8> -> tensor<1x!quant.uniform<i8:f32, 1073774592.0>>
  %y = effc.mul %x, %f
      : (tensor<4x!quant.uniform<i8:f32, 0.999969482421875>>,
         tensor<1x!quant.uniform<i8:f32, 1073774592.0>>)
      -> tensor<4x!quant.uniform<i8:f32, 1.0:-5>>
  return %y : tensor<4x!quant.uniform<i8:f32, 1.0:-5>>
}
