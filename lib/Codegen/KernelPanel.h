//===- KernelPanel.h - Padded, widened copies of input rows -----*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_KERNELPANEL_H
#define EFFC_LIB_CODEGEN_KERNELPANEL_H

#include "KernelDot.h"
#include "KernelShape.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

namespace effc {

/// Emits `scf.for index = 0 to count` around `body`; none if the count is 1 (the index is then
/// null). Returns the loop, if any.
mlir::scf::ForOp forEach(mlir::ImplicitLocOpBuilder &b, int64_t count,
                         llvm::function_ref<void(mlir::Value)> body);

/// LLVM leaves in the loop, if it is one, what is the same in each iteration: vectors that would
/// take registers, which accumulators need.
void forbidHoisting(mlir::scf::ForOp loop);

/// Calls `body(offset, lanes)` for `count` elements from 0 on: in a loop by `lanes`, the rest in
/// powers of two.
void forEachVector(mlir::ImplicitLocOpBuilder &b, int64_t count, int64_t lanes,
                   llvm::function_ref<void(Offset, int64_t)> body);

/// Emits loops over `counts`, nested, that carry `values`; `body` gets `indices` followed by the
/// loops' counters (null for a count of 1) and returns the next values. LLVM unrolls short ones if
/// it may.
llvm::SmallVector<mlir::Value>
reduceOver(mlir::ImplicitLocOpBuilder &b, llvm::ArrayRef<int64_t> counts,
           llvm::SmallVector<mlir::Value> values, llvm::SmallVector<mlir::Value> indices,
           llvm::function_ref<llvm::SmallVector<mlir::Value>(llvm::ArrayRef<mlir::Value>,
                                                             llvm::SmallVector<mlir::Value>)>
               body,
           bool mayUnroll = false);

/// The same over one loop from `begin` to `end`.
llvm::SmallVector<mlir::Value> reduceBetween(
    mlir::ImplicitLocOpBuilder &b, mlir::Value begin, mlir::Value end,
    llvm::SmallVector<mlir::Value> values,
    llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::Value, llvm::SmallVector<mlir::Value>)>
        body,
    bool mayUnroll = false);

/// A rectangle of input pixels in a scratch buffer: `rows x columns x channels` elements, where
/// pixels outside the input have the pad value. Panels of more channels than the input repeat
/// each channel. Rows and columns that no window reads (stride
/// larger than a window of 1) are left out.
struct PanelShape {
  int64_t rows, columns, channels;
  int64_t rowStep, columnStep; // input pixels per panel row and column

  int64_t elements() const { return rows * columns * channels; }
};

/// Copies input elements to the panel: `count` contiguous ones from `from` to `to`.
void copyElements(mlir::ImplicitLocOpBuilder &b, const KernelDot &dot, const LinearBuffer &input,
                  Offset from, const LinearBuffer &panel, Offset to, int64_t count, int64_t lanes);

/// Sets `count` panel elements from `to` on to `value`, an i32, or null for 0.
void setElements(mlir::ImplicitLocOpBuilder &b, const KernelDot &dot, const LinearBuffer &panel,
                 Offset to, int64_t count, mlir::Value value, int64_t lanes);

/// Fills the panel, from its element `to` on, with the rows from input row `firstRow` (may be
/// negative) on and the columns from `-shape.padLeft` on. The pad value is an i32, or null for 0.
void fillPanel(mlir::ImplicitLocOpBuilder &b, const KernelDot &dot, const KernelShape &shape,
               const PanelShape &panelShape, const LinearBuffer &input, mlir::Value batch,
               Offset firstRow, const LinearBuffer &panel, Offset to, mlir::Value padValue,
               int64_t lanes);

} // namespace effc

#endif
