// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @stride_zero(%x: tensor<1x4x4x2xf32>, %w: tensor<2xf32>, %b: tensor<2xf32>)
    -> tensor<1x4x4x2xf32> {
  // expected-error @+1 {{expected positive windows, strides and dilations, and padding that is not negative}}
  %y = effc.kernel.depthwise_conv_2d %x, %w, %b {
         window = array<i64: 1, 1>, strides = array<i64: 0, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 1, dot = float>}
       : (tensor<1x4x4x2xf32>, tensor<2xf32>, tensor<2xf32>) -> tensor<1x4x4x2xf32>
  return %y : tensor<1x4x4x2xf32>
}

// -----

// C2
func.func @extent(%x: tensor<1x4x4x2xf32>, %w: tensor<6xf32>, %b: tensor<2xf32>)
    -> tensor<1x4x4x2xf32> {
  // expected-error @+1 {{found output extent 4 in dimension 2, expected 2}}
  %y = effc.kernel.depthwise_conv_2d %x, %w, %b {
         window = array<i64: 1, 3>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 1, dot = float>}
       : (tensor<1x4x4x2xf32>, tensor<6xf32>, tensor<2xf32>) -> tensor<1x4x4x2xf32>
  return %y : tensor<1x4x4x2xf32>
}

// -----

// C5
func.func @weights(%x: tensor<1x4x4x2xf32>, %w: tensor<3xf32>, %b: tensor<2xf32>)
    -> tensor<1x4x4x2xf32> {
  // expected-error @+1 {{found 3 weights, expected 2}}
  %y = effc.kernel.depthwise_conv_2d %x, %w, %b {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 1, dot = float>}
       : (tensor<1x4x4x2xf32>, tensor<3xf32>, tensor<2xf32>) -> tensor<1x4x4x2xf32>
  return %y : tensor<1x4x4x2xf32>
}

// -----

// C6
func.func @channels(%x: tensor<1x4x4x2xf32>, %w: tensor<3xf32>, %b: tensor<3xf32>)
    -> tensor<1x4x4x3xf32> {
  // expected-error @+1 {{found 3 output channels, expected a multiple of 2}}
  %y = effc.kernel.depthwise_conv_2d %x, %w, %b {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 1, dot = float>}
       : (tensor<1x4x4x2xf32>, tensor<3xf32>, tensor<3xf32>) -> tensor<1x4x4x3xf32>
  return %y : tensor<1x4x4x3xf32>
}

// -----

// C7
func.func @quad(%x: tensor<1x4x4x8xi8>, %w: tensor<32xi8>, %b: tensor<8xi32>, %s: tensor<20xi32>)
    -> tensor<1x4x4x8xi8> {
  // expected-error @+1 {{found quad_i8, which sums over channels}}
  %y = effc.kernel.depthwise_conv_2d %x, %w, %b, %s {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 4, dot = quad_i8>,
         scaling = #effc.scaling<rescale = double_rounding>}
       : (tensor<1x4x4x8xi8>, tensor<32xi8>, tensor<8xi32>, tensor<20xi32>) -> tensor<1x4x4x8xi8>
  return %y : tensor<1x4x4x8xi8>
}

// -----

// C8
func.func @padded(%x: tensor<1x4x4x6xf32>, %w: tensor<6xf32>, %b: tensor<8xf32>)
    -> tensor<1x4x4x6xf32> {
  // expected-error @+1 {{found depth 1 and 8 biases, expected 1 and 6 for a scalable tile}}
  %y = effc.kernel.depthwise_conv_2d %x, %w, %b {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 1, dot = float, scalable = true>}
       : (tensor<1x4x4x6xf32>, tensor<6xf32>, tensor<8xf32>) -> tensor<1x4x4x6xf32>
  return %y : tensor<1x4x4x6xf32>
}
