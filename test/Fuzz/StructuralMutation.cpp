//===- StructuralMutation.cpp - Models that are wrong in their parts ------===//
//
// The model is unpacked to plain structures, which are changed and packed again. Each mutator
// makes one kind of damage; most of them leave references in range, so that what is wrong is
// found late, and now and then not at all.
//
//===----------------------------------------------------------------------===//
#include "StructuralMutation.h"
#include "fuzz_tflite_generated.h"
#include <algorithm>
#include <cmath>
#include <cstring>
#include <iterator>
#include <limits>

using namespace effc::fuzz;

namespace {

class Mutator {
public:
  Mutator(ModelT &model, std::mt19937 &random) : model(model), random(random) {}
  void mutate();

private:
  size_t below(size_t limit) { return std::uniform_int_distribution<size_t>(0, limit - 1)(random); }
  bool chance(unsigned oneIn) { return below(oneIn) == 0; }
  template <typename T> T &pick(std::vector<T> &items) { return items[below(items.size())]; }
  template <typename T, size_t n> const T &pick(const T (&items)[n]) { return items[below(n)]; }
  int32_t pickTensor() { return int32_t(below(graph->tensors.size())); }
  int32_t makeIndex();
  int32_t makeInteger();
  float makeFloat();
  std::string makeName();

  void changeOperands();
  void swapOperands();
  void permuteOperators();
  void changeOpcode();
  void changeOptions();
  void changeShape();
  void changeType();
  void changeKind();
  void changeQuantization();
  void changeScales(QuantizationParametersT &parameters);
  void changeName();
  void changeInterface();
  void shareBuffers();
  void changeBuffer();
  void changeConstant();
  void dropVector();
  void changeSubgraphs();
  void changeMetadata();

  using Method = void (Mutator::*)();
  static constexpr Method kMutators[] = {
      &Mutator::changeOperands,     &Mutator::swapOperands,       &Mutator::permuteOperators,
      &Mutator::changeOpcode,       &Mutator::changeOptions,      &Mutator::changeShape,
      &Mutator::changeShape,        &Mutator::changeType,         &Mutator::changeKind,
      &Mutator::changeQuantization, &Mutator::changeQuantization, &Mutator::changeName,
      &Mutator::changeInterface,    &Mutator::shareBuffers,       &Mutator::changeBuffer,
      &Mutator::changeConstant,     &Mutator::changeConstant,     &Mutator::dropVector,
      &Mutator::changeSubgraphs,    &Mutator::changeMetadata};

  ModelT &model;
  SubGraphT *graph = nullptr;
  std::mt19937 &random;
};

} // namespace

int32_t Mutator::makeInteger() {
  static constexpr int32_t kIntegers[] = {
      0,   1,   2,    3,     -1,      -2,      4,         7,         8,    9,     127,      128,
      255, 256, 1000, 65535, 1 << 16, 1 << 30, INT32_MAX, INT32_MIN, -128, 46341, 715827883};
  return pick(kIntegers);
}

float Mutator::makeFloat() {
  using Limits = std::numeric_limits<float>;
  static constexpr float kFloats[] = {0.0f,
                                      -0.0f,
                                      1.0f,
                                      -1.0f,
                                      0.5f,
                                      1e-8f,
                                      1e8f,
                                      Limits::infinity(),
                                      -Limits::infinity(),
                                      Limits::quiet_NaN(),
                                      Limits::max(),
                                      Limits::min(),
                                      Limits::denorm_min(),
                                      1 / 128.0f,
                                      1 / 256.0f,
                                      1 / 4096.0f,
                                      1 / 32768.0f,
                                      0.1f};
  return chance(3) ? std::ldexp(1.0f, int(below(60)) - 40) : pick(kFloats);
}

/// A tensor's number, mostly of a tensor that exists.
int32_t Mutator::makeIndex() {
  if (!chance(8))
    return pickTensor();
  static constexpr int32_t kOutside[] = {-1, -2, INT32_MAX, INT32_MIN};
  return chance(3) ? int32_t(graph->tensors.size()) : pick(kOutside);
}

