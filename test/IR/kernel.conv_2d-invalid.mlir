// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @strides_count(%x: tensor<1x4x4x2xf32>, %w: tensor<16xf32>, %b: tensor<8xf32>)
    -> tensor<1x4x4x8xf32> {
  // expected-error @+1 {{expected 2 windows, strides and dilations and 4 paddings}}
  %y = effc.kernel.conv_2d %x, %w, %b {
         window = array<i64: 1, 1>, strides = array<i64: 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 1, dot = float>}
       : (tensor<1x4x4x2xf32>, tensor<16xf32>, tensor<8xf32>) -> tensor<1x4x4x8xf32>
  return %y : tensor<1x4x4x8xf32>
}

// -----

// C1
func.func @stride_zero(%x: tensor<1x4x4x2xf32>, %w: tensor<16xf32>, %b: tensor<8xf32>)
    -> tensor<1x4x4x8xf32> {
  // expected-error @+1 {{expected positive windows, strides and dilations, and padding that is not negative}}
  %y = effc.kernel.conv_2d %x, %w, %b {
         window = array<i64: 1, 1>, strides = array<i64: 0, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 1, dot = float>}
       : (tensor<1x4x4x2xf32>, tensor<16xf32>, tensor<8xf32>) -> tensor<1x4x4x8xf32>
  return %y : tensor<1x4x4x8xf32>
}

// -----

// C2
func.func @extent(%x: tensor<1x4x4x2xf32>, %w: tensor<16xf32>, %b: tensor<8xf32>)
    -> tensor<1x4x4x8xf32> {
  // expected-error @+1 {{found output extent 4 in dimension 1, expected 5}}
  %y = effc.kernel.conv_2d %x, %w, %b {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 1, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 1, dot = float>}
       : (tensor<1x4x4x2xf32>, tensor<16xf32>, tensor<8xf32>) -> tensor<1x4x4x8xf32>
  return %y : tensor<1x4x4x8xf32>
}

// -----

// C2
func.func @batch(%x: tensor<1x4x4x2xf32>, %w: tensor<16xf32>, %b: tensor<8xf32>)
    -> tensor<2x4x4x8xf32> {
  // expected-error @+1 {{expected the batch of the input}}
  %y = effc.kernel.conv_2d %x, %w, %b {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 1, dot = float>}
       : (tensor<1x4x4x2xf32>, tensor<16xf32>, tensor<8xf32>) -> tensor<2x4x4x8xf32>
  return %y : tensor<2x4x4x8xf32>
}

// -----

// C3
func.func @mixed(%x: tensor<1x4x4x2xf32>, %w: tensor<16xf32>, %b: tensor<8xi32>)
    -> tensor<1x4x4x8xf32> {
  // expected-error @+1 {{expected f32 throughout and no scaling}}
  %y = effc.kernel.conv_2d %x, %w, %b {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 1, dot = float>}
       : (tensor<1x4x4x2xf32>, tensor<16xf32>, tensor<8xi32>) -> tensor<1x4x4x8xf32>
  return %y : tensor<1x4x4x8xf32>
}

// -----

