//===- KernelDot.cpp - Multiply-accumulate steps of kernels ---------------===//
#include "KernelDot.h"
#include "Routine.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/TargetParser/Triple.h"

using namespace mlir;
using namespace effc;

bool effc::hasNeon(TargetAttr target) {
  llvm::Triple triple(target.getTriple());
  return (triple.isARM() || triple.isThumb()) && !triple.isArmMClass() &&
         target.getVectorBits() == 128;
}

KernelDot::KernelDot(TargetAttr target, Dot dot, bool unsignedInput)
    : dot(dot), target(target), unsignedInput(unsignedInput),
      multipliesHalves(dot == Dot::Widen && target && hasNeon(target)) {}

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
    if (multipliesHalves)
      return loadHalves(b, weights, offset, lanes, false);
    return signExtend(b, weights.load(b, offset, lanes), 32);
  }
}

/// `count` elements from `first` on.
static Value slice(ImplicitLocOpBuilder &b, Value vector, int64_t first, int64_t count) {
  return vector::ExtractStridedSliceOp::create(b, vector, ArrayRef<int64_t>{first},
                                               ArrayRef<int64_t>{count}, ArrayRef<int64_t>{1});
}

/// Widens `count` elements to i16. LLVM loads eight bytes by way of the stack if it sees that they
/// are extended, and four bytes in any case.
Value KernelDot::loadHalves(ImplicitLocOpBuilder &b, const LinearBuffer &buffer, Offset offset,
                            int64_t count, bool isUnsigned) const {
  Value elements;
  if (count == 4 && buffer.elementType().isInteger(8)) {
    Value start = getAddress(b, buffer.getRow());
    Value bytes = arith::IndexCastOp::create(b, b.getI32Type(), materialize(b, offset));
    Value word = LLVM::LoadOp::create(b, b.getI32Type(), advance(b, start, bytes), /*alignment=*/1);
    Value words = vector::BroadcastOp::create(b, VectorType::get({2}, b.getI32Type()), word);
    elements = vector::BitCastOp::create(b, VectorType::get({8}, b.getI8Type()), words);
  } else {
    elements = LLVM::FreezeOp::create(b, buffer.load(b, offset, count));
  }
  auto type = cast<VectorType>(elements.getType()).clone(b.getI16Type());
  if (type != elements.getType())
    elements = isUnsigned ? arith::ExtUIOp::create(b, type, elements).getResult()
                          : arith::ExtSIOp::create(b, type, elements).getResult();
  return type.getNumElements() == count ? elements : slice(b, elements, 0, count);
}

SmallVector<Value> KernelDot::loadWeights(ImplicitLocOpBuilder &b, const LinearBuffer &weights,
                                          Offset offset, int64_t lanes, int64_t count) const {
  SmallVector<Value> vectors;
  while (multipliesHalves && int64_t(vectors.size()) + 2 <= count) {
    Value both = loadHalves(b, weights, offset + vectors.size() * lanes, 2 * lanes, false);
    vectors.append({slice(b, both, 0, lanes), slice(b, both, lanes, lanes)});
  }
  while (int64_t(vectors.size()) < count)
    vectors.push_back(
        loadWeights(b, weights, offset + vectors.size() * lanes * getDepth(dot), lanes));
  return vectors;
}

SmallVector<Value> KernelDot::loadInputPair(ImplicitLocOpBuilder &b, const LinearBuffer &input,
                                            Offset offset, int64_t lanes) const {
  Value both = loadHalves(b, input, offset, 2 * lanes, unsignedInput);
  return {slice(b, both, 0, lanes), slice(b, both, lanes, lanes)};
}

int64_t KernelDot::getLaneSteps(int64_t steps) const {
  return !multipliesHalves ? 1 : steps % 8 == 0 ? 8 : steps % 4 == 0 ? 4 : 1;
}

Value KernelDot::loadLaneSteps(ImplicitLocOpBuilder &b, const LinearBuffer &input, Offset offset,
                               int64_t laneSteps) const {
  return loadHalves(b, input, offset, laneSteps, unsignedInput);
}

Value KernelDot::broadcastLane(ImplicitLocOpBuilder &b, Value elements, int64_t index,
                               int64_t lanes) const {
  SmallVector<int64_t> order(lanes, index);
  return vector::ShuffleOp::create(b, elements, elements, order);
}

Value KernelDot::widenInput(ImplicitLocOpBuilder &b, Value value) const {
  Type type = value.getType();
  Type wide = multipliesHalves ? b.getI16Type() : b.getI32Type();
  if (getElementTypeOrSelf(type).isF32() || getElementTypeOrSelf(type) == wide)
    return value;
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
  if (multipliesHalves)
    return loadHalves(b, input, offset, lanes, unsignedInput);
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
  if (multipliesHalves)
    return loadHalves(b, input, offset, lanes, unsignedInput);
  Value elements = input.load(b, offset, lanes);
  if (dot == Dot::PairI16)
    return vector::BitCastOp::create(b, VectorType::get({2 * lanes}, b.getI16Type()), elements);
  return widenInput(b, elements);
}

/// The target's product of pairs for its vectors of `lanes` sums.
static StringRef pairProduct(TargetAttr target, int64_t lanes) {
  if (llvm::Triple(target.getTriple()).isWasm())
    return "llvm.wasm.dot";
  switch (lanes) {
  case 4:
    return "llvm.x86.sse2.pmadd.wd";
  case 8:
    return "llvm.x86.avx2.pmadd.wd";
  case 16:
    return "llvm.x86.avx512.pmaddw.d.512";
  }
  llvm_unreachable("x86 has vectors of 128, 256 and 512 bits");
}

/// The target's instruction that adds four products to each of `lanes` sums.
static StringRef quadProduct(Dot dot, int64_t lanes) {
  if (dot == Dot::QuadI8)
    return "llvm.aarch64.neon.sdot";
  return lanes == 8 ? "llvm.x86.avx512.vpdpbusd.256" : "llvm.x86.avx512.vpdpbusd.512";
}

/// Products of i16 in i32. By name, for LLVM sees no product of halves once the widening of an
/// operand is in another block. The last operand may be a lane.
static Value multiplyHalves(ImplicitLocOpBuilder &b, Value lhs, Value rhs) {
  auto wide = cast<VectorType>(lhs.getType()).clone(b.getI32Type());
  if (wide.getNumElements() != 4)
    return arith::MulIOp::create(b, signExtend(b, lhs, 32), signExtend(b, rhs, 32));
  return LLVM::CallIntrinsicOp::create(b, wide, b.getStringAttr("llvm.arm.neon.vmulls"),
                                       ValueRange{rhs, lhs})
      .getResult(0);
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
  if (multipliesHalves) {
    product = multiplyHalves(b, input, weights);
  } else if (dot != Dot::PairI16) {
    product = arith::MulIOp::create(b, input, weights);
  } else {
    auto type = cast<VectorType>(sum.getType());
    StringRef name = pairProduct(target, type.getDimSize(0));
    product = LLVM::CallIntrinsicOp::create(b, type, b.getStringAttr(name), ValueRange{input, weights})
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
