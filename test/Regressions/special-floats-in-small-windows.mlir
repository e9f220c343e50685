// RUN: %python -c "import struct; open('%t.in', 'wb').write(struct.pack('<4f', 1, float('inf'), float('nan'), -float('inf')))"
// RUN: effc run --input-format=mlir %s --in %t.in --out %t && effc run --input-format=mlir %s --in %t.in --out %t.r --reference
// RUN: %python -c "import struct; [print('%d:' % i, *struct.unpack('<4f', open('%t.%d.bin' % i, 'rb').read())) for i in range(3)]" | FileCheck %s
// RUN: %python -c "import struct; [print('%d:' % i, *struct.unpack('<4f', open('%t.r.%d.bin' % i, 'rb').read())) for i in range(3)]" | FileCheck %s

// Pools of one cell and resizing to the same size were taken for nothing. They make infinities finite, pass over a NaN,
// and multiply a pixel by zero.
// CHECK: 0: 1.0 3.402{{.*}}e+38 nan -3.402{{.*}}e+38
// CHECK: 1: 1.0 3.402{{.*}}e+38 -3.402{{.*}}e+38 -3.402{{.*}}e+38
// CHECK: 2: 1.0 nan nan nan
func.func @main(%x: tensor<1x1x4x1xf32>) -> (tensor<1x1x4x1xf32>, tensor<1x1x4x1xf32>, tensor<1x1x4x1xf32>) {
  %0 = effc.average_pool_2d %x {window = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x1x4x1xf32>) -> tensor<1x1x4x1xf32>
  %1 = effc.max_pool_2d %x {window = array<i64: 1, 1>, strides = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>} : (tensor<1x1x4x1xf32>) -> tensor<1x1x4x1xf32>
  %2 = effc.resize_bilinear %x : (tensor<1x1x4x1xf32>) -> tensor<1x1x4x1xf32>
  return %0, %1, %2 : tensor<1x1x4x1xf32>, tensor<1x1x4x1xf32>, tensor<1x1x4x1xf32>
}
