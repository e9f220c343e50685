// What programs have in common that run a list of layers with a library's operators, one after the other:
//   program MILLISECONDS THREADS < layers
// A layer is a line of `key=value`: id kind type and its sizes, as layers.py writes them.
#ifndef EFFC_BENCH_HOST_LAYERS_H
#define EFFC_BENCH_HOST_LAYERS_H

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

using Clock = std::chrono::steady_clock;

struct Layer {
  std::map<std::string, std::string> fields;
  long operator[](const char *key) const {
    auto found = fields.find(key);
    return found == fields.end() ? 0 : std::stol(found->second);
  }
  std::string text(const char *key) const { return fields.at(key); }
};

inline std::vector<Layer> readLayers() {
  std::vector<Layer> layers;
  for (std::string line; std::getline(std::cin, line);) {
    Layer &layer = layers.emplace_back();
    std::istringstream words(line);
    for (std::string word; words >> word;)
      layer.fields[word.substr(0, word.find('='))] = word.substr(word.find('=') + 1);
  }
  return layers;
}

/// A layer that is ready to run.
struct Operator {
  std::string id;
  std::function<void()> run;
  double best = 1e30;
};

inline double getMicroseconds(Clock::time_point start) {
  return std::chrono::duration<double, std::micro>(Clock::now() - start).count();
}

/// The function for a layer of its kind.
template <typename Function>
Function *chooseKind(const Layer &layer, Function *convolution, Function *fullyConnected, Function *add,
                     Function *globalPool) {
  std::string kind = layer.text("kind");
  return kind == "fully_connected" ? fullyConnected
         : kind == "add"           ? add
         : kind == "global_pool"   ? globalPool
                                   : convolution;
}

/// Runs all operators in turn for `budget` microseconds and prints what a turn and each of them took.
inline void measure(std::vector<Operator> &operators, double budget) {
  std::vector<double> times;
  Clock::time_point start = Clock::now();
  for (bool warm = false; !warm || times.size() < 5 || getMicroseconds(start) < budget;) {
    Clock::time_point begin = Clock::now(), last = begin;
    for (Operator &op : operators) {
      op.run();
      Clock::time_point now = Clock::now();
      op.best = std::min(op.best, std::chrono::duration<double, std::micro>(now - last).count());
      last = now;
    }
    times.push_back(getMicroseconds(begin));
    if (!warm && getMicroseconds(start) > budget / 10) {
      warm = true;
      times.clear();
      start = Clock::now();
    }
  }
  std::sort(times.begin(), times.end());
  std::printf("{\"min\": %.3f, \"median\": %.3f, \"runs\": %zu, \"layers\": {", times[0],
              times[times.size() / 2], times.size());
  for (const Operator &op : operators)
    std::printf("%s\"%s\": %.3f", &op == operators.data() ? "" : ", ", op.id.c_str(), op.best);
  std::printf("}}\n");
}

#endif