// C3
func.func @stored(%x: tensor<1x4x4x2xi8>, %w: tensor<16xi8>, %b: tensor<8xf32>, %s: tensor<20xi32>)
    -> tensor<1x4x4x8xi8> {
  // expected-error @+1 {{expected 8- or 16-bit integers and an i32 bias}}
  %y = effc.kernel.conv_2d %x, %w, %b, %s {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 2, dot = pair_i16>,
         scaling = #effc.scaling<rescale = wide>}
       : (tensor<1x4x4x2xi8>, tensor<16xi8>, tensor<8xf32>, tensor<20xi32>) -> tensor<1x4x4x8xi8>
  return %y : tensor<1x4x4x8xi8>
}

// -----

// C3
func.func @no_requantization(%x: tensor<1x4x4x2xi8>, %w: tensor<16xi8>, %b: tensor<8xi32>, %s: tensor<20xi32>)
    -> tensor<1x4x4x8xi8> {
  // expected-error @+1 {{expected a scaling with scales}}
  %y = effc.kernel.conv_2d %x, %w, %b, %s {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 2, dot = pair_i16>}
       : (tensor<1x4x4x2xi8>, tensor<16xi8>, tensor<8xi32>, tensor<20xi32>) -> tensor<1x4x4x8xi8>
  return %y : tensor<1x4x4x8xi8>
}

// -----

// C4
func.func @scales(%x: tensor<1x4x4x2xi8>, %w: tensor<16xi8>, %b: tensor<8xi32>, %s: tensor<8xi32>)
    -> tensor<1x4x4x8xi8> {
  // expected-error @+1 {{found scales of type 'tensor<8xi32>', expected 6xi32 or 20xi32}}
  %y = effc.kernel.conv_2d %x, %w, %b, %s {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 2, dot = pair_i16>,
         scaling = #effc.scaling<rescale = wide>}
       : (tensor<1x4x4x2xi8>, tensor<16xi8>, tensor<8xi32>, tensor<8xi32>) -> tensor<1x4x4x8xi8>
  return %y : tensor<1x4x4x8xi8>
}

// -----

// C4
func.func @exceptions(%x: tensor<1x4x4x2xi8>, %w: tensor<16xi8>, %b: tensor<8xi32>, %s: tensor<20xi32>)
    -> tensor<1x4x4x8xi8> {
  // expected-error @+1 {{found scales of type 'tensor<20xi32>', expected 7xi32 or 28xi32}}
  %y = effc.kernel.conv_2d %x, %w, %b, %s {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 2, dot = pair_i16>,
         scaling = #effc.scaling<rescale = float, exceptions = true>}
       : (tensor<1x4x4x2xi8>, tensor<16xi8>, tensor<8xi32>, tensor<20xi32>) -> tensor<1x4x4x8xi8>
  return %y : tensor<1x4x4x8xi8>
}

// -----

// C4
func.func @biases(%x: tensor<1x4x4x2xf32>, %w: tensor<16xf32>, %b: tensor<4xf32>)
    -> tensor<1x4x4x8xf32> {
  // expected-error @+1 {{found 4 biases, expected at least 8}}
  %y = effc.kernel.conv_2d %x, %w, %b {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 1, dot = float>}
       : (tensor<1x4x4x2xf32>, tensor<16xf32>, tensor<4xf32>) -> tensor<1x4x4x8xf32>
  return %y : tensor<1x4x4x8xf32>
}

// -----

// C5
func.func @weights(%x: tensor<1x4x4x2xf32>, %w: tensor<17xf32>, %b: tensor<8xf32>)
    -> tensor<1x4x4x8xf32> {
  // expected-error @+1 {{found 17 weights, expected 16}}
  %y = effc.kernel.conv_2d %x, %w, %b {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 1, dot = float>}
       : (tensor<1x4x4x2xf32>, tensor<17xf32>, tensor<8xf32>) -> tensor<1x4x4x8xf32>
  return %y : tensor<1x4x4x8xf32>
}

// -----

// C6
func.func @depth(%x: tensor<1x4x4x2xi8>, %w: tensor<16xi8>, %b: tensor<8xi32>, %s: tensor<20xi32>)
    -> tensor<1x4x4x8xi8> {
  // expected-error @+1 {{expected i8 input and weights and a multiple of 4 as depth for quad_u8i8}}
  %y = effc.kernel.conv_2d %x, %w, %b, %s {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 2, dot = quad_u8i8>,
         scaling = #effc.scaling<rescale = double_rounding>}
       : (tensor<1x4x4x2xi8>, tensor<16xi8>, tensor<8xi32>, tensor<20xi32>) -> tensor<1x4x4x8xi8>
  return %y : tensor<1x4x4x8xi8>
}

// -----

// C4
func.func @sum_terms(%x: tensor<1x4x4x2xi8>, %w: tensor<16xi8>, %b: tensor<8xi32>,
                     %s: tensor<20xi32>, %a: tensor<1x4x4x8xi8>) -> tensor<1x4x4x8xi8> {
  // expected-error @+1 {{found scales of type 'tensor<20xi32>', expected 11xi32 or 25xi32}}
  %y = effc.kernel.conv_2d %x, %w, %b, %s plus %a {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 2, dot = pair_i16>,
         scaling = #effc.scaling<rescale = float>}
       : (tensor<1x4x4x2xi8>, tensor<16xi8>, tensor<8xi32>, tensor<20xi32>, tensor<1x4x4x8xi8>)
       -> tensor<1x4x4x8xi8>
  return %y : tensor<1x4x4x8xi8>
}

// -----

// C7
func.func @addend_shape(%x: tensor<1x4x4x2xf32>, %w: tensor<16xf32>, %b: tensor<8xf32>,
                        %a: tensor<1x4x8x4xf32>) -> tensor<1x4x4x8xf32> {
  // expected-error @+1 {{found an addend of type 'tensor<1x4x8x4xf32>', expected the result's type with i8 or f32 elements}}
  %y = effc.kernel.conv_2d %x, %w, %b plus %a {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 1, dot = float>}
       : (tensor<1x4x4x2xf32>, tensor<16xf32>, tensor<8xf32>, tensor<1x4x8x4xf32>)
       -> tensor<1x4x4x8xf32>
  return %y : tensor<1x4x4x8xf32>
}

// -----

// C7
func.func @sum_activation(%x: tensor<1x4x4x2xf32>, %w: tensor<16xf32>, %b: tensor<8xf32>)
    -> tensor<1x4x4x8xf32> {
  // expected-error @+1 {{found an activation of a sum, expected an addend of f32}}
  %y = effc.kernel.conv_2d %x, %w, %b {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         sum_activation = #effc.activation<relu>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 1, dot = float>}
       : (tensor<1x4x4x2xf32>, tensor<16xf32>, tensor<8xf32>) -> tensor<1x4x4x8xf32>
  return %y : tensor<1x4x4x8xf32>
  return %y : tensor<1x4x4x8xf32>
}

// -----

// C8
func.func @padded(%x: tensor<1x4x4x2xf32>, %w: tensor<16xf32>, %b: tensor<8xf32>)
    -> tensor<1x4x4x6xf32> {
  // expected-error @+1 {{found depth 1 and 8 biases, expected 1 and 6 for a scalable tile}}
  %y = effc.kernel.conv_2d %x, %w, %b {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 1, dot = float, scalable = true>}
       : (tensor<1x4x4x2xf32>, tensor<16xf32>, tensor<8xf32>) -> tensor<1x4x4x6xf32>
  return %y : tensor<1x4x4x6xf32>
}

// -----

// C6
func.func @matrix_depth(%x: tensor<1x4x4x4xi8>, %w: tensor<32xi8>, %b: tensor<8xi32>,
                        %s: tensor<20xi32>) -> tensor<1x4x4x8xi8> {
  // expected-error @+1 {{expected i8 input and weights and a multiple of 8 as depth for matrix_i8}}
  %y = effc.kernel.conv_2d %x, %w, %b, %s {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 4, dot = matrix_i8>,
         scaling = #effc.scaling<rescale = double_rounding>}
       : (tensor<1x4x4x4xi8>, tensor<32xi8>, tensor<8xi32>, tensor<20xi32>) -> tensor<1x4x4x8xi8>
  return %y : tensor<1x4x4x8xi8>
}

// -----

// C8
func.func @scalable_pairs(%x: tensor<1x4x4x2xi8>, %w: tensor<16xi8>, %b: tensor<8xi32>,
                          %s: tensor<20xi32>) -> tensor<1x4x4x8xi8> {
  // expected-error @+1 {{found depth 2 and 8 biases, expected 1 and 8 for a scalable tile}}
  %y = effc.kernel.conv_2d %x, %w, %b, %s {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 2, dot = pair_i16, scalable = true>,
         scaling = #effc.scaling<rescale = double_rounding>}
       : (tensor<1x4x4x2xi8>, tensor<16xi8>, tensor<8xi32>, tensor<20xi32>) -> tensor<1x4x4x8xi8>
  return %y : tensor<1x4x4x8xi8>
}

// -----

// C8
func.func @scalable_addend(%x: tensor<1x4x4x2xf32>, %w: tensor<16xf32>, %b: tensor<8xf32>,
                           %a: tensor<1x4x4x8xf32>) -> tensor<1x4x4x8xf32> {
  // expected-error @+1 {{found an addend, expected none for a scalable tile}}
  %y = effc.kernel.conv_2d %x, %w, %b plus %a {
         window = array<i64: 1, 1>, strides = array<i64: 1, 1>,
         dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
         tile = #effc.tile<pixels = 2, channels = 8, depth = 1, dot = float, scalable = true>}
       : (tensor<1x4x4x2xf32>, tensor<16xf32>, tensor<8xf32>, tensor<1x4x4x8xf32>)
       -> tensor<1x4x4x8xf32>
  return %y : tensor<1x4x4x8xf32>
}
