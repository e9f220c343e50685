//===- Kernels.cpp - Kernels on memrefs -----------------------------------===//
#include "Kernels.h"
#include "Moves.h"
#include "effc/Codegen/Kernels.h"
#include "effc/Codegen/ParallelKernels.h"
#include "effc/Codegen/Tiles.h"
#include "effc/IR/Quantization.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace effc;

KernelExpander::KernelExpander(ModuleOp module, TargetAttr target, bool emitLoops)
    : target(target), emitLoops(emitLoops), symbols(module) {
  if (module->hasAttr(kThreadsAttrName)) {
    auto leastWork = module->getAttrOfType<IntegerAttr>(kLeastWorkAttrName);
    leastSplitWork = leastWork ? leastWork.getInt() : 0;
  }
  for (auto function : module.getOps<func::FuncOp>())
    if (function->hasAttr(kKernelAttrName))
      tensorKernels[function.getSymNameAttr()] = function;
}

KernelExpander::~KernelExpander() {
  for (auto &[name, kernel] : tensorKernels)
    if (!kernel->getBlock())
      kernel.erase();
}

void KernelExpander::removeTensorKernels() {
  for (auto &[name, kernel] : tensorKernels) {
    symbols.remove(kernel);
    kernel->remove();
  }
}

/// The only op of a kernel on tensors.
static KernelOpInterface getKernelOp(func::FuncOp kernel) {
  return cast<KernelOpInterface>(kernel.getBody().front().front());
}

SmallVector<MemRefType> KernelExpander::getScratchTypes(func::CallOp call) {
  SmallVector<MemRefType> types;
  getKernelOp(tensorKernels.at(call.getCalleeAttr().getAttr())).getScratchTypes(target, types);
  return types;
}

func::FuncOp KernelExpander::create(Location location, StringRef name, FunctionType type) {
  auto kernel = func::FuncOp::create(location, name, type);
  kernel.setPrivate();
  kernel->setAttr(kKernelAttrName, UnitAttr::get(type.getContext()));
  // Inputs may overlap each other, but are only read; what is overwritten is one argument. Where
  // a result may overlap, `expand` takes the attribute away.
  for (unsigned number = 0; number < type.getNumInputs(); ++number)
    kernel.setArgAttr(number, LLVM::LLVMDialect::getNoAliasAttrName(),
                      UnitAttr::get(type.getContext()));
  symbols.insert(kernel);
  kernel.addEntryBlock();
  return kernel;
}

DenseI64ArrayAttr KernelExpander::getOverlap(func::CallOp call, ValueRange inputs,
                                             ValueRange outputs, ArrayRef<int32_t> overwritten) {
  auto overlap = tensorKernels.at(call.getCalleeAttr().getAttr())
                     ->getAttrOfType<DenseI64ArrayAttr>(kOverlapAttrName);
  auto isPacked = [](Value value) {
    return cast<MemRefType>(value.getType()).getLayout().isIdentity();
  };
  // Pieces of a kernel that run in several threads keep no order.
  if (!overlap || leastSplitWork || !overwritten.empty() || !isPacked(inputs[0]) ||
      !isPacked(outputs[0]))
    return {};
  return DenseI64ArrayAttr::get(call.getContext(),
                                {0, int64_t(inputs.size()), overlap[0], overlap[1]});
}

