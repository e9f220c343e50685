//===- KernelModels.cpp - Expansions of effc ops to loops -----------------===//
#include "effc/Codegen/KernelModels.h"
#include "effc/IR/Effc.h"

using namespace mlir;

void effc::registerKernelModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, EffcDialect *) { (void)context; });
}
