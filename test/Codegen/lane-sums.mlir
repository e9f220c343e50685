// Convolutions with few output channels have their lanes along the reduction, where runs are long
// enough: the weights of a step are those of whole vectors, and channels are not padded.
// RUN: split-file %s %t
// RUN: effc-opt %t/select.mlir --effc-select-kernels -split-input-file | FileCheck %t/select.mlir
// RUN: effc run --input-format=mlir %t/bytes.mlir --random-inputs=5 --out %t.found
// RUN: effc run --input-format=mlir --reference %t/bytes.mlir --random-inputs=5 --out %t.expected
// RUN: cmp %t.found.0.bin %t.expected.0.bin && cmp %t.found.1.bin %t.expected.1.bin
// RUN: effc --input-format=mlir %t/bytes.mlir --emit=kernels -o - | FileCheck %t/bytes.mlir
// RUN: effc run --input-format=mlir %t/floats.mlir --random-inputs=5 --out %t.found
// RUN: effc run --input-format=mlir --reference %t/floats.mlir --random-inputs=5 --out %t.expected
// RUN: %python %t/compare.py %t.found.0.bin %t.expected.0.bin

//--- select.mlir
#avx2 = #effc.target<name = "t", triple = "x86_64-unknown-linux-gnu", vectorBits = 256,
                     vectorRegisters = 16, dot = pair_i16, hasFma = true>
module attributes {effc.target = #avx2} {
  // 2 channels, one vector of 8 lanes and the rest of a second.
  // CHECK-LABEL: func @few
  // CHECK-DAG: effc.constant {{.*}} : tensor<32xf32>
  // CHECK-DAG: effc.constant {{.*}} : tensor<2xf32>
  // CHECK: tile = #effc.tile<pixels = 4, channels = 2, depth = 8, dot = float>
  func.func @few(%x: tensor<1x4x4x15xf32>) -> tensor<1x4x4x2xf32> {
    %w = effc.constant dense<1.0> : tensor<2x1x1x15xf32> -> tensor<2x1x1x15xf32>
    %y = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x4x4x15xf32>, tensor<2x1x1x15xf32>) -> tensor<1x4x4x2xf32>
    return %y : tensor<1x4x4x2xf32>
  }

  // CHECK-LABEL: func @run_too_short
  // CHECK: depth = 1, dot = float
  func.func @run_too_short(%x: tensor<1x4x4x3xf32>) -> tensor<1x4x4x3xf32> {
    %w = effc.constant dense<1.0> : tensor<3x1x1x3xf32> -> tensor<3x1x1x3xf32>
    %y = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x4x4x3xf32>, tensor<3x1x1x3xf32>) -> tensor<1x4x4x3xf32>
    return %y : tensor<1x4x4x3xf32>
  }

  // CHECK-LABEL: func @many
  // CHECK: depth = 1, dot = float
  func.func @many(%x: tensor<1x4x4x64xf32>) -> tensor<1x4x4x8xf32> {
    %w = effc.constant dense<1.0> : tensor<8x1x1x64xf32> -> tensor<8x1x1x64xf32>
    %y = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x4x4x64xf32>, tensor<8x1x1x64xf32>) -> tensor<1x4x4x8xf32>
    return %y : tensor<1x4x4x8xf32>
  }
}

// -----

// Few registers: adding up lanes of vectors would cost more than it saves.
#helium = #effc.target<name = "t", triple = "thumbv8.1m.main-none-eabi", vectorBits = 128,
                       vectorRegisters = 8, dot = widen, hasFma = true>
module attributes {effc.target = #helium} {
  // CHECK-LABEL: func @registers
  // CHECK: depth = 1, dot = float
  func.func @registers(%x: tensor<1x4x4x64xf32>) -> tensor<1x4x4x1xf32> {
    %w = effc.constant dense<1.0> : tensor<1x1x1x64xf32> -> tensor<1x1x1x64xf32>
    %y = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
           padding = array<i64: 0, 0, 0, 0>}
         : (tensor<1x4x4x64xf32>, tensor<1x1x1x64xf32>) -> tensor<1x4x4x1xf32>
    return %y : tensor<1x4x4x1xf32>
  }
}

