// RUN: effc-opt %s | effc-opt | FileCheck %s

// CHECK-LABEL: func @lanes
// CHECK: %[[X:.*]] = effc.load_lanes %arg0[%arg1], %arg2 : memref<64xi8>, vector<[8]xi8>
// CHECK: effc.store_lanes %[[X]], %arg0[%arg2], %arg1 : memref<64xi8>, vector<[8]xi8>
func.func @lanes(%row: memref<64xi8>, %i: index, %n: index) {
  %x = effc.load_lanes %row[%i], %n : memref<64xi8>, vector<[8]xi8>
  effc.store_lanes %x, %row[%n], %i : memref<64xi8>, vector<[8]xi8>
  return
}
