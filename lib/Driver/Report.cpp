//===- Report.cpp - What a compilation is reported to be ------------------===//
#include "Report.h"
#include "Diagnostics.h"
#include "TextTable.h"
#include "effc/Codegen/Tiles.h"
#include "effc/Driver/Pipeline.h"
#include "effc/IR/Constants.h"
#include "effc/IR/Macs.h"
#include "effc/IR/Quantization.h"
#include "effc/Target/Header.h"
#include "effc/Target/ModelInterface.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include <set>

using namespace mlir;
using namespace effc;

/// The tensor's name that ends an imported op's location, in quotes.
static std::string getTensorName(StringRef location) {
  if (!location.consume_back("\""))
    return "";
  return location.rsplit('"').second.str();
}

/// What the op computes, for tools that compare layers.
static void describe(Operation &op, OpReport &entry) {
  for (Value operand : op.getOperands())
    if (auto type = dyn_cast<ShapedType>(operand.getType()); type && type.hasStaticShape())
      entry.inputs.emplace_back(type.getShape().begin(), type.getShape().end());
  if (op.getNumResults() != 0)
    if (auto type = dyn_cast<ShapedType>(op.getResult(0).getType());
        type && type.hasStaticShape()) {
      entry.output.assign(type.getShape().begin(), type.getShape().end());
      FailureOr<ElementType> element = getInterfaceType(type.getElementType());
      entry.type = succeeded(element) ? getElementName(*element) : "";
    }
  for (NamedAttribute attribute : op.getAttrs()) {
    std::vector<int64_t> values;
    if (auto list = dyn_cast<DenseI64ArrayAttr>(attribute.getValue()))
      values.assign(list.asArrayRef().begin(), list.asArrayRef().end());
    else if (auto number = dyn_cast<IntegerAttr>(attribute.getValue()))
      values.push_back(number.getType().isInteger(1) ? number.getValue().getZExtValue()
                                                     : number.getValue().getSExtValue());
    else
      continue;
    entry.parameters.push_back({attribute.getName().str(), std::move(values)});
  }
}

void Report::recordOps(ModuleOp module) {
  auto main = module.lookupSymbol<func::FuncOp>(kEntryName);
  if (!main)
    return;
  for (Operation &op : main.getOps()) {
    if (isa<ConstantOp, func::ReturnOp>(op))
      continue;
    OpReport entry;
    entry.kind = op.getName().stripDialect().str();
    entry.location = formatLocation(op.getLoc());
    entry.name = getTensorName(entry.location);
    entry.macs = countMacs(&op);
    describe(op, entry);
    for (Value operand : op.getOperands()) {
      auto type = dyn_cast<ShapedType>(operand.getType());
      if (!type || !type.hasStaticShape())
        continue;
      (isConstant(operand) ? entry.weightBytes : entry.inputBytes) += getTensorBytes(type);
    }
    for (Type type : op.getResultTypes())
      if (auto shaped = dyn_cast<ShapedType>(type); shaped && shaped.hasStaticShape())
        entry.outputBytes += getTensorBytes(shaped);
    ops.push_back(std::move(entry));
  }
}

/// Fusion joins locations; each part is an op of the model.
static void collectLocations(Location location, SmallVectorImpl<std::string> &parts) {
  if (auto fused = dyn_cast<FusedLoc>(location)) {
    for (Location part : fused.getLocations())
      collectLocations(part, parts);
    return;
  }
  parts.push_back(formatLocation(location));
}

/// Of the calls that come from an op, the one that multiplies.
static KernelCall *findMultiplying(std::vector<KernelCall> &calls, ArrayRef<unsigned> callsOfOp,
                                   const OpReport &op) {
  KernelCall *found = nullptr;
  bool isSure = false;
  for (unsigned number : callsOfOp) {
    StringRef kernel = calls[number].kernel;
    bool multiplies = kernel.contains(op.kind) || kernel.contains("conv_2d");
    if (!isSure || multiplies)
      found = &calls[number];
    isSure |= multiplies;
  }
  return found;
}

