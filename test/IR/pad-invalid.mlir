// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2x3xf32>) -> tensor<4x4xf32> {
  // expected-error @+1 {{found 1 numbers in low paddings, expected 2}}
  %y = effc.pad %a {low = array<i64: 1>, high = array<i64: 1, 1>}
      : (tensor<2x3xf32>) -> tensor<4x4xf32>
  return %y : tensor<4x4xf32>
}

// -----

// C1
func.func @c1_1(%a: tensor<2xf32>) -> tensor<1xf32> {
  // expected-error @+1 {{found -1 among high paddings}}
  %y = effc.pad %a {low = array<i64: 0>, high = array<i64: -1>} : (tensor<2xf32>) -> tensor<1xf32>
  return %y : tensor<1xf32>
}

// -----

// C2
func.func @c2_2(%a: tensor<2xf32>) -> tensor<3xf32> {
  // expected-error @+1 {{found result of shape 3, expected 4}}
  %y = effc.pad %a {low = array<i64: 1>, high = array<i64: 1>} : (tensor<2xf32>) -> tensor<3xf32>
  return %y : tensor<3xf32>
}

// -----

// C3
func.func @c3_3(%a: tensor<2x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<4x!quant.uniform<i8:f32, 0.25:4>> {
  // expected-error @+1 {{found result elements}}
  %y = effc.pad %a {low = array<i64: 1>, high = array<i64: 1>}
      : (tensor<2x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<4x!quant.uniform<i8:f32, 0.25:4>>
  return %y : tensor<4x!quant.uniform<i8:f32, 0.25:4>>
}

// -----

// C4
func.func @c4_4(%a: tensor<2x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<4x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{expected one of type 'i8'}}
  %y = effc.pad %a {low = array<i64: 1>, high = array<i64: 1>, value = 7 : i32}
      : (tensor<2x!quant.uniform<i8:f32, 0.5:-3>>) -> tensor<4x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<4x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// C4
func.func @c4_5(%a: tensor<2xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{expected one of type 'f32'}}
  %y = effc.pad %a {low = array<i64: 1>, high = array<i64: 1>, value = 7 : i32}
      : (tensor<2xf32>) -> tensor<4xf32>
  return %y : tensor<4xf32>
}
