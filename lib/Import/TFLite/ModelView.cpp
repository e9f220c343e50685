//===- ModelView.cpp - Checked access to a TFLite model -------------------===//
#include "ModelView.h"
#include "Limits.h"
#include "mlir/IR/Builders.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include <cstring>

using namespace mlir;
using namespace effc;
using namespace effc::tflite;
using llvm::formatv;

static constexpr const char *kDamagedRemedy =
    "the file may be damaged: convert or download the model again";
/// Longer names are cut off in locations.
static constexpr size_t kMaxNameInLocation = 160;

std::optional<int64_t> TensorView::getNumElements() const {
  int64_t count = 1;
  for (int64_t size : shape)
    if (size <= 0 || llvm::MulOverflow(count, size, count))
      return std::nullopt;
  return count;
}

bool TensorView::isEmpty() const {
  return llvm::is_contained(shape, 0) && !llvm::any_of(shape, [](int64_t n) { return n < 0; });
}

Location ModelView::getLocation() const {
  return NameLoc::get(StringAttr::get(context, buffer.getBufferIdentifier()));
}

static Location makeLocation(MLIRContext *context, StringRef file, StringRef kind, int32_t index,
                             StringRef what, StringRef name) {
  std::string text = formatv("{0}:0:{1} {2}{3}", file, kind, index, what);
  if (!name.empty())
    text += formatv(" \"{0}\"", name.take_front(kMaxNameInLocation));
  return NameLoc::get(StringAttr::get(context, text));
}

Location ModelView::getLocation(const TensorView &tensor) const {
  return makeLocation(context, buffer.getBufferIdentifier(), "tensor", tensor.index, "",
                      tensor.name);
}

Location ModelView::getLocation(const OperatorView &op) const {
  StringRef name;
  if (!op.results.empty() && op.results[0] >= 0)
    name = tensors[op.results[0]].name;
  return makeLocation(context, buffer.getBufferIdentifier(), "op", op.index, " " + op.name, name);
}

std::unique_ptr<ModelView> ModelView::create(llvm::MemoryBufferRef buffer, MLIRContext *context,
                                             Reporter &report) {
  std::unique_ptr<ModelView> view(new ModelView(buffer, context));
  if (!view->verifyStructure(report) || !view->readSubgraph(report))
    return nullptr;
  return view;
}

bool ModelView::verifyStructure(Reporter &report) {
  const char *notAModel = "a .tflite file has \"TFL3\" at byte 4";
  if (buffer.getBufferSize() == 0) {
    report.malformed(getLocation(), "the file is empty", notAModel);
    return false;
  }
  if (buffer.getBufferSize() < 8 ||
      std::memcmp(buffer.getBufferStart() + 4, ModelIdentifier(), 4) != 0) {
    report.malformed(getLocation(), "this is not a TFLite model", notAModel);
    return false;
  }
  bytes = reinterpret_cast<const uint8_t *>(buffer.getBufferStart());
  if (reinterpret_cast<uintptr_t>(bytes) % alignof(uint64_t) != 0) {
    alignedCopy.reset(new uint64_t[llvm::divideCeil(buffer.getBufferSize(), sizeof(uint64_t))]);
    std::memcpy(alignedCopy.get(), bytes, buffer.getBufferSize());
    bytes = reinterpret_cast<const uint8_t *>(alignedCopy.get());
  }
  // Files of more than 2 GB keep the flatbuffer in front of large constants.
  size_t size = std::min<size_t>(buffer.getBufferSize(), FLATBUFFERS_MAX_BUFFER_SIZE - 1);
  flatbuffers::Verifier verifier(bytes, size, /*max_depth=*/64, kMaxTables);
  if (!VerifyModelBuffer(verifier)) {
    report.malformed(getLocation(), "the file's structure is damaged: an offset points outside it",
                     kDamagedRemedy);
    return false;
  }
  model = GetModel(bytes);
  if (model->version() != 3) {
    report.unsupported(getLocation(),
                       formatv("found schema version {0}, expected 3", model->version()),
                       "convert the model with a TensorFlow Lite converter of 2018 or later");
    return false;
  }
  return true;
}

