// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @elements(%row: memref<64xi8>, %i: index, %n: index) {
  // expected-error @+1 {{found lanes of 'i16', expected 'i8'}}
  %x = effc.load_lanes %row[%i], %n : memref<64xi8>, vector<[8]xi16>
  return
}

// -----

func.func @fixed(%row: memref<64xi8>, %i: index, %n: index) {
  // expected-error @+1 {{result #0 must be 1-dimensional scalable vector}}
  %x = effc.load_lanes %row[%i], %n : memref<64xi8>, vector<8xi8>
  return
}
