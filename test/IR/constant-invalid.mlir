// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @shape() -> tensor<3xi32> {
  // expected-error @+1 {{found a value of type 'tensor<2xi32>', expected 'tensor<3xi32>'}}
  %b = effc.constant dense<[1, -2]> : tensor<2xi32> -> tensor<3xi32>
  return %b : tensor<3xi32>
}

// -----

// C1
func.func @storage() -> tensor<2x!quant.uniform<u8:f32, 0.5>> {
  // expected-error @+1 {{expected 'tensor<2xi8>'}}
  %b = effc.constant dense<[1, 2]> : tensor<2xui8> -> tensor<2x!quant.uniform<u8:f32, 0.5>>
  return %b : tensor<2x!quant.uniform<u8:f32, 0.5>>
}

// -----

// C2
func.func @sparse() -> tensor<4xi32> {
  // expected-error @+1 {{found a value that is neither dense nor a dense resource}}
  %b = effc.constant sparse<[[1]], [5]> : tensor<4xi32> -> tensor<4xi32>
  return %b : tensor<4xi32>
}

// -----

// C2
func.func @missing() -> tensor<4xi8> {
  // expected-error @+1 {{found a resource of 0 bytes, expected 4}}
  %b = effc.constant dense_resource<nothing> : tensor<4xi8> -> tensor<4xi8>
  return %b : tensor<4xi8>
}

// -----

// C2
func.func @short() -> tensor<4xi8> {
  // expected-error @+1 {{found a resource of 3 bytes, expected 4}}
  %b = effc.constant dense_resource<three> : tensor<4xi8> -> tensor<4xi8>
  return %b : tensor<4xi8>
}

{-#
  dialect_resources: {
    builtin: {
      three: "0x01000000010203"
    }
  }
#-}
