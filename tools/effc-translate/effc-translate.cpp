//===- effc-translate.cpp - Model files to textual IR and back -------------===//
#include "effc/IR/Effc.h"
#include "effc/Import/TFLite.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Tools/mlir-translate/MlirTranslateMain.h"
#include "mlir/Tools/mlir-translate/Translation.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;

static OwningOpRef<Operation *> importTFLite(llvm::SourceMgr &sources, MLIRContext *context) {
  const llvm::MemoryBuffer *buffer = sources.getMemoryBuffer(sources.getMainFileID());
  return effc::importTFLite(buffer->getMemBufferRef(), context);
}

int main(int argc, char **argv) {
  TranslateToMLIRRegistration import(
      "import-tflite", "import a TensorFlow Lite model", importTFLite,
      [](DialectRegistry &registry) {
        registry.insert<effc::EffcDialect, func::FuncDialect, quant::QuantDialect>();
      });
  return failed(mlirTranslateMain(argc, argv, "effc model translator"));
}
