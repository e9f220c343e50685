// y = tanh(x) on 403 floats: vectors in a loop, and a rest.
func.func @main(%x: tensor<1x13x31xf32> {effc.name = "x"}) -> (tensor<1x13x31xf32> {effc.name = "y"}) {
  %y = effc.tanh %x : (tensor<1x13x31xf32>) -> tensor<1x13x31xf32>
  return %y : tensor<1x13x31xf32>
}
