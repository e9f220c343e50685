//===- fuzz-view.cpp - Checked access to models ----------------------------===//
#include "Context.h"
#include "ModelView.h"

using namespace effc::tflite;

/// Reads everything that the view promises to be readable.
static void readAll(const ModelView &model) {
  uint64_t sum = model.getNumSubgraphs();
  for (const TensorView &tensor : model.getTensors()) {
    sum += tensor.getNumElements().value_or(0) + tensor.name.size();
    for (uint8_t byte : tensor.data)
      sum += byte;
  }
  for (const OperatorView &op : model.getOperators())
    for (int32_t index : op.operands)
      sum += index < 0 ? 0 : model.getTensor(index).shape.size();
  for (const OperatorView &op : model.getOperators())
    for (int32_t index : op.results)
      sum += model.getTensor(index).shape.size();
  volatile uint64_t sink = sum;
  (void)sink;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  llvm::StringRef bytes(reinterpret_cast<const char *>(data), size);
  Reporter report;
  auto model = ModelView::create(llvm::MemoryBufferRef(bytes, "m"), &getQuietContext(), report);
  if (!model && !report.hasProblems())
    std::abort();
  if (model)
    readAll(*model);
  return 0;
}
