//===- KernelNeonEpilogue.cpp - Results with NEON's fixed point -----------===//
//
// As RISC-V's vectors do (KernelScalableEpilogue.cpp), NEON has both roundings of the reference as
// instructions: `vqrdmulh` is the doubling high multiply that rounds to nearest, ties up, and
// `vrshl` by -e divides by 2^e, ties up again, which is ties away from zero if what it divides is
// made one less where it is negative. `Rescale::Wide` is `vqdmulh`, which rounds down, and then the
// same division. 64-bit products and additions, which other machines have in vectors, would have
// to be computed by scalars here.
//
//===----------------------------------------------------------------------===//
#include "KernelDot.h"
#include "KernelEpilogue.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace effc;

bool KernelEpilogue::hasNeonForm(int64_t lanes) const {
  return hasNeon(target) && (lanes == 2 || lanes == 4) && scaling.getRescale() != Rescale::Float;
}

static Value splatLike(ImplicitLocOpBuilder &b, Value values, int64_t number) {
  return arith::ConstantOp::create(
      b, DenseElementsAttr::get(cast<VectorType>(values.getType()), APInt(32, number, true)));
}

static Value call(ImplicitLocOpBuilder &b, StringRef name, Value lhs, Value rhs) {
  return LLVM::CallIntrinsicOp::create(b, lhs.getType(), b.getStringAttr(name),
                                       ValueRange{lhs, rhs})
      .getResult(0);
}

KernelEpilogue::Channels KernelEpilogue::prepareNeon(ImplicitLocOpBuilder &b, Value multiplier,
                                                     Value shift) const {
  Channels channels;
  channels.evenMultiplier = multiplier;
  // -(p + 1)
  channels.shift = arith::SubIOp::create(b, splatLike(b, shift, -1), shift);
  return channels;
}

Value KernelEpilogue::rescaleNeon(ImplicitLocOpBuilder &b, Value accumulators,
                                  const Channels &channels) const {
  bool isWide = scaling.getRescale() == Rescale::Wide;
  Value high = call(b, isWide ? "llvm.arm.neon.vqdmulh" : "llvm.arm.neon.vqrdmulh", accumulators,
                    channels.evenMultiplier);
  if (!isWide && !scaling.getSignless())
    high = arith::AddIOp::create(b, high, arith::ShRSIOp::create(b, high, splatLike(b, high, 31)));
  return call(b, "llvm.arm.neon.vrshifts", high, channels.shift);
}