FailureOr<func::FuncOp> KernelExpander::expand(func::CallOp call, ValueRange inputs,
                                               ValueRange outputs, ArrayRef<int32_t> overwritten) {
  func::FuncOp tensorKernel = tensorKernels.at(call.getCalleeAttr().getAttr());
  SmallVector<Type> types;
  for (auto [number, input] : llvm::enumerate(inputs))
    if (!llvm::is_contained(overwritten, int32_t(number)))
      types.push_back(input.getType());
  llvm::append_range(types, outputs.getTypes());
  llvm::append_range(types, getScratchTypes(call));
  auto type = FunctionType::get(call.getContext(), types, {});
  auto overwrittenAttr = DenseI32ArrayAttr::get(call.getContext(), overwritten);
  func::FuncOp &kernel = expanded[{tensorKernel.getAsOpaquePointer(), type.getAsOpaquePointer(),
                                   overwrittenAttr.getAsOpaquePointer()}];
  if (kernel)
    return kernel;

  KernelOpInterface op = getKernelOp(tensorKernel);
  kernel = create(op->getLoc(), getKernelName(op), type);
  if (DenseI64ArrayAttr overlap = getOverlap(call, inputs, outputs, overwritten))
    for (int64_t argument : overlap.asArrayRef().take_front(2))
      kernel.removeArgAttr(argument, LLVM::LLVMDialect::getNoAliasAttrName());
  ImplicitLocOpBuilder builder(op->getLoc(), op->getContext());
  builder.setInsertionPointToStart(&kernel.getBody().front());
  if (!emitLoops) {
    func::ReturnOp::create(builder);
    return kernel;
  }
  ValueRange arguments = kernel.getArguments();
  unsigned numInputs = inputs.size() - overwritten.size();
  ValueRange outputArguments = arguments.slice(numInputs, outputs.size());
  SmallVector<Value> inputArguments;
  unsigned next = 0;
  for (auto [number, input] : llvm::enumerate(inputs)) {
    if (!llvm::is_contained(overwritten, int32_t(number))) {
      inputArguments.push_back(arguments[next++]);
      continue;
    }
    Value source = outputArguments[0];
    auto inputType = cast<MemRefType>(input.getType());
    if (source.getType() != inputType) {
      auto [strides, offset] = inputType.getStridesAndOffset();
      source = memref::ReinterpretCastOp::create(builder, inputType, source, offset,
                                                 inputType.getShape(), strides);
    }
    inputArguments.push_back(source);
  }
  if (failed(op.emitLoops(builder, target, inputArguments, outputArguments,
                          arguments.drop_front(numInputs + outputs.size()))))
    return failure();
  builder.setInsertionPointToEnd(&kernel.getBody().front());
  func::ReturnOp::create(builder);
  if (Attribute key = op->getAttr(kTileKeyAttrName))
    kernel->setAttr(kTileKeyAttrName, key);
  Splitting splitting = leastSplitWork ? getSplitting(op, *leastSplitWork) : Splitting::None;
  if (splitting != Splitting::None)
    kernel->setAttr(kSplitAttrName, builder.getStringAttr(getSplittingName(splitting)));
  return kernel;
}

func::FuncOp KernelExpander::getCopy(Location location, Type source, Type dest) {
  auto type = FunctionType::get(location.getContext(), {source, dest}, {});
  func::FuncOp &kernel = expanded[{nullptr, type.getAsOpaquePointer(), nullptr}];
  if (kernel)
    return kernel;
  kernel = create(location, "kernel_copy", type);
  ImplicitLocOpBuilder builder(location, location.getContext());
  builder.setInsertionPointToStart(&kernel.getBody().front());
  emitCopy(builder, kernel.getArgument(0), kernel.getArgument(1));
  func::ReturnOp::create(builder);
  return kernel;
}

/// The stored value of the elements that a pad adds.
static TypedAttr getPadValue(PadOp pad) {
  Type elementType = cast<ShapedType>(pad.getType()).getElementType();
  Type storage = getStorageType(elementType);
  if (isa<FloatType>(storage)) {
    auto value = dyn_cast_if_present<FloatAttr>(pad.getValueAttr());
    return FloatAttr::get(storage, value ? value.getValueAsDouble() : 0.0);
  }
  unsigned width = storage.getIntOrFloatBitWidth();
  if (auto value = dyn_cast_if_present<IntegerAttr>(pad.getValueAttr()))
    return IntegerAttr::get(storage, value.getValue().sextOrTrunc(width));
  int64_t zero = isQuantized(elementType) ? getZeroPoint(elementType) : 0;
  return IntegerAttr::get(storage, APInt(width, uint64_t(zero), /*isSigned=*/false,
                                         /*implicitTrunc=*/true));
}

func::FuncOp KernelExpander::getHalo(PadOp pad, Type dest) {
  TypedAttr value = getPadValue(pad);
  MLIRContext *context = pad.getContext();
  auto type = FunctionType::get(context, {dest}, {});
  auto borders = ArrayAttr::get(context, {pad.getLowAttr(), pad.getHighAttr(), value});
  func::FuncOp &kernel =
      expanded[{borders.getAsOpaquePointer(), type.getAsOpaquePointer(), nullptr}];
  if (kernel)
    return kernel;
  kernel = create(pad.getLoc(), "kernel_halo", type);
  ImplicitLocOpBuilder builder(pad.getLoc(), context);
  builder.setInsertionPointToStart(&kernel.getBody().front());
  emitHalo(builder, kernel.getArgument(0), pad.getLow(), pad.getHigh(), value);
  func::ReturnOp::create(builder);
  return kernel;
}
