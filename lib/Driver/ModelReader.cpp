//===- ModelReader.cpp - From bytes to a module ---------------------------===//
#include "ModelReader.h"
#include "effc/Driver/Pipeline.h"
#include "effc/Import/TFLite.h"
#include "effc/Target/ModelInterface.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/Parser/Parser.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/SourceMgr.h"

using namespace mlir;
using namespace effc;

static constexpr StringLiteral kPhaseAttrName = "effc.phase";

std::unique_ptr<MLIRContext> effc::createContext() {
  DialectRegistry registry;
  registerDialects(registry);
  return std::make_unique<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
}

/// True if the bytes start like a textual or bytecode module. TFLite models have a file
/// identifier at byte 4, and zeros before that.
static bool isModule(StringRef bytes) {
  if (bytes.starts_with("ML\xefR"))
    return true;
  while (true) {
    bytes = bytes.ltrim();
    if (!bytes.starts_with("//"))
      break;
    bytes = bytes.drop_until([](char c) { return c == '\n'; });
  }
  return bytes.starts_with("module") || bytes.starts_with("func.func") ||
         bytes.starts_with("\"builtin.module\"") || bytes.starts_with("#") ||
         bytes.starts_with("!");
}

OwningOpRef<ModuleOp> effc::readModel(std::string_view bytes, const std::string &fileName,
                                      MLIRContext *context, Status &status) {
  StringRef data(bytes.data(), bytes.size());
  if (isModule(data)) {
    llvm::SourceMgr sources;
    sources.AddNewSourceBuffer(llvm::MemoryBuffer::getMemBufferCopy(data, fileName), SMLoc());
    OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(sources, context);
    status = module ? Status::Ok : Status::BadModel;
    return module;
  }
  ImportStatus importStatus = ImportStatus::Ok;
  OwningOpRef<ModuleOp> module =
      importTFLite(llvm::MemoryBufferRef(data, fileName), context, &importStatus);
  switch (importStatus) {
  case ImportStatus::Ok:
    status = module ? Status::Ok : Status::Internal;
    break;
  case ImportStatus::Malformed:
    status = Status::BadModel;
    break;
  case ImportStatus::Unsupported:
    status = Status::Unsupported;
    break;
  case ImportStatus::Internal:
    status = Status::Internal;
    break;
  }
  return module;
}

Phase effc::getModulePhase(ModuleOp module) {
  if (auto name = module->getAttrOfType<StringAttr>(kPhaseAttrName))
    for (const PhaseInfo &info : getPhases())
      if (info.phase < Phase::LLVM && info.name == name.getValue())
        return info.phase;
  return Phase::Import;
}

void effc::setModulePhase(ModuleOp module, Phase phase) {
  if (phase < Phase::LLVM)
    module->setAttr(kPhaseAttrName, StringAttr::get(module.getContext(), getPhaseInfo(phase).name));
  else
    module->removeAttr(kPhaseAttrName);
}

std::string effc::getModelName(const CompileOptions &options) {
  if (!options.name.empty())
    return options.name;
  StringRef file = options.outputFile.empty() ? options.fileName : options.outputFile;
  std::string identifier = makeIdentifier(llvm::sys::path::stem(file));
  return isReservedName(identifier) ? "model_" + identifier : identifier;
}