std::string Mutator::makeName() {
  static const std::string kNames[] = {"",
                                       std::string("a\0b", 3),
                                       "\x1b[31mred\x1b[0m\r",
                                       "\n// */ #error \"",
                                       "\xff\xfe\x80",
                                       "\xed\xa0\x80",
                                       "../../etc/passwd",
                                       "%s%n%d",
                                       "int",
                                       "effc",
                                       "memcpy",
                                       "1\\\"2",
                                       "\xe2\x80\xae"};
  return chance(6) ? std::string(size_t(1) << below(16), 'n') : pick(kNames);
}

void Mutator::changeOperands() {
  OperatorT &op = *pick(graph->operators);
  std::vector<int32_t> &list = chance(3) ? op.outputs : op.inputs;
  switch (list.empty() ? 1 : below(4)) {
  case 0:
    list.erase(list.begin() + below(list.size()));
    break;
  case 1:
    list.insert(list.begin() + below(list.size() + 1), makeIndex());
    break;
  default:
    pick(list) = makeIndex();
    break;
  }
}

void Mutator::swapOperands() {
  OperatorT &first = *pick(graph->operators), &second = *pick(graph->operators);
  std::vector<int32_t> &from = chance(2) ? first.inputs : first.outputs;
  std::vector<int32_t> &to = chance(2) ? second.inputs : second.outputs;
  if (!from.empty() && !to.empty())
    std::swap(pick(from), pick(to));
}

void Mutator::permuteOperators() {
  auto &operators = graph->operators;
  switch (below(4)) {
  case 0:
    std::swap(pick(operators), pick(operators));
    break;
  case 1:
    std::shuffle(operators.begin(), operators.end(), random);
    break;
  case 2:
    operators.insert(operators.begin() + below(operators.size()),
                     std::make_unique<OperatorT>(*pick(operators)));
    break;
  case 3:
    if (operators.size() > 1)
      operators.erase(operators.begin() + below(operators.size()));
    break;
  }
}

void Mutator::changeOpcode() {
  if (model.operator_codes.empty() || chance(3)) {
    pick(graph->operators)->opcode_index =
        chance(4) ? uint32_t(makeInteger()) : uint32_t(below(model.operator_codes.size() + 1));
    return;
  }
  OperatorCodeT &code = *pick(model.operator_codes);
  int32_t number = chance(10) ? makeInteger() : int32_t(below(210));
  code.builtin_code = static_cast<BuiltinOperator>(number);
  code.deprecated_builtin_code = int8_t(chance(8) ? makeInteger() : std::min(number, 127));
  if (chance(4))
    code.version = makeInteger();
  if (chance(8))
    code.custom_code = chance(2) ? "Convolution2DTransposeBias" : makeName();
}

/// Fields are changed when the model is packed again: changeOptionFields.
void Mutator::changeOptions() {
  OperatorT &op = *pick(graph->operators);
  switch (below(3)) {
  case 0:
    op.builtin_options.Reset();
    break;
  case 1:
    std::swap(op.builtin_options, pick(graph->operators)->builtin_options);
    break;
  case 2:
    op.custom_options.assign(below(40), uint8_t(makeInteger()));
    break;
  }
}

void Mutator::changeShape() {
  TensorT &tensor = *pick(graph->tensors);
  std::vector<int32_t> &shape = tensor.shape;
  switch (below(7)) {
  case 0:
    shape.clear();
    break;
  case 1:
    shape.resize(below(12), 1);
    break;
  case 2:
    shape.insert(shape.begin() + below(shape.size() + 1), chance(2) ? 1 : makeInteger());
    break;
  case 3:
    shape = pick(graph->tensors)->shape;
    break;
  case 4:
    tensor.shape_signature = shape;
    if (!shape.empty())
      pick(tensor.shape_signature) = -1;
    break;
  default:
    if (!shape.empty())
      pick(shape) = chance(2) ? makeInteger() : pick(shape) + int32_t(below(3)) - 1;
    break;
  }
}