void Report::recordForms(ModuleOp module) {
  module.walk([&](Operation *op) {
    auto tile = op->getAttrOfType<TileAttr>("tile");
    if (!tile)
      return;
    KernelForm &form = forms[op->getParentOfType<func::FuncOp>().getName().str()];
    form = {stringifyDot(tile.getDot()).str(), "", tile.getPixels(), tile.getChannels()};
    if (auto scaling = op->getAttrOfType<ScalingAttr>("scaling")) {
      form.rescale = stringifyRescale(scaling.getRescale());
      form.hasExceptions = scaling.getExceptions();
    } else if (auto requantize = op->getAttrOfType<RequantizeAttr>("requantize")) {
      form.rescale = stringifyRescale(requantize.getRescale());
    }
  });
}

void Report::recordCalls(ModuleOp module) {
  auto main = module.lookupSymbol<func::FuncOp>(kEntryName);
  if (!main)
    return;
  calls.clear();
  SymbolTable symbols(module);
  llvm::StringMap<SmallVector<unsigned, 1>> opsAt;
  for (auto [number, op] : llvm::enumerate(ops))
    opsAt[op.location].push_back(number);
  std::vector<SmallVector<unsigned, 1>> callsOf(ops.size());
  for (auto call : main.getOps<func::CallOp>()) {
    KernelCall entry;
    entry.kernel = call.getCallee().str();
    if (call.getNumOperands() != 0)
      if (auto type = dyn_cast<ShapedType>(call.getOperand(0).getType()))
        entry.isFloat = type.getElementType().isF32();
    if (auto kernel = symbols.lookup<func::FuncOp>(call.getCallee()))
      if (auto key = kernel->getAttrOfType<StringAttr>(kTileKeyAttrName))
        entry.tileKey = key.str();
    SmallVector<std::string> parts;
    collectLocations(call.getLoc(), parts);
    std::set<unsigned> numbers;
    for (const std::string &part : parts)
      if (auto found = opsAt.find(part); found != opsAt.end())
        numbers.insert(found->second.begin(), found->second.end());
    for (unsigned number : numbers) {
      entry.ops.push_back(number);
      ops[number].kernel = entry.kernel;
      callsOf[number].push_back(calls.size());
    }
    if (!numbers.empty()) {
      entry.name = ops[*numbers.rbegin()].name;
      entry.location = ops[*numbers.rbegin()].location;
    }
    calls.push_back(std::move(entry));
  }
  for (auto [number, op] : llvm::enumerate(ops))
    if (KernelCall *call = op.macs ? findMultiplying(calls, callsOf[number], op) : nullptr) {
      call->macs += op.macs;
      op.kernel = call->kernel;
    }
}

/// A location without the file: `op 7 CONV_2D "name"`; of text, without the file's folder.
static std::string getPlace(StringRef location) {
  constexpr StringLiteral kMark = ":0:op ";
  size_t start = location.find(kMark);
  if (start != StringRef::npos)
    return location.substr(start + 3).str();
  auto [file, column] = location.rsplit(':');
  int64_t number;
  bool isText =
      !column.getAsInteger(10, number) && !file.rsplit(':').second.getAsInteger(10, number);
  return (isText ? llvm::sys::path::filename(location) : location).str();
}

void Report::recordMemory(ModuleOp module) {
  auto memory = module->getAttrOfType<DictionaryAttr>("effc.memory");
  if (!memory)
    return;
  auto getInt = [](DictionaryAttr fields, StringRef name) {
    auto value = fields.getAs<IntegerAttr>(name);
    return value ? value.getInt() : 0;
  };
  arenaLowerBound = getInt(memory, "lower_bound_bytes");
  peakStep = getInt(memory, "peak_op");
  auto list = memory.getAs<ArrayAttr>("buffers");
  for (Attribute attr : list ? list.getValue() : ArrayRef<Attribute>()) {
    auto fields = dyn_cast<DictionaryAttr>(attr);
    if (!fields)
      continue;
    BufferReport buffer;
    if (auto name = fields.getAs<StringAttr>("name"))
      buffer.name = getPlace(name);
    buffer.offset = getInt(fields, "offset");
    buffer.bytes = getInt(fields, "bytes");
    buffer.first = getInt(fields, "first");
    buffer.last = getInt(fields, "last");
    buffers.push_back(std::move(buffer));
  }
}

int64_t Report::countRecomputed() const {
  int64_t macs = 0;
  for (const StripedChain &chain : fit.chains)
    macs += chain.recomputedMacs;
  return macs;
}

