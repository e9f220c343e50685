//===- Importer.cpp - TFLite models to the effc dialect -------------------===//
#include "OperatorImporter.h"
#include "OperatorVerifier.h"
#include "effc/IR/Constants.h"
#include "effc/Import/TFLite.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/Verifier.h"

using namespace mlir;
using namespace effc;
using namespace effc::tflite;

Value ValueMap::get(int32_t index, OpBuilder &builder) {
  Value &value = values[index];
  if (value)
    return value;
  const TensorView &tensor = model.getTensor(index);
  ArrayRef<char> bytes(reinterpret_cast<const char *>(tensor.data.data()), tensor.data.size());
  RankedTensorType type = getTensorType(tensor, model.getContext());
  ElementsAttr data = mayShare && model.refersToFile() ? makeSharedConstantAttr(type, bytes)
                                                       : makeConstantAttr(type, bytes);
  return value = ConstantOp::create(builder, model.getLocation(tensor), type, data);
}

Value OperatorImporter::getOperandValue(unsigned index) {
  return values.get(op.operands[index], builder);
}

RankedTensorType OperatorImporter::getResultType(unsigned index) {
  return getTensorType(getResult(index), builder.getContext());
}

void OperatorImporter::setResult(Value value, unsigned index) {
  values.set(op.results[index], reinterpret(value, getResultType(index).getElementType()));
}

Value OperatorImporter::reinterpret(Value value, Type elementType) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getElementType() == elementType)
    return value;
  return CastOp::create(builder, loc, RankedTensorType::get(type.getShape(), elementType), value);
}

Value OperatorImporter::reshape(Value value, ArrayRef<int64_t> shape) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getShape() == shape)
    return value;
  return ReshapeOp::create(builder, loc, RankedTensorType::get(shape, type.getElementType()),
                           value);
}

Value OperatorImporter::slice(Value value, ArrayRef<int64_t> offsets, ArrayRef<int64_t> strides,
                              ArrayRef<int64_t> shape) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getShape() == shape && llvm::all_of(strides, [](int64_t step) { return step == 1; }))
    return value;
  return SliceOp::create(builder, loc, RankedTensorType::get(shape, type.getElementType()), value,
                         builder.getDenseI64ArrayAttr(offsets),
                         builder.getDenseI64ArrayAttr(strides));
}

ActivationAttr OperatorImporter::getActivation(ActivationFunctionType activation) {
  return ActivationAttr::get(builder.getContext(), tflite::getActivation(activation));
}

/// Attributes of arguments or results of `@main`: the names of their tensors.
static SmallVector<DictionaryAttr> nameTensors(const ModelView &model, ArrayRef<int32_t> tensors) {
  Builder builder(model.getContext());
  return llvm::map_to_vector(tensors, [&](int32_t index) {
    StringAttr name = builder.getStringAttr(model.getTensor(index).name);
    return builder.getDictionaryAttr(builder.getNamedAttr(kTensorNameAttrName, name));
  });
}

static func::FuncOp createFunction(const ModelView &model, OpBuilder &builder) {
  auto getTypes = [&](ArrayRef<int32_t> tensors) {
    return llvm::map_to_vector(tensors, [&](int32_t index) -> Type {
      return getTensorType(model.getTensor(index), model.getContext());
    });
  };
  auto type = builder.getFunctionType(getTypes(model.getInputs()), getTypes(model.getOutputs()));
  auto function = func::FuncOp::create(builder, model.getLocation(), kEntryName, type);
  // All at once: setting one copies those of the others.
  function.setAllArgAttrs(nameTensors(model, model.getInputs()));
  function.setAllResultAttrs(nameTensors(model, model.getOutputs()));
  return function;
}

static OwningOpRef<ModuleOp> buildModule(const ModelView &model, bool mayShare) {
  OwningOpRef<ModuleOp> module = ModuleOp::create(model.getLocation());
  OpBuilder builder = OpBuilder::atBlockEnd(module->getBody());
  func::FuncOp function = createFunction(model, builder);
  builder.setInsertionPointToStart(function.addEntryBlock());

  ValueMap values(model, mayShare);
  for (auto [index, argument] : llvm::zip(model.getInputs(), function.getArguments()))
    values.set(index, argument);
  for (const OperatorView &op : model.getOperators()) {
    const OperatorInfo &info = *findOperator(op);
    OperatorImporter importer(model, op, info, builder, values);
    info.import(importer);
  }
  SmallVector<Value> outputs;
  for (int32_t index : model.getOutputs())
    outputs.push_back(values.get(index, builder));
  func::ReturnOp::create(builder, model.getLocation(), outputs);
  return module;
}

/// Reads and checks a model; null if anything is wrong with it.
static std::unique_ptr<ModelView> readModel(llvm::MemoryBufferRef buffer, MLIRContext *context,
                                            Reporter &report) {
  // The rules of ops ask about types of the dialects.
  context->loadDialect<EffcDialect, func::FuncDialect, quant::QuantDialect>();
  std::unique_ptr<ModelView> model = ModelView::create(buffer, context, report);
  if (model)
    verifyModel(*model, report);
  report.finish(NameLoc::get(StringAttr::get(context, buffer.getBufferIdentifier())));
  if (report.hasProblems())
    return nullptr;
  return model;
}

OwningOpRef<ModuleOp> effc::importTFLite(llvm::MemoryBufferRef buffer, MLIRContext *context,
                                         ImportStatus *status, bool mayShare) {
  Reporter report;
  std::unique_ptr<ModelView> model = readModel(buffer, context, report);
  OwningOpRef<ModuleOp> module;
  ImportStatus result = report.getStatus();
  if (model) {
    module = buildModule(*model, mayShare);
    if (failed(verify(*module))) {
      module = nullptr;
      result = ImportStatus::Internal;
    }
  }
  if (status)
    *status = result;
  return module;
}

ImportStatus effc::checkTFLite(llvm::MemoryBufferRef buffer, MLIRContext *context) {
  Reporter report;
  readModel(buffer, context, report);
  return report.getStatus();
}
