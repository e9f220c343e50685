//===- KernelConvPlan.h - Panels and tiles of convolutions ------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_KERNELCONVPLAN_H
#define EFFC_LIB_CODEGEN_KERNELCONVPLAN_H

#include "KernelPanel.h"

namespace effc {

/// How the output is cut into panels and tiles.
struct ConvPlan {
  KernelShape shape;    // flattened to one row if `isFlat`
  bool isFlat;          // pointwise, over pixels with an even distance
  bool isStaged;        // the input is copied to a panel
  bool hasRowRuns;      // a row of the window is read as one run
  int64_t panelRows;    // output rows of a panel
  int64_t panelColumns; // output columns of a panel; whole tiles if flat
  int64_t tileRows, tileColumns;
  PanelShape panel;
};

/// The plan for an output in one row if `flat`, in its own shape otherwise.
ConvPlan makeConvPlan(KernelConv2DOp op, bool flat, unsigned inputBits);

/// The plan for an input, an output and perhaps an addend of these types.
ConvPlan makeConvPlan(KernelConv2DOp op, llvm::ArrayRef<mlir::MemRefType> buffers);

} // namespace effc

#endif
