//===- Lanes.cpp - Arithmetic on scalars or vectors -----------------------===//
#include "Lanes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/TypeUtilities.h"

using namespace mlir;
using namespace effc;

Type Lanes::getElementType() const { return getElementTypeOrSelf(value.getType()); }

int64_t Lanes::getCount() const {
  auto vector = dyn_cast<VectorType>(value.getType());
  return vector ? vector.getNumElements() : 1;
}

Type Lanes::withElement(Type element) const {
  if (auto vector = dyn_cast<VectorType>(value.getType()))
    return vector.clone(element);
  return element;
}

static Value makeConstant(ImplicitLocOpBuilder &builder, Type type, Attribute element) {
  if (auto vector = dyn_cast<VectorType>(type))
    return arith::ConstantOp::create(builder, DenseElementsAttr::get(vector, element));
  return arith::ConstantOp::create(builder, cast<TypedAttr>(element));
}

Lanes Lanes::integer(int64_t number) const {
  Type element = getElementType();
  unsigned bits = element.isIndex() ? 64 : element.getIntOrFloatBitWidth();
  APInt wide = APInt(64, number).sextOrTrunc(bits);
  return {*builder, makeConstant(*builder, getType(), IntegerAttr::get(element, wide))};
}

Lanes Lanes::real(double number) const {
  return {*builder, makeConstant(*builder, getType(), FloatAttr::get(getElementType(), number))};
}

template <typename Float, typename Integer> Lanes Lanes::either(Lanes other) const {
  if (isa<FloatType>(getElementType()))
    return {*builder, Float::create(*builder, value, other.value)};
  return {*builder, Integer::create(*builder, value, other.value)};
}

Lanes Lanes::operator+(Lanes other) const { return either<arith::AddFOp, arith::AddIOp>(other); }
Lanes Lanes::operator-(Lanes other) const { return either<arith::SubFOp, arith::SubIOp>(other); }
Lanes Lanes::operator*(Lanes other) const { return either<arith::MulFOp, arith::MulIOp>(other); }

// Floats go through compare and select, which is one instruction on x86 and in WebAssembly where
// `minimumf` is four.
Lanes Lanes::max(Lanes other) const {
  if (isa<FloatType>(getElementType()))
    return (*this < other).select(other, *this);
  return {*builder, arith::MaxSIOp::create(*builder, value, other.value)};
}

Lanes Lanes::min(Lanes other) const {
  if (isa<FloatType>(getElementType()))
    return (other < *this).select(other, *this);
  return {*builder, arith::MinSIOp::create(*builder, value, other.value)};
}

Lanes Lanes::maxUnsigned(Lanes other) const {
  return {*builder, arith::MaxUIOp::create(*builder, value, other.value)};
}

Lanes Lanes::minUnsigned(Lanes other) const {
  return {*builder, arith::MinUIOp::create(*builder, value, other.value)};
}

Lanes Lanes::operator<(Lanes other) const {
  if (isa<FloatType>(getElementType()))
    return {*builder,
            arith::CmpFOp::create(*builder, arith::CmpFPredicate::OLT, value, other.value)};
  return {*builder, arith::CmpIOp::create(*builder, arith::CmpIPredicate::slt, value, other.value)};
}

Lanes Lanes::operator>=(Lanes other) const {
  if (isa<FloatType>(getElementType()))
    return {*builder,
            arith::CmpFOp::create(*builder, arith::CmpFPredicate::OGE, value, other.value)};
  return {*builder, arith::CmpIOp::create(*builder, arith::CmpIPredicate::sge, value, other.value)};
}

Lanes Lanes::operator!=(Lanes other) const {
  if (isa<FloatType>(getElementType()))
    return {*builder,
            arith::CmpFOp::create(*builder, arith::CmpFPredicate::UNE, value, other.value)};
  return {*builder, arith::CmpIOp::create(*builder, arith::CmpIPredicate::ne, value, other.value)};
}

Lanes Lanes::operator==(int64_t number) const {
  return {*builder,
          arith::CmpIOp::create(*builder, arith::CmpIPredicate::eq, value, integer(number))};
}

Lanes Lanes::select(Lanes ifTrue, Lanes ifFalse) const {
  return {*builder, arith::SelectOp::create(*builder, value, ifTrue.value, ifFalse.value)};
}

Lanes Lanes::operator&(Lanes other) const {
  return {*builder, arith::AndIOp::create(*builder, value, other.value)};
}
Lanes Lanes::operator|(Lanes other) const {
  return {*builder, arith::OrIOp::create(*builder, value, other.value)};
}
Lanes Lanes::operator^(Lanes other) const {
  return {*builder, arith::XOrIOp::create(*builder, value, other.value)};
}
Lanes Lanes::operator<<(Lanes amount) const {
  return {*builder, arith::ShLIOp::create(*builder, value, amount.value)};
}
Lanes Lanes::operator>>(Lanes amount) const {
  return {*builder, arith::ShRSIOp::create(*builder, value, amount.value)};
}
Lanes Lanes::shiftRightLogical(Lanes amount) const {
  return {*builder, arith::ShRUIOp::create(*builder, value, amount.value)};
}

Lanes Lanes::operator/(Lanes other) const {
  return {*builder, arith::DivFOp::create(*builder, value, other.value)};
}

Lanes Lanes::toInteger(unsigned bits, bool isUnsigned) const {
  unsigned from = getElementType().getIntOrFloatBitWidth();
  if (from == bits)
    return *this;
  Type to = withElement(builder->getIntegerType(bits));
  if (from > bits)
    return {*builder, arith::TruncIOp::create(*builder, to, value)};
  if (isUnsigned)
    return {*builder, arith::ExtUIOp::create(*builder, to, value)};
  return {*builder, arith::ExtSIOp::create(*builder, to, value)};
}

Lanes Lanes::toFloat(bool isUnsigned) const {
  Type to = withElement(builder->getF32Type());
  if (isUnsigned)
    return {*builder, arith::UIToFPOp::create(*builder, to, value)};
  return {*builder, arith::SIToFPOp::create(*builder, to, value)};
}

Lanes Lanes::truncateToInteger() const {
  return {*builder, arith::FPToSIOp::create(*builder, withElement(builder->getI32Type()), value)};
}

Lanes Lanes::roundEvenToInteger() const {
  return {*builder, LLVM::LrintOp::create(*builder, withElement(builder->getI32Type()), value)};
}

Lanes effc::multiplyAdd(Lanes a, Lanes b, Lanes c) {
  return {a.getBuilder(), math::FmaOp::create(a.getBuilder(), a, b, c)};
}

Lanes Lanes::bitcast(Type element) const {
  return {*builder, arith::BitcastOp::create(*builder, withElement(element), value)};
}

Lanes effc::scalarConstant(ImplicitLocOpBuilder &builder, Type type, double number) {
  return {builder, makeConstant(builder, type, FloatAttr::get(type, number))};
}

Lanes effc::scalarConstant(ImplicitLocOpBuilder &builder, Type type, int64_t number) {
  unsigned bits = type.isIndex() ? 64 : type.getIntOrFloatBitWidth();
  return {builder,
          makeConstant(builder, type, IntegerAttr::get(type, APInt(64, number).sextOrTrunc(bits)))};
}

Lanes effc::broadcast(Lanes scalar, int64_t count) {
  if (count == 1)
    return scalar;
  auto type = VectorType::get({count}, scalar.getType());
  return {scalar.getBuilder(), vector::BroadcastOp::create(scalar.getBuilder(), type, scalar)};
}
