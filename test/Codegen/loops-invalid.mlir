// RUN: effc-opt %s --effc-outline-kernels --effc-bufferize --split-input-file --verify-diagnostics

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
