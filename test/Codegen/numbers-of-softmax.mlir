// Softmax at its ends: a sum of exponentials that wraps, factors that round up to a power of two, and small ones.
// RUN: rm -rf %t && mkdir %t
// RUN: %python -c "open('%t/equal', 'wb').write(bytes(9000)); open('%t/low', 'wb').write(b'\x7f' + b'\x80' * 8999)"
// RUN: %python -c "open('%t/rising', 'wb').write(bytes(i * 7 %% 256 for i in range(9000)))"
// RUN: sh %S/Inputs/same-as-reference.sh %s %t/equal %t/out
// RUN: sh %S/Inputs/same-as-reference.sh %s %t/low %t/out
// RUN: sh %S/Inputs/same-as-reference.sh %s %t/rising %t/out

!y = !quant.uniform<i8:f32, 0.00390625:-128>
!wide = !quant.uniform<i16:f32, 1.52587890625e-05:-32768>
!half = !quant.uniform<i8:f32, 0.5>
!almost = !quant.uniform<i8:f32, 0.4999999999999>
!small = !quant.uniform<i8:f32, 1.6e-08>

func.func @main(%x: tensor<1x9000x!half>)
    -> (tensor<1x9000x!y>, tensor<1x9000x!wide>, tensor<90x100x!y>, tensor<90x100x!y>) {
  %0 = effc.softmax %x {beta = 1.0 : f32} : (tensor<1x9000x!half>) -> tensor<1x9000x!y>
  %1 = effc.softmax %x {beta = 1.0 : f32} : (tensor<1x9000x!half>) -> tensor<1x9000x!wide>
  %rows = effc.reshape %x : (tensor<1x9000x!half>) -> tensor<90x100x!half>
  %stored = quant.scast %rows : tensor<90x100x!half> to tensor<90x100xi8>
  %almost = quant.scast %stored : tensor<90x100xi8> to tensor<90x100x!almost>
  %2 = effc.softmax %almost {beta = 1.0 : f32} : (tensor<90x100x!almost>) -> tensor<90x100x!y>
  %small = quant.scast %stored : tensor<90x100xi8> to tensor<90x100x!small>
  %3 = effc.softmax %small {beta = 1.0 : f32} : (tensor<90x100x!small>) -> tensor<90x100x!y>
  return %0, %1, %2, %3 : tensor<1x9000x!y>, tensor<1x9000x!wide>, tensor<90x100x!y>, tensor<90x100x!y>
}
