// y = relu(x * W + b), from 4 to 3 floats.
func.func @main(%x: tensor<1x4xf32> {effc.name = "x"}) -> (tensor<1x3xf32> {effc.name = "y"}) {
  %w = effc.constant dense<[[1.0, 2.0, 3.0, 4.0], [-1.0, 0.5, 0.25, 0.0], [1.0, -1.0, 1.0, -1.0]]>
    : tensor<3x4xf32> -> tensor<3x4xf32>
  %b = effc.constant dense<[0.5, 0.0, -1.0]> : tensor<3xf32> -> tensor<3xf32>
  %y = effc.fully_connected %x, %w, %b {activation = #effc.activation<relu>}
    : (tensor<1x4xf32>, tensor<3x4xf32>, tensor<3xf32>) -> tensor<1x3xf32>
  return %y : tensor<1x3xf32>
}
