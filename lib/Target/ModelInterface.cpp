//===- ModelInterface.cpp - The model's interface as IR -------------------===//
#include "effc/Target/ModelInterface.h"
#include "effc/IR/Macs.h"
#include "effc/IR/Quantization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/StringExtras.h"

using namespace mlir;
using namespace effc;

static constexpr StringLiteral kInputs = "effc.inputs";
static constexpr StringLiteral kOutputs = "effc.outputs";
static constexpr StringLiteral kModelName = "effc.model_name";
static constexpr StringLiteral kMacs = "effc.macs";
static constexpr StringLiteral kMemory = "effc.memory";

std::string effc::makeIdentifier(StringRef text) {
  std::string identifier;
  for (char c : text)
    identifier += llvm::isAlnum(c) ? c : '_';
  if (identifier.empty() || llvm::isDigit(identifier.front()))
    identifier.insert(identifier.begin(), '_');
  return identifier;
}

bool effc::isReservedName(StringRef name) {
  return name.equals_insensitive("effc") || name.starts_with_insensitive("effc_");
}

LogicalResult effc::recordInterface(ModuleOp module, StringRef modelName) {
  Builder builder(module.getContext());
  if (!modelName.empty())
    module->setAttr(kModelName, builder.getStringAttr(makeIdentifier(modelName)));
  if (module->hasAttr(kInputs) && module->hasAttr(kOutputs))
    return success();
  auto main = module.lookupSymbol<func::FuncOp>(kEntryName);
  if (!main || main.isDeclaration())
    return module.emitError("found no function @main, expected one");
  bool isArgument = true;
  unsigned index = 0;
  auto describe = [&](Type type, StringAttr name) -> Attribute {
    std::string fallback = (isArgument ? "input" : "output") + std::to_string(index++);
    return builder.getDictionaryAttr(
        {builder.getNamedAttr("name", name ? name : builder.getStringAttr(fallback)),
         builder.getNamedAttr("type", TypeAttr::get(type))});
  };
  SmallVector<Attribute> inputs, outputs;
  for (auto [i, type] : llvm::enumerate(main.getArgumentTypes()))
    inputs.push_back(describe(type, main.getArgAttrOfType<StringAttr>(i, kTensorNameAttrName)));
  isArgument = false;
  index = 0;
  for (auto [i, type] : llvm::enumerate(main.getResultTypes()))
    outputs.push_back(describe(type, main.getResultAttrOfType<StringAttr>(i, kTensorNameAttrName)));
  for (Type type : llvm::concat<const Type>(main.getArgumentTypes(), main.getResultTypes()))
    if (!isa<RankedTensorType>(type) || !cast<RankedTensorType>(type).hasStaticShape())
      return main.emitError("found an argument or result of type ")
             << type << ", expected a static tensor";
  int64_t macs = 0;
  module.walk([&](Operation *op) { macs += countMacs(op); });
  module->setAttr(kInputs, builder.getArrayAttr(inputs));
  module->setAttr(kOutputs, builder.getArrayAttr(outputs));
  module->setAttr(kMacs, builder.getI64IntegerAttr(macs));
  return success();
}

FailureOr<ElementType> effc::getInterfaceType(Type type) {
  bool isUnsigned = isUnsignedStorage(type);
  Type storage = getStorageType(type);
  if (storage.isF32())
    return ElementType::Float32;
  if (storage.isF16())
    return ElementType::Float16;
  if (!storage.isInteger())
    return failure();
  switch (storage.getIntOrFloatBitWidth()) {
  case 1:
    return ElementType::Bool;
  case 8:
    return isUnsigned ? ElementType::UInt8 : ElementType::Int8;
  case 16:
    return ElementType::Int16;
  case 32:
    return ElementType::Int32;
  case 64:
    return ElementType::Int64;
  }
  return failure();
}

static FailureOr<TensorInfo> readTensor(ModuleOp module, Attribute attr) {
  auto fields = dyn_cast<DictionaryAttr>(attr);
  auto name = fields ? fields.getAs<StringAttr>("name") : StringAttr();
  auto typeAttr = fields ? fields.getAs<TypeAttr>("type") : TypeAttr();
  auto type = typeAttr ? dyn_cast<RankedTensorType>(typeAttr.getValue()) : RankedTensorType();
  if (!name || !type || !type.hasStaticShape())
    return module.emitError("found ") << attr << " in the interface, expected {name, type}";
  FailureOr<ElementType> element = getInterfaceType(type.getElementType());
  if (failed(element))
    return module.emitError("found an input or output of type ")
           << type << ", which callers cannot express";
  TensorInfo info;
  info.name = name.str();
  info.type = *element;
  info.bytes = getTensorBytes(cast<ShapedType>(type));
  for (int64_t size : type.getShape())
    info.shape.push_back(size);
  Type quantized = type.getElementType();
  if (isQuantized(quantized)) {
    unsigned channels = 1;
    if (auto perAxis = dyn_cast<quant::UniformQuantizedPerAxisType>(quantized)) {
      info.quantAxis = perAxis.getQuantizedDimension();
      channels = perAxis.getScales().size();
    }
    for (unsigned i = 0; i < channels; ++i) {
      info.scales.push_back(getScale(quantized, i));
      info.zeroPoints.push_back(getZeroPoint(quantized, i));
    }
  }
  return info;
}

FailureOr<ModelInfo> effc::readInterface(ModuleOp module) {
  ModelInfo info;
  if (auto name = module->getAttrOfType<StringAttr>(kModelName))
    info.name = name.str();
  if (auto macs = module->getAttrOfType<IntegerAttr>(kMacs))
    info.macs = macs.getInt();
  auto memory = module->getAttrOfType<DictionaryAttr>(kMemory);
  auto readAll = [&](StringRef attrName, StringRef slotName, std::vector<TensorInfo> &tensors) {
    auto attrs = module->getAttrOfType<ArrayAttr>(attrName);
    if (!attrs)
      return LogicalResult(module.emitError("found no attribute ") << attrName);
    auto slots = memory ? memory.getAs<DenseI64ArrayAttr>(slotName) : DenseI64ArrayAttr();
    for (auto [i, attr] : llvm::enumerate(attrs)) {
      FailureOr<TensorInfo> tensor = readTensor(module, attr);
      if (failed(tensor))
        return failure();
      if (slots && i < size_t(slots.size()))
        tensor->arenaOffset = slots[i];
      tensors.push_back(std::move(*tensor));
    }
    return success();
  };
  if (failed(readAll(kInputs, "inputs", info.inputs)) ||
      failed(readAll(kOutputs, "outputs", info.outputs)))
    return failure();
  if (memory) {
    if (auto bytes = memory.getAs<IntegerAttr>("arena_bytes"))
      info.arenaBytes = std::max<int64_t>(1, bytes.getInt()); // C has no empty arrays
    if (auto align = memory.getAs<IntegerAttr>("arena_align"))
      info.arenaAlign = std::max<int64_t>(1, align.getInt());
    if (auto state = memory.getAs<IntegerAttr>("state_bytes"))
      info.stateBytes = state.getInt();
  }
  return info;
}
