//===- Bufferize.cpp - Turn tensors into buffers --------------------------===//
#include "Constants.h"
#include "Kernels.h"
#include "Placement.h"
#include "effc/Codegen/Kernels.h"
#include "effc/IR/Effc.h"
#include "effc/IR/Quantization.h"
#include "effc/Memory/Memory.h"
#include "effc/Memory/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

namespace effc {
#define GEN_PASS_DEF_BUFFERIZEPASS
#include "effc/Memory/Passes.h.inc"
} // namespace effc

using namespace mlir;
using namespace effc;

/// Parts of an argument that may each have a kernel of their own.
static constexpr unsigned kMaxOwnKernels = 8;

std::string effc::getLocationName(Location location) {
  std::string name;
  location->walk([&](Location inner) {
    if (auto named = dyn_cast<NameLoc>(inner)) {
      name = named.getName().str();
      return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return name;
}

namespace {
/// Rewrites the entry function, given the decisions of `Placement`.
class Bufferizer {
public:
  Bufferizer(func::FuncOp entry, KernelExpander &kernels, GlobalConstants &constants,
             const Placement &placement)
      : entry(entry), kernels(kernels), constants(constants), placement(placement),
        builder(entry.getContext()) {}

  LogicalResult run();

  unsigned numInPlace = 0, numPlaced = 0, numCopies = 0;

private:
  Type convertArgument(unsigned tensor, NamedAttrList &attributes);
  void convertSignature();
  LogicalResult convert(Operation &op);
  LogicalResult convertCall(func::CallOp call);
  void convertPad(PadOp pad);
  void copyTo(OpOperand &operand);

  Value getBase(unsigned root);
  Value getView(unsigned root, const Layout &layout);
  Value getMemref(unsigned tensor);
  Value getMemref(Value value) { return getMemref(placement.getIndex(value)); }
  Value getIndexConstant(int64_t value);

  func::FuncOp entry;
  KernelExpander &kernels;
  GlobalConstants &constants;
  const Placement &placement;
  OpBuilder builder;
  DenseMap<unsigned, Value> bases, memrefs;
  /// Arguments that are taken as bytes.
  DenseSet<unsigned> areBytes;
  DenseMap<int64_t, Value> indexConstants;
};
} // namespace

Value Bufferizer::getIndexConstant(int64_t value) {
  Value &constant = indexConstants[value];
  if (!constant) {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(&entry.getBody().front());
    constant = arith::ConstantIndexOp::create(builder, entry.getLoc(), value);
  }
  return constant;
}

/// The buffer of a tree: bytes if it is allocated, else a memref of the root's type.
Value Bufferizer::getBase(unsigned root) {
  Value &base = bases[root];
  if (base)
    return base;
  const PlacedTensor &tensor = placement[root];
  Operation *definition = tensor.value.getDefiningOp();
  Location location = definition->getLoc();
  if (auto constant = dyn_cast<ConstantOp>(definition)) {
    memref::GlobalOp global = constants.get(constant);
    base = memref::GetGlobalOp::create(builder, location, global.getType(), global.getSymName());
    return base;
  }
  int64_t bytes = tensor.layout.getNumElements() * getStorageBytes(tensor.storage);
  auto type = MemRefType::get(bytes, builder.getI8Type());
  auto alloc = memref::AllocOp::create(builder, location, type);
  alloc->setAttr(kTensorNameAttrName, builder.getStringAttr(getLocationName(location)));
  // Elements must be aligned as the machine's loads expect.
  alloc.setAlignment(std::max(1u, getStorageBytes(tensor.storage)));
  base = alloc;
  return base;
}

Value Bufferizer::getView(unsigned root, const Layout &layout) {
  Value base = getBase(root);
  const PlacedTensor &tensor = placement[root];
  Location location = base.getLoc();
  MemRefType type = layout.getType(tensor.storage);
  if (tensor.kind == PlacedTensor::Computed || tensor.kind == PlacedTensor::Moved ||
      areBytes.contains(root)) {
    Value offset = getIndexConstant(layout.offset * getStorageBytes(tensor.storage));
    auto viewType = layout.isPacked() ? type : MemRefType::get(layout.getSpan(), tensor.storage);
    Value view = memref::ViewOp::create(builder, location, viewType, base, offset, ValueRange());
    if (viewType == type)
      return view;
    return memref::ReinterpretCastOp::create(builder, location, type, view, /*offset=*/0,
                                             layout.sizes, layout.strides);
  }
  if (base.getType() == type && layout.offset == 0)
    return base;
  // The callers' pointers and constants cannot be cut into bytes: the offset is in the type.
  if (layout.offset != 0)
    type = MemRefType::get(
        layout.sizes, tensor.storage,
        StridedLayoutAttr::get(builder.getContext(), layout.offset, layout.strides));
  return memref::ReinterpretCastOp::create(builder, location, type, base, layout.offset,
                                           layout.sizes, layout.strides);
}

Value Bufferizer::getMemref(unsigned tensor) {
  Value &memref = memrefs[tensor];
  if (!memref)
    memref = getView(placement[tensor].root, placement[tensor].layout);
  return memref;
}

/// An argument's offset is in the types of its parts, so each has a kernel of its own. Where these
/// would be many, the argument is bytes, as an allocation.
Type Bufferizer::convertArgument(unsigned index, NamedAttrList &attributes) {
  const PlacedTensor &tensor = placement[index];
  if (placement.countParts(index) <= kMaxOwnKernels)
    return tensor.layout.getType(tensor.storage);
  areBytes.insert(index);
  int64_t elementBytes = getStorageBytes(tensor.storage);
  attributes.set(kAlignmentAttrName, builder.getI64IntegerAttr(elementBytes));
  return MemRefType::get(tensor.layout.getNumElements() * elementBytes, builder.getI8Type());
}

void Bufferizer::convertSignature() {
  Block &body = entry.getBody().front();
  SmallVector<DictionaryAttr> attributes;
  entry.getAllArgAttrs(attributes);
  attributes.resize(body.getNumArguments(), builder.getDictionaryAttr({}));
  for (BlockArgument argument : body.getArguments()) {
    unsigned tensor = placement.getIndex(argument);
    DictionaryAttr &dictionary = attributes[argument.getArgNumber()];
    NamedAttrList inputAttributes(dictionary);
    argument.setType(convertArgument(tensor, inputAttributes));
    dictionary = inputAttributes.getDictionary(builder.getContext());
    bases[tensor] = argument;
  }
  for (unsigned number = 0; number < entry.getNumResults(); ++number) {
    unsigned tensor = placement.getOutput(number);
    NamedAttrList outputAttributes(entry.getResultAttrDict(number));
    Type type = convertArgument(tensor, outputAttributes);
    bases[tensor] = body.addArgument(type, entry.getLoc());
    outputAttributes.set(kOutputAttrName, builder.getUnitAttr());
    attributes.push_back(outputAttributes.getDictionary(builder.getContext()));
  }
  entry.removeResAttrsAttr();
  entry.setFunctionType(builder.getFunctionType(body.getArgumentTypes(), {}));
  entry.setAllArgAttrs(attributes);
}

LogicalResult Bufferizer::run() {
  Block &body = entry.getBody().front();
  SmallVector<Operation *> old;
  for (Operation &op : body)
    old.push_back(&op);
  convertSignature();
  for (Operation *op : old) {
    builder.setInsertionPoint(op);
    if (failed(convert(*op)))
      return failure();
  }
  for (Operation *op : llvm::reverse(old))
    op->erase();
  return success();
}

LogicalResult Bufferizer::convert(Operation &op) {
  if (auto call = dyn_cast<func::CallOp>(op))
    return convertCall(call);
  if (auto pad = dyn_cast<PadOp>(op))
    convertPad(pad);
  for (OpOperand &operand : op.getOpOperands()) {
    const PlacementLink *link = placement.getLink(operand);
    if (link->shared)
      numPlaced += link->isBox();
    else
      copyTo(operand);
  }
  if (isa<func::ReturnOp>(op))
    func::ReturnOp::create(builder, op.getLoc());
  return success();
}

/// Copies what a link could not make shared.
void Bufferizer::copyTo(OpOperand &operand) {
  const PlacementLink &link = *placement.getLink(operand);
  if (placement[link.source].layout.getNumElements() == 0 ||
      placement[link.dest].layout.getNumElements() == 0)
    return;
  Value source, dest;
  if (link.kind == PlacementLink::Slice) {
    source = getView(placement[link.source].root, placement.getBox(link));
    dest = getMemref(link.dest);
  } else {
    source = getMemref(link.source);
    dest = link.isBox() ? getView(placement[link.dest].root, placement.getBox(link))
                        : getMemref(link.dest);
  }
  ++numCopies;
  Location location = operand.getOwner()->getLoc();
  func::FuncOp kernel = kernels.getCopy(location, source.getType(), dest.getType());
  func::CallOp::create(builder, location, kernel, ValueRange{source, dest});
}

void Bufferizer::convertPad(PadOp pad) {
  auto isZero = [](int64_t size) { return size == 0; };
  if (llvm::all_of(pad.getLow(), isZero) && llvm::all_of(pad.getHigh(), isZero))
    return;
  Value dest = getMemref(pad.getOutput());
  func::FuncOp kernel = kernels.getHalo(pad, dest.getType());
  func::CallOp::create(builder, pad.getLoc(), kernel, dest);
}

LogicalResult Bufferizer::convertCall(func::CallOp call) {
  SmallVector<Value> inputs, outputs;
  SmallVector<int32_t> overwritten;
  for (OpOperand &operand : call->getOpOperands()) {
    inputs.push_back(getMemref(operand.get()));
    if (placement.isOverwritten(operand))
      overwritten.push_back(operand.getOperandNumber());
  }
  for (Value result : call.getResults())
    outputs.push_back(getMemref(result));
  numInPlace += !overwritten.empty();
  FailureOr<func::FuncOp> kernel = kernels.expand(call, inputs, outputs, overwritten);
  if (failed(kernel))
    return failure();

  SmallVector<Value> arguments;
  for (auto [number, input] : llvm::enumerate(inputs))
    if (!llvm::is_contained(overwritten, int32_t(number)))
      arguments.push_back(input);
  arguments.append(outputs);
  for (MemRefType type : kernels.getScratchTypes(call)) {
    auto alloc = memref::AllocOp::create(builder, call.getLoc(), type);
    alloc->setAttr(kTensorNameAttrName, builder.getStringAttr(getLocationName(call.getLoc())));
    alloc->setAttr(kScratchAttrName, builder.getUnitAttr());
    arguments.push_back(alloc);
  }
  auto expanded = func::CallOp::create(builder, call.getLoc(), *kernel, arguments);
  if (DenseI64ArrayAttr overlap = kernels.getOverlap(call, inputs, outputs, overwritten))
    expanded->setAttr(kOverlapAttrName, overlap);
  return success();
}

namespace {
struct BufferizePass : effc::impl::BufferizePassBase<BufferizePass> {
  using BufferizePassBase::BufferizePassBase;

  void runOnOperation() override {
    ModuleOp module = getOperation();
    auto entry = module.lookupSymbol<func::FuncOp>(kEntryName);
    TargetAttr target = getTarget(module);
    if (!entry || !target) {
      module.emitError("expected a function @") << kEntryName << " and a target";
      return signalPassFailure();
    }
    KernelExpander kernels(module, target, emitLoops);
    GlobalConstants constants(module, target);
    DenseMap<Operation *, int64_t> scratchBytes;
    for (auto call : entry.getOps<func::CallOp>())
      for (MemRefType type : kernels.getScratchTypes(call))
        scratchBytes[call] += getTensorBytes(type);

    Placement placement(entry, scratchBytes);
    placement.decide(minimizeCopies);
    kernels.removeTensorKernels();
    Bufferizer bufferizer(entry, kernels, constants, placement);
    if (failed(bufferizer.run()))
      return signalPassFailure();
    numInPlace = bufferizer.numInPlace;
    numPlaced = bufferizer.numPlaced;
    numCopies = bufferizer.numCopies;
  }
};
} // namespace
