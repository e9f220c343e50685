//===- ModelReader.cpp - From bytes to a module ---------------------------===//
#include "ModelReader.h"
#include "CArray.h"
#include "ForeignFormat.h"
#include "effc/Driver/Pipeline.h"
#include "effc/IR/Effc.h"
#include "effc/Import/TFLite.h"
#include "effc/Target/ModelInterface.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/Verifier.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace effc;

/// At byte 4 of a .tflite file.
static constexpr StringLiteral kIdentifier = "TFL3";
static constexpr StringLiteral kPhaseAttrName = "effc.phase";

std::unique_ptr<MLIRContext> effc::createContext() {
  DialectRegistry registry;
  registerDialects(registry);
  auto context = std::make_unique<MLIRContext>(registry, MLIRContext::Threading::DISABLED);
  context->printOpOnDiagnostic(false); // that may be a module with all its constants
  return context;
}

static OwningOpRef<ModuleOp> readTrustedModule(std::string_view bytes,
                                               const CompileOptions &options, MLIRContext *context,
                                               Status &status) {
  // A module that names no operation of a dialect does not load it.
  context->loadDialect<EffcDialect, func::FuncDialect>();
  OwningOpRef<Operation *> op = options.readTrustedModule(bytes, options.fileName, *context);
  status = Status::BadModel;
  if (!op)
    return nullptr;
  auto module = dyn_cast<ModuleOp>(*op);
  if (!module || failed(verify(module)))
    return nullptr;
  (void)op.release();
  status = Status::Ok;
  return module;
}

/// Reports what a file is instead of a model.
static OwningOpRef<ModuleOp> refuse(const CompileOptions &options, MLIRContext *context,
                                    Status &status, StringRef what, StringRef remedy) {
  Location file = NameLoc::get(StringAttr::get(context, options.fileName));
  InFlightDiagnostic error = emitError(file) << "found " << what << ", expected a .tflite model";
  error.attachNote() << remedy;
  status = Status::BadModel;
  return nullptr;
}

OwningOpRef<ModuleOp> effc::readModel(std::string_view bytes, const CompileOptions &options,
                                      MLIRContext *context, Status &status) {
  if (options.readTrustedModule)
    return readTrustedModule(bytes, options, context, status);
  StringRef data(bytes.data(), bytes.size());
  if (std::optional<ForeignFormat> found = recognizeForeignFormat(data))
    return refuse(options, context, status, found->what, found->remedy);
  std::optional<std::string> array;
  if (data.substr(4, 4) != kIdentifier && isCArray(data)) {
    if (!(array = readCArray(data)))
      return refuse(options, context, status, "C text without an array that is a model",
                    "xxd -i model.tflite writes such an array; the .tflite file itself is as good");
    data = *array;
  }
  ImportStatus importStatus = ImportStatus::Ok;
  OwningOpRef<ModuleOp> module = importTFLite(llvm::MemoryBufferRef(data, options.fileName),
                                              context, &importStatus, /*mayShare=*/!array);
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
