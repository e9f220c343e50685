// RUN: effc-opt %s --effc-expand-for-llvm --split-input-file | FileCheck %s

// Without fused multiply-add and rounding instructions only arithmetic is left.
module attributes {effc.target = #effc.target<name = "m0", triple = "thumbv6m-none-eabi", indexBits = 32>} {
  // CHECK-LABEL: func @fma
  func.func @fma(%a: vector<4xf32>) -> vector<4xf32> {
    // CHECK: %[[P:.*]] = arith.mulf
    // CHECK: arith.addf %[[P]]
    %r = math.fma %a, %a, %a : vector<4xf32>
    return %r : vector<4xf32>
  }
  // Products of halves in place of a routine; what needs 64 bits stays.
  // CHECK-LABEL: func @wide_product
  func.func @wide_product(%a: i32, %b: i8, %c: i64) -> (i64, i64, i64) {
    // CHECK-COUNT-5: arith.muli {{.*}} : i32
    // CHECK: arith.ori {{.*}} : i64
    // CHECK-COUNT-5: arith.muli {{.*}} : i32
    // CHECK: arith.muli {{.*}} : i64
    %m = arith.constant 1518500250 : i64
    %0 = arith.extsi %a : i32 to i64
    %1 = arith.extsi %b : i8 to i64
    %2 = arith.muli %0, %m : i64
    %3 = arith.muli %0, %1 : i64
    %4 = arith.muli %0, %c : i64
    return %2, %3, %4 : i64, i64, i64
  }
  // CHECK-LABEL: func @rounding
  func.func @rounding(%a: f32) -> (f32, f32, f32, f32, f32) {
    // CHECK-NOT: math.{{floor|ceil|trunc|round}}
    %0 = math.floor %a : f32
    %1 = math.ceil %a : f32
    %2 = math.trunc %a : f32
    %3 = math.roundeven %a : f32
    %4 = math.round %a : f32
    return %0, %1, %2, %3, %4 : f32, f32, f32, f32, f32
  }
  // CHECK-LABEL: func @exp
  func.func @exp(%a: vector<4xf32>) -> vector<4xf32> {
    // CHECK-NOT: math.exp
    // CHECK-NOT: math.fma
    %0 = math.exp %a : vector<4xf32>
    %1 = math.tanh %0 : vector<4xf32>
    return %1 : vector<4xf32>
  }
  // CHECK-LABEL: func @half
  func.func @half(%a: f16) -> f16 {
    // CHECK-NOT: arith.{{extf|truncf}}
    %0 = arith.extf %a : f16 to f32
    %1 = arith.addf %0, %0 : f32
    %2 = arith.truncf %1 : f32 to f16
    return %2 : f16
  }
}

// -----

module attributes {effc.target = #effc.target<name = "v3", triple = "x86_64-unknown-linux-gnu",
    cpu = "x86-64-v3", vectorBits = 256, hasFma = true>} {
  // CHECK-LABEL: func @native
  func.func @native(%a: f32) -> (f32, f32) {
    // CHECK: math.fma
    %0 = math.fma %a, %a, %a : f32
    // CHECK: math.floor
    %1 = math.floor %0 : f32
    return %0, %1 : f32, f32
  }

  // A strided copy would be a library call: rows are copied instead.
  // CHECK-LABEL: func @strided
  func.func @strided(%a: memref<4x8xf32, strided<[16, 1]>>, %b: memref<4x8xf32>) {
    // CHECK: scf.for
    // CHECK: memref.copy {{.*}} : memref<8xf32
    memref.copy %a, %b : memref<4x8xf32, strided<[16, 1]>> to memref<4x8xf32>
    return
  }

  // CHECK-LABEL: func @structured
  func.func @structured(%a: memref<4xf32>, %b: memref<4xf32>) {
    // CHECK: scf.for
    // CHECK-NOT: linalg
    linalg.generic {indexing_maps = [affine_map<(d) -> (d)>, affine_map<(d) -> (d)>],
                    iterator_types = ["parallel"]} ins(%a : memref<4xf32>) outs(%b : memref<4xf32>) {
    ^bb0(%x: f32, %y: f32):
      %s = arith.addf %x, %x : f32
      linalg.yield %s : f32
    }
    return
  }
}

// -----

// LLVM writes comparisons with the same number in all lanes as Helium's `lt`, which a NaN passes.
module attributes {effc.target = #effc.target<name = "m55", triple = "thumbv8.1m.main-none-eabihf",
    cpu = "cortex-m55", vectorBits = 128, hasFma = true, indexBits = 32>} {
  // CHECK-LABEL: func @less
  // CHECK-NOT: arith.cmpf
  // CHECK: arith.cmpi ult
  // CHECK: arith.cmpi slt
  // CHECK: arith.xori
  // CHECK: arith.cmpi slt
  func.func @less(%a: vector<4xf32>, %b: f32) -> (vector<4xi1>, vector<4xi1>, vector<4xi1>) {
    %zero = arith.constant dense<0.0> : vector<4xf32>
    %six = arith.constant dense<6.0> : vector<4xf32>
    %all = vector.broadcast %b : f32 to vector<4xf32>
    %0 = arith.cmpf olt, %a, %zero : vector<4xf32>
    %1 = arith.cmpf olt, %a, %six : vector<4xf32>
    %2 = arith.cmpf olt, %a, %all : vector<4xf32>
    return %0, %1, %2 : vector<4xi1>, vector<4xi1>, vector<4xi1>
  }
}
