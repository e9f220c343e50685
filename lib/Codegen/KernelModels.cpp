//===- KernelModels.cpp - Expansions of effc ops to loops -----------------===//
#include "effc/Codegen/KernelModels.h"
#include "KernelConv2D.h"
#include "LoopModels.h"
#include "effc/IR/Effc.h"

using namespace mlir;

void effc::registerKernelModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, EffcDialect *) {
    registerActivationLoops(*context);
    registerArithmeticLoops(*context);
    registerConversionLoops(*context);
    registerConvolutionLoops(*context);
    registerMovementLoops(*context);
    registerPoolLoops(*context);
    registerReductionLoops(*context);
    registerResizeLoops(*context);
    registerSoftmaxLoops(*context);
    attachKernelConv2D(context);
    attachKernelDepthwiseConv2D(context);
    attachCompactConv2D(context);
    attachCompactDepthwiseConv2D(context);
  });
}
