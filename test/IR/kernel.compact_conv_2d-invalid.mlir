// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @stride_zero(%x: tensor<1x4x4x8xi8>, %w: tensor<16xi8>, %t: tensor<4xi32>) -> tensor<1x4x4x2xi8> {
  // expected-error @+1 {{expected positive windows}}
  %y = effc.kernel.compact_conv_2d %x, %w, %t {
         window = array<i64: 1, 1>, strides = array<i64: 0, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i64,
         tile = #effc.tile<pixels = 2, channels = 2, depth = 8, dot = dual_i16>,
         requantize = #effc.requantize<rescale = double_rounding, zeroPoint = 0, min = -128, max = 127>}
       : (tensor<1x4x4x8xi8>, tensor<16xi8>, tensor<4xi32>) -> tensor<1x4x4x2xi8>
  return %y : tensor<1x4x4x2xi8>
}

// -----

// C2
func.func @extent(%x: tensor<1x4x4x8xi8>, %w: tensor<16xi8>, %t: tensor<4xi32>) -> tensor<1x4x4x2xi8> {
  // expected-error @+1 {{found output extent 4 in dimension 1, expected 3}}
  %y = effc.kernel.compact_conv_2d %x, %w, %t {
         window = array<i64: 2, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i64,
         tile = #effc.tile<pixels = 2, channels = 2, depth = 8, dot = dual_i16>,
         requantize = #effc.requantize<rescale = double_rounding, zeroPoint = 0, min = -128, max = 127>}
       : (tensor<1x4x4x8xi8>, tensor<16xi8>, tensor<4xi32>) -> tensor<1x4x4x2xi8>
  return %y : tensor<1x4x4x2xi8>
}

// -----

// C3
func.func @wide_input(%x: tensor<1x4x4x8xi16>, %w: tensor<16xi8>, %t: tensor<4xi32>) -> tensor<1x4x4x2xi8> {
  // expected-error @+1 {{expected i8 input and result, i8 or i16 weights and an i32 table}}
  %y = effc.kernel.compact_conv_2d %x, %w, %t {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i64,
         tile = #effc.tile<pixels = 2, channels = 2, depth = 8, dot = dual_i16>,
         requantize = #effc.requantize<rescale = double_rounding, zeroPoint = 0, min = -128, max = 127>}
       : (tensor<1x4x4x8xi16>, tensor<16xi8>, tensor<4xi32>) -> tensor<1x4x4x2xi8>
  return %y : tensor<1x4x4x2xi8>
}

// -----

// C3
func.func @one_rounding(%x: tensor<1x4x4x8xi8>, %w: tensor<16xi8>, %t: tensor<4xi32>) -> tensor<1x4x4x2xi8> {
  // expected-error @+1 {{expected a requantization by double_rounding}}
  %y = effc.kernel.compact_conv_2d %x, %w, %t {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i64,
         tile = #effc.tile<pixels = 2, channels = 2, depth = 8, dot = dual_i16>,
         requantize = #effc.requantize<rescale = wide, zeroPoint = 0, min = -128, max = 127>}
       : (tensor<1x4x4x8xi8>, tensor<16xi8>, tensor<4xi32>) -> tensor<1x4x4x2xi8>
  return %y : tensor<1x4x4x2xi8>
}

// -----

// C4
func.func @table(%x: tensor<1x4x4x8xi8>, %w: tensor<16xi8>, %t: tensor<6xi32>) -> tensor<1x4x4x2xi8> {
  // expected-error @+1 {{found 6 words in the table, expected 4}}
  %y = effc.kernel.compact_conv_2d %x, %w, %t {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i64,
         tile = #effc.tile<pixels = 2, channels = 2, depth = 8, dot = dual_i16>,
         requantize = #effc.requantize<rescale = double_rounding, zeroPoint = 0, min = -128, max = 127>}
       : (tensor<1x4x4x8xi8>, tensor<16xi8>, tensor<6xi32>) -> tensor<1x4x4x2xi8>
  return %y : tensor<1x4x4x2xi8>
}

// -----

// C5
func.func @weights(%x: tensor<1x4x4x8xi8>, %w: tensor<24xi8>, %t: tensor<4xi32>) -> tensor<1x4x4x2xi8> {
  // expected-error @+1 {{found 24 weights, expected 16}}
  %y = effc.kernel.compact_conv_2d %x, %w, %t {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i64,
         tile = #effc.tile<pixels = 2, channels = 2, depth = 8, dot = dual_i16>,
         requantize = #effc.requantize<rescale = double_rounding, zeroPoint = 0, min = -128, max = 127>}
       : (tensor<1x4x4x8xi8>, tensor<24xi8>, tensor<4xi32>) -> tensor<1x4x4x2xi8>
  return %y : tensor<1x4x4x2xi8>
}

// -----

// C5
func.func @weights_of_filled_step(%x: tensor<1x4x4x9xi8>, %w: tensor<16xi8>, %t: tensor<4xi32>) -> tensor<1x4x4x2xi8> {
  // expected-error @+1 {{found 16 weights, expected 32}}
  %y = effc.kernel.compact_conv_2d %x, %w, %t {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i64,
         tile = #effc.tile<pixels = 2, channels = 2, depth = 8, dot = dual_i16>,
         requantize = #effc.requantize<rescale = double_rounding, zeroPoint = 0, min = -128, max = 127>}
       : (tensor<1x4x4x9xi8>, tensor<16xi8>, tensor<4xi32>) -> tensor<1x4x4x2xi8>
  return %y : tensor<1x4x4x2xi8>
}

// -----

// C6
func.func @block(%x: tensor<1x4x4x8xi8>, %w: tensor<16xi8>, %t: tensor<4xi32>) -> tensor<1x4x4x2xi8> {
  // expected-error @+1 {{expected a tile of the output's channels and an even depth}}
  %y = effc.kernel.compact_conv_2d %x, %w, %t {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i64,
         tile = #effc.tile<pixels = 2, channels = 4, depth = 8, dot = dual_i16>,
         requantize = #effc.requantize<rescale = double_rounding, zeroPoint = 0, min = -128, max = 127>}
       : (tensor<1x4x4x8xi8>, tensor<16xi8>, tensor<4xi32>) -> tensor<1x4x4x2xi8>
  return %y : tensor<1x4x4x2xi8>
}

// -----

// C6
func.func @depth(%x: tensor<1x4x4x8xi8>, %w: tensor<16xi8>, %t: tensor<4xi32>) -> tensor<1x4x4x2xi8> {
  // expected-error @+1 {{expected a tile of the output's channels and an even depth}}
  %y = effc.kernel.compact_conv_2d %x, %w, %t {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i64,
         tile = #effc.tile<pixels = 2, channels = 2, depth = 7, dot = dual_i16>,
         requantize = #effc.requantize<rescale = double_rounding, zeroPoint = 0, min = -128, max = 127>}
       : (tensor<1x4x4x8xi8>, tensor<16xi8>, tensor<4xi32>) -> tensor<1x4x4x2xi8>
  return %y : tensor<1x4x4x2xi8>
}

// -----

// C6
func.func @block_of_three(%x: tensor<1x4x4x8xi8>, %w: tensor<16xi8>, %t: tensor<4xi32>) -> tensor<1x4x4x2xi8> {
  // expected-error @+1 {{expected a tile of 2 or 4 channels}}
  %y = effc.kernel.compact_conv_2d %x, %w, %t {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i64,
         tile = #effc.tile<pixels = 2, channels = 3, depth = 8, dot = dual_i16>,
         requantize = #effc.requantize<rescale = double_rounding, zeroPoint = 0, min = -128, max = 127>}
       : (tensor<1x4x4x8xi8>, tensor<16xi8>, tensor<4xi32>) -> tensor<1x4x4x2xi8>
  return %y : tensor<1x4x4x2xi8>
}

// -----

// C6
func.func @block_of_twins(%x: tensor<1x4x4x8xi8>, %w: tensor<16xi8>, %t: tensor<4xi32>) -> tensor<1x4x4x2xi8> {
  // expected-error @+1 {{expected a tile of 1 or 2 channels}}
  %y = effc.kernel.compact_conv_2d %x, %w, %t {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i64,
         tile = #effc.tile<pixels = 4, channels = 4, depth = 4, dot = twin_i16>,
         requantize = #effc.requantize<rescale = double_rounding, zeroPoint = 0, min = -128, max = 127>}
       : (tensor<1x4x4x8xi8>, tensor<16xi8>, tensor<4xi32>) -> tensor<1x4x4x2xi8>
  return %y : tensor<1x4x4x2xi8>
}

// -----

// C5
func.func @masks(%x: tensor<1x4x4x8xi8>, %w: tensor<16xi8>, %t: tensor<4xi32>) -> tensor<1x4x4x2xi8> {
  // expected-error @+1 {{found 16 weights, expected 20}}
  %y = effc.kernel.compact_conv_2d %x, %w, %t {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>, pad_value = 0 : i64,
         tile = #effc.tile<pixels = 4, channels = 2, depth = 4, dot = twin_i16>,
         requantize = #effc.requantize<rescale = double_rounding, zeroPoint = 0, min = -128, max = 127>}
       : (tensor<1x4x4x8xi8>, tensor<16xi8>, tensor<4xi32>) -> tensor<1x4x4x2xi8>
  return %y : tensor<1x4x4x2xi8>
}
