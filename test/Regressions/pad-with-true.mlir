// RUN: %python -c "open('%t.in', 'wb').write(bytes([0, 1]))"
// RUN: effc run --input-format=mlir %s --in %t.in --out %t
// RUN: %python -c "print(*open('%t.0.bin', 'rb').read())" | FileCheck %s
// RUN: effc run --input-format=mlir %s --reference --in %t.in --out %t
// RUN: %python -c "print(*open('%t.0.bin', 'rb').read())" | FileCheck %s

// The evaluator, which also folds constants, stored 255 for true.
// CHECK: 1 0 1 1
func.func @main(%x: tensor<2xi1>) -> tensor<4xi1> {
  %y = effc.pad %x {low = array<i64: 1>, high = array<i64: 1>, value = true}
       : (tensor<2xi1>) -> tensor<4xi1>
  return %y : tensor<4xi1>
}
