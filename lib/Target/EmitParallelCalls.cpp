//===- EmitParallelCalls.cpp - Hand pieces of kernels to threads ----------===//
#include "effc/Codegen/ParallelKernels.h"
#include "effc/IR/Effc.h"
#include "effc/Target/Passes.h"
#include "mlir/IR/SymbolTable.h"

namespace effc {
#define GEN_PASS_DEF_EMITPARALLELCALLSPASS
#include "effc/Target/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

namespace {
/// Rewrites the calls of split kernels in `@main`.
class ParallelCallEmitter {
public:
  ParallelCallEmitter(ModuleOp module, LLVM::LLVMFuncOp main, int64_t threads)
      : symbols(module), main(main), threads(threads), b(main.getLoc(), module.getContext()),
        pointer(LLVM::LLVMPointerType::get(module.getContext())), i32(b.getI32Type()) {}

  void run();

private:
  LLVM::LLVMFuncOp getTask(LLVM::LLVMFuncOp kernel);
  void addDefault();
  void rewrite(LLVM::CallOp call, LLVM::LLVMFuncOp kernel);
  LLVM::LLVMFuncOp addFunction(StringRef name, ArrayRef<Type> types, LLVM::Linkage linkage);
  Value number(int64_t value) { return LLVM::ConstantOp::create(b, i32, value); }
  /// Word `index` of the array at `base`.
  Value getPlace(Value base, int32_t index) {
    return LLVM::GEPOp::create(b, pointer, pointer, base, ArrayRef<LLVM::GEPArg>{index});
  }

  SymbolTable symbols;
  LLVM::LLVMFuncOp main;
  int64_t threads;
  ImplicitLocOpBuilder b;
  Type pointer, i32;
  LLVM::LLVMFuncOp parallelFor;
  Value arguments; // array that the kernels' arguments are passed in
  DenseMap<Operation *, LLVM::LLVMFuncOp> tasks;
};
} // namespace

static constexpr llvm::StringLiteral kParallelForName = "effc_parallel_for";

LLVM::LLVMFuncOp ParallelCallEmitter::addFunction(StringRef name, ArrayRef<Type> types,
                                                  LLVM::Linkage linkage) {
  auto type = LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()), types);
  b.clearInsertionPoint();
  auto function = LLVM::LLVMFuncOp::create(b, name, type, linkage);
  symbols.insert(function);
  return function;
}

/// The sequential definition, which any other one takes precedence over.
void ParallelCallEmitter::addDefault() {
  parallelFor =
      addFunction(kParallelForName, {i32, i32, pointer, pointer}, LLVM::Linkage::Weak);
  Block *entry = parallelFor.addEntryBlock(b);
  Block *head = b.createBlock(&parallelFor.getBody(), {}, i32, b.getLoc());
  Block *body = b.createBlock(&parallelFor.getBody());
  Block *exit = b.createBlock(&parallelFor.getBody());
  b.setInsertionPointToEnd(entry);
  Value zero = number(0);
  LLVM::BrOp::create(b, ValueRange{zero}, head);
  b.setInsertionPointToEnd(head);
  Value index = head->getArgument(0);
  Value isLess = LLVM::ICmpOp::create(b, LLVM::ICmpPredicate::ult, index, entry->getArgument(0));
  LLVM::CondBrOp::create(b, isLess, body, exit);
  b.setInsertionPointToEnd(body);
  auto taskType =
      LLVM::LLVMFunctionType::get(LLVM::LLVMVoidType::get(b.getContext()), {pointer, i32, i32});
  LLVM::CallOp::create(
      b, taskType, ValueRange{entry->getArgument(2), entry->getArgument(3), index, zero});
  Value next = LLVM::AddOp::create(b, index, number(1));
  LLVM::BrOp::create(b, ValueRange{next}, head);
  b.setInsertionPointToEnd(exit);
  LLVM::ReturnOp::create(b, ValueRange());
}

/// `effc_task` that computes a piece of `kernel`.
LLVM::LLVMFuncOp ParallelCallEmitter::getTask(LLVM::LLVMFuncOp kernel) {
  LLVM::LLVMFuncOp &task = tasks[kernel];
  if (task)
    return task;
  task = addFunction((kernel.getSymName() + "_task").str(), {pointer, i32, i32},
                     LLVM::Linkage::Internal);
  Block *entry = task.addEntryBlock(b);
  b.setInsertionPointToEnd(entry);
  SmallVector<Value> operands;
  ArrayRef<Type> types = kernel.getFunctionType().getParams();
  for (auto [number, type] : llvm::enumerate(types.drop_back(2)))
    operands.push_back(
        LLVM::LoadOp::create(b, type, getPlace(entry->getArgument(0), int32_t(number))));
  for (unsigned number : {1, 2}) {
    Value value = entry->getArgument(number);
    operands.push_back(types.back() == i32 ? value
                                           : LLVM::ZExtOp::create(b, types.back(), value));
  }
  LLVM::CallOp::create(b, kernel, operands);
  LLVM::ReturnOp::create(b, ValueRange());
  return task;
}

void ParallelCallEmitter::rewrite(LLVM::CallOp call, LLVM::LLVMFuncOp kernel) {
  int64_t pieces = cast<IntegerAttr>(kernel->getAttr(kPiecesAttrName)).getInt();
  LLVM::LLVMFuncOp task = getTask(kernel);
  b.setInsertionPoint(call);
  b.setLoc(call.getLoc());
  for (auto [number, operand] : llvm::enumerate(call.getArgOperands().drop_back(2)))
    LLVM::StoreOp::create(b, operand, getPlace(arguments, int32_t(number)));
  Value address = LLVM::AddressOfOp::create(b, task);
  LLVM::CallOp::create(b, parallelFor,
                       ValueRange{number(pieces), number(threads), address, arguments});
  call.erase();
}

void ParallelCallEmitter::run() {
  SmallVector<std::pair<LLVM::CallOp, LLVM::LLVMFuncOp>> calls;
  unsigned most = 0;
  main.walk([&](LLVM::CallOp call) {
    auto kernel = symbols.lookup<LLVM::LLVMFuncOp>(call.getCallee().value_or(""));
    if (!kernel || !kernel->hasAttr(kPiecesAttrName))
      return;
    calls.push_back({call, kernel});
    most = std::max<unsigned>(most, call.getArgOperands().size());
  });
  if (calls.empty())
    return;
  addDefault();
  b.setInsertionPointToStart(&main.getBody().front());
  arguments = LLVM::AllocaOp::create(b, pointer, pointer, number(most));
  for (auto [call, kernel] : calls)
    rewrite(call, kernel);
  for (auto &[kernel, task] : tasks)
    kernel->removeAttr(kPiecesAttrName);
}

namespace {
struct EmitParallelCallsPass : effc::impl::EmitParallelCallsPassBase<EmitParallelCallsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto threads = module->getAttrOfType<IntegerAttr>(kThreadsAttrName);
    auto main = module.lookupSymbol<LLVM::LLVMFuncOp>(kEntryName);
    if (threads && main)
      ParallelCallEmitter(module, main, threads.getInt()).run();
  }
};
} // namespace
