//===- SplitKernels.cpp - Cut kernels into pieces for threads -------------===//
//
// Problem: run a kernel in several threads, with the same results whatever their number,
// and without a second form of every kernel.
//
// Idea: a kernel's outermost loops write disjoint parts of the output. The kernel gets two
// more arguments, `piece` and `worker`: of each such loop it runs the iterations from
// `trips * piece / pieces` to `trips * (piece + 1) / pieces`. What prepares (fills work
// space, loads) is done in every piece, in work space of the worker's own; what writes to
// the output beside the loops (the rest of a division) is a piece of its own, or goes with
// the last one. More pieces than threads let a thread that is held up do less; where every
// piece has to prepare, there is one per thread.
//
// Where the last tile of a row is moved back, to end with it, two iterations write the same
// elements. The loop says so (kJoinedAttrName), and no piece ends between them.
//
// Each element is computed by the same instructions in the same order as without threads,
// so results are the same, floats too.
//
// Why not inner loops: they are the register blocks; and a loop over whole rows or blocks
// of channels touches what no other thread touches, except at the ends.
//
//===----------------------------------------------------------------------===//
#include "effc/Codegen/ParallelKernels.h"
#include "effc/IR/Effc.h"
#include "effc/IR/Quantization.h"
#include "effc/Memory/Memory.h"
#include "effc/Memory/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/LLVMIR/LLVMTypes.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/SmallSet.h"

namespace effc {
#define GEN_PASS_DEF_SPLITKERNELSPASS
#include "effc/Memory/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

/// Work spaces of two threads share no cache line.
static constexpr int64_t kLineBytes = 64;
/// Pieces for each thread.
static constexpr int64_t kPiecesPerThread = 4;

namespace {
class KernelSplitter {
public:
  KernelSplitter(func::FuncOp kernel, ArrayRef<func::CallOp> calls, int64_t threads)
      : kernel(kernel), calls(calls), threads(threads), builder(kernel.getLoc(), kernel) {}

  /// False if the kernel stays as it is.
  bool split(bool anyLoop);

private:
  /// Numbers of arguments; `isKnown` if there is nothing else.
  struct Accesses {
    llvm::SmallSet<unsigned, 4> read, written;
    bool isKnown = true;
  };

  bool classify(bool anyLoop);
  Accesses getAccesses(Operation *op);
  bool isScratch(unsigned argument);
  Value countTrips(scf::ForOp loop);
  void splitLoop(scf::ForOp loop, int64_t pieces);
  void guard(Operation *op, int64_t piece);
  void widenScratch(unsigned argument);
  Value number(int64_t value) { return arith::ConstantIndexOp::create(builder, value); }