void Mutator::changeType() {
  TensorT &tensor = *pick(graph->tensors);
  tensor.type = chance(3) ? pick(graph->tensors)->type : static_cast<TensorType>(below(25));
}

void Mutator::changeKind() {
  TensorT &tensor = *pick(graph->tensors);
  switch (below(5)) {
  case 0:
    tensor.is_variable = true;
    break;
  case 1:
    tensor.external_buffer = uint32_t(makeInteger());
    break;
  case 2: {
    tensor.sparsity = std::make_unique<SparsityParametersT>();
    tensor.sparsity->traversal_order.assign(below(4), makeInteger());
    tensor.sparsity->block_map.assign(below(4), makeInteger());
    for (size_t i = below(4); i > 0; --i) {
      auto dimension = std::make_unique<DimensionMetadataT>();
      dimension->format = DimensionType(below(3));
      dimension->dense_size = makeInteger();
      tensor.sparsity->dim_metadata.push_back(std::move(dimension));
    }
    break;
  }
  case 3:
    tensor.variant_tensors.push_back(std::make_unique<VariantSubTypeT>());
    tensor.variant_tensors.back()->shape.assign(below(3), makeInteger());
    break;
  case 4:
    tensor.has_rank = !tensor.has_rank;
    break;
  }
}

void Mutator::changeScales(QuantizationParametersT &parameters) {
  switch (below(6)) {
  case 0:
    parameters.scale.assign(below(6), makeFloat());
    break;
  case 1:
    parameters.zero_point.assign(below(6), makeInteger());
    break;
  case 2: {
    static constexpr int64_t kPoints[] = {-128, 127, -129, 255, 256, INT64_MIN, INT64_MAX, 1, 0};
    if (!parameters.zero_point.empty())
      pick(parameters.zero_point) = pick(kPoints);
    break;
  }
  case 3:
    parameters.quantized_dimension = makeInteger();
    break;
  default:
    if (!parameters.scale.empty())
      pick(parameters.scale) = makeFloat();
    break;
  }
}

void Mutator::changeQuantization() {
  TensorT &tensor = *pick(graph->tensors), &other = *pick(graph->tensors);
  if (!tensor.quantization || chance(12))
    tensor.quantization = std::make_unique<QuantizationParametersT>();
  switch (below(6)) {
  case 0:
    if (other.quantization)
      *tensor.quantization = *other.quantization;
    break;
  case 1:
    tensor.quantization.reset();
    break;
  case 2:
    tensor.quantization->details.Reset();
    if (chance(2))
      tensor.quantization->details.Set(BlockwiseQuantizationT());
    break;
  default:
    changeScales(*tensor.quantization);
    break;
  }
}

void Mutator::changeName() {
  switch (below(4)) {
  case 0:
    graph->name = makeName();
    break;
  case 1:
    model.description = makeName();
    break;
  default:
    pick(graph->tensors)->name = chance(3) ? pick(graph->tensors)->name : makeName();
    break;
  }
}

void Mutator::changeInterface() {
  std::vector<int32_t> &list = chance(2) ? graph->inputs : graph->outputs;
  switch (below(5)) {
  case 0:
    list.push_back(makeIndex());
    break;
  case 1:
    list.insert(list.end(), size_t(1) << below(9), makeIndex());
    break;
  case 2:
    std::shuffle(list.begin(), list.end(), random);
    break;
  case 3:
    if (!list.empty())
      list.erase(list.begin() + below(list.size()));
    break;
  case 4:
    if (!list.empty())
      pick(list) = makeIndex();
    break;
  }
}

