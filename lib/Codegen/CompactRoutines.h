//===- CompactRoutines.h - Inner loops of compact kernels -------*- C++ -*-===//
#ifndef EFFC_LIB_CODEGEN_COMPACTROUTINES_H
#define EFFC_LIB_CODEGEN_COMPACTROUTINES_H

#include "Routine.h"
#include "effc/IR/Effc.h"

namespace effc {

/// How a machine multiplies an accumulator by a multiplier.
enum class ProductForm {
  Sum,   // 64 bits, and an addition to them
  High,  // the high word
  Halves // products of 16 bits
};
ProductForm getProductForm(TileAttr tile, bool isRISCV);

/// What depends on the op in a requantization, and which instructions it takes.
class CompactEpilogue {
public:
  CompactEpilogue(RequantizeAttr requantize, bool quarterScales,
                  ProductForm form = ProductForm::Sum);

  /// Part of the name of a routine that uses this epilogue.
  std::string getName() const;
  /// The arguments that such a routine takes for it: zero point and bounds.
  llvm::SmallVector<mlir::Value> getArguments(mlir::ImplicitLocOpBuilder &b) const;

  /// The stored result of an accumulator. `scale` is the table's word with the shift in its low
  /// byte; `arguments` are those above, as the routine got them.
  Lanes apply(Lanes accumulator, Lanes scale, Lanes multiplier,
              llvm::ArrayRef<mlir::Value> arguments) const;

  /// What the same computation by halves takes, for assembly: the halves of the multiplier, the
  /// lower one first; 2^30; what is added to 4*ah*mh and the shifted sum; the shift; the bounds;
  /// and what of -2 is added where the accumulator is negative.
  llvm::SmallVector<Lanes> getHalves(Lanes scale, Lanes multiplier,
                                     llvm::ArrayRef<mlir::Value> arguments) const;

private:
  bool isSignless() const { return requantize.getSignless() && form == ProductForm::Sum; }
  Lanes applyQuotient(Lanes accumulator, Lanes scale, Lanes multiplier,
                      llvm::ArrayRef<mlir::Value> arguments) const;
  Lanes clamp(Lanes value, llvm::ArrayRef<mlir::Value> arguments) const;

  RequantizeAttr requantize;
  bool quarterScales;
  ProductForm form;
  bool isFullRange; // the bounds are those of the 8-bit type
};

/// Pixels of a panel against all channels: `pixels` of them, at `pixelBytes` from each other,
/// with `runs` runs of `steps` steps that begin `rowBytes` apart.
struct DotArguments {
  mlir::Value panel, weights, table, output;
  mlir::Value pixels;  // i32
  int64_t pixelBytes;  // from pixel to pixel in the panel
  int64_t outputBytes; // and in the output
  int64_t channels;    // of the output
  int64_t runs, runBytes, rowBytes, steps;
  int64_t pairWeightBytes; // weights of two channels

  /// The first arguments of a routine for `count` groups of channels with these operands.
  llvm::SmallVector<mlir::Value> getShared(mlir::ImplicitLocOpBuilder &b, mlir::Value weights,
                                           mlir::Value table, mlir::Value output,
                                           int64_t count) const;
};

/// Panels of i16, two pixels by two channels: `smlad`.
void callDualDot(mlir::ImplicitLocOpBuilder &b, const DotArguments &arguments, bool hasWideWeights,
                 const CompactEpilogue &epilogue);

/// One row of i8 against four channels at a time, in place.
void callDualRow(mlir::ImplicitLocOpBuilder &b, const DotArguments &arguments, bool isUnsigned,
                 const CompactEpilogue &epilogue);

/// Widens `count` bytes to i16. With `swapsMiddle`, elements 1 and 2 of each 4 change places;
/// `count` and the address `to` are multiples of 4.
void callWiden(mlir::ImplicitLocOpBuilder &b, mlir::Value to, mlir::Value from, mlir::Value count,
               bool swapsMiddle, bool isUnsigned);

/// Sets `count` i16.
void callFill(mlir::ImplicitLocOpBuilder &b, mlir::Value to, int64_t count, int64_t value);

/// Copies `bytes`, a multiple of 8, to a lower address; both are multiples of 4.
void callMoveDown(mlir::ImplicitLocOpBuilder &b, mlir::Value to, mlir::Value from, int64_t bytes);

/// Copies and sets bytes.
void callCopy(mlir::ImplicitLocOpBuilder &b, mlir::Value to, mlir::Value from, mlir::Value bytes);
void callFillBytes(mlir::ImplicitLocOpBuilder &b, mlir::Value to, int64_t bytes, int64_t value);

/// Copies `rows` stretches of `count` i16 that begin `rowBytes` apart, one after the other.
mlir::Value callGather(mlir::ImplicitLocOpBuilder &b, mlir::Value to, mlir::Value from,
                       int64_t rows, int64_t count, int64_t rowBytes);

} // namespace effc

#endif
