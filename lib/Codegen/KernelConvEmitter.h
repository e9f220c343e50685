//===- KernelConvEmitter.h - Loops of effc.kernel.conv_2d -------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_KERNELCONVEMITTER_H
#define EFFC_LIB_CODEGEN_KERNELCONVEMITTER_H

#include "KernelConvPlan.h"
#include "KernelEpilogue.h"
#include "ScalableLanes.h"

namespace effc {

/// Emits the loops of one op.
class ConvEmitter {
public:
  ConvEmitter(mlir::ImplicitLocOpBuilder &b, KernelConv2DOp op, TargetAttr target,
              const ConvPlan &plan, mlir::ValueRange inputs, mlir::Value output,
              mlir::ValueRange scratch);
  void emit();

private:
  /// A block of output channels: `vectors` vectors, of which `count` channels are real; or one
  /// vector of a length that is in `piece`.
  struct Block {
    Offset channel;  // of its first
    Offset weights;  // offset of its weights
    int64_t vectors; // of `lanes`
    int64_t count;   // channels to store
    llvm::SmallVector<mlir::Value> bias;
    llvm::SmallVector<KernelEpilogue::Channels> scales;
    const ScalableLanes *piece = nullptr;
  };

  /// Where the result of a pixel goes, and where its addend is.
  struct Pixel {
    Offset output, addend;
  };

  void emitPanel(mlir::Value batch, mlir::Value bandIndex);
  void emitPointwisePanels();
  void clearRest(Offset end);
  void fillTile(mlir::Value first, mlir::Value start);
  void emitBlocks(llvm::function_ref<void(Block &)> body);
  void emitBlock(Offset channel, Offset weights, int64_t vectors, int64_t count,
                 llvm::function_ref<void(Block &)> body);
  Pixel advance(Pixel from, mlir::Value index, int64_t count, unsigned dimension);
  void emitTile(const Block &block, Offset input, Pixel output, int64_t rows, int64_t columns);
  void prepareLanes(Block &block) const;
  void emitLaneTile(const Block &block, Offset input, const KernelEpilogue::Place &output,
                    llvm::ArrayRef<int64_t> inputs);
  llvm::SmallVector<mlir::Value> reduce(const Block &block, Offset input,
                                        llvm::ArrayRef<int64_t> pixels);
  void emitScalableBlocks(llvm::function_ref<void(Block &)> body);
  llvm::SmallVector<mlir::Value> reduceScalable(const Block &block, Offset input,
                                                llvm::ArrayRef<int64_t> pixels);
  Offset pixelOffset(int64_t row, int64_t column) const;

  mlir::ImplicitLocOpBuilder &b;
  KernelConv2DOp op;
  TargetAttr target;
  ConvPlan plan;
  KernelShape shape;
  KernelDot dot;
  TileAttr tile;
  int64_t lanes;
  LinearBuffer input, weights, bias, output, addend, panel;
  KernelEpilogue epilogue;
  int64_t runsPerRow, steps; // of the reduction: runs in a window row, steps in a run
  // Of what the reduction reads (panel or input), in elements.
  LinearBuffer source;
  int64_t sourceRow, sourceColumn;     // from one input row or column to the next
  int64_t tileStepRow, tileStepColumn; // from one output row or column to the next
};

} // namespace effc

#endif
