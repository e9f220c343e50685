// RUN: effc-opt %s --effc-select-kernels --effc-outline-kernels --effc-bufferize --split-input-file | FileCheck %s

#avx2 = #effc.target<name = "x86-64-v3", triple = "x86_64-unknown-linux-gnu", vectorBits = 256,
                     vectorRegisters = 16, dot = pair_i16, hasFma = true>

// A fully connected layer of one row streams its weights, so four units each: 90000 are not worth it.
// CHECK-LABEL: func.func private @kernel_conv_2d
// CHECK-NOT: effc.split
// CHECK: {
module attributes {effc.target = #avx2, effc.threads = 2, effc.least_split_work = 375000} {
  func.func @main(%x: tensor<1x300xf32>) -> tensor<1x300xf32> {
    %w = effc.constant dense<1.0> : tensor<300x300xf32> -> tensor<300x300xf32>
    %y = effc.fully_connected %x, %w : (tensor<1x300xf32>, tensor<300x300xf32>) -> tensor<1x300xf32>
    return %y : tensor<1x300xf32>
  }
}

// -----

#avx2 = #effc.target<name = "x86-64-v3", triple = "x86_64-unknown-linux-gnu", vectorBits = 256,
                     vectorRegisters = 16, dot = pair_i16, hasFma = true>

// 100000 and more are.
// CHECK-LABEL: func.func private @kernel_conv_2d
// CHECK-SAME: effc.split = "any_loop"
module attributes {effc.target = #avx2, effc.threads = 2, effc.least_split_work = 375000} {
  func.func @main(%x: tensor<1x320xf32>) -> tensor<1x320xf32> {
    %w = effc.constant dense<1.0> : tensor<320x320xf32> -> tensor<320x320xf32>
    %y = effc.fully_connected %x, %w : (tensor<1x320xf32>, tensor<320x320xf32>) -> tensor<1x320xf32>
    return %y : tensor<1x320xf32>
  }
}

// -----

// 6000 rescaled sums take as long; as a table, which is quicker, they do not.
// CHECK-LABEL: func.func private @kernel_add
// CHECK-SAME: effc.split = "any_loop"
// CHECK-LABEL: func.func private @kernel_lookup
// CHECK-NOT: effc.split
// CHECK: {
module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu", vectorBits = 256>,
                   effc.threads = 2, effc.least_split_work = 375000} {
  func.func @main(%x: tensor<6000x!quant.uniform<i8:f32, 0.5>>) -> tensor<6000x!quant.uniform<i8:f32, 0.5>> {
    %t = effc.constant dense<1> : tensor<256xi8> -> tensor<256xi8>
    %y = effc.add %x, %x : (tensor<6000x!quant.uniform<i8:f32, 0.5>>, tensor<6000x!quant.uniform<i8:f32, 0.5>>) -> tensor<6000x!quant.uniform<i8:f32, 0.5>>
    %z = effc.lookup %y, %t : (tensor<6000x!quant.uniform<i8:f32, 0.5>>, tensor<256xi8>) -> tensor<6000x!quant.uniform<i8:f32, 0.5>>
    return %z : tensor<6000x!quant.uniform<i8:f32, 0.5>>
  }
}
