//===- Kernels.h - Kernels on memrefs ---------------------------*- C++ -*-===//
#ifndef EFFC_LIB_MEMORY_KERNELS_H
#define EFFC_LIB_MEMORY_KERNELS_H

#include "effc/IR/Effc.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/SymbolTable.h"
#include <map>

namespace effc {

/// Makes functions on memrefs of kernels on tensors, one for each combination of layouts.
class KernelExpander {
public:
  /// Without `emitLoops`, kernels stay empty: for plans of buffers only.
  KernelExpander(mlir::ModuleOp module, TargetAttr target, bool emitLoops);
  ~KernelExpander();

  /// Takes the kernels on tensors out of the module, so that new ones get their names.
  void removeTensorKernels();

  /// Types of the work space that a call needs.
  llvm::SmallVector<mlir::MemRefType> getScratchTypes(mlir::func::CallOp call);

  /// The kernel of a call for buffers of these types. `overwritten` inputs lie where output 0
  /// does; they are no arguments of the result.
  mlir::FailureOr<mlir::func::FuncOp> expand(mlir::func::CallOp call, mlir::ValueRange inputs,
                                             mlir::ValueRange outputs,
                                             llvm::ArrayRef<int32_t> overwritten);

  /// `effc.overlap` of a call on these buffers; null if they may not overlap.
  mlir::DenseI64ArrayAttr getOverlap(mlir::func::CallOp call, mlir::ValueRange inputs,
                                     mlir::ValueRange outputs,
                                     llvm::ArrayRef<int32_t> overwritten);

  /// A kernel `(source, dest)` that copies.
  mlir::func::FuncOp getCopy(mlir::Location location, mlir::Type source, mlir::Type dest);

  /// A kernel `(dest)` that fills what a pad adds.
  mlir::func::FuncOp getHalo(PadOp pad, mlir::Type dest);

private:
  /// The kernel's op or attributes, the types of all arguments, overwritten operands.
  using Key = std::tuple<const void *, const void *, const void *>;

  mlir::func::FuncOp create(mlir::Location location, llvm::StringRef name, mlir::FunctionType type);

  TargetAttr target;
  bool emitLoops;
  /// None without threads.
  std::optional<int64_t> leastSplitWork;
  mlir::SymbolTable symbols;
  llvm::DenseMap<mlir::StringAttr, mlir::func::FuncOp> tensorKernels;
  std::map<Key, mlir::func::FuncOp> expanded;
};

} // namespace effc

#endif
