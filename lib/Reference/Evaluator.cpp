//===- Evaluator.cpp - The reference evaluator ----------------------------===//
#include "effc/Reference/Evaluator.h"
#include "Ops.h"
#include "effc/IR/Quantization.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace effc;

/// Tries each op class of the pack in turn.
template <typename... Ops>
static reference::Result dispatch(Operation *op, reference::Operands operands) {
  return llvm::TypeSwitch<Operation *, reference::Result>(op)
      .Case<Ops...>([&](auto typed) { return reference::evaluate(typed, operands); })
      .Default(
          [&](Operation *) -> reference::Result { return op->emitOpError("cannot be evaluated"); });
}

/// Fails if an operand's bytes do not make up a tensor of its type.
static LogicalResult checkOperands(Operation *op, ArrayRef<const TensorBytes *> operands) {
  if (operands.size() < op->getNumOperands())
    return op->emitOpError("found ")
           << operands.size() << " operands' values, expected " << op->getNumOperands();
  for (auto [index, value] : llvm::enumerate(op->getOperands())) {
    auto type = dyn_cast<RankedTensorType>(value.getType());
    if (!type || !type.hasStaticShape())
      return op->emitOpError("operand ") << index << " is not a static tensor";
    int64_t found = operands[index] ? int64_t(operands[index]->size()) : 0;
    int64_t expected = getTensorBytes(cast<ShapedType>(type));
    if (found != expected)
      return op->emitOpError("found ")
             << found << " bytes for operand " << index << ", expected " << expected;
  }
  return success();
}

LogicalResult effc::evaluateOp(Operation *op, ArrayRef<const TensorBytes *> operands,
                               SmallVectorImpl<TensorBytes> &results) {
  if (failed(checkOperands(op, operands)))
    return failure();
  reference::Result result =
      dispatch<Conv2DOp, DepthwiseConv2DOp, TransposeConv2DOp, FullyConnectedOp, AddOp, SubOp,
               MulOp, MaximumOp, MinimumOp, PreluOp, LookupOp, ReluOp, Relu6Op, ReluN1To1Op,
               LogisticOp, TanhOp, EluOp, HardSwishOp, LeakyReluOp, AveragePool2DOp, MaxPool2DOp,
               MeanOp, SumOp, ArgMaxOp, SoftmaxOp, QuantizeOp, RequantizeOp, DequantizeOp, CastOp,
               ConstantOp, ReshapeOp, quant::StorageCastOp, TransposeOp, SliceOp, ConcatOp, PadOp,
               TileOp, ResizeBilinearOp, ResizeNearestOp, KernelConv2DOp, KernelDepthwiseConv2DOp,
               KernelCompactConv2DOp, KernelCompactDepthwiseConv2DOp>(op, operands);
  if (failed(result))
    return failure();
  results.push_back(std::move(*result));
  return success();
}

/// Evaluates the body of a function; `depth` guards against recursion.
static LogicalResult evaluateBody(func::FuncOp function, ArrayRef<TensorBytes> arguments,
                                  SmallVectorImpl<TensorBytes> &results, unsigned depth);

static LogicalResult evaluateCall(func::CallOp call, ArrayRef<const TensorBytes *> operands,
                                  SmallVectorImpl<TensorBytes> &results, unsigned depth) {
  constexpr unsigned maxDepth = 64;
  auto callee = SymbolTable::lookupNearestSymbolFrom<func::FuncOp>(call, call.getCalleeAttr());
  if (!callee || callee.isExternal())
    return call.emitOpError("callee '") << call.getCallee() << "' has no body";
  if (depth == maxDepth)
    return call.emitOpError("calls are nested deeper than ") << maxDepth;
  SmallVector<TensorBytes> arguments;
  for (const TensorBytes *operand : operands)
    arguments.push_back(*operand);
  return evaluateBody(callee, arguments, results, depth + 1);
}

static LogicalResult evaluateBody(func::FuncOp function, ArrayRef<TensorBytes> arguments,
                                  SmallVectorImpl<TensorBytes> &results, unsigned depth) {
  Block &body = function.getBody().front();
  if (arguments.size() != body.getNumArguments())
    return function.emitOpError("found ")
           << arguments.size() << " arguments, expected " << body.getNumArguments();
  llvm::DenseMap<Value, TensorBytes> values;
  for (auto [argument, bytes] : llvm::zip_equal(body.getArguments(), arguments))
    values[argument] = bytes;

  for (Operation &op : body) {
    SmallVector<const TensorBytes *> operands;
    for (Value operand : op.getOperands())
      operands.push_back(&values.find(operand)->second);
    if (isa<func::ReturnOp>(op)) {
      for (const TensorBytes *operand : operands)
        results.push_back(*operand);
      return success();
    }
    SmallVector<TensorBytes> opResults;
    auto call = dyn_cast<func::CallOp>(op);
    if (failed(call ? evaluateCall(call, operands, opResults, depth)
                    : evaluateOp(&op, operands, opResults)))
      return failure();
    for (auto [result, bytes] : llvm::zip_equal(op.getResults(), opResults))
      values[result] = std::move(bytes);
    // What has no later use is dropped, so that large models need no more than their peak.
    for (Value operand : op.getOperands())
      if (llvm::all_of(operand.getUsers(),
                       [&](Operation *user) { return user == &op || user->isBeforeInBlock(&op); }))
        values.erase(operand);
  }
  return function.emitOpError("does not return");
}

LogicalResult effc::evaluateFunction(func::FuncOp function, ArrayRef<TensorBytes> arguments,
                                     SmallVectorImpl<TensorBytes> &results) {
  if (function.isExternal())
    return function.emitOpError("has no body");
  return evaluateBody(function, arguments, results, 0);
}
