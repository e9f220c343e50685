// RUN: %python -c "import struct; open('%t.in', 'wb').write(struct.pack('<4i', 2147483647, 2147483645, 5, -8))"
// RUN: effc run --input-format=mlir %s --in %t.in --out %t
// RUN: %python -c "import struct; print(struct.unpack('<2i', open('%t.0.bin', 'rb').read()))" | FileCheck %s

// TFLite takes the mean of 32-bit integers from a 64-bit sum; that of 32 bits once wrapped here.
// CHECK: (2147483646, -1)
func.func @main(%x: tensor<2x2xi32>) -> tensor<2xi32> {
  %y = effc.mean %x {axes = array<i64: 1>} : (tensor<2x2xi32>) -> tensor<2xi32>
  return %y : tensor<2xi32>
}
