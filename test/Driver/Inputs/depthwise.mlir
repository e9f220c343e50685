// A depthwise convolution of 48 channels, each by 2.
func.func @main(%x: tensor<1x4x4x48xf32> {effc.name = "x"}) -> (tensor<1x4x4x48xf32> {effc.name = "y"}) {
  %w = effc.constant dense<2.0> : tensor<1x1x1x48xf32> -> tensor<1x1x1x48xf32>
  %y = effc.depthwise_conv_2d %x, %w
    {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>, padding = array<i64: 0, 0, 0, 0>,
     activation = #effc.activation<none>}
    : (tensor<1x4x4x48xf32>, tensor<1x1x1x48xf32>) -> tensor<1x4x4x48xf32>
  return %y : tensor<1x4x4x48xf32>
}