std::vector<int64_t> Report::findOps(const StripedChain &chain) const {
  std::vector<int64_t> found;
  for (auto [number, op] : llvm::enumerate(ops))
    if (llvm::is_contained(chain.locations, op.location))
      found.push_back(number);
  return found;
}

//===----------------------------------------------------------------------===//
// JSON
//===----------------------------------------------------------------------===//

static std::string fix(StringRef text) {
  return llvm::json::isUTF8(text) ? text.str() : llvm::json::fixUTF8(text);
}

static StringRef getName(OptLevel level) {
  static constexpr StringLiteral kNames[] = {"O0", "O1", "O2", "O3", "Os", "Oz"};
  return kNames[unsigned(level)];
}

static void writeTensors(llvm::json::OStream &json, StringRef key,
                         const std::vector<TensorInfo> &tensors) {
  json.attributeArray(key, [&] {
    for (const TensorInfo &tensor : tensors)
      json.object([&] {
        json.attribute("name", fix(tensor.name));
        json.attribute("type", getElementName(tensor.type));
        json.attribute("shape", llvm::json::Array(tensor.shape));
        json.attribute("bytes", tensor.bytes);
        json.attribute("scales", llvm::json::Array(tensor.scales));
        json.attribute("zero_points", llvm::json::Array(tensor.zeroPoints));
        json.attribute("arena_offset", tensor.arenaOffset);
      });
  });
}

static void writeTarget(llvm::json::OStream &json, const Machine &machine) {
  json.attributeObject("target", [&] {
    json.attribute("name", machine.name);
    json.attribute("triple", machine.triple);
    json.attribute("cpu", machine.cpu);
    json.attribute("features", machine.features);
    json.attribute("vector_bits", machine.vectorBits);
    json.attribute("scalable_vectors", machine.scalableVectors);
    json.attribute("dot", stringifyDot(machine.dot));
  });
}

static void writeOptions(llvm::json::OStream &json, const CompileOptions &options) {
  json.attributeObject("options", [&] {
    json.attribute("optimization", getName(options.level));
    static constexpr StringLiteral kGoals[] = {"time", "flash", "ram"};
    json.attribute("optimize_for", kGoals[unsigned(options.goal)]);
    json.attribute("threads", options.threads);
    json.attribute("disabled_passes", llvm::json::Array(options.disabledPasses));
    auto limit = [&](StringRef key, std::optional<uint64_t> value) {
      if (value)
        json.attribute(key, *value);
    };
    limit("max_ram", options.maxRam);
    limit("max_flash", options.maxFlash);
    limit("max_stack", options.maxStack);
  });
}

/// How often each function is called, in the order of the first calls.
static llvm::MapVector<StringRef, unsigned> countKernels(const Report &report) {
  llvm::MapVector<StringRef, unsigned> kernels;
  for (const KernelCall &call : report.calls)
    ++kernels[call.kernel];
  return kernels;
}

static uint64_t getFunctionBytes(const Report &report, StringRef name) {
  auto found = report.functionBytes.find(name.str());
  return found == report.functionBytes.end() ? 0 : found->second;
}

static void writeTotals(llvm::json::OStream &json, const Report &report, const ModelInfo &model) {
  json.attributeObject("totals", [&] {
    json.attribute("macs", model.macs);
    json.attribute("recomputed_macs", report.countRecomputed());
    json.attribute("arena_bytes", model.arenaBytes);
    json.attribute("arena_lower_bound_bytes", report.arenaLowerBound);
    json.attribute("state_bytes", model.stateBytes);
    json.attribute("stack_bytes", model.stackBytes);
    json.attribute("const_bytes", model.constBytes);
    json.attribute("text_bytes", model.textBytes);
    json.attribute("kernels", int64_t(countKernels(report).size()));
    json.attribute("kernel_calls", int64_t(report.calls.size()));
  });
}

