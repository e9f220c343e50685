//===- KernelDot.cpp - Multiply-accumulate steps of kernels ---------------===//
#include "KernelDot.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace effc;

Type KernelDot::stageType(Type inputType) const {
  return dot == Dot::PairI16 ? IntegerType::get(inputType.getContext(), 16) : inputType;
}

VectorType KernelDot::accumulatorType(MLIRContext *context, int64_t lanes) const {
  Type element =
      dot == Dot::Float ? Type(Float32Type::get(context)) : Type(IntegerType::get(context, 32));
  return VectorType::get({lanes}, element);
}

/// Sign-extends to elements of `bits`.
static Value signExtend(ImplicitLocOpBuilder &b, Value vector, unsigned bits) {
  auto type = cast<VectorType>(vector.getType());
  if (type.getElementTypeBitWidth() == bits)
    return vector;
  return arith::ExtSIOp::create(b, VectorType::get(type.getShape(), b.getIntegerType(bits)),
                                vector);
}

Value KernelDot::loadWeights(ImplicitLocOpBuilder &b, const LinearBuffer &weights, Offset offset,
                             int64_t lanes) const {
  switch (dot) {
  case Dot::Float:
    return weights.load(b, offset, lanes);
  case Dot::PairI16:
    return signExtend(b, weights.load(b, offset, 2 * lanes), 16);
  case Dot::QuadU8I8:
  case Dot::QuadI8:
    return weights.load(b, offset, 4 * lanes);
  default:
    return signExtend(b, weights.load(b, offset, lanes), 32);
  }
}

Value KernelDot::widenInput(ImplicitLocOpBuilder &b, Value value) const {
  Type type = value.getType();
  if (getElementTypeOrSelf(type).isF32() || getElementTypeOrSelf(type).isInteger(32))
    return value;
  Type wide = b.getI32Type();
  if (auto vector = dyn_cast<VectorType>(type))
    wide = VectorType::get(vector.getShape(), wide);
  if (unsignedInput)
    return arith::ExtUIOp::create(b, wide, value);
  return arith::ExtSIOp::create(b, wide, value);
}

Value KernelDot::shiftInput(ImplicitLocOpBuilder &b, Value value) const {
  if (getInputShift(dot, unsignedInput) == 0)
    return value;
  auto type = cast<VectorType>(value.getType());
  Value signs = arith::ConstantOp::create(b, DenseElementsAttr::get(type, APInt(8, 128)));
  return arith::XOrIOp::create(b, value, signs);
}

Value KernelDot::broadcastInput(ImplicitLocOpBuilder &b, const LinearBuffer &input, Offset offset,
                                int64_t lanes) const {
  if (dot == Dot::PairI16 || isQuad(dot)) {
    int64_t depth = isQuad(dot) ? 4 : 2;
    Value word = vector::BitCastOp::create(b, VectorType::get({1}, b.getI32Type()),
                                           input.load(b, offset, depth));
    word = vector::ExtractOp::create(b, word, 0);
    Value all = vector::BroadcastOp::create(b, VectorType::get({lanes}, b.getI32Type()), word);
    return vector::BitCastOp::create(b, VectorType::get({depth * lanes}, input.elementType()), all);
  }
  Value element = widenInput(b, input.load(b, offset));
  return vector::BroadcastOp::create(b, VectorType::get({lanes}, element.getType()), element);
}

Value KernelDot::loadRun(ImplicitLocOpBuilder &b, const LinearBuffer &input, Offset offset,
                         int64_t lanes, int64_t count) const {
  if (dot == Dot::Float)
    return input.load(b, offset, lanes, count);
  Value elements = input.load(b, offset, lanes * getDepth(dot));
  if (dot != Dot::PairI16)
    return isQuad(dot) ? elements : widenInput(b, elements);
  if (input.elementType().isInteger(16))
    return elements;
  auto type = VectorType::get({2 * lanes}, b.getI16Type());
  return unsignedInput ? arith::ExtUIOp::create(b, type, elements).getResult()
                       : arith::ExtSIOp::create(b, type, elements).getResult();
}

