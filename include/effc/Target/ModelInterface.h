//===- ModelInterface.h - The model's interface as IR -----------*- C++ -*-===//
//
// Lowering turns quantized tensors into bare pointers. What the caller needs to know
// of them is therefore written down as module attributes first: `effc.inputs` and
// `effc.outputs` (arrays of `{name, type}`), `effc.model_name` and `effc.macs`.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_TARGET_MODELINTERFACE_H
#define EFFC_TARGET_MODELINTERFACE_H

#include "effc/IR/Effc.h"
#include "effc/Target/ModelInfo.h"
#include "mlir/IR/BuiltinOps.h"

namespace effc {

/// Writes `@main`'s interface on the module, unless it is there already. Fails with a
/// diagnostic if there is no `@main` on static tensors.
mlir::LogicalResult recordInterface(mlir::ModuleOp module, llvm::StringRef modelName);

/// Reads the attributes back, with the arena's layout from `effc.memory` if that exists.
mlir::FailureOr<ModelInfo> readInterface(mlir::ModuleOp module);

/// How the interface names an element type; fails for those that no caller can pass.
mlir::FailureOr<ElementType> getInterfaceType(mlir::Type elementType);

/// `text` as a C identifier: other characters become `_`, a leading digit gets one before it.
std::string makeIdentifier(llvm::StringRef text);

/// True for prefixes that effc_model.h and its like keep for themselves: `effc`, and what begins
/// with `effc_`, in any case, since macros are of upper case.
bool isReservedName(llvm::StringRef name);

} // namespace effc

#endif
