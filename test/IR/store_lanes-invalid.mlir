// RUN: effc-opt %s -split-input-file -verify-diagnostics

// C1
func.func @elements(%x: vector<[8]xi16>, %row: memref<64xi8>, %i: index, %n: index) {
  // expected-error @+1 {{found lanes of 'i16', expected 'i8'}}
  effc.store_lanes %x, %row[%i], %n : memref<64xi8>, vector<[8]xi16>
  return
}

// -----

func.func @rank(%x: vector<[8]xi8>, %row: memref<2x64xi8>, %i: index, %n: index) {
  // expected-error @+1 {{operand #1 must be 1D memref of any type values}}
  effc.store_lanes %x, %row[%i], %n : memref<2x64xi8>, vector<[8]xi8>
  return
}
