// Runs a list of layers with oneDNN's primitives (see layers.h), images and weights in the formats that oneDNN
// prefers. 8-bit input is unsigned whatever the model's is: what oneDNN is fastest at. Its result may
// saturate where TensorFlow Lite's does not, on machines without VNNI.
#include "layers.h"
#include <cstring>
#include <oneapi/dnnl/dnnl.hpp>

using namespace dnnl;
using Dims = memory::dims;
using Type = memory::data_type;

namespace {

struct Engine {
  engine cpu{engine::kind::cpu, 0};
  stream queue{cpu};

  /// Memory that is filled with small numbers.
  memory make(const memory::desc &description) {
    memory result(description, cpu);
    std::memset(result.get_data_handle(), 1, description.get_size());
    return result;
  }
};

struct Types {
  Type input, weights, bias, output;
};

Types getTypes(const Layer &l) {
  return l.text("type") == "float32" ? Types{Type::f32, Type::f32, Type::f32, Type::f32}
                                     : Types{Type::u8, Type::s8, Type::s32, Type::u8};
}

memory::desc any(const Dims &dims, Type type) { return {dims, type, memory::format_tag::any}; }

primitive_attr getScales(const Types &types, long channels) {
  primitive_attr attributes;
  if (types.input != Type::f32)
    attributes.set_output_scales(1 << 1, std::vector<float>(channels, 0.01f));
  return attributes;
}

template <typename Primitive, typename Description>
std::function<void()> makeWeighted(Engine &e, const Description &description) {
  memory input = e.make(description.src_desc()), weights = e.make(description.weights_desc());
  memory bias = e.make(description.bias_desc()), output = e.make(description.dst_desc());
  Primitive run(description);
  return [=, &e]() mutable {
    run.execute(e.queue, {{DNNL_ARG_SRC, input}, {DNNL_ARG_WEIGHTS, weights}, {DNNL_ARG_BIAS, bias},
                          {DNNL_ARG_DST, output}});
    e.queue.wait();
  };
}

std::function<void()> makeConvolution(const Layer &l, Engine &e) {
  bool depthwise = l.text("kind") == "depthwise_conv_2d";
  Types types = getTypes(l);
  long reachH = (l["kh"] - 1) * l["dh"] + 1, reachW = (l["kw"] - 1) * l["dw"] + 1;
  Dims input{l["n"], l["c"], l["h"], l["w"]};
  Dims output{l["n"], l["oc"], (l["h"] + l["pt"] + l["pb"] - reachH) / l["sh"] + 1,
              (l["w"] + l["pl"] + l["pr"] - reachW) / l["sw"] + 1};
  Dims weights = depthwise ? Dims{l["c"], l["oc"] / l["c"], 1, l["kh"], l["kw"]}
                           : Dims{l["oc"], l["c"], l["kh"], l["kw"]};
  convolution_forward::desc description(
      prop_kind::forward_inference, algorithm::convolution_direct, any(input, types.input),
      any(weights, types.weights), any({l["oc"]}, types.bias), any(output, types.output),
      {l["sh"], l["sw"]}, {l["dh"] - 1, l["dw"] - 1}, {l["pt"], l["pl"]}, {l["pb"], l["pr"]});
  return makeWeighted<convolution_forward>(
      e, convolution_forward::primitive_desc(description, getScales(types, l["oc"]), e.cpu));
}

std::function<void()> makeFullyConnected(const Layer &l, Engine &e) {
  Types types = getTypes(l);
  inner_product_forward::desc description(
      prop_kind::forward_inference, any({l["n"], l["c"]}, types.input),
      any({l["oc"], l["c"]}, types.weights), any({l["oc"]}, types.bias),
      any({l["n"], l["oc"]}, types.output));
  return makeWeighted<inner_product_forward>(
      e, inner_product_forward::primitive_desc(description, getScales(types, l["oc"]), e.cpu));
}

std::function<void()> makeAdd(const Layer &l, Engine &e) {
  memory::desc type({1, l["elements"]}, getTypes(l).input, memory::format_tag::ab);
  binary::primitive_desc description({algorithm::binary_add, type, type, type}, e.cpu);
  memory a = e.make(type), b = e.make(type), output = e.make(type);
  binary run(description);
  return [=, &e]() mutable {
    run.execute(e.queue, {{DNNL_ARG_SRC_0, a}, {DNNL_ARG_SRC_1, b}, {DNNL_ARG_DST, output}});
    e.queue.wait();
  };
}

std::function<void()> makeGlobalPool(const Layer &l, Engine &e) {
  Type type = getTypes(l).input;
  memory::desc from({l["n"], l["c"], l["h"], l["w"]}, type, memory::format_tag::nhwc);
  memory::desc to({l["n"], l["c"], 1, 1}, type, memory::format_tag::nhwc);
  pooling_forward::desc operation(prop_kind::forward_inference,
                                  algorithm::pooling_avg_exclude_padding, from, to, {1, 1},
                                  {l["h"], l["w"]}, {0, 0}, {0, 0});
  pooling_forward::primitive_desc description(operation, e.cpu);
  memory input = e.make(from), output = e.make(to);
  pooling_forward run(description);
  return [=, &e]() mutable {
    run.execute(e.queue, {{DNNL_ARG_SRC, input}, {DNNL_ARG_DST, output}});
    e.queue.wait();
  };
}

} // namespace

// The number of threads is OpenMP's: the second argument is not used.
int main(int argc, char **argv) {
  double budget = argc > 1 ? std::atof(argv[1]) * 1e3 : 1e6;
  Engine e;
  std::vector<Operator> operators;
  for (const Layer &layer : readLayers()) {
    auto *make = chooseKind(layer, makeConvolution, makeFullyConnected, makeAdd, makeGlobalPool);
    try {
      operators.push_back({layer.text("id"), make(layer, e)});
    } catch (const error &problem) {
      std::fprintf(stderr, "oneDNN refuses layer %s: %s\n", layer.text("id").c_str(), problem.what());
    }
  }
  measure(operators, budget);
  return 0;
}
