//===- Lanes.h - Arithmetic on scalars or vectors ---------------*- C++ -*-===//
//
// A value of one or more lanes and the operations on it, so that one description of a
// computation serves a vector loop and its scalar remainder. Constants take the type of the
// operand that they meet.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_LIB_CODEGEN_LANES_H
#define EFFC_LIB_CODEGEN_LANES_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include "mlir/IR/Value.h"
#include <type_traits>

namespace effc {

class Lanes {
public:
  Lanes(mlir::ImplicitLocOpBuilder &builder, mlir::Value value) : builder(&builder), value(value) {}

  operator mlir::Value() const { return value; }
  mlir::Type getType() const { return value.getType(); }
  mlir::Type getElementType() const;
  mlir::ImplicitLocOpBuilder &getBuilder() const { return *builder; }
  /// 1 for a scalar.
  int64_t getCount() const;

  /// This value's shape with another element type.
  mlir::Type withElement(mlir::Type element) const;

  /// A constant of this value's type.
  template <typename T> Lanes constant(T number) const {
    static_assert(std::is_arithmetic_v<T>);
    if (llvm::isa<mlir::FloatType>(getElementType()))
      return real(static_cast<double>(number));
    return integer(static_cast<int64_t>(number));
  }

  /// Integers and floats.
  Lanes operator+(Lanes other) const;
  Lanes operator-(Lanes other) const;
  Lanes operator*(Lanes other) const;
  template <typename T> Lanes operator+(T number) const {
    return number == T(0) ? *this : *this + constant(number);
  }
  template <typename T> Lanes operator-(T number) const {
    return number == T(0) ? *this : *this - constant(number);
  }
  template <typename T> Lanes operator*(T number) const { return *this * constant(number); }

  /// Integers are compared as signed numbers. Floats follow std::max and std::min: a NaN in this
  /// value stays, one in `other` is passed over, and of two zeros this one is taken.
  Lanes max(Lanes other) const;
  Lanes min(Lanes other) const;
  Lanes maxUnsigned(Lanes other) const;
  Lanes minUnsigned(Lanes other) const;
  template <typename T> Lanes max(T number) const { return max(constant(number)); }
  template <typename T> Lanes min(T number) const { return min(constant(number)); }
  template <typename T> Lanes clamp(T low, T high) const { return max(low).min(high); }

  /// Comparisons give i1 lanes.
  Lanes operator<(Lanes other) const;
  Lanes operator>=(Lanes other) const;
  template <typename T> Lanes operator<(T number) const { return *this < constant(number); }
  template <typename T> Lanes operator>=(T number) const { return *this >= constant(number); }
  Lanes operator!=(Lanes other) const;
  /// Integers only.
  Lanes operator==(int64_t number) const;
  /// For i1 lanes.
  Lanes select(Lanes ifTrue, Lanes ifFalse) const;

  /// Integers only. `>>` keeps the sign, `shiftRightLogical` does not; the shift amount is below
  /// the width.
  Lanes operator&(Lanes other) const;
  Lanes operator|(Lanes other) const;
  Lanes operator^(Lanes other) const;
  Lanes operator<<(Lanes amount) const;
  Lanes operator>>(Lanes amount) const;
  Lanes shiftRightLogical(Lanes amount) const;
  Lanes operator&(int64_t number) const { return *this & integer(number); }
  Lanes operator|(int64_t number) const { return *this | integer(number); }
  Lanes operator^(int64_t number) const { return *this ^ integer(number); }
  Lanes operator<<(int amount) const { return amount == 0 ? *this : *this << integer(amount); }
  Lanes operator>>(int amount) const { return amount == 0 ? *this : *this >> integer(amount); }
  Lanes shiftRightLogical(int amount) const { return shiftRightLogical(integer(amount)); }

  /// Floats only.
  Lanes operator/(Lanes other) const;
  template <typename T> Lanes operator/(T number) const { return *this / constant(number); }

  /// Integer of `bits` bits: extended by sign or zeros, or truncated.
  Lanes toInteger(unsigned bits, bool isUnsigned = false) const;
  /// Integer to f32.
  Lanes toFloat(bool isUnsigned = false) const;
  /// f32 to i32, toward zero or to nearest, ties to even; the value must fit.
  Lanes truncateToInteger() const;
  Lanes roundEvenToInteger() const;
  Lanes bitcast(mlir::Type element) const;

private:
  Lanes integer(int64_t number) const;
  Lanes real(double number) const;
  template <typename Float, typename Integer> Lanes either(Lanes other) const;

  mlir::ImplicitLocOpBuilder *builder;
  mlir::Value value;
};

/// `a * b + c` of floats, rounded once.
Lanes multiplyAdd(Lanes a, Lanes b, Lanes c);

/// A scalar constant of a builtin integer or float type.
Lanes scalarConstant(mlir::ImplicitLocOpBuilder &builder, mlir::Type type, double number);
Lanes scalarConstant(mlir::ImplicitLocOpBuilder &builder, mlir::Type type, int64_t number);

/// `scalar` in `count` lanes; the scalar itself for a count of 1.
Lanes broadcast(Lanes scalar, int64_t count);

} // namespace effc

#endif