bool ModelView::readSubgraph(Reporter &report) {
  if (!model->subgraphs() || model->subgraphs()->size() == 0) {
    report.malformed(getLocation(), "the model has no subgraph", kDamagedRemedy);
    return false;
  }
  const SubGraph &graph = *model->subgraphs()->Get(0);
  if (!checkCounts(graph, report) || !checkUnfolded(graph, report))
    return false;
  readTensors(graph, report);
  inputs = readIndices(graph.inputs(), false, getLocation(), "an input of subgraph 0", report);
  outputs = readIndices(graph.outputs(), false, getLocation(), "an output of subgraph 0", report);
  readOperators(graph, report);
  return !report.hasProblems();
}

template <typename Vector> static uint64_t getSize(const Vector *vector) {
  return vector ? vector->size() : 0;
}

bool ModelView::checkCounts(const SubGraph &graph, Reporter &report) {
  auto check = [&](const char *what, uint64_t count, size_t limit) {
    if (count > limit)
      report.unsupported(getLocation(),
                         formatv("found {0} {1}, expected at most {2}", count, what, limit),
                         "split the model into several");
  };
  check("operators", getSize(graph.operators()), kMaxOperators);
  check("tensors", getSize(graph.tensors()), kMaxTensors);
  check("inputs", getSize(graph.inputs()), kMaxInterface);
  check("outputs", getSize(graph.outputs()), kMaxInterface);
  return !report.hasProblems();
}

/// The vectors of many tensors and operators may be the same bytes of the file, and each gets a
/// copy.
bool ModelView::checkUnfolded(const SubGraph &graph, Reporter &report) {
  uint64_t bytes = 0;
  auto countName = [&](int32_t index) {
    if (index < 0 || uint64_t(index) >= getSize(graph.tensors()))
      return;
    bytes += getSize(graph.tensors()->Get(index)->name());
  };
  for (uint64_t i = 0; i < getSize(graph.tensors()); ++i) {
    const Tensor *tensor = graph.tensors()->Get(i);
    bytes += getSize(tensor->shape()) * sizeof(int64_t);
    if (const QuantizationParameters *parameters = tensor->quantization())
      bytes += getSize(parameters->scale()) * sizeof(float) +
               getSize(parameters->zero_point()) * sizeof(int64_t);
  }
  for (uint64_t i = 0; i < getSize(graph.operators()); ++i) {
    const Operator *op = graph.operators()->Get(i);
    bytes += (getSize(op->inputs()) + getSize(op->outputs())) * sizeof(int32_t);
  }
  for (const flatbuffers::Vector<int32_t> *tensors : {graph.inputs(), graph.outputs()})
    for (uint64_t i = 0; i < getSize(tensors); ++i)
      countName(tensors->Get(i));
  uint64_t limit = getMaxUnfoldedBytes(buffer.getBufferSize());
  if (bytes <= limit)
    return true;
  report.unsupported(getLocation(),
                     formatv("found shapes, scales, operands and names of {0} bytes in a file of "
                             "{1}, expected at most {2}",
                             bytes, buffer.getBufferSize(), limit),
                     "let fewer tensors and operators share them");
  return false;
}

void ModelView::readTensors(const SubGraph &graph, Reporter &report) {
  if (!graph.tensors())
    return;
  tensors.reserve(graph.tensors()->size());
  for (const Tensor *table : *graph.tensors()) {
    TensorView &tensor = tensors.emplace_back();
    tensor.index = tensors.size() - 1;
    if (table->name())
      tensor.name = StringRef(table->name()->c_str(), table->name()->size());
    tensor.type = table->type();
    if (table->shape())
      tensor.shape.assign(table->shape()->begin(), table->shape()->end());
    tensor.isVariable = table->is_variable();
    tensor.isSparse = table->sparsity() != nullptr;
    tensor.isExternal = table->external_buffer() != 0;
    readQuantization(*table, tensor);
    readData(*table, tensor, report);
  }
}

