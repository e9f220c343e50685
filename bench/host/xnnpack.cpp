// Runs a list of layers with XNNPACK's operators (see layers.h). Weights are random, outputs are the next
// layer's inputs in size only: time does not depend on values.
#include "layers.h"
#include <cstdlib>
#include <pthreadpool.h>
#include <xnnpack.h>

namespace {

/// Buffers that layers read and write in turn, and space for weights.
struct Memory {
  std::vector<char> a = std::vector<char>(64 << 20), b = std::vector<char>(64 << 20);
  std::vector<std::vector<char>> weights;
  char *makeWeights(size_t bytes) {
    weights.emplace_back(bytes + 64);
    for (char &byte : weights.back())
      byte = char(rand() % 15 - 7);
    return weights.back().data();
  }
  float *makeFloats(size_t count) {
    auto *data = reinterpret_cast<float *>(makeWeights(count * 4));
    for (size_t i = 0; i < count; ++i)
      data[i] = float(rand() % 1000) / 1000 - 0.5f;
    return data;
  }
};

constexpr float kInf = 1e30f;
constexpr float kInputScale = 0.1f, kWeightScale = 0.01f, kOutputScale = 0.1f;

xnn_status makeConvolution(const Layer &l, Memory &m, pthreadpool_t pool, xnn_operator_t *op) {
  bool depthwise = l.text("kind") == "depthwise_conv_2d";
  size_t groups = depthwise ? l["c"] : 1, in = depthwise ? 1 : l["c"];
  size_t out = depthwise ? l["oc"] / l["c"] : l["oc"];
  size_t weights = size_t(l["oc"]) * l["kh"] * l["kw"] * in;
  uint32_t flags = depthwise ? XNN_FLAG_DEPTHWISE_CONVOLUTION : 0;
  auto create = [&](auto function, auto... rest) {
    return function(l["pt"], l["pr"], l["pb"], l["pl"], l["kh"], l["kw"], l["sh"], l["sw"], l["dh"],
                    l["dw"], groups, in, out, l["c"], l["oc"], rest..., flags, op);
  };
  auto *bias = reinterpret_cast<int32_t *>(m.makeWeights(4 * l["oc"]));
  xnn_status status;
  if (l.text("type") == "float32") {
    status = create(xnn_create_convolution2d_nhwc_f32, m.makeFloats(weights), m.makeFloats(l["oc"]),
                    -kInf, kInf);
    return status ? status
                  : xnn_setup_convolution2d_nhwc_f32(*op, l["n"], l["h"], l["w"], (float *)m.a.data(),
                                                     (float *)m.b.data(), pool);
  }
  if (l.text("type") == "uint8") {
    status = create(xnn_create_convolution2d_nhwc_qu8, uint8_t(128), kInputScale, uint8_t(128),
                    kWeightScale, (const uint8_t *)m.makeWeights(weights), bias, uint8_t(128),
                    kOutputScale, uint8_t(0), uint8_t(255));
    return status ? status
                  : xnn_setup_convolution2d_nhwc_qu8(*op, l["n"], l["h"], l["w"],
                                                     (uint8_t *)m.a.data(), (uint8_t *)m.b.data(), pool);
  }
  float *scales = m.makeFloats(l["oc"]);
  std::fill(scales, scales + l["oc"], kWeightScale);
  status = create(xnn_create_convolution2d_nhwc_qc8, int8_t(0), kInputScale, scales,
                  (const int8_t *)m.makeWeights(weights), bias, int8_t(0), kOutputScale, int8_t(-128),
                  int8_t(127));
  return status ? status
                : xnn_setup_convolution2d_nhwc_qc8(*op, l["n"], l["h"], l["w"], (int8_t *)m.a.data(),
                                                   (int8_t *)m.b.data(), pool);
}

xnn_status makeFullyConnected(const Layer &l, Memory &m, pthreadpool_t pool, xnn_operator_t *op) {
  size_t in = l["c"], out = l["oc"];
  auto *bias = reinterpret_cast<int32_t *>(m.makeWeights(4 * out));
  xnn_status status;
  if (l.text("type") == "float32") {
    status = xnn_create_fully_connected_nc_f32(in, out, in, out, m.makeFloats(in * out),
                                               m.makeFloats(out), -kInf, kInf, 0, op);
    return status ? status
                  : xnn_setup_fully_connected_nc_f32(*op, l["n"], (float *)m.a.data(),
                                                     (float *)m.b.data(), pool);
  }
  if (l.text("type") == "uint8") {
    status = xnn_create_fully_connected_nc_qu8(in, out, in, out, 128, kInputScale, 128, kWeightScale,
                                               (const uint8_t *)m.makeWeights(in * out), bias, 128,
                                               kOutputScale, 0, 255, 0, op);
    return status ? status
                  : xnn_setup_fully_connected_nc_qu8(*op, l["n"], (uint8_t *)m.a.data(),
                                                     (uint8_t *)m.b.data(), pool);
  }
  status = xnn_create_fully_connected_nc_qs8(in, out, in, out, 0, kInputScale, kWeightScale,
                                             (const int8_t *)m.makeWeights(in * out), bias, 0,
                                             kOutputScale, -128, 127, 0, op);
  return status ? status
                : xnn_setup_fully_connected_nc_qs8(*op, l["n"], (int8_t *)m.a.data(),
                                                   (int8_t *)m.b.data(), pool);
}

xnn_status makeAdd(const Layer &l, Memory &m, pthreadpool_t pool, xnn_operator_t *op) {
  size_t shape[] = {size_t(l["elements"])};
  char *second = m.a.data() + m.a.size() / 2;
  xnn_status status;
  if (l.text("type") == "float32") {
    status = xnn_create_add_nd_f32(-kInf, kInf, 0, op);
    return status ? status
                  : xnn_setup_add_nd_f32(*op, 1, shape, 1, shape, (float *)m.a.data(),
                                         (float *)second, (float *)m.b.data(), pool);
  }
  if (l.text("type") == "uint8") {
    status = xnn_create_add_nd_qu8(128, 0.1f, 128, 0.11f, 128, 0.15f, 0, 255, 0, op);
    return status ? status
                  : xnn_setup_add_nd_qu8(*op, 1, shape, 1, shape, (uint8_t *)m.a.data(),
                                         (uint8_t *)second, (uint8_t *)m.b.data(), pool);
  }
  status = xnn_create_add_nd_qs8(0, 0.1f, 0, 0.11f, 0, 0.15f, -128, 127, 0, op);
  return status ? status
                : xnn_setup_add_nd_qs8(*op, 1, shape, 1, shape, (int8_t *)m.a.data(),
                                       (int8_t *)second, (int8_t *)m.b.data(), pool);
}

xnn_status makeGlobalPool(const Layer &l, Memory &m, pthreadpool_t pool, xnn_operator_t *op) {
  size_t c = l["c"], width = l["h"] * l["w"];
  xnn_status status;
  if (l.text("type") == "float32") {
    status = xnn_create_global_average_pooling_nwc_f32(c, c, c, -kInf, kInf, 0, op);
    return status ? status
                  : xnn_setup_global_average_pooling_nwc_f32(*op, l["n"], width, (float *)m.a.data(),
                                                             (float *)m.b.data(), pool);
  }
  if (l.text("type") == "uint8") {
    status = xnn_create_global_average_pooling_nwc_qu8(c, c, c, 128, 0.1f, 128, 0.1f, 0, 255, 0, op);
    return status ? status
                  : xnn_setup_global_average_pooling_nwc_qu8(
                        *op, l["n"], width, (uint8_t *)m.a.data(), (uint8_t *)m.b.data(), pool);
  }
  status = xnn_create_global_average_pooling_nwc_qs8(c, c, c, 0, 0.1f, 0, 0.1f, -128, 127, 0, op);
  return status ? status
                : xnn_setup_global_average_pooling_nwc_qs8(*op, l["n"], width, (int8_t *)m.a.data(),
                                                           (int8_t *)m.b.data(), pool);
}

std::vector<Operator> makeOperators(Memory &memory, pthreadpool_t pool) {
  std::vector<Operator> operators;
  for (const Layer &layer : readLayers()) {
    auto *make = chooseKind(layer, makeConvolution, makeFullyConnected, makeAdd, makeGlobalPool);
    xnn_operator_t handle = nullptr;
    if (make(layer, memory, pool, &handle) == xnn_status_success)
      operators.push_back({layer.text("id"), [=] { xnn_run_operator(handle, pool); }});
    else
      std::fprintf(stderr, "XNNPACK refuses layer %s\n", layer.text("id").c_str());
  }
  return operators;
}

} // namespace

int main(int argc, char **argv) {
  double budget = argc > 1 ? std::atof(argv[1]) * 1e3 : 1e6;
  int threads = argc > 2 ? std::atoi(argv[2]) : 1;
  if (xnn_initialize(nullptr) != xnn_status_success)
    return 1;
  pthreadpool_t pool = threads > 1 ? pthreadpool_create(threads) : nullptr;
  Memory memory;
  std::vector<Operator> operators = makeOperators(memory, pool);
  measure(operators, budget);
  return 0;
}
