//===- ReadMLIR.cpp - effc's own IR as input ------------------------------===//
#include "ReadMLIR.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/Parser/Parser.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;

Operation *readMLIR(std::string_view bytes, const std::string &fileName, MLIRContext &context) {
  llvm::SourceMgr sources;
  sources.AddNewSourceBuffer(
      llvm::MemoryBuffer::getMemBufferCopy(StringRef(bytes.data(), bytes.size()), fileName),
      llvm::SMLoc());
  return parseSourceFile<ModuleOp>(sources, &context).release();
}