void ModelView::readQuantization(const Tensor &table, TensorView &tensor) {
  const QuantizationParameters *parameters = table.quantization();
  if (!parameters)
    return;
  tensor.hasOtherQuantization = parameters->details_type() != QuantizationDetails::NONE;
  tensor.quantizedDimension = parameters->quantized_dimension();
  if (!parameters->scale())
    return;
  tensor.scales.assign(parameters->scale()->begin(), parameters->scale()->end());
  // Some writers give a zero to tensors that are not quantized. Several are those of pruned channels.
  if (tensor.scales.size() == 1 && tensor.scales[0] == 0)
    tensor.scales.clear();
  if (parameters->zero_point() && parameters->zero_point()->size() != 0)
    tensor.zeroPoints.assign(parameters->zero_point()->begin(), parameters->zero_point()->end());
  else
    tensor.zeroPoints.assign(tensor.scales.size(), 0);
}

void ModelView::readData(const Tensor &table, TensorView &tensor, Reporter &report) {
  if (table.buffer() == 0 && (!model->buffers() || model->buffers()->size() == 0))
    return;
  if (!model->buffers() || table.buffer() >= model->buffers()->size()) {
    report.malformed(getLocation(tensor),
                     formatv("found buffer {0}, expected a number below {1}", table.buffer(),
                             model->buffers() ? model->buffers()->size() : 0),
                     kDamagedRemedy);
    return;
  }
  const Buffer &data = *model->buffers()->Get(table.buffer());
  if (data.data() && data.data()->size() != 0) {
    tensor.data = llvm::ArrayRef<uint8_t>(data.data()->data(), data.data()->size());
    return;
  }
  if (data.offset() <= 1)
    return;
  uint64_t size = buffer.getBufferSize();
  if (data.offset() > size || data.size() > size - data.offset()) {
    report.malformed(getLocation(tensor),
                     formatv("found a constant of {0} bytes at byte {1} of a file of {2} bytes",
                             data.size(), data.offset(), size),
                     kDamagedRemedy);
    return;
  }
  tensor.data = llvm::ArrayRef<uint8_t>(bytes + data.offset(), data.size());
}

void ModelView::readOperators(const SubGraph &graph, Reporter &report) {
  if (!graph.operators())
    return;
  operators.reserve(graph.operators()->size());
  for (const Operator *table : *graph.operators()) {
    OperatorView &op = operators.emplace_back();
    op.index = operators.size() - 1;
    op.table = table;
    op.name = "?";
    if (!model->operator_codes() || table->opcode_index() >= model->operator_codes()->size()) {
      report.malformed(getLocation(op),
                       formatv("found operator code {0}, expected a number below {1}",
                               table->opcode_index(),
                               model->operator_codes() ? model->operator_codes()->size() : 0),
                       kDamagedRemedy);
      continue;
    }
    const OperatorCode &code = *model->operator_codes()->Get(table->opcode_index());
    op.code = static_cast<BuiltinOperator>(std::max<int32_t>(
        code.deprecated_builtin_code(), static_cast<int32_t>(code.builtin_code())));
    const char *name = EnumNameBuiltinOperator(op.code);
    op.name = *name ? name : formatv("operator number {0}", static_cast<int32_t>(op.code)).str();
    if (op.code == BuiltinOperator::CUSTOM && code.custom_code()) {
      op.customName = StringRef(code.custom_code()->c_str(), code.custom_code()->size());
      op.name += formatv(" {0}", op.customName.take_front(kMaxNameInLocation));
    }
    Location loc = getLocation(op);
    op.operands = readIndices(table->inputs(), true, loc, "an operand", report);
    op.results = readIndices(table->outputs(), false, loc, "a result", report);
  }
}

std::vector<int32_t> ModelView::readIndices(const flatbuffers::Vector<int32_t> *indices,
                                            bool mayBeAbsent, Location loc, const char *what,
                                            Reporter &report) {
  std::vector<int32_t> result;
  if (!indices)
    return result;
  for (int32_t index : *indices) {
    bool isAbsent = index == -1 && mayBeAbsent;
    if (!isAbsent && (index < 0 || static_cast<size_t>(index) >= tensors.size())) {
      report.malformed(loc,
                       formatv("found tensor {0} as {1}, expected a number below {2}", index, what,
                               tensors.size()),
                       kDamagedRemedy);
      index = -1;
    }
    result.push_back(index);
  }
  return result;
}