//--- bytes.mlir
// The second result lies in a concatenation: its pixels are apart.
// CHECK-COUNT-3: effc.kernel.conv_2d
!i = !quant.uniform<i8:f32, 0.5:-7>
!f = !quant.uniform<i8:f32:0, {0.01, 0.02, 0.005}>
!g = !quant.uniform<i8:f32, 0.01>
!o = !quant.uniform<i8:f32, 3.0:3>
func.func @main(%x: tensor<2x5x9x21x!i>) -> (tensor<2x5x9x3x!o>, tensor<2x5x9x3x!o>) {
  %w = effc.constant dense<"0x789B34CAF54F2E220ACD941E71B88D5836866D0D858B63549E94BE2CACC67F5B7EF28F2D9903959F63D3D893DCE752779C84162917EC8FF1AF4A6422D367E18D5EB6DFA465A5331F758E793EA95A94EB0D15B62A92A709A593A44ED2279662E3954580C351A904BA16E856BAB99431E06AD96A3A1E1F1C564C14FB7FA4123E95D166F4677BE0D2FB1270D7E37FDB6EFF60101282817C6A76D58548A61AA13BCE14FDC62FDC6B54AC97F1A1D76E89ADC8FE268F6116CA41891E55EDF1CEC76F016C5006833BCAC3711B6752A9F1E10D281139FA834715B9280598B1262BE8C3699FC677F9CC30273ABBDED4E322649AF5D83C55BE535A4CA7FDAD840256029F3D38F9F7267DD296B6755C001BA0EF9CE1E2C84880B9AE44DD2A495A92BE65B32F27CE5BA8BEA759990B0A2DB732515DFD273B58F5719BCF79FA719EBC75A7E7CCCDA091E0D206805EEABACEC60E4F22EAB19F2E84F771F4214C7A2399431853CB86097D50316910A2293E8A1F93584CD44229BA014FD24E6E98F722C0565383C89BCDA857C61FD80E8E099B4E2B503B07767604F45EE7C2AC586036F3B69CD3136C829DF4AD2A78A13513A5F3B4295A16FF7F136624AC469D3B0024738C091105F44A6DB87FB098C6CE1158D3FC2098906ADFA4596D09F5DF8DA9D0D1A46B838F2C0FCE869343A02C542F6C816EFF3AAE04E968552F7D303AA1974D265B0D5C698611A6A8BA53576E191B521D86FC356646C8F5FDA5B9DCCF12135C4EB7709779BA63B0C4BA397261B25E6C0A0D3C6197A4FE159CC95347"> : tensor<3x3x3x21xi8> -> tensor<3x3x3x21x!f>
  %v = effc.constant dense<"0xC0EDB3B602E445E50FD66C3AA9971B28F6521F5C7BAA0A0BC3DF764615445D9277DEA0BE57B0B084AB10"> : tensor<2x1x1x21xi8> -> tensor<2x1x1x21x!g>
  %u = effc.constant dense<"0x4DBB64FDF13D25645149471AB129184C5A861D97F38F6BF1901F4793D51701B1B82466DD28D9109165645867292F050195D9212FAD56661F1F2147DF4535A6"> : tensor<1x1x3x21xi8> -> tensor<1x1x3x21x!g>
  %b = effc.constant dense<[3000, -1000, 2000]> : tensor<3xi32> -> tensor<3xi32>
  %y = effc.conv_2d %x, %w, %b {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 1, 1, 1, 1>}
       : (tensor<2x5x9x21x!i>, tensor<3x3x3x21x!f>, tensor<3xi32>) -> tensor<2x5x9x3x!o>
  %p = effc.conv_2d %x, %v {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 0, 0, 0, 0>}
       : (tensor<2x5x9x21x!i>, tensor<2x1x1x21x!g>) -> tensor<2x5x9x2x!o>
  %q = effc.conv_2d %x, %u {strides = array<i64: 1, 1>, dilations = array<i64: 1, 2>,
         padding = array<i64: 0, 0, 2, 2>}
       : (tensor<2x5x9x21x!i>, tensor<1x1x3x21x!g>) -> tensor<2x5x9x1x!o>
  %z = effc.concat %p, %q {axis = 3} : (tensor<2x5x9x2x!o>, tensor<2x5x9x1x!o>) -> tensor<2x5x9x3x!o>
  return %y, %z : tensor<2x5x9x3x!o>, tensor<2x5x9x3x!o>
}

