// On a core without FPU the object needs routines of the compiler's library; the report names what
// the object truly refers to.
// RUN: effc --input-format=mlir %s --target=cortex-m0plus -o %t.o --report=json > %t.json
// RUN: %python -c "import json; print('\n'.join(json.load(open('%t.json'))['undefined_symbols']))" > %t.report
// RUN: llvm-nm --undefined-only --format=just-symbols %t.o | sort > %t.nm
// RUN: cmp %t.report %t.nm
// RUN: FileCheck %s < %t.nm
// CHECK: __aeabi_fmul
// CHECK-NOT: __mulsf3

// RUN: effc report --input-format=mlir %s --target=cortex-m0plus | FileCheck %s --check-prefix=TEXT
// TEXT: needs {{.*}}__aeabi_fmul
// RUN: effc report --input-format=mlir %s --target=cortex-m4 | FileCheck %s --check-prefix=NONE
// NONE-NOT: needs
func.func @main(%a: tensor<8xf32>, %b: tensor<8xf32>) -> tensor<8xf32> {
  %y = effc.mul %a, %b : (tensor<8xf32>, tensor<8xf32>) -> tensor<8xf32>
  return %y : tensor<8xf32>
}
