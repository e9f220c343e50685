// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @c1_0(%a: tensor<2x!quant.uniform<i8:f32, 0.5:-3>>,
      %b: tensor<256x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{found result of shape 3, expected 2}}
  %y = effc.lookup %a, %b
      : (tensor<2x!quant.uniform<i8:f32, 0.5:-3>>, tensor<256x!quant.uniform<i8:f32,
      0.5:-3>>) -> tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<3x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// C2
func.func @c2_1(%a: tensor<2x!quant.uniform<i16:f32, 0.5>>,
      %b: tensor<256x!quant.uniform<i16:f32, 0.5>>) -> tensor<2x!quant.uniform<i16:f32, 0.5>> {
  // expected-error @+1 {{expected 8-bit input}}
  %y = effc.lookup %a, %b
      : (tensor<2x!quant.uniform<i16:f32, 0.5>>, tensor<256x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<2x!quant.uniform<i16:f32, 0.5>>
  return %y : tensor<2x!quant.uniform<i16:f32, 0.5>>
}

// -----

// C2
func.func @c2_2(%a: tensor<2x!quant.uniform<i8:f32, 0.5:-3>>,
      %b: tensor<255x!quant.uniform<i8:f32, 0.5:-3>>)
      -> tensor<2x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{expected 256}}
  %y = effc.lookup %a, %b
      : (tensor<2x!quant.uniform<i8:f32, 0.5:-3>>, tensor<255x!quant.uniform<i8:f32,
      0.5:-3>>) -> tensor<2x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<2x!quant.uniform<i8:f32, 0.5:-3>>
}

// -----

// C2
func.func @c2_3(%a: tensor<2x!quant.uniform<i8:f32, 0.5:-3>>, %b: tensor<256xi16>)
      -> tensor<2x!quant.uniform<i8:f32, 0.5:-3>> {
  // expected-error @+1 {{a table of the result's storage type}}
  %y = effc.lookup %a, %b
      : (tensor<2x!quant.uniform<i8:f32, 0.5:-3>>, tensor<256xi16>)
      -> tensor<2x!quant.uniform<i8:f32, 0.5:-3>>
  return %y : tensor<2x!quant.uniform<i8:f32, 0.5:-3>>
}