//--- floats.mlir
func.func @main(%x: tensor<1x5x7x13xf32>) -> tensor<1x5x7x3xf32> {
  %w = effc.constant dense<"0x43CDDF3CF9F7A83EB5ED3BBFB4CB2E3EDBF0233E7B537C3EEA76503ED45F7DBFEBE669BF2E24E9BE2534933E15710C3F312E3E3E755F6D3F0ADD31BFC1CC8CBEC21BB0BD649B783FE0C9C2BDFC14763FD91E7F3F4C29243E18BF72BF7B6BED3DB1156F3F5F3DF4BEB052323E7FD1163E8347493E02E3C93EB519633F8F142DBFA8D32DBFF45A6A3F394F333FF8BCD23EA5C8883D381F703E3F77ECBE1084383FB7182BBFD8394EBF6CB108BF29664B3FABB18C3E21931CBF6095F0BDE809733F4B6DC2BEE4DC2C3DC73468BFC9D2623F1CA1403F8F05BC3E009A24BF08B4553F0F2A82BE2E20943E2A9568BEBFBB873E2AAD653F3C9C0ABEF17D7F3C700DA0BEB6A769BF806E21BFB5B73FBEF9435CBEBC102CBFEB3ABC3EEE5569BF4D010EBF121081BEE3A0893C69B8413F91173CBF35459DBE73854EBFB6BC78BEE33312BFD1AA97BE72E5163E231ED83D9E4251BFBA452FBF1D65D1BD75924C3D93A0003FCDD750BF3E924CBF8BF93EBF37B8FEBDB6299ABEFA8D4D3F7E4C3EBE68104ABE7D8CC3BE58AE113F582B4B3F58C2E93E24A6183F0516A3BE2BD27EBE37FC973C10A558BF4D62CBBC527D783FAD1087BE8C920BBFC9EB353F91472CBFA8F113BE39A340BF3A7A8D3DFC41243DBBA20D3F4795203FFB76BC3EDDCD693E8EFD0C3F828509BF2526133D5FF5583F2F3BF7BD5486813DF227AA3E72EB32BCA95D623F64B92D3F264D0DBEB2C791BE02BB433FA14FFF3E39151BBFF2ECAABE6CC231BFC3FEA83D188D653FE5E0543F2131733FE97201BD1C444C3E01723ABF21CBA1BC684C6BBECFDA3ABD4975793E6085233FCE5C643FB2B3723F22B46FBFF633183FA65E05BEFE6A3C3ED2E8C63EF302443F"> : tensor<3x2x2x13xf32> -> tensor<3x2x2x13xf32>
  %y = effc.conv_2d %x, %w {strides = array<i64: 1, 1>, dilations = array<i64: 1, 1>,
         padding = array<i64: 1, 0, 0, 1>, activation = #effc.activation<relu6>}
       : (tensor<1x5x7x13xf32>, tensor<3x2x2x13xf32>) -> tensor<1x5x7x3xf32>
  return %y : tensor<1x5x7x3xf32>
}

//--- compare.py
import struct, sys
found, expected = (struct.unpack("<105f", open(name, "rb").read()) for name in sys.argv[1:])
limit = 1e-5 * max(map(abs, expected))
assert all(abs(a - b) <= limit for a, b in zip(found, expected))
