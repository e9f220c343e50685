//===- ElementFunction.cpp - Element-wise ops as functions of one element -===//
#include "ElementFunction.h"
#include "effc/IR/Constants.h"
#include "effc/IR/Quantization.h"
#include "mlir/IR/Diagnostics.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace effc;

/// A function of more ops than this is hardly an activation.
static constexpr size_t kMaxOps = 32;

bool effc::isUnaryElementwise(Operation *op) {
  return isa<ReluOp, Relu6Op, ReluN1To1Op, LogisticOp, TanhOp, EluOp, HardSwishOp, LeakyReluOp,
             LookupOp, QuantizeOp, RequantizeOp, DequantizeOp, CastOp>(op);
}

bool effc::isBinaryElementwise(Operation *op) {
  return isa<AddOp, SubOp, MulOp, MaximumOp, MinimumOp, PreluOp>(op);
}

static ShapedType typeOf(Value value) { return cast<ShapedType>(value.getType()); }

static bool isByteQuantized(Value value) {
  Type elementType = typeOf(value).getElementType();
  return isa<quant::UniformQuantizedType>(elementType) && getStorageBytes(elementType) == 1;
}

/// True if operand `index` of the element-wise `op` is the same for every element.
static bool isUniform(Operation *op, unsigned index) {
  Value operand = op->getOperand(index);
  if (isa<LookupOp>(op) && index == 1)
    return isConstant(operand);
  return isConstant(operand) && typeOf(operand).getNumElements() == 1 &&
         !isPerAxisQuantized(typeOf(operand).getElementType());
}

/// Adds `op` to the function of `ops` and its other operands to `sources`.
static bool addOp(Operation *op, llvm::SetVector<Operation *> &ops,
                  llvm::SetVector<Value> &sources) {
  if (!isUnaryElementwise(op) && !isBinaryElementwise(op))
    return false;
  ShapedType result = typeOf(op->getResult(0));
  if (isPerAxisQuantized(result.getElementType()))
    return false;
  SmallVector<Value> added;
  for (unsigned index = 0; index < op->getNumOperands(); ++index) {
    if (isUniform(op, index))
      continue;
    Value operand = op->getOperand(index);
    if (typeOf(operand).getShape() != result.getShape() ||
        isPerAxisQuantized(typeOf(operand).getElementType()))
      return false;
    added.push_back(operand);
  }
  ops.insert(op);
  sources.insert(added.begin(), added.end());
  return !sources.empty();
}

/// The producer of the source that is computed last in `block`: no other one can depend on it.
static Operation *getLastProducer(const llvm::SetVector<Value> &sources, Block *block) {
  Operation *last = nullptr;
  for (Value source : sources) {
    Operation *producer = source.getDefiningOp();
    if (producer && producer->getBlock() == block && (!last || last->isBeforeInBlock(producer)))
      last = producer;
  }
  return last;
}

std::optional<ElementFunction> effc::matchElementFunction(Operation *op) {
  std::optional<ElementFunction> best;
  llvm::SetVector<Operation *> ops;
  llvm::SetVector<Value> sources;
  Operation *next = op;
  while (next && ops.size() < kMaxOps) {
    if (next != op)
      sources.remove(next->getResult(0));
    if (!addOp(next, ops, sources))
      break;
    next = getLastProducer(sources, op->getBlock());
    if (sources.size() != 1 || !isByteQuantized(sources[0]))
      continue;
    best = ElementFunction{sources[0], llvm::to_vector<4>(llvm::reverse(ops))};
    if (next &&
        !llvm::all_of(next->getUsers(), [&](Operation *user) { return ops.contains(user); }))
      break;
  }
  return best;
}

TensorBytes effc::getAllValues(Type quantizedType) {
  size_t width = getStorageBytes(quantizedType);
  assert(width <= 2 && "too many values");
  int64_t count = int64_t(1) << (8 * width);
  int64_t first = isUnsignedStorage(quantizedType) ? 0 : -count / 2;
  TensorBytes values(count * width);
  for (int64_t index = 0; index < count; ++index)
    for (size_t byte = 0; byte < width; ++byte)
      values[index * width + byte] = static_cast<char>((first + index) >> (8 * byte));
  return values;
}

FailureOr<TensorBytes> effc::evaluateDetached(Location loc, OperationName name,
                                              ArrayRef<NamedAttribute> attributes,
                                              ArrayRef<Type> operandTypes, Type resultType,
                                              ArrayRef<const TensorBytes *> operands) {
  Block scratch;
  for (Type type : operandTypes)
    scratch.addArgument(type, loc);
  OperationState state(loc, name, scratch.getArguments(), {resultType}, attributes);
  Operation *op = Operation::create(state);
  scratch.push_back(op);
  // What cannot be evaluated is left as it is, which is no error.
  ScopedDiagnosticHandler silence(loc.getContext(), [](Diagnostic &) {});
  SmallVector<TensorBytes> results;
  if (failed(evaluateOp(op, operands, results)))
    return failure();
  return std::move(results.front());
}

FailureOr<TensorBytes> effc::tabulate(const ElementFunction &function) {
  TensorBytes values = getAllValues(typeOf(function.source).getElementType());
  int64_t count = values.size() / getStorageBytes(typeOf(function.source).getElementType());
  llvm::DenseMap<Value, TensorBytes> computed;
  computed[function.source] = std::move(values);
  for (Operation *op : function.ops) {
    SmallVector<Type> types;
    SmallVector<TensorBytes> operands;
    for (Value operand : op->getOperands()) {
      auto found = computed.find(operand);
      bool isTable = isa<LookupOp>(op) && found == computed.end();
      types.push_back(isTable ? operand.getType()
                              : typeOf(operand).clone({found == computed.end() ? 1 : count}));
      operands.push_back(found == computed.end() ? *getConstantBytes(operand) : found->second);
    }
    SmallVector<const TensorBytes *> pointers;
    for (const TensorBytes &operand : operands)
      pointers.push_back(&operand);
    FailureOr<TensorBytes> result =
        evaluateDetached(op->getLoc(), op->getName(), op->getAttrs(), types,
                         typeOf(op->getResult(0)).clone({count}), pointers);
    if (failed(result))
      return failure();
    computed[op->getResult(0)] = std::move(*result);
  }
  return std::move(computed[function.ops.back()->getResult(0)]);
}

FailureOr<TensorBytes> effc::tabulateRequantize(Type from, Type to) {
  TensorBytes values = getAllValues(from);
  int64_t count = values.size() / getStorageBytes(from);
  MLIRContext *context = from.getContext();
  return evaluateDetached(
      UnknownLoc::get(context), OperationName(RequantizeOp::getOperationName(), context), {},
      {RankedTensorType::get({count}, from)}, RankedTensorType::get({count}, to), {&values});
}