void Mutator::shareBuffers() {
  TensorT &tensor = *pick(graph->tensors);
  if (chance(4))
    tensor.buffer = chance(2) ? uint32_t(makeInteger()) : uint32_t(model.buffers.size());
  else
    tensor.buffer = pick(graph->tensors)->buffer;
}

void Mutator::changeBuffer() {
  if (model.buffers.empty())
    return;
  BufferT &buffer = *pick(model.buffers);
  switch (below(4)) {
  case 0:
    buffer.data.clear();
    break;
  case 1:
    buffer.data.resize(std::min<size_t>(buffer.data.size() + below(9), 1 << 20));
    break;
  case 2:
    buffer.data.resize(buffer.data.size() - std::min(buffer.data.size(), below(9)));
    break;
  case 3:
    buffer.data.clear();
    buffer.offset = uint64_t(makeInteger());
    buffer.size = chance(2) ? below(64) : uint64_t(makeInteger());
    break;
  }
}

/// Constants say shapes, axes and positions; in filters, extreme values.
void Mutator::changeConstant() {
  std::vector<uint32_t> used;
  for (const auto &tensor : graph->tensors)
    if (tensor->buffer < model.buffers.size() && !model.buffers[tensor->buffer]->data.empty())
      used.push_back(tensor->buffer);
  if (used.empty())
    return;
  std::vector<uint8_t> &data = model.buffers[pick(used)]->data;
  if (data.size() < 4 || chance(4)) {
    std::fill(data.begin(), data.end(), uint8_t(makeInteger()));
    return;
  }
  size_t place = below(data.size() / 4) * 4;
  int32_t integer = makeInteger();
  float real = makeFloat();
  std::memcpy(&data[place], chance(3) ? static_cast<void *>(&real) : &integer, 4);
}

void Mutator::dropVector() {
  switch (below(8)) {
  case 0:
    graph->inputs.clear();
    break;
  case 1:
    graph->outputs.clear();
    break;
  case 2:
    pick(graph->operators)->inputs.clear();
    break;
  case 3:
    pick(graph->operators)->outputs.clear();
    break;
  case 4:
    model.operator_codes.clear();
    break;
  case 5:
    model.buffers.clear();
    break;
  case 6:
    graph->tensors.resize(below(graph->tensors.size()));
    break;
  case 7:
    graph->operators.clear();
    break;
  }
}

void Mutator::changeSubgraphs() {
  switch (below(4)) {
  case 0:
    model.subgraphs.push_back(std::make_unique<SubGraphT>(*graph));
    break;
  case 1:
    model.subgraphs.insert(model.subgraphs.begin(), std::make_unique<SubGraphT>());
    break;
  case 2: {
    // A loop whose body and condition are the main graph.
    WhileOptionsT loop;
    loop.cond_subgraph_index = makeInteger();
    loop.body_subgraph_index = int32_t(below(2));
    pick(graph->operators)->builtin_options.Set(loop);
    break;
  }
  case 3:
    if (chance(4))
      model.subgraphs.clear();
    else
      model.version = uint32_t(makeInteger());
    break;
  }
}

void Mutator::changeMetadata() {
  switch (below(3)) {
  case 0:
    model.metadata_buffer.assign(below(5), makeInteger());
    break;
  case 1: {
    auto entry = std::make_unique<MetadataT>();
    entry->name = makeName();
    entry->buffer = uint32_t(makeInteger());
    model.metadata.push_back(std::move(entry));
    break;
  }
  case 2: {
    auto signature = std::make_unique<SignatureDefT>();
    signature->signature_key = makeName();
    signature->subgraph_index = uint32_t(makeInteger());
    signature->inputs.push_back(std::make_unique<TensorMapT>());
    signature->inputs.back()->tensor_index = uint32_t(makeIndex());
    signature->inputs.back()->name = makeName();
    model.signature_defs.push_back(std::move(signature));
    break;
  }
  }
}