Value KernelDot::loadInput(ImplicitLocOpBuilder &b, const LinearBuffer &input, Offset offset,
                           int64_t lanes) const {
  Value elements = input.load(b, offset, lanes);
  if (dot == Dot::PairI16)
    return vector::BitCastOp::create(b, VectorType::get({2 * lanes}, b.getI16Type()), elements);
  return widenInput(b, elements);
}

/// The target's pair product of this width; empty if there is none.
static StringRef pairProduct(TargetAttr target, int64_t lanes) {
  if (llvm::Triple(target.getTriple()).isWasm())
    return lanes == 4 ? "llvm.wasm.dot" : "";
  switch (lanes) {
  case 4:
    return "llvm.x86.sse2.pmadd.wd";
  case 8:
    return "llvm.x86.avx2.pmadd.wd";
  case 16:
    return "llvm.x86.avx512.pmaddw.d.512";
  default:
    return "";
  }
}

/// The products of even and of odd i16 elements, added in i32.
static Value addPairs(ImplicitLocOpBuilder &b, Value lhs, Value rhs) {
  int64_t lanes = cast<VectorType>(lhs.getType()).getDimSize(0) / 2;
  auto wide = VectorType::get({lanes}, b.getI32Type());
  Value sixteen = arith::ConstantOp::create(b, DenseElementsAttr::get(wide, APInt(32, 16)));
  auto halves = [&](Value pairs) {
    Value word = vector::BitCastOp::create(b, wide, pairs);
    Value even = arith::ShRSIOp::create(b, arith::ShLIOp::create(b, word, sixteen), sixteen);
    return std::pair<Value, Value>(even, arith::ShRSIOp::create(b, word, sixteen));
  };
  auto [lhsEven, lhsOdd] = halves(lhs);
  auto [rhsEven, rhsOdd] = halves(rhs);
  return arith::AddIOp::create(b, arith::MulIOp::create(b, lhsEven, rhsEven),
                               arith::MulIOp::create(b, lhsOdd, rhsOdd));
}

/// The target's instruction that adds four products to each of `lanes` sums; empty if there is
/// none.
static StringRef quadProduct(Dot dot, int64_t lanes) {
  if (dot == Dot::QuadI8)
    return lanes == 4 ? "llvm.aarch64.neon.sdot" : "";
  switch (lanes) {
  case 4:
    return "llvm.x86.avx512.vpdpbusd.128";
  case 8:
    return "llvm.x86.avx512.vpdpbusd.256";
  case 16:
    return "llvm.x86.avx512.vpdpbusd.512";
  default:
    return "";
  }
}

Value KernelDot::accumulate(ImplicitLocOpBuilder &b, Value sum, Value input, Value weights) const {
  if (dot == Dot::Float) {
    if (target.getHasFma())
      return math::FmaOp::create(b, input, weights, sum);
    return arith::AddFOp::create(b, arith::MulFOp::create(b, input, weights), sum);
  }
  if (isQuad(dot)) {
    auto type = cast<VectorType>(sum.getType());
    return LLVM::CallIntrinsicOp::create(b, type,
                                         b.getStringAttr(quadProduct(dot, type.getDimSize(0))),
                                         ValueRange{sum, input, weights})
        .getResult(0);
  }
  Value product;
  if (dot != Dot::PairI16) {
    product = arith::MulIOp::create(b, input, weights);
  } else {
    auto type = cast<VectorType>(sum.getType());
    StringRef name = pairProduct(target, type.getDimSize(0));
    product = name.empty() ? addPairs(b, input, weights)
                           : LLVM::CallIntrinsicOp::create(b, type, b.getStringAttr(name),
                                                           ValueRange{input, weights})
                                 .getResult(0);
  }
  return arith::AddIOp::create(b, sum, product);
}

Value KernelDot::begin(ImplicitLocOpBuilder &b, Value bias) const {
  if (!addsBiasLast())
    return bias;
  return arith::ConstantOp::create(b, b.getZeroAttr(bias.getType()));
}

void KernelDot::finish(ImplicitLocOpBuilder &b, MutableArrayRef<Value> sums,
                       ArrayRef<Value> bias) const {
  if (!addsBiasLast())
    return;
  for (auto [index, sum] : llvm::enumerate(sums))
    sum = arith::AddFOp::create(b, sum, bias[index % bias.size()]);
}
