!q = !quant.uniform<i8:f32, 0.5>
func.func @main(%x: tensor<1x2x2x4x!q>) -> tensor<1x2x2x8x!q> {
  %w = effc.constant dense<1> : tensor<8x1x1x4xi8> -> tensor<8x1x1x4x!quant.uniform<i8:f32, 0.0123>>
  %y = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>}
       : (tensor<1x2x2x4x!q>, tensor<8x1x1x4x!quant.uniform<i8:f32, 0.0123>>) -> tensor<1x2x2x8x!q>
  return %y : tensor<1x2x2x8x!q>
}
