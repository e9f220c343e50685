// A model as the memory phase leaves it: out = clamp(2 * in + weight), 4 elements of int8.
module attributes {
  effc.phase = "memory", effc.macs = 4 : i64,
  effc.inputs = [{name = "x", type = tensor<1x4x!quant.uniform<i8:f32, 0.5:-1>>}],
  effc.outputs = [{name = "y", type = tensor<1x4x!quant.uniform<i8:f32, 0.25>>}],
  effc.memory = {arena_bytes = 64 : i64, arena_align = 16 : i64, lower_bound_bytes = 60 : i64,
    inputs = array<i64: 0>, outputs = array<i64: 16>,
    buffers = [{name = "x", offset = 0 : i64, bytes = 4 : i64, first = 0 : i64, last = 0 : i64},
               {name = "y", offset = 16 : i64, bytes = 4 : i64, first = 0 : i64, last = 1 : i64},
               {name = "sum", offset = 32 : i64, bytes = 16 : i64, first = 0 : i64, last = 0 : i64}]}} {
  memref.global "private" constant @weights : memref<4xi8> = dense<[1, -2, 3, 100]> {alignment = 64 : i64}

  func.func private @double(%x: memref<1x4xi8>, %w: memref<4xi8>, %sum: memref<4xi32>) attributes {effc.kernel} {
    %c0 = arith.constant 0 : index
    %a = vector.load %x[%c0, %c0] : memref<1x4xi8>, vector<4xi8>
    %b = vector.load %w[%c0] : memref<4xi8>, vector<4xi8>
    %a32 = arith.extsi %a : vector<4xi8> to vector<4xi32>
    %b32 = arith.extsi %b : vector<4xi8> to vector<4xi32>
    %two = arith.constant dense<2> : vector<4xi32>
    %m = arith.muli %a32, %two : vector<4xi32>
    %s = arith.addi %m, %b32 : vector<4xi32>
    vector.store %s, %sum[%c0] : memref<4xi32>, vector<4xi32>
    return
  }

  func.func private @clamp(%sum: memref<4xi32>, %y: memref<1x4xi8>) attributes {effc.kernel} {
    %c0 = arith.constant 0 : index
    %c1 = arith.constant 1 : index
    %c4 = arith.constant 4 : index
    %low = arith.constant -128 : i32
    %high = arith.constant 127 : i32
    scf.for %i = %c0 to %c4 step %c1 {
      %v = memref.load %sum[%i] : memref<4xi32>
      %l = arith.maxsi %v, %low : i32
      %h = arith.minsi %l, %high : i32
      %t = arith.trunci %h : i32 to i8
      memref.store %t, %y[%c0, %i] : memref<1x4xi8>
    }
    return
  }

  func.func @main(%arena: memref<64xi8> {effc.arena}, %x: memref<1x4xi8>, %y: memref<1x4xi8>) {
    %c32 = arith.constant 32 : index
    %sum = memref.view %arena[%c32][] : memref<64xi8> to memref<4xi32>
    %w = memref.get_global @weights : memref<4xi8>
    call @double(%x, %w, %sum) : (memref<1x4xi8>, memref<4xi8>, memref<4xi32>) -> ()
    call @clamp(%sum, %y) : (memref<4xi32>, memref<1x4xi8>) -> ()
    return
  }
}
