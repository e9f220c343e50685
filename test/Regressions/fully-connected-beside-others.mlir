// RUN: %python -c "import struct; open('%t.x', 'wb').write(struct.pack('<8f', *range(8)))"
// RUN: %python -c "import struct; open('%t.w', 'wb').write(struct.pack('<4f', 1, 2, 3, 4))"
// RUN: effc run --input-format=mlir %s --in %t.x --in %t.w --out %t
// RUN: %python -c "import struct; print(*struct.unpack('<12f', open('%t.0.bin', 'rb').read()))" | FileCheck %s

// The rows of a product with a computed filter lie in a concatenation, with gaps between them; its
// operand is a slice of four dimensions. That was an internal error.
// CHECK: 0.0 2.0 4.0 2.0 8.0 18.0 4.0 14.0 32.0 6.0 20.0 46.0
func.func @main(%x: tensor<1x2x2x2xf32>, %w: tensor<2x2xf32>) -> tensor<4x3xf32> {
  %y = effc.fully_connected %x, %w : (tensor<1x2x2x2xf32>, tensor<2x2xf32>) -> tensor<4x2xf32>
  %s = effc.slice %x {offsets = array<i64: 0, 0, 0, 0>, strides = array<i64: 1, 1, 1, 1>}
       : (tensor<1x2x2x2xf32>) -> tensor<1x2x2x1xf32>
  %r = effc.reshape %s : (tensor<1x2x2x1xf32>) -> tensor<4x1xf32>
  %z = effc.concat %r, %y {axis = 1} : (tensor<4x1xf32>, tensor<4x2xf32>) -> tensor<4x3xf32>
  return %z : tensor<4x3xf32>
}
