//===- ScalableLanes.cpp - Vectors as long as the registers ---------------===//
#include "ScalableLanes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace effc;

/// A scalable type counts what 64 bits of a register hold.
static constexpr int64_t kUnitBits = 64;
/// Operands of intrinsics: lanes beyond the length may be anything; the rounding mode is that of
/// the control register, which is to nearest.
static constexpr int64_t kAgnostic = 3, kDynamicRounding = 7;

ScalableLanes::ScalableLanes(ImplicitLocOpBuilder &b, TargetAttr target, int64_t lanes,
                             Value length)
    : b(&b), wordType(b.getIntegerType(target.getIndexBits())),
      lanes(lanes * kUnitBits / target.getVectorBits()), hasFma(target.getHasFma()), length(length),
      lengthWord(arith::IndexCastOp::create(b, wordType, length)) {}

VectorType ScalableLanes::getType(Type element) const {
  return VectorType::get({lanes}, element, {true});
}

Value ScalableLanes::word(int64_t number) const {
  return arith::ConstantOp::create(*b, b->getIntegerAttr(wordType, number));
}

Value ScalableLanes::call(StringRef name, Type result, ArrayRef<Value> operands) const {
  auto intrinsic = b->getStringAttr("llvm.riscv." + name.str());
  return LLVM::CallIntrinsicOp::create(*b, result, intrinsic, operands).getResult(0);
}

static Value poison(ImplicitLocOpBuilder &b, Type type) { return LLVM::PoisonOp::create(b, type); }

Value ScalableLanes::load(Value row, Value index) const {
  Type element = cast<MemRefType>(row.getType()).getElementType();
  return LoadLanesOp::create(*b, getType(element), row, index, length);
}

void ScalableLanes::store(Value values, Value row, Value index) const {
  StoreLanesOp::create(*b, values, row, index, length);
}

Value ScalableLanes::load(const LinearBuffer &buffer, Offset offset) const {
  return load(buffer.getRow(), materialize(*b, offset));
}

void ScalableLanes::store(Value values, const LinearBuffer &buffer, Offset offset) const {
  store(values, buffer.getRow(), materialize(*b, offset));
}

Value ScalableLanes::broadcast(Value scalar) const {
  return vector::BroadcastOp::create(*b, getType(scalar.getType()), scalar);
}

Value ScalableLanes::splat(Value scalar) const {
  Type type = getType(scalar.getType());
  StringRef name = isa<FloatType>(scalar.getType()) ? "vfmv.v.f" : "vmv.v.x";
  return call(name, type, {poison(*b, type), scalar, lengthWord});
}

Value ScalableLanes::loadFactor(const LinearBuffer &buffer, Offset offset, bool isUnsigned) const {
  Value values = load(buffer, offset);
  if (!buffer.elementType().isInteger(8))
    return values;
  Type type = getType(b->getI16Type());
  return call(isUnsigned ? "vzext" : "vsext", type, {poison(*b, type), values, lengthWord});
}

Value ScalableLanes::loadScalarFactor(const LinearBuffer &buffer, Offset offset,
                                      bool isUnsigned) const {
  Value value = buffer.load(*b, offset);
  if (!buffer.elementType().isInteger(8))
    return value;
  if (isUnsigned)
    return arith::ExtUIOp::create(*b, b->getI16Type(), value);
  return arith::ExtSIOp::create(*b, b->getI16Type(), value);
}

Value ScalableLanes::multiplyAdd(Value sum, Value factor, Value weights, bool isUnsigned) const {
  if (roundsSteps(sum))
    return real("vfadd", sum, real("vfmul", weights, factor));
  Value policy = word(kAgnostic);
  if (isa<FloatType>(getElementTypeOrSelf(sum.getType())))
    return call("vfmacc", sum.getType(),
                {sum, factor, weights, word(kDynamicRounding), lengthWord, policy});
  if (!isUnsigned)
    return call("vwmacc", sum.getType(), {sum, factor, weights, lengthWord, policy});
  // The signed operand comes first if both are vectors.
  if (isa<VectorType>(factor.getType()))
    return call("vwmaccsu", sum.getType(), {sum, weights, factor, lengthWord, policy});
  return call("vwmaccus", sum.getType(), {sum, factor, weights, lengthWord, policy});
}

/// Whether sums of such elements are rounded as in the reference, step by step.
bool ScalableLanes::roundsSteps(Value sum) const {
  return !hasFma && isa<FloatType>(getElementTypeOrSelf(sum.getType()));
}

Value ScalableLanes::real(StringRef name, Value lhs, Value rhs) const {
  return call(name, lhs.getType(),
              {poison(*b, lhs.getType()), lhs, rhs, word(kDynamicRounding), lengthWord});
}

Value ScalableLanes::begin(Value bias) const {
  if (!roundsSteps(bias))
    return bias;
  return splat(arith::ConstantOp::create(*b, b->getF32FloatAttr(0)));
}

void ScalableLanes::finish(MutableArrayRef<Value> sums, Value bias) const {
  if (roundsSteps(bias))
    for (Value &sum : sums)
      sum = real("vfadd", sum, bias);
}

Value ScalableLanes::binary(StringRef name, Value lhs, Value rhs) const {
  return call(name, lhs.getType(), {poison(*b, lhs.getType()), lhs, rhs, lengthWord});
}

Value ScalableLanes::rounded(StringRef name, Value lhs, Value rhs, Rounding rounding) const {
  return call(name, lhs.getType(),
              {poison(*b, lhs.getType()), lhs, rhs, word(int64_t(rounding)), lengthWord});
}

/// The type of elements of half the width.
static Type getHalf(ImplicitLocOpBuilder &b, Value wide) {
  auto type = cast<VectorType>(wide.getType());
  return type.clone(b.getIntegerType(type.getElementTypeBitWidth() / 2));
}

Value ScalableLanes::narrow(StringRef name, Value wide, Value shift) const {
  Type type = getHalf(*b, wide);
  return call(name, type,
              {poison(*b, type), wide, shift, word(int64_t(Rounding::NearestUp)), lengthWord});
}

Value ScalableLanes::truncate(Value wide) const {
  Type type = getHalf(*b, wide);
  return call("vnsrl", type, {poison(*b, type), wide, word(0), lengthWord});
}

Value ScalableLanes::replaceWhere(StringRef comparison, Value values, float bound) const {
  Value scalar = arith::ConstantOp::create(*b, b->getF32FloatAttr(bound));
  Value mask = call(comparison, getType(b->getI1Type()), {values, scalar, lengthWord});
  return call("vfmerge", values.getType(),
              {poison(*b, values.getType()), values, scalar, mask, lengthWord});
}

void effc::forEachPiece(ImplicitLocOpBuilder &b, TargetAttr target, int64_t count, int64_t lanes,
                        function_ref<void(Offset, const ScalableLanes &)> body) {
  if (count <= 0)
    return;
  Value end = arith::ConstantIndexOp::create(b, count);
  if (count <= lanes)
    return body({}, ScalableLanes(b, target, lanes, end));
  Value zero = arith::ConstantIndexOp::create(b, 0);
  Value step =
      scaled(b, vector::VectorScaleOp::create(b), lanes * kUnitBits / target.getVectorBits())
          .dynamic;
  auto loop = scf::ForOp::create(b, zero, end, step);
  OpBuilder::InsertionGuard guard(b);
  b.setInsertionPointToStart(loop.getBody());
  Value first = loop.getInductionVar();
  Value length = arith::MinSIOp::create(b, arith::SubIOp::create(b, end, first), step);
  body({first}, ScalableLanes(b, target, lanes, length));
}
