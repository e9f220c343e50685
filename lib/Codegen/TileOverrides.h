//===- TileOverrides.h - Register blocks given from outside -----*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_TILEOVERRIDES_H
#define EFFC_LIB_CODEGEN_TILEOVERRIDES_H

#include "KernelShape.h"
#include "effc/Codegen/Tiles.h"

namespace effc {

/// The key of a kernel, empty if nobody asks for keys. `types` names the element types.
std::string getTileKey(mlir::ModuleOp module, llvm::StringRef kind, const KernelShape &shape,
                       llvm::ArrayRef<mlir::Type> types);

/// `chosen`, or the block that the module gives for `key`, within what the kernels can do
/// and what there is: `pixels` and `outChannels`.
TileAttr overrideTile(mlir::ModuleOp module, llvm::StringRef key, TileAttr chosen, int64_t lanes,
                      int64_t pixels, int64_t outChannels);

} // namespace effc

#endif
