// On a core without long multiply the object needs a routine of the compiler's library; the report
// names what the object truly refers to.
// RUN: effc %s --target=cortex-m0plus -o %t.o --report=json > %t.json
// RUN: %python -c "import json; print('\n'.join(json.load(open('%t.json'))['undefined_symbols']))" > %t.report
// RUN: llvm-nm --undefined-only --format=just-symbols %t.o | sort > %t.nm
// RUN: cmp %t.report %t.nm
// RUN: FileCheck %s < %t.nm
// CHECK: __aeabi_lmul
// CHECK-NOT: __muldi3

// RUN: effc report %s --target=cortex-m0plus | FileCheck %s --check-prefix=TEXT
// TEXT: needs {{.*}}__aeabi_lmul
// RUN: effc report %s --target=cortex-m4 | FileCheck %s --check-prefix=NONE
// NONE-NOT: needs
func.func @main(%a: tensor<8x!quant.uniform<i8:f32, 0.3>>, %b: tensor<8x!quant.uniform<i8:f32, 0.7>>)
    -> tensor<8x!quant.uniform<i8:f32, 1.1>> {
  %y = effc.mul %a, %b : (tensor<8x!quant.uniform<i8:f32, 0.3>>, tensor<8x!quant.uniform<i8:f32, 0.7>>)
      -> tensor<8x!quant.uniform<i8:f32, 1.1>>
  return %y : tensor<8x!quant.uniform<i8:f32, 1.1>>
}
