//===- CutModel.cpp - A few operators of a model --------------------------===//
#include "CutModel.h"
#include "StructuralMutation.h"
#include "fuzz_tflite_generated.h"
#include <algorithm>
#include <set>

using namespace effc::fuzz;

static bool isConstant(const ModelT &model, const TensorT &tensor) {
  return tensor.buffer < model.buffers.size() && !model.buffers[tensor.buffer]->data.empty();
}

/// Drops the tensors and buffers that no operator uses, and numbers the others anew.
static void dropUnused(ModelT &model, SubGraphT &graph) {
  std::vector<std::unique_ptr<TensorT>> tensors;
  std::vector<std::unique_ptr<BufferT>> buffers;
  buffers.push_back(std::make_unique<BufferT>());
  std::vector<int32_t> places(graph.tensors.size(), -1);
  auto renumber = [&](std::vector<int32_t> &indices) {
    for (int32_t &index : indices) {
      if (index < 0)
        continue;
      int32_t &place = places[index];
      if (place < 0) {
        place = int32_t(tensors.size());
        TensorT &tensor = *tensors.emplace_back(std::move(graph.tensors[index]));
        bool hasData = isConstant(model, tensor);
        if (hasData)
          buffers.push_back(std::make_unique<BufferT>(*model.buffers[tensor.buffer]));
        tensor.buffer = hasData ? uint32_t(buffers.size() - 1) : 0;
      }
      index = place;
    }
  };
  for (auto &op : graph.operators) {
    renumber(op->inputs);
    renumber(op->outputs);
  }
  renumber(graph.inputs);
  renumber(graph.outputs);
  graph.tensors = std::move(tensors);
  model.buffers = std::move(buffers);
}

std::string cutModel(const std::string &bytes, std::mt19937 &random) {
  std::unique_ptr<ModelT> model = unpackModel(bytes);
  if (model->subgraphs.empty() || model->subgraphs[0]->operators.empty())
    return bytes;
  SubGraphT &graph = *model->subgraphs[0];
  size_t first = random() % graph.operators.size();
  size_t count = std::min<size_t>(1 + random() % 3, graph.operators.size() - first);
  std::vector<std::unique_ptr<OperatorT>> kept;
  std::move(graph.operators.begin() + first, graph.operators.begin() + first + count,
            std::back_inserter(kept));
  graph.operators = std::move(kept);
  graph.inputs.clear();
  graph.outputs.clear();
  std::set<int32_t> produced;
  for (const auto &op : graph.operators) {
    for (int32_t index : op->inputs)
      if (index >= 0 && !isConstant(*model, *graph.tensors[index]) && produced.insert(index).second)
        graph.inputs.push_back(index);
    for (int32_t index : op->outputs)
      if (produced.insert(index).second)
        graph.outputs.push_back(index);
  }
  dropUnused(*model, graph);
  flatbuffers::FlatBufferBuilder builder;
  FinishModelBuffer(builder, Model::Pack(builder, model.get()));
  return std::string(reinterpret_cast<const char *>(builder.GetBufferPointer()), builder.GetSize());
}
