// RUN: effc --input-format=mlir %s --target=cortex-m4 -o %t.o
// RUN: llvm-nm -u %t.o | FileCheck %s
// RUN: effc --input-format=mlir %s --target=cortex-m55 -o %t.o
// RUN: llvm-nm -u %t.o | FileCheck %s

// Objects for Arm once called __aeabi_memcpy and __aeabi_memset, which firmware without a C library
// does not have: they are in no compiler's support library.
// CHECK-NOT: __aeabi
// CHECK: U memset
// CHECK-NOT: __aeabi
func.func @main(%x: tensor<1x40xi8> {effc.name = "x"}) -> (tensor<1x200xi8> {effc.name = "y"}) {
  %y = effc.pad %x {low = array<i64: 0, 100>, high = array<i64: 0, 60>}
      : (tensor<1x40xi8>) -> tensor<1x200xi8>
  return %y : tensor<1x200xi8>
}
