//===- ConvolutionScales.cpp - Output scales of convolutions --------------===//
#include "ConvolutionScales.h"

using namespace mlir;
using namespace effc;

SmallVector<QuantizedMultiplier> effc::getConvolutionScales(Type input, Type filter, Type output,
                                                            bool isFullyConnected) {
  return llvm::map_to_vector(getConvolutionFactors(input, filter, output, isFullyConnected),
                             quantizeMultiplier);
}
