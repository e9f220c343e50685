// RUN: effc-opt %s --effc-outline-kernels --effc-bufferize --split-input-file --verify-diagnostics

module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4x!quant.uniform<i16:f32, 0.5>>) -> tensor<4x!quant.uniform<i16:f32, 0.5>> {
    // expected-error @+1 {{found element types '!quant.uniform<i16:f32, 5.000000e-01>' -> '!quant.uniform<i16:f32, 5.000000e-01>', expected a combination that has an expansion to loops}}
    %y = effc.elu %x : (tensor<4x!quant.uniform<i16:f32, 0.5>>) -> tensor<4x!quant.uniform<i16:f32, 0.5>>
    return %y : tensor<4x!quant.uniform<i16:f32, 0.5>>
  }
}

// -----

module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4x!quant.uniform<i16:f32, 0.3>>, %y: tensor<4x!quant.uniform<i16:f32, 0.5>>)
      -> tensor<4x!quant.uniform<i16:f32, 0.5>> {
    // expected-error @+1 {{found a scale that is no power of two, expected powers of two with `pot_scale`}}
    %z = effc.add %x, %y {pot_scale}
        : (tensor<4x!quant.uniform<i16:f32, 0.3>>, tensor<4x!quant.uniform<i16:f32, 0.5>>)
        -> tensor<4x!quant.uniform<i16:f32, 0.5>>
    return %z : tensor<4x!quant.uniform<i16:f32, 0.5>>
  }
}

// -----

module attributes {effc.target = #effc.target<name = "t", triple = "x86_64-linux-gnu">} {
  func.func @main(%x: tensor<4x!quant.uniform<i16:f32, 0.25>>, %y: tensor<4x!quant.uniform<i16:f32, 0.125>>)
      -> tensor<4x!quant.uniform<i16:f32, 0.5>> {
    // expected-error @+1 {{found operand scales 2^-2 and 2^-3, expected one equal to the result's, 2^-1, and none above it, with `pot_scale`}}
    %z = effc.sub %x, %y {pot_scale}
        : (tensor<4x!quant.uniform<i16:f32, 0.25>>, tensor<4x!quant.uniform<i16:f32, 0.125>>)
        -> tensor<4x!quant.uniform<i16:f32, 0.5>>
    return %z : tensor<4x!quant.uniform<i16:f32, 0.5>>
  }
}