  func::FuncOp kernel;
  ArrayRef<func::CallOp> calls;
  int64_t threads;
  ImplicitLocOpBuilder builder;
  SmallVector<scf::ForOp> loops;
  SmallVector<Operation *> others;
  bool prepares = false;
  Value piece, worker;
};
} // namespace

bool KernelSplitter::isScratch(unsigned argument) {
  func::CallOp call = calls.front();
  auto alloc = call.getOperand(argument).getDefiningOp<memref::AllocOp>();
  return alloc && alloc->hasAttr(kScratchAttrName);
}

/// The argument that a memref is a view of; none for a constant.
static BlockArgument getRoot(Value memref) {
  while (auto view = memref.getDefiningOp<ViewLikeOpInterface>())
    memref = view.getViewSource();
  return dyn_cast<BlockArgument>(memref);
}

/// What `op` and the ops in it do to the kernel's arguments.
KernelSplitter::Accesses KernelSplitter::getAccesses(Operation *op) {
  Accesses accesses;
  op->walk([&](Operation *inner) {
    auto interface = dyn_cast<MemoryEffectOpInterface>(inner);
    if (!interface) {
      accesses.isKnown &=
          isa<ViewLikeOpInterface>(inner) || llvm::none_of(inner->getOperandTypes(), [](Type type) {
            return isa<MemRefType, LLVM::LLVMPointerType>(type);
          });
      return;
    }
    SmallVector<MemoryEffects::EffectInstance> effects;
    interface.getEffects(effects);
    for (const MemoryEffects::EffectInstance &effect : effects) {
      bool writes = isa<MemoryEffects::Write>(effect.getEffect());
      BlockArgument root = effect.getValue() ? getRoot(effect.getValue()) : BlockArgument();
      if (!root || root.getOwner() != &kernel.getBody().front())
        accesses.isKnown &= !writes; // constants are read
      else
        (writes ? accesses.written : accesses.read).insert(root.getArgNumber());
    }
  });
  return accesses;
}

/// True if it is known how often a loop runs but for the step, which a machine may choose.
static bool isCounted(scf::ForOp loop) {
  return getConstantIntValue(loop.getLowerBound()) && getConstantIntValue(loop.getUpperBound());
}

/// Finds the loops to split. False if there are none, or not only those.
bool KernelSplitter::classify(bool anyLoop) {
  llvm::SmallSet<unsigned, 4> outputs, prepared;
  for (Operation &op : kernel.getBody().front().without_terminator()) {
    Accesses accesses = getAccesses(&op);
    if (!accesses.isKnown)
      return false;
    bool writesOutput = false;
    for (unsigned argument : accesses.written)
      if (!isScratch(argument)) {
        writesOutput = true;
        outputs.insert(argument);
      }
    auto loop = dyn_cast<scf::ForOp>(op);
    if (!writesOutput) {
      prepares |= op.getNumRegions() != 0 || !accesses.written.empty();
      prepared.insert(accesses.read.begin(), accesses.read.end());
    } else if (loop && loop.getNumResults() == 0 && isCounted(loop)) {
      loops.push_back(loop);
    } else if (op.use_empty()) {
      others.push_back(&op);
    } else {
      return false;
    }
  }
  // What is computed in place must not be read before by a piece that comes late. Where no part of
  // the output depends on another, only its own part is read: the start of a rest.
  if (!anyLoop && llvm::any_of(outputs, [&](unsigned output) { return prepared.contains(output); }))
    return false;
  return !loops.empty() && (anyLoop || (loops.size() == 1 && others.empty()));
}

/// Loops over vectors of unknown length run as often as the machine makes it.
Value KernelSplitter::countTrips(scf::ForOp loop) {
  if (std::optional<APInt> trips = loop.getStaticTripCount())
    return number(trips->getSExtValue());
  Value range = arith::SubIOp::create(builder, loop.getUpperBound(), loop.getLowerBound());
  Value last = arith::SubIOp::create(builder, loop.getStep(), number(1));
  range = arith::AddIOp::create(builder, range, last);
  return arith::DivUIOp::create(builder, range, loop.getStep());
}

void KernelSplitter::splitLoop(scf::ForOp loop, int64_t pieces) {
  builder.setInsertionPoint(loop);
  Value trips = countTrips(loop);
  auto flags = arith::IntegerOverflowFlags::nsw | arith::IntegerOverflowFlags::nuw;
  auto joined = loop->getAttrOfType<DenseI64ArrayAttr>(kJoinedAttrName);
  auto bound = [&](Value end) -> Value {
    Value scaled = arith::MulIOp::create(builder, end, trips, flags);
    Value trip = arith::DivUIOp::create(builder, scaled, number(pieces));
    trip = arith::MinUIOp::create(builder, trip, trips);
    if (joined) {
      Value position = arith::RemUIOp::create(builder, trip, number(joined[0]));
      Value first = number(joined[1]);
      Value beyond = arith::SubIOp::create(
          builder, arith::MaxUIOp::create(builder, position, first), first, flags);
      trip = arith::SubIOp::create(builder, trip, beyond, flags);
    }
    Value offset = arith::MulIOp::create(builder, trip, loop.getStep(), flags);
    return arith::AddIOp::create(builder, loop.getLowerBound(), offset, flags);
  };
  Value begin = bound(piece);
  Value end = bound(arith::AddIOp::create(builder, piece, number(1), flags));
  loop.setLowerBound(begin);
  loop.setUpperBound(end);
}

/// Leaves `op` to one piece.
void KernelSplitter::guard(Operation *op, int64_t wanted) {
  builder.setInsertionPoint(op);
  Value isMine = arith::CmpIOp::create(builder, arith::CmpIPredicate::eq, piece, number(wanted));
  auto choice = scf::IfOp::create(builder, isMine, /*withElseRegion=*/false);
  op->moveBefore(choice.thenYield());
}

/// Gives each thread a work space of its own.
void KernelSplitter::widenScratch(unsigned argument) {
  BlockArgument scratch = kernel.getArgument(argument);
  auto type = cast<MemRefType>(scratch.getType());
  int64_t bytes = llvm::alignTo(getTensorBytes(type), kLineBytes);
  auto wideType = MemRefType::get(threads * bytes, builder.getI8Type());
  scratch.setType(wideType);
  builder.setInsertionPointToStart(&kernel.getBody().front());
  Value offset = arith::MulIOp::create(builder, worker, number(bytes));
  auto view = memref::ViewOp::create(builder, type, scratch, offset, ValueRange());
  scratch.replaceAllUsesExcept(view, view);
  for (func::CallOp call : calls) {
    auto alloc = call.getOperand(argument).getDefiningOp<memref::AllocOp>();
    OpBuilder atAlloc(alloc);
    auto wide = memref::AllocOp::create(atAlloc, alloc.getLoc(), wideType);
    wide->setDiscardableAttrs(alloc->getDiscardableAttrDictionary());
    wide.setAlignment(std::max<int64_t>(alloc.getAlignment().value_or(1),
                                        getStorageBytes(type.getElementType())));
    call.setOperand(argument, wide);
    alloc.erase();
  }
}

bool KernelSplitter::split(bool anyLoop) {
  if (!classify(anyLoop))
    return false;
  int64_t most = 0;
  for (scf::ForOp loop : loops) {
    std::optional<APInt> trips = loop.getStaticTripCount();
    most = std::max(most, trips ? trips->getSExtValue() : kPiecesPerThread * threads);
  }
  int64_t pieces = std::min(most, prepares ? threads : kPiecesPerThread * threads);
  if (pieces < 2)
    return false;
  int64_t last = prepares ? pieces - 1 : pieces;

  Type index = builder.getIndexType();
  unsigned first = kernel.getNumArguments();
  for (unsigned argument : {first, first + 1})
    if (failed(kernel.insertArgument(argument, index, {}, kernel.getLoc())))
      return false;
  piece = kernel.getArgument(first);
  worker = kernel.getArgument(first + 1);
  for (scf::ForOp loop : loops)
    splitLoop(loop, pieces);
  for (Operation *op : others)
    guard(op, last);
  for (unsigned argument = 0; argument < first; ++argument)
    if (isScratch(argument))
      widenScratch(argument);
  kernel.setFunctionType(builder.getFunctionType(kernel.getBody().front().getArgumentTypes(), {}));
  for (func::CallOp call : calls) {
    builder.setInsertionPoint(call);
    Value zero = number(0);
    call->insertOperands(call.getNumOperands(), {zero, zero});
  }
  int64_t total = others.empty() ? pieces : last + 1;
  kernel->setAttr(kPiecesAttrName, builder.getI64IntegerAttr(total));
  return true;
}

namespace {
struct SplitKernelsPass : effc::impl::SplitKernelsPassBase<SplitKernelsPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto threads = module->getAttrOfType<IntegerAttr>(kThreadsAttrName);
    auto entry = module.lookupSymbol<func::FuncOp>(kEntryName);
    if (!threads || !entry)
      return;
    DenseMap<StringRef, SmallVector<func::CallOp>> calls;
    for (auto call : entry.getOps<func::CallOp>())
      calls[call.getCallee()].push_back(call);
    for (auto kernel : module.getOps<func::FuncOp>()) {
      auto splitting = kernel->getAttrOfType<StringAttr>(kSplitAttrName);
      if (!splitting)
        continue;
      kernel->removeAttr(kSplitAttrName);
      bool anyLoop = splitting == getSplittingName(Splitting::AnyLoop);
      auto found = calls.find(kernel.getSymName());
      if (found != calls.end() &&
          KernelSplitter(kernel, found->second, threads.getInt()).split(anyLoop))
        ++numSplit;
    }
  }
};
} // namespace