void Mutator::mutate() {
  for (size_t changes = chance(2) ? 1 : 1 + below(5); changes > 0; --changes) {
    graph = model.subgraphs.empty() ? nullptr : pick(model.subgraphs).get();
    if (graph && !graph->tensors.empty() && !graph->operators.empty())
      (this->*pick(kMutators))();
  }
}

/// Changes one scalar of an operator's options, whatever table they are: the vtable tells where
/// its fields lie. Fields that are tables or vectors themselves make the file's structure bad.
static void changeOptionField(uint8_t *table, std::mt19937 &random) {
  int32_t distance;
  std::memcpy(&distance, table, sizeof distance);
  const uint8_t *vtable = table - distance;
  uint16_t vtableBytes, tableBytes;
  std::memcpy(&vtableBytes, vtable, 2);
  std::memcpy(&tableBytes, vtable + 2, 2);
  std::vector<uint16_t> places;
  for (unsigned i = 4; i + 1 < vtableBytes; i += 2) {
    uint16_t place;
    std::memcpy(&place, vtable + i, 2);
    if (place != 0)
      places.push_back(place);
  }
  if (places.empty())
    return;
  std::sort(places.begin(), places.end());
  size_t at = random() % places.size();
  size_t end = at + 1 < places.size() ? places[at + 1] : tableBytes;
  static constexpr int32_t kValues[] = {0, 1, 2,  3,         4,         5,       6,
                                        7, 8, -1, INT32_MAX, INT32_MIN, 1 << 16, 1000};
  int32_t value = kValues[random() % std::size(kValues)];
  std::memcpy(table + places[at], &value, std::min<size_t>(end - places[at], sizeof value));
}

/// Changes the options of a packed model: the kind says another table than there is, or a field.
static void changePackedOptions(uint8_t *bytes, std::mt19937 &random) {
  const Model *model = GetModel(bytes);
  if (!model->subgraphs() || model->subgraphs()->size() == 0)
    return;
  const SubGraph *graph = model->subgraphs()->Get(0);
  if (!graph->operators() || graph->operators()->size() == 0)
    return;
  const Operator *op = graph->operators()->Get(random() % graph->operators()->size());
  if (!op->builtin_options())
    return;
  if (random() % 4 != 0)
    return changeOptionField(
        const_cast<uint8_t *>(static_cast<const uint8_t *>(op->builtin_options())), random);
  auto *table = const_cast<flatbuffers::Table *>(reinterpret_cast<const flatbuffers::Table *>(op));
  table->SetField<uint8_t>(Operator::VT_BUILTIN_OPTIONS_TYPE, uint8_t(random() % 130), 0);
}

bool isModel(const std::string &bytes) {
  flatbuffers::Verifier verifier(reinterpret_cast<const uint8_t *>(bytes.data()), bytes.size());
  return VerifyModelBuffer(verifier);
}

std::unique_ptr<ModelT> unpackModel(const std::string &bytes) {
  std::unique_ptr<ModelT> model = UnPackModel(bytes.data());
  auto drop = [](auto &options) {
    if (!options.value)
      options.Reset();
  };
  for (const auto &graph : model->subgraphs)
    for (const auto &op : graph->operators) {
      drop(op->builtin_options);
      drop(op->builtin_options_2);
    }
  return model;
}

std::string mutateStructure(const std::string &bytes, std::mt19937 &random) {
  std::unique_ptr<ModelT> model = unpackModel(bytes);
  bool changesOptions = random() % 4 == 0;
  if (!changesOptions || random() % 2 == 0)
    Mutator(*model, random).mutate();
  flatbuffers::FlatBufferBuilder builder;
  // Defaults too become fields that can be changed.
  builder.ForceDefaults(changesOptions);
  FinishModelBuffer(builder, Model::Pack(builder, model.get()));
  if (changesOptions)
    changePackedOptions(builder.GetBufferPointer(), random);
  return std::string(reinterpret_cast<const char *>(builder.GetBufferPointer()), builder.GetSize());
}
