// 16-bit logistic and tanh of every input, with scales that are powers of two, large, small and none.
// RUN: rm -rf %t && mkdir %t
// RUN: %python -c "import struct; open('%t/x', 'wb').write(struct.pack('<65536h', *range(-32768, 32768)))"
// RUN: sh %S/Inputs/same-as-reference.sh %s %t/x %t/out

!y = !quant.uniform<i16:f32, 3.0517578125e-05>
!a = !quant.uniform<i16:f32, 2.44140625e-04>
!b = !quant.uniform<i16:f32, 4.8828125e-04>
!c = !quant.uniform<i16:f32, 6.103515625e-05>
!d = !quant.uniform<i16:f32, 3.0e-04>

func.func @main(%x: tensor<65536x!a>) -> (tensor<65536x!y>, tensor<65536x!y>, tensor<65536x!y>, tensor<65536x!y>,
                                          tensor<65536x!y>, tensor<65536x!y>, tensor<65536x!y>, tensor<65536x!y>) {
  %stored = quant.scast %x : tensor<65536x!a> to tensor<65536xi16>
  %b = quant.scast %stored : tensor<65536xi16> to tensor<65536x!b>
  %c = quant.scast %stored : tensor<65536xi16> to tensor<65536x!c>
  %d = quant.scast %stored : tensor<65536xi16> to tensor<65536x!d>
  %0 = effc.logistic %x : (tensor<65536x!a>) -> tensor<65536x!y>
  %1 = effc.logistic %b : (tensor<65536x!b>) -> tensor<65536x!y>
  %2 = effc.logistic %c : (tensor<65536x!c>) -> tensor<65536x!y>
  %3 = effc.logistic %d : (tensor<65536x!d>) -> tensor<65536x!y>
  %4 = effc.tanh %x : (tensor<65536x!a>) -> tensor<65536x!y>
  %5 = effc.tanh %b : (tensor<65536x!b>) -> tensor<65536x!y>
  %6 = effc.tanh %c : (tensor<65536x!c>) -> tensor<65536x!y>
  %7 = effc.tanh %d : (tensor<65536x!d>) -> tensor<65536x!y>
  return %0, %1, %2, %3, %4, %5, %6, %7
      : tensor<65536x!y>, tensor<65536x!y>, tensor<65536x!y>, tensor<65536x!y>, tensor<65536x!y>, tensor<65536x!y>,
        tensor<65536x!y>, tensor<65536x!y>
}
