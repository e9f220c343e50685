//===- Macs.cpp - Multiply-accumulates of ops -----------------------------===//
#include "effc/IR/Macs.h"
#include "effc/IR/Effc.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace effc;

int64_t effc::countMacs(Operation *op) {
  auto elements = [](Value value) { return cast<ShapedType>(value.getType()).getNumElements(); };
  auto perOutput = [&](Value filter) {
    auto type = cast<ShapedType>(filter.getType());
    return type.getNumElements() / type.getDimSize(0);
  };
  return llvm::TypeSwitch<Operation *, int64_t>(op)
      .Case<Conv2DOp>(
          [&](auto conv) { return elements(conv.getOutput()) * perOutput(conv.getFilter()); })
      .Case<FullyConnectedOp>([&](auto product) {
        return elements(product.getOutput()) * perOutput(product.getFilter());
      })
      .Case<TransposeConv2DOp>([&](auto conv) {
        return elements(conv.getInput()) *
               (elements(conv.getFilter()) /
                cast<ShapedType>(conv.getFilter().getType()).getDimSize(3));
      })
      .Case<DepthwiseConv2DOp>([&](auto conv) {
        auto filter = cast<ShapedType>(conv.getFilter().getType());
        return elements(conv.getOutput()) * filter.getDimSize(1) * filter.getDimSize(2);
      })
      .Default([](Operation *) { return int64_t(0); });
}
