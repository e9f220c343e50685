// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2x4xf32>, %b: tensor<5x2x2xf32>) -> tensor<2x5xf32> {
  // expected-error @+1 {{expected 2 dimensions}}
  %y = effc.fully_connected %a, %b : (tensor<2x4xf32>, tensor<5x2x2xf32>) -> tensor<2x5xf32>
  return %y : tensor<2x5xf32>
}

// -----

// C1
func.func @c1_1(%a: tensor<2x5xf32>, %b: tensor<5x4xf32>) -> tensor<2x5xf32> {
  // expected-error @+1 {{found input of shape 2x5 for filter of shape 5x4}}
  %y = effc.fully_connected %a, %b : (tensor<2x5xf32>, tensor<5x4xf32>) -> tensor<2x5xf32>
  return %y : tensor<2x5xf32>
}

// -----

// C2
func.func @c2_2(%a: tensor<2x4xf32>, %b: tensor<5x4xf32>) -> tensor<5x2xf32> {
  // expected-error @+1 {{found result of shape 5x2, expected 2x5}}
  %y = effc.fully_connected %a, %b : (tensor<2x4xf32>, tensor<5x4xf32>) -> tensor<5x2xf32>
  return %y : tensor<5x2xf32>
}

// -----

// C2
func.func @c2_3(%a: tensor<2x4xf32>, %b: tensor<5x4xf32>) -> tensor<3x5xf32> {
  // expected-error @+1 {{found result of shape 3x5, expected 2x5}}
  %y = effc.fully_connected %a, %b : (tensor<2x4xf32>, tensor<5x4xf32>) -> tensor<3x5xf32>
  return %y : tensor<3x5xf32>
}

// -----

// C3
func.func @c3_4(%a: tensor<2x4xf32>, %b: tensor<5x4xf32>, %c: tensor<1xf32>) -> tensor<2x5xf32> {
  // expected-error @+1 {{found bias of shape 1, expected 5}}
  %y = effc.fully_connected %a, %b, %c
      : (tensor<2x4xf32>, tensor<5x4xf32>, tensor<1xf32>) -> tensor<2x5xf32>
  return %y : tensor<2x5xf32>
}

// -----

// C4
func.func @c4_5(%a: tensor<2x4x!quant.uniform<i8:f32, 0.5:-3>>, %b: tensor<5x4xi8>)
      -> tensor<2x5x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{expected f32 throughout}}
  %y = effc.fully_connected %a, %b
      : (tensor<2x4x!quant.uniform<i8:f32, 0.5:-3>>, tensor<5x4xi8>)
      -> tensor<2x5x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<2x5x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// C5
func.func @c5_factor(%a: tensor<1x4x!quant.uniform<i8:f32, 32768.0>>,
      %b: tensor<2x4x!quant.uniform<i8:f32, 32768.0>>)
      -> tensor<1x2x!quant.uniform<i8:f32, 1.0>> {
  // expected-error @+1 {{found scales that rescale by 1.073742e+09, expected less than 2^30}}
  %y = effc.fully_connected %a, %b
      : (tensor<1x4x!quant.uniform<i8:f32, 32768.0>>,
      tensor<2x4x!quant.uniform<i8:f32, 32768.0>>)
      -> tensor<1x2x!quant.uniform<i8:f32, 1.0>>
  return %y : tensor<1x2x!quant.uniform<i8:f32, 1.0>>
}

// -----

// C5
func.func @c5_infinite(%a: tensor<1x4x!quant.uniform<i8:f32, 1.0e30>>,
      %b: tensor<2x4x!quant.uniform<i8:f32, 1.0e30>>)
      -> tensor<1x2x!quant.uniform<i8:f32, 1.0e30>> {
  // expected-error @+1 {{found scales that rescale by INF, expected less than 2^30}}
  %y = effc.fully_connected %a, %b
      : (tensor<1x4x!quant.uniform<i8:f32, 1.0e30>>,
      tensor<2x4x!quant.uniform<i8:f32, 1.0e30>>)
      -> tensor<1x2x!quant.uniform<i8:f32, 1.0e30>>
  return %y : tensor<1x2x!quant.uniform<i8:f32, 1.0e30>>
}
