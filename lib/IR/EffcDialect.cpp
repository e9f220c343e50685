//===- EffcDialect.cpp - Registration of the effc dialect -----------------===//
#include "effc/IR/Effc.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectImplementation.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace effc;

#include "effc/IR/EffcDialect.cpp.inc"
#include "effc/IR/EffcEnums.cpp.inc"
#include "effc/IR/EffcInterfaces.cpp.inc"

#define GET_ATTRDEF_CLASSES
#include "effc/IR/EffcAttributes.cpp.inc"

#define GET_OP_CLASSES
#include "effc/IR/EffcOps.cpp.inc"

void EffcDialect::initialize() {
  addAttributes<
#define GET_ATTRDEF_LIST
#include "effc/IR/EffcAttributes.cpp.inc"
      >();
  addOperations<
#define GET_OP_LIST
#include "effc/IR/EffcOps.cpp.inc"
      >();
}

Operation *EffcDialect::materializeConstant(OpBuilder &builder, Attribute value, Type type,
                                            Location loc) {
  auto elements = dyn_cast<ElementsAttr>(value);
  if (!elements || !isa<TensorType>(type))
    return nullptr;
  return ConstantOp::create(builder, loc, type, elements);
}

TargetAttr effc::getTarget(Operation *op) {
  auto module = dyn_cast<ModuleOp>(op);
  if (!module)
    module = op->getParentOfType<ModuleOp>();
  return module ? module->getAttrOfType<TargetAttr>(kTargetAttrName) : TargetAttr();
}
