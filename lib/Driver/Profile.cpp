//===- Profile.cpp - Where the time of a run went -------------------------===//
#include "TextTable.h"
#include "effc/Driver/Run.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/TargetParser/Host.h"
#include <numeric>

using namespace llvm;
using namespace effc;

static constexpr size_t kMaxKernelName = 28;

namespace {
/// The figures of one kernel call.
struct Line {
  const KernelCall *call = nullptr;
  double microseconds = 0;
  double rate = 0;   // multiply-accumulates per nanosecond
  double ofPeak = 0; // in percent; 0 if unknown
  double ofTime = 0; // in percent of the sum
};
} // namespace

static double getSum(const RunResult &result) {
  return std::accumulate(result.callMicroseconds.begin(), result.callMicroseconds.end(), 0.0);
}

static double getBestRun(const RunResult &result) {
  return result.microseconds.empty() ? 0 : *llvm::min_element(result.microseconds);
}

/// How long all multiply-accumulates would take at the core's peak.
static double getLimit(const RunResult &result) {
  double limit = 0;
  for (const KernelCall &call : result.compilation.calls) {
    double peak = call.isFloat ? result.peaks.floatRate : result.peaks.intRate;
    limit += peak > 0 ? double(call.macs) / peak / 1e3 : 0;
  }
  return limit;
}

static SmallVector<Line> getLines(const RunResult &result) {
  SmallVector<Line> lines;
  double sum = getSum(result);
  for (auto [call, time] : zip(result.compilation.calls, result.callMicroseconds)) {
    Line line{&call, time};
    double peak = call.isFloat ? result.peaks.floatRate : result.peaks.intRate;
    if (time > 0 && call.macs != 0)
      line.rate = double(call.macs) / (time * 1e3);
    if (peak > 0)
      line.ofPeak = 100 * line.rate / peak;
    if (sum > 0)
      line.ofTime = 100 * time / sum;
    lines.push_back(line);
  }
  return lines;
}

static std::string formatOps(ArrayRef<unsigned> ops) {
  std::string text;
  for (unsigned op : ops)
    text += (text.empty() ? "" : "+") + std::to_string(op);
  return text;
}

static std::string formatNumber(double number, const char *format) {
  return number == 0 ? "-" : formatv(format, number).str();
}

std::string effc::formatProfile(const RunResult &result, unsigned width) {
  std::string text;
  raw_string_ostream os(text);
  os << formatv("{0} on {1}: peak of one core {2:F1} GMAC/s f32, {3:F1} GMAC/s int8\n",
                result.compilation.model.name, sys::getHostCPUName(), result.peaks.floatRate,
                result.peaks.intRate);
  double sum = getSum(result), limit = getLimit(result);
  os << formatv("{0} runs: best {1:F1} us, sum of best kernels {2:F1} us, limit {3:F1} us",
                result.microseconds.size(), getBestRun(result), sum, limit);
  if (limit > 0)
    os << formatv(", times the limit {0:F2}", getBestRun(result) / limit);
  os << "\n\n";
  TextTable table(6, 3, 8);
  table.addRow({"call", "us", "time%", "macs", "GMAC/s", "peak%", "kernel", "ops", "name"});
  for (auto [index, line] : enumerate(getLines(result)))
    table.addRow({std::to_string(index), formatv("{0:F2}", line.microseconds).str(),
                  formatv("{0:F1}", line.ofTime).str(), std::to_string(line.call->macs),
                  formatNumber(line.rate, "{0:F1}"), formatNumber(line.ofPeak, "{0:F1}"),
                  shorten(line.call->kernel, kMaxKernelName), formatOps(line.call->ops),
                  line.call->name});
  table.print(os, width);
  return text;
}

std::string effc::formatProfileJSON(const RunResult &result) {
  auto fix = [](StringRef text) { return json::isUTF8(text) ? text.str() : json::fixUTF8(text); };
  std::string text;
  raw_string_ostream os(text);
  json::OStream json(os, 2);
  json.object([&] {
    json.attribute("model", result.compilation.model.name);
    json.attribute("cpu", sys::getHostCPUName());
    json.attributeObject("peak_gmacs", [&] {
      json.attribute("float32", result.peaks.floatRate);
      json.attribute("int8", result.peaks.intRate);
    });
    json.attribute("runs", int64_t(result.microseconds.size()));
    json.attribute("best_us", getBestRun(result));
    json.attribute("kernels_us", getSum(result));
    json.attribute("limit_us", getLimit(result));
    json.attributeArray("calls", [&] {
      for (const Line &line : getLines(result))
        json.object([&] {
          json.attribute("kernel", fix(line.call->kernel));
          json.attribute("ops", json::Array(line.call->ops));
          json.attribute("name", fix(line.call->name));
          json.attribute("location", fix(line.call->location));
          json.attribute("type", line.call->isFloat ? "float32" : "int8");
          json.attribute("tile_key", line.call->tileKey);
          json.attribute("us", line.microseconds);
          json.attribute("macs", line.call->macs);
          json.attribute("gmacs", line.rate);
          json.attribute("percent_of_peak", line.ofPeak);
          json.attribute("percent_of_time", line.ofTime);
        });
    });
  });
  os << "\n";
  return text;
}
