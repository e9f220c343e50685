//===- Routine.h - Functions that kernels share -----------------*- C++ -*-===//
//
// A routine is a function with extents and addresses as arguments, so that kernels of layers of
// any size call the same code. Microcontrollers are short of flash, and what a call costs is
// small against a row of a convolution. Addresses are plain pointers, offsets count bytes and
// integers are i32, the width of these machines.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_CODEGEN_ROUTINE_H
#define EFFC_LIB_CODEGEN_ROUTINE_H

#include "Lanes.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

namespace effc {

using RoutineBody =
    llvm::function_ref<void(mlir::ImplicitLocOpBuilder &, llvm::ArrayRef<mlir::Value>)>;

/// Calls the routine `name`; `body` emits it from its arguments if the module has none yet.
void callRoutine(mlir::ImplicitLocOpBuilder &b, llvm::StringRef name,
                 llvm::ArrayRef<mlir::Value> arguments, RoutineBody body);

/// Marks a function whose loops are not worth unrolling.
void keepSmall(mlir::func::FuncOp function);

/// The address of a memref's first element.
mlir::Value getAddress(mlir::ImplicitLocOpBuilder &b, mlir::Value memref);
/// `count` words of the stack, which the enclosing function owns.
mlir::Value getStackWords(mlir::ImplicitLocOpBuilder &b, int64_t count);

mlir::Value advance(mlir::ImplicitLocOpBuilder &b, mlir::Value address, mlir::Value bytes);
mlir::Value advance(mlir::ImplicitLocOpBuilder &b, mlir::Value address, int64_t bytes);
/// `address + index * bytes`.
mlir::Value advance(mlir::ImplicitLocOpBuilder &b, mlir::Value address, mlir::Value index,
                    int64_t bytes);

Lanes word(mlir::ImplicitLocOpBuilder &b, int64_t number);
Lanes loadWord(mlir::ImplicitLocOpBuilder &b, mlir::Value address, int64_t bytes = 0);
/// A byte, extended to i32.
Lanes loadByte(mlir::ImplicitLocOpBuilder &b, mlir::Value address, int64_t bytes = 0,
               bool isUnsigned = false);
/// Likewise a half-word, signed.
Lanes loadHalf(mlir::ImplicitLocOpBuilder &b, mlir::Value address, int64_t bytes = 0);
/// Stores the low bits.
void storeByte(mlir::ImplicitLocOpBuilder &b, Lanes value, mlir::Value address);
void storeHalf(mlir::ImplicitLocOpBuilder &b, Lanes value, mlir::Value address);

using LoopBody = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    mlir::Value index, llvm::ArrayRef<mlir::Value> carried)>;

/// Runs `body` for `index` from 0 to `count` by `step`, an i32; what it returns is carried on.
llvm::SmallVector<mlir::Value> loop(mlir::ImplicitLocOpBuilder &b, mlir::Value count, int64_t step,
                                    llvm::ArrayRef<mlir::Value> carried, LoopBody body);
/// As above without carried values; no loop if the count is 1.
void repeat(mlir::ImplicitLocOpBuilder &b, int64_t count,
            llvm::function_ref<void(mlir::Value index)> body);

/// Assembly with operands `$0` on that it updates, followed by `temporaries` registers.
llvm::SmallVector<mlir::Value> assemble(mlir::ImplicitLocOpBuilder &b, llvm::StringRef text,
                                        llvm::ArrayRef<mlir::Value> updated, unsigned temporaries);

/// The same with each operand in a register of its own, by name; `clobbered` is a list like
/// `~{q0},~{lr}`.
llvm::SmallVector<mlir::Value>
assembleIn(mlir::ImplicitLocOpBuilder &b, llvm::StringRef text,
           llvm::ArrayRef<std::pair<llvm::StringRef, mlir::Value>> updated,
           llvm::StringRef clobbered);

} // namespace effc

#endif
