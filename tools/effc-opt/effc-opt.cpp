//===- effc-opt.cpp - Run passes on textual IR ----------------------------===//
#include "effc/Driver/Pipeline.h"
#include "mlir/Tools/mlir-opt/MlirOptMain.h"
#include "mlir/Transforms/Passes.h"

int main(int argc, char **argv) {
  mlir::DialectRegistry registry;
  effc::registerDialects(registry);
  effc::registerPasses();
  mlir::registerTransformsPasses();
  return mlir::asMainReturnCode(
      mlir::MlirOptMain(argc, argv, "effc pass driver\n", registry));
}
