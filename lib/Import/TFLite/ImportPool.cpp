//===- ImportPool.cpp - Pooling, reductions, resizing ---------------------===//
#include "Geometry.h"
#include "OperatorImporter.h"

using namespace mlir;
using namespace effc;
using namespace effc::tflite;

template <typename OpType> static void importPool2D(OperatorImporter &op) {
  const auto &options = op.getOptions<Pool2DOptions>();
  ArrayRef<int64_t> input = op.getOperand(0).shape;
  OpBuilder &builder = op.builder;
  WindowSteps y =
      getWindowSteps(options.padding(), input[1], options.filter_height(), options.stride_h(), 1);
  WindowSteps x =
      getWindowSteps(options.padding(), input[2], options.filter_width(), options.stride_w(), 1);
  // TFLite tolerates a tiny difference of scales here; the kernel never looks at them.
  Value data = op.reinterpret(op.getOperandValue(0), op.getResultType().getElementType());
  op.replaceWith<OpType>(
      data, builder.getDenseI64ArrayAttr({options.filter_height(), options.filter_width()}),
      builder.getDenseI64ArrayAttr({options.stride_h(), options.stride_w()}),
      builder.getDenseI64ArrayAttr({y.before, y.after, x.before, x.after}),
      op.getActivation(options.fused_activation_function()));
}

void tflite::importAveragePool2D(OperatorImporter &op) { importPool2D<AveragePool2DOp>(op); }
void tflite::importMaxPool2D(OperatorImporter &op) { importPool2D<MaxPool2DOp>(op); }

template <typename OpType> static void importReduction(OperatorImporter &op) {
  bool keepDims = op.getOptions<ReducerOptions>().keep_dims();
  op.replaceWith<OpType>(op.getOperandValue(0), op.builder.getDenseI64ArrayAttr(getReducedAxes(op)),
                         keepDims ? op.builder.getUnitAttr() : UnitAttr());
}

void tflite::importMean(OperatorImporter &op) { importReduction<MeanOp>(op); }
void tflite::importSum(OperatorImporter &op) { importReduction<SumOp>(op); }

void tflite::importSoftmax(OperatorImporter &op) {
  float beta = op.getOptions<SoftmaxOptions>().beta();
  op.replaceWith<SoftmaxOp>(op.getOperandValue(0), op.builder.getF32FloatAttr(beta));
}

void tflite::importArgMax(OperatorImporter &op) {
  int64_t axis = *normalizeAxis(op.getConstantInteger(1), op.getOperand(0).shape.size());
  op.replaceWith<ArgMaxOp>(op.getOperandValue(0), op.builder.getI64IntegerAttr(axis));
}

template <typename OpType, typename Options> static void importResize(OperatorImporter &op) {
  const auto &options = op.getOptions<Options>();
  auto flag = [&](bool value) { return value ? op.builder.getUnitAttr() : UnitAttr(); };
  Value data = op.reinterpret(op.getOperandValue(0), op.getResultType().getElementType());
  op.replaceWith<OpType>(data, flag(options.align_corners()), flag(options.half_pixel_centers()));
}

void tflite::importResizeBilinear(OperatorImporter &op) {
  importResize<ResizeBilinearOp, ResizeBilinearOptions>(op);
}

void tflite::importResizeNearest(OperatorImporter &op) {
  importResize<ResizeNearestOp, ResizeNearestNeighborOptions>(op);
}
