//===- MemoryMap.cpp - Memories of a board, and what goes where -----------===//
//
// Problem: a microcontroller has several memories, small fast ones and large slow ones. The arena is
// read and written all the time; of the constants, some are read once per inference, others for
// every pixel.
//
// Idea: the arena goes to the fastest writable region that holds it. Then the constants, those with
// most reads per byte first, each to the fastest region that has room left. How often a constant is
// read follows from its kernel's multiply-accumulates: each byte of the weights takes part in
// `macs / bytes` of them, and the tables beside them are read as often. A greedy choice by density
// is the classic one for such a knapsack, and regions are filled to within the size of one
// constant.
//
// A region other than the code's gets a section of its own, which the program's linker script
// places; for writable regions it must be loaded from flash at start-up, as `.data` is.
//
//===----------------------------------------------------------------------===//
#include "MemoryMap.h"
#include "effc/Compiler.h"
#include "effc/IR/Effc.h"
#include "effc/IR/Quantization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace effc;

static llvm::Error makeError(const llvm::Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

/// A number, or a string of one with K or M behind it.
static std::optional<uint64_t> readBytes(const llvm::json::Value *value) {
  if (!value)
    return std::nullopt;
  if (std::optional<uint64_t> number = value->getAsUINT64())
    return number;
  StringRef text = value->getAsString().value_or("");
  uint64_t unit = text.consume_back("K") ? 1024 : text.consume_back("M") ? 1024 * 1024 : 1;
  uint64_t number;
  if (text.getAsInteger(10, number) || number > UINT64_MAX / unit)
    return std::nullopt;
  return number * unit;
}

static llvm::Expected<MemoryRegion> parseRegion(const llvm::json::Object &object) {
  MemoryRegion region;
  region.name = object.getString("name").value_or("").str();
  auto isPlain = [](char c) { return llvm::isAlnum(c) || c == '_'; };
  if (region.name.empty() || !llvm::all_of(region.name, isPlain))
    return makeError("found region '" + region.name + "', expected a name of letters and digits");
  region.kind = object.getString("kind").value_or("").str();
  if (!llvm::is_contained({"ITCM", "DTCM", "SRAM", "PSRAM", "flash"}, region.kind))
    return makeError("found kind '" + region.kind + "' of region " + region.name +
                     ", expected ITCM, DTCM, SRAM, PSRAM or flash");
  region.isWritable = region.kind != "flash";
  std::optional<uint64_t> bytes = readBytes(object.get("size"));
  if (!bytes)
    return makeError("region " + region.name + " has no size, expected bytes as in 65536 or \"64K\"");
  region.bytes = *bytes;
  region.speed = object.getNumber("speed").value_or(0);
  if (!(region.speed > 0))
    return makeError("region " + region.name + " has no speed, expected a positive number");
  region.section = object.getString("section").value_or(".effc." + region.name + ".rodata").str();
  return region;
}

llvm::Expected<MemoryMap> MemoryMap::parse(StringRef json) {
  llvm::Expected<llvm::json::Value> value = llvm::json::parse(json);
  if (!value)
    return value.takeError();
  const llvm::json::Object *object = value->getAsObject();
  const llvm::json::Array *list = object ? object->getArray("regions") : nullptr;
  if (!list)
    return makeError("found no list 'regions'");
  MemoryMap map;
  for (const llvm::json::Value &entry : *list) {
    if (!entry.getAsObject())
      return makeError("found a region that is no object");
    llvm::Expected<MemoryRegion> region = parseRegion(*entry.getAsObject());
    if (!region)
      return region.takeError();
    for (const MemoryRegion &other : map.regions)
      if (other.name == region->name)
        return makeError("found two regions " + region->name);
    map.regions.push_back(std::move(*region));
  }
  llvm::stable_sort(map.regions, [](auto &a, auto &b) { return a.speed > b.speed; });
  // Code goes to the largest flash; a board without one runs from its largest memory.
  auto isBetter = [](const MemoryRegion &a, const MemoryRegion &b) {
    return std::pair(!a.isWritable, a.bytes) < std::pair(!b.isWritable, b.bytes);
  };
  if (map.regions.empty())
    return makeError("found no region");
  auto code = std::max_element(map.regions.begin(), map.regions.end(), isBetter);
  map.codeRegion = code - map.regions.begin();
  if (!list->empty() && code->section == ".effc." + code->name + ".rodata")
    code->section = ".rodata";
  return map;
}

namespace {
struct Constant {
  std::string name;
  uint64_t bytes = 0;
  double readsPerByte = 0;
};
} // namespace

/// The constants that kernels read, those with most reads per byte first.
static std::vector<Constant> findConstants(ModuleOp module, ArrayRef<KernelCall> calls) {
  auto main = module.lookupSymbol<func::FuncOp>(kEntryName);
  llvm::MapVector<StringRef, Constant> found;
  for (auto [call, info] : llvm::zip(main.getOps<func::CallOp>(), calls)) {
    SmallVector<memref::GetGlobalOp> globals;
    uint64_t largest = 1;
    for (Value operand : call.getOperands()) {
      while (auto view = operand.getDefiningOp<memref::ReinterpretCastOp>())
        operand = view.getSource();
      if (auto global = operand.getDefiningOp<memref::GetGlobalOp>()) {
        globals.push_back(global);
        largest = std::max<uint64_t>(largest, getTensorBytes(global.getType()));
      }
    }
    for (memref::GetGlobalOp global : globals) {
      Constant &constant = found[global.getName()];
      constant.name = global.getName().str();
      constant.bytes = getTensorBytes(global.getType());
      constant.readsPerByte += std::max(1.0, double(info.macs) / double(largest));
    }
  }
  std::vector<Constant> constants;
  for (auto &[name, constant] : found)
    constants.push_back(constant);
  llvm::stable_sort(constants, [](auto &a, auto &b) { return a.readsPerByte > b.readsPerByte; });
  return constants;
}

llvm::Error MemoryMap::assign(ModuleOp module, ArrayRef<KernelCall> calls, uint64_t arenaBytes) {
  auto holdsArena = [&](const MemoryRegion &region) {
    return region.isWritable && arenaBytes <= region.getFree();
  };
  auto place = llvm::find_if(regions, holdsArena);
  if (place == regions.end()) {
    std::string sizes;
    for (const MemoryRegion &region : regions)
      if (region.isWritable)
        sizes += (sizes.empty() ? "" : ", ") + region.name + " " + std::to_string(region.bytes);
    return makeError("found " + llvm::Twine(arenaBytes) +
                     " bytes of arena, expected a writable region that holds them: " +
                     (sizes.empty() ? "there is none" : sizes));
  }
  place->arenaBytes = arenaBytes;
  arenaRegion = place - regions.begin();
  for (const Constant &constant : findConstants(module, calls)) {
    uint64_t bytes = llvm::alignTo(constant.bytes, 16);
    auto holds = [&](const MemoryRegion &region) { return bytes <= region.getFree(); };
    auto region = llvm::find_if(regions, holds);
    if (region == regions.end())
      return makeError("found no region with room for a constant of " +
                       llvm::Twine(constant.bytes) + " bytes");
    region->constBytes += bytes;
    ++region->numConstants;
    regionOf[constant.name] = region - regions.begin();
  }
  return llvm::Error::success();
}

void MemoryMap::setSections(llvm::Module &module) const {
  for (const auto &[name, region] : regionOf)
    if (llvm::GlobalVariable *global = module.getNamedGlobal(name))
      if (regions[region].section != ".rodata")
        global->setSection(regions[region].section);
}

llvm::Error MemoryMap::checkCode(uint64_t textBytes, uint64_t constBytes) const {
  uint64_t elsewhere = 0;
  for (const auto &[index, region] : llvm::enumerate(regions))
    elsewhere += index == codeRegion ? 0 : region.constBytes;
  const MemoryRegion &code = getCodeRegion();
  uint64_t bytes = textBytes + constBytes - std::min(constBytes, elsewhere) + code.arenaBytes;
  if (bytes <= code.bytes)
    return llvm::Error::success();
  return makeError("found " + llvm::Twine(bytes) + " bytes for region " + code.name +
                   ", which has " + llvm::Twine(code.bytes));
}
