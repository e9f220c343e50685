//===- PlanMemory.cpp - Place every buffer in one arena -------------------===//
#include "effc/Codegen/Kernels.h"
#include "effc/IR/Effc.h"
#include "effc/IR/Quantization.h"
#include "effc/Memory/ArenaPlan.h"
#include "effc/Memory/Memory.h"
#include "effc/Memory/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

namespace effc {
#define GEN_PASS_DEF_PLANMEMORYPASS
#include "effc/Memory/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

namespace {
/// An argument or an allocation of the entry function, and what the plan says of it.
struct Slot {
  Value memref;
  StringRef kind;
  std::string name;
  ArenaBuffer buffer;
  int64_t offset = 0;
};

class MemoryPlanner {
public:
  MemoryPlanner(func::FuncOp entry, TargetAttr target)
      : entry(entry), target(target), builder(entry.getContext()) {}

  ArenaPlan plan();
  void rewrite(const ArenaPlan &plan);
  DictionaryAttr describe(const ArenaPlan &plan);

private:
  void collect();
  void addSlot(Value memref, StringRef kind, StringRef name);
  void findOverlaps();
  void replaceUses(memref::AllocOp alloc, Value arena, int64_t offset);

  func::FuncOp entry;
  TargetAttr target;
  OpBuilder builder;
  SmallVector<Slot> slots;
  SmallVector<ArenaOverlap> overlaps;
  SmallVector<func::CallOp> calls;
  DenseMap<Operation *, unsigned> stepOf;
  int64_t arenaAlignment = 1;
};
} // namespace

/// Extends the life of a buffer by all calls that use it or a view of it.
static void extendLife(ArenaBuffer &buffer, Value memref,
                       const DenseMap<Operation *, unsigned> &stepOf) {
  SmallVector<Value> views = {memref};
  while (!views.empty())
    for (Operation *user : views.pop_back_val().getUsers()) {
      if (isa<ViewLikeOpInterface>(user)) {
        views.push_back(user->getResult(0));
        continue;
      }
      unsigned step = stepOf.lookup(user);
      buffer.first = std::min(buffer.first, step);
      buffer.last = std::max(buffer.last, step);
    }
}

void MemoryPlanner::addSlot(Value memref, StringRef kind, StringRef name) {
  Slot slot{memref, kind, name.str(), {}};
  auto type = cast<MemRefType>(memref.getType());
  slot.buffer.bytes = getTensorBytes(type);
  slot.buffer.first = std::max<size_t>(calls.size(), 1) - 1;
  slot.buffer.alignment = getStorageBytes(type.getElementType());
  extendLife(slot.buffer, memref, stepOf);
  if (kind == "input")
    slot.buffer.first = 0;
  if (kind == "output")
    slot.buffer.last = std::max<size_t>(calls.size(), 1) - 1;
  slots.push_back(std::move(slot));
}

void MemoryPlanner::collect() {
  for (auto call : entry.getOps<func::CallOp>()) {
    stepOf[call] = calls.size();
    calls.push_back(call);
  }
  for (BlockArgument argument : entry.getArguments()) {
    unsigned number = argument.getArgNumber();
    auto name = entry.getArgAttrOfType<StringAttr>(number, kTensorNameAttrName);
    bool isOutput = static_cast<bool>(entry.getArgAttr(number, kOutputAttrName));
    addSlot(argument, isOutput ? "output" : "input", name ? name.getValue() : "");
    if (auto alignment = entry.getArgAttrOfType<IntegerAttr>(number, kAlignmentAttrName))
      slots.back().buffer.alignment = alignment.getInt();
  }
  for (auto alloc : entry.getOps<memref::AllocOp>()) {
    auto name = alloc->getAttrOfType<StringAttr>(kTensorNameAttrName);
    addSlot(alloc, alloc->hasAttr(kScratchAttrName) ? "scratch" : "tensor",
            name ? name.getValue() : "");
    Slot &slot = slots.back();
    slot.buffer.alignment =
        std::max<int64_t>(slot.buffer.alignment, alloc.getAlignment().value_or(1));
  }
}

/// The argument or allocation that a memref is a part of, and where that part begins; null if that
/// is not known.
static std::pair<Value, int64_t> findBase(Value memref) {
  int64_t position = 0;
  while (auto view = memref.getDefiningOp<memref::ViewOp>()) {
    IntegerAttr shift;
    if (!matchPattern(view.getByteShift(), m_Constant(&shift)))
      return {};
    position += shift.getInt();
    memref = view.getSource();
  }
  return {memref, position};
}

/// Finds operands of calls that are read for the last time there, with the result's first write.
void MemoryPlanner::findOverlaps() {
  DenseMap<Value, unsigned> slotOf;
  for (auto [index, slot] : llvm::enumerate(slots))
    slotOf[slot.memref] = index;
  for (func::CallOp call : calls) {
    auto allowed = call->getAttrOfType<DenseI64ArrayAttr>(kOverlapAttrName);
    if (!allowed)
      continue;
    call->removeAttr(kOverlapAttrName);
    auto operand = findBase(call.getOperand(allowed[0]));
    auto result = findBase(call.getOperand(allowed[1]));
    auto earlier = slotOf.find(operand.first), later = slotOf.find(result.first);
    if (earlier == slotOf.end() || later == slotOf.end() || earlier == later)
      continue;
    auto isElsewhere = [&](OpOperand &other) {
      Value base = findBase(other.get()).first;
      if (other.getOperandNumber() == allowed[0] || other.getOperandNumber() == allowed[1])
        return true;
      bool isKnown = slotOf.contains(base) ||
                     isa_and_present<memref::GetGlobalOp>(base ? base.getDefiningOp() : nullptr);
      return isKnown && base != operand.first && base != result.first;
    };
    int64_t between = operand.second - result.second;
    unsigned step = stepOf.lookup(call);
    if (slots[earlier->second].buffer.last == step && slots[later->second].buffer.first == step &&
        between % allowed[3] == 0 && llvm::all_of(call->getOpOperands(), isElsewhere))
      overlaps.push_back({earlier->second, later->second, allowed[2] + between, allowed[3]});
  }
}

/// Plans with buffers aligned for vectors, and again with less, since gaps cost memory. The
/// widest alignment wins that is not worse than the best; machines with wide vectors have
/// memory enough to lose a little.
ArenaPlan MemoryPlanner::plan() {
  collect();
  findOverlaps();
  int64_t vectorBytes = target.getVectorBits() / 8;
  int64_t preferred = std::clamp<int64_t>(vectorBytes, 16, 64);
  int64_t slackShift = vectorBytes > 16 ? 6 : 62;
  ArenaPlan best;
  int64_t bestAlignment = 0;
  SmallVector<std::pair<int64_t, ArenaPlan>> plans;
  for (int64_t alignment = preferred; alignment >= 1; alignment /= 4) {
    SmallVector<ArenaBuffer> buffers;
    for (const Slot &slot : slots) {
      buffers.push_back(slot.buffer);
      buffers.back().alignment = std::max(slot.buffer.alignment, alignment);
    }
    plans.push_back({alignment, planArena(buffers, overlaps)});
    if (plans.back().second.bytes <= plans.back().second.lowerBound)
      break;
  }
  int64_t smallest = INT64_MAX;
  for (auto &[alignment, plan] : plans)
    smallest = std::min(smallest, plan.bytes);
  for (auto &[alignment, plan] : plans) {
    if (plan.bytes > smallest + (smallest >> slackShift))
      continue;
    best = std::move(plan);
    bestAlignment = alignment;
    break;
  }
  arenaAlignment = std::max(bestAlignment, preferred);
  for (auto [slot, offset] : llvm::zip(slots, best.offsets)) {
    slot.offset = offset;
    arenaAlignment = std::max(arenaAlignment, slot.buffer.alignment);
  }
  return best;
}

/// Views of bytes become views of the arena at once; other uses get one view.
void MemoryPlanner::replaceUses(memref::AllocOp alloc, Value arena, int64_t offset) {
  auto viewArena = [&](MemRefType type, int64_t at) -> Value {
    Value position = arith::ConstantIndexOp::create(builder, alloc.getLoc(), at);
    return memref::ViewOp::create(builder, alloc.getLoc(), type, arena, position, ValueRange());
  };
  for (Operation *user : llvm::make_early_inc_range(alloc->getUsers())) {
    auto view = dyn_cast<memref::ViewOp>(user);
    IntegerAttr shift;
    if (!view || !matchPattern(view.getByteShift(), m_Constant(&shift)))
      continue;
    builder.setInsertionPoint(view);
    view.replaceAllUsesWith(viewArena(view.getType(), offset + shift.getInt()));
    view.erase();
  }
  builder.setInsertionPoint(alloc);
  if (!alloc.use_empty())
    alloc.replaceAllUsesWith(viewArena(alloc.getType(), offset));
  alloc.erase();
}

void MemoryPlanner::rewrite(const ArenaPlan &plan) {
  auto type = MemRefType::get(plan.bytes, builder.getI8Type());
  auto attributes =
      builder.getDictionaryAttr(builder.getNamedAttr(kArenaAttrName, builder.getUnitAttr()));
  [[maybe_unused]] LogicalResult inserted =
      entry.insertArgument(0, type, attributes, entry.getLoc());
  assert(succeeded(inserted));
  for (const Slot &slot : slots)
    if (auto alloc = slot.memref.getDefiningOp<memref::AllocOp>())
      replaceUses(alloc, entry.getArgument(0), slot.offset);
}

DictionaryAttr MemoryPlanner::describe(const ArenaPlan &plan) {
  Builder b(entry.getContext());
  SmallVector<Attribute> buffers, ops;
  SmallVector<int64_t> inputs, outputs;
  for (const Slot &slot : slots) {
    buffers.push_back(b.getDictionaryAttr({
        b.getNamedAttr("name", b.getStringAttr(slot.name)),
        b.getNamedAttr("kind", b.getStringAttr(slot.kind)),
        b.getNamedAttr("offset", b.getI64IntegerAttr(slot.offset)),
        b.getNamedAttr("bytes", b.getI64IntegerAttr(slot.buffer.bytes)),
        b.getNamedAttr("first", b.getI64IntegerAttr(slot.buffer.first)),
        b.getNamedAttr("last", b.getI64IntegerAttr(slot.buffer.last)),
    }));
    if (slot.kind == "input")
      inputs.push_back(slot.offset);
    if (slot.kind == "output")
      outputs.push_back(slot.offset);
  }
  for (func::CallOp call : calls) {
    std::string name = getLocationName(call.getLoc());
    ops.push_back(b.getStringAttr(name.empty() ? call.getCallee().str() : name));
  }
  return b.getDictionaryAttr({
      b.getNamedAttr("arena_bytes", b.getI64IntegerAttr(plan.bytes)),
      b.getNamedAttr("arena_align", b.getI64IntegerAttr(arenaAlignment)),
      b.getNamedAttr("lower_bound_bytes", b.getI64IntegerAttr(plan.lowerBound)),
      b.getNamedAttr("peak_op", b.getI64IntegerAttr(plan.peakStep)),
      b.getNamedAttr("inputs", b.getDenseI64ArrayAttr(inputs)),
      b.getNamedAttr("outputs", b.getDenseI64ArrayAttr(outputs)),
      b.getNamedAttr("ops", b.getArrayAttr(ops)),
      b.getNamedAttr("buffers", b.getArrayAttr(buffers)),
  });
}

namespace {
struct PlanMemoryPass : effc::impl::PlanMemoryPassBase<PlanMemoryPass> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto entry = module.lookupSymbol<func::FuncOp>(kEntryName);
    TargetAttr target = getTarget(module);
    if (!entry || !target) {
      module.emitError("expected a function @") << kEntryName << " and a target";
      return signalPassFailure();
    }
    MemoryPlanner planner(entry, target);
    ArenaPlan plan = planner.plan();
    planner.rewrite(plan);
    module->setAttr(kMemoryAttrName, planner.describe(plan));
    arenaBytes = plan.bytes;
    lowerBound = plan.lowerBound;
  }
};
} // namespace