static void writeOps(llvm::json::OStream &json, const Report &report) {
  json.attributeArray("ops", [&] {
    for (auto [index, op] : llvm::enumerate(report.ops))
      json.object([&, index = index, &op = op] {
        json.attribute("index", int64_t(index));
        json.attribute("kind", op.kind);
        json.attribute("name", fix(op.name));
        json.attribute("location", fix(op.location));
        json.attribute("type", op.type);
        json.attributeArray("inputs", [&] {
          for (const std::vector<int64_t> &shape : op.inputs)
            json.value(llvm::json::Array(shape));
        });
        json.attribute("output", llvm::json::Array(op.output));
        json.attributeObject("parameters", [&] {
          for (const auto &[name, values] : op.parameters)
            json.attribute(name, llvm::json::Array(values));
        });
        json.attribute("macs", op.macs);
        json.attribute("input_bytes", op.inputBytes);
        json.attribute("output_bytes", op.outputBytes);
        json.attribute("weight_bytes", op.weightBytes);
        json.attribute("kernel", fix(op.kernel));
      });
  });
}

static void writeKernels(llvm::json::OStream &json, const Report &report) {
  json.attributeArray("kernels", [&] {
    for (auto [name, calls] : countKernels(report))
      json.object([&, name = name, calls = calls] {
        json.attribute("name", fix(name));
        json.attribute("calls", calls);
        json.attribute("text_bytes", getFunctionBytes(report, name));
        auto form = report.forms.find(name.str());
        if (form == report.forms.end())
          return;
        json.attribute("dot", form->second.dot);
        json.attribute("tile", {form->second.pixels, form->second.channels});
        if (form->second.rescale.empty())
          return;
        json.attribute("rescale", form->second.rescale);
        json.attribute("exceptions", form->second.hasExceptions);
      });
  });
  json.attributeArray("calls", [&] {
    for (const KernelCall &call : report.calls)
      json.object([&] {
        json.attribute("kernel", fix(call.kernel));
        json.attribute("ops", llvm::json::Array(call.ops));
        json.attribute("macs", call.macs);
      });
  });
}

/// Ops that `--max-ram` computes stripe by stripe.
static void writeStripes(llvm::json::OStream &json, const Report &report) {
  json.attributeArray("stripes", [&] {
    for (const StripedChain &chain : report.fit.chains)
      json.object([&] {
        json.attribute("ops", llvm::json::Array(report.findOps(chain)));
        json.attribute("stripes", chain.stripes);
        json.attribute("rows", chain.rows);
        json.attribute("recomputed_macs", chain.recomputedMacs);
      });
  });
}

static void writeRegions(llvm::json::OStream &json, const Report &report) {
  json.attributeArray("memory_map", [&] {
    for (const MemoryRegion &region : report.regions)
      json.object([&] {
        json.attribute("name", region.name);
        json.attribute("kind", region.kind);
        json.attribute("bytes", region.bytes);
        json.attribute("section", region.section);
        json.attribute("arena_bytes", region.arenaBytes);
        json.attribute("constants", region.numConstants);
        json.attribute("const_bytes", region.constBytes);
        json.attribute("code_bytes", region.codeBytes);
        json.attribute("load_bytes", region.loadBytes);
      });
  });
}

static void writeArena(llvm::json::OStream &json, const Report &report, const ModelInfo &model) {
  json.attributeObject("arena", [&] {
    json.attribute("bytes", model.arenaBytes);
    json.attribute("align", model.arenaAlign);
    json.attributeArray("buffers", [&] {
      for (const BufferReport &buffer : report.buffers)
        json.object([&] {
          json.attribute("name", fix(buffer.name));
          json.attribute("offset", buffer.offset);
          json.attribute("bytes", buffer.bytes);
          json.attribute("first_op", buffer.first);
          json.attribute("last_op", buffer.last);
        });
    });
  });
}

std::string effc::writeReportJSON(const Report &report, const ModelInfo &model,
                                  const Machine &machine, const CompileOptions &options) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::json::OStream json(os, 2);
  json.object([&] {
    json.attribute("effc", getVersion());
    json.attribute("model", model.name);
    json.attribute("file", fix(options.fileName));
    writeTarget(json, machine);
    writeOptions(json, options);
    writeTensors(json, "inputs", model.inputs);
    writeTensors(json, "outputs", model.outputs);
    writeTotals(json, report, model);
    writeOps(json, report);
    writeKernels(json, report);
    writeStripes(json, report);
    writeRegions(json, report);
    writeArena(json, report, model);
    json.attribute("undefined_symbols", llvm::json::Array(report.undefinedSymbols));
  });
  os << "\n";
  return text;
}

