// RUN: %python -c "open('%t.in', 'wb').write(bytes(range(1, 7)))"
// RUN: effc run --input-format=mlir %s --in %t.in --out %t
// RUN: %python -c "print(*open('%t.0.bin', 'rb').read())" | FileCheck %s
// RUN: effc run --input-format=mlir %s --reference --in %t.in --out %t
// RUN: %python -c "print(*open('%t.0.bin', 'rb').read())" | FileCheck %s

// With both flags TFLite rounds positions with a half up, also where sizes are equal. The op was
// removed as one that does nothing.
// CHECK: 5 6 6 5 6 6
func.func @main(%x: tensor<1x2x3x1xi8>) -> tensor<1x2x3x1xi8> {
  %y = effc.resize_nearest %x {align_corners, half_pixel_centers}
       : (tensor<1x2x3x1xi8>) -> tensor<1x2x3x1xi8>
  return %y : tensor<1x2x3x1xi8>
}
