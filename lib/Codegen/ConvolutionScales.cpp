//===- ConvolutionScales.cpp - Output scales of convolutions --------------===//
#include "ConvolutionScales.h"

using namespace mlir;
using namespace effc;

SmallVector<QuantizedMultiplier> effc::getConvolutionScales(Type input, Type filter, Type output,
                                                            bool isFullyConnected) {
  size_t count = 1;
  if (auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(filter))
    count = perAxis.getScales().size();
  bool isRounded = count == 1 && (isFullyConnected || isUnsignedStorage(input));
  SmallVector<QuantizedMultiplier> factors;
  for (size_t channel = 0; channel < count; ++channel) {
    double product = getScale(input) * getScale(filter, channel);
    if (isRounded)
      product = static_cast<float>(getScale(input)) * static_cast<float>(getScale(filter));
    factors.push_back(quantizeMultiplier(product / getScale(output)));
  }
  return factors;
}