//===----------------------------------------------------------------------===//
// Text
//===----------------------------------------------------------------------===//

static void writeKernels(llvm::raw_ostream &os, const Report &report, size_t width) {
  TextTable table(2, 4, 2);
  table.addRow({"code", "calls", "kernel", "dot", "tile", "rescale"});
  for (auto [name, calls] : countKernels(report)) {
    KernelForm form;
    if (auto found = report.forms.find(name.str()); found != report.forms.end())
      form = found->second;
    std::string tile =
        form.pixels ? llvm::formatv("{0}x{1}", form.pixels, form.channels).str() : "";
    table.addRow({std::to_string(getFunctionBytes(report, name)), std::to_string(calls), name.str(),
                  form.dot, tile, form.rescale});
  }
  os << "\n";
  table.print(os, width);
}

static void writeOps(llvm::raw_ostream &os, const Report &report, size_t width) {
  TextTable table(6, 1, 6);
  table.addRow({"op", "kind", "macs", "in", "out", "weights", "name"});
  for (auto [index, op] : llvm::enumerate(report.ops))
    table.addRow({std::to_string(index), op.kind, std::to_string(op.macs),
                  std::to_string(op.inputBytes), std::to_string(op.outputBytes),
                  std::to_string(op.weightBytes), op.name});
  table.print(os, width);
}

static void writeBuffers(llvm::raw_ostream &os, const Report &report, size_t width) {
  if (report.buffers.empty())
    return;
  TextTable table(4, 1, 4);
  table.addRow({"offset", "bytes", "first", "last", "buffer"});
  for (const BufferReport &buffer : report.buffers)
    table.addRow({std::to_string(buffer.offset), std::to_string(buffer.bytes),
                  std::to_string(buffer.first), std::to_string(buffer.last), buffer.name});
  os << "\n";
  table.print(os, width);
}

/// Words after a label, in as many lines as they need.
static void writeWords(llvm::raw_ostream &os, StringRef label, ArrayRef<std::string> words,
                       size_t width) {
  size_t column = width;
  for (const std::string &word : words) {
    if (column + 1 + word.size() > width && column > label.size()) {
      os << (column == width ? "" : "\n") << label;
      column = label.size() - 1;
    }
    os << (column < label.size() ? "" : " ") << word;
    column += 1 + word.size();
  }
  os << "\n";
}

std::string effc::writeReportText(const Report &report, const ModelInfo &model,
                                  const Machine &machine, size_t width) {
  std::string text;
  llvm::raw_string_ostream os(text);
  os << model.name << " for " << machine.name << "\n";
  os << "  multiply-accumulates " << model.macs << "\n";
  os << "  arena   " << model.arenaBytes << " bytes (schedule's lower bound "
     << report.arenaLowerBound << ")\n";
  for (const StripedChain &chain : report.fit.chains) {
    std::vector<int64_t> ops = report.findOps(chain);
    os << "  stripes " << chain.stripes << " of " << chain.rows << " rows for ops "
       << (ops.empty() ? 0 : ops.front()) << " to " << (ops.empty() ? 0 : ops.back())
       << ", which do " << chain.recomputedMacs << " multiply-accumulates again\n";
  }
  for (const MemoryRegion &region : report.regions)
    os << "  region  " << region.name << " (" << region.kind << ", " << region.bytes
       << " bytes): " << (region.arenaBytes ? "the arena, " : "") << region.numConstants
       << " constants of " << region.constBytes << " bytes in " << region.section
       << (region.codeBytes ? ", the code" : "")
       << (region.loadBytes
               ? ", and " + std::to_string(region.loadBytes) + " bytes to load other regions from"
               : "")
       << "\n";
  os << "  state   " << model.stateBytes << " bytes\n";
  os << "  stack   " << model.stackBytes << " bytes\n";
  os << "  const   " << model.constBytes << " bytes\n";
  if (!report.undefinedSymbols.empty())
    writeWords(os, "  needs   ", report.undefinedSymbols, width);
  os << "  code    " << model.textBytes << " bytes; " << countKernels(report).size()
     << " kernels for " << report.calls.size() << " calls\n\n";
  writeOps(os, report, width);
  writeKernels(os, report, width);
  writeBuffers(os, report, width);
  return text;
}
