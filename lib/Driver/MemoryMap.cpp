//===- MemoryMap.cpp - Memories of a board, and what goes where -----------===//
//
// Problem: a microcontroller has several memories, small fast ones and large slow ones. The arena
// is read and written all the time; of the constants, some are read once per inference, others for
// every pixel.
//
// Idea: the arena goes to the fastest writable region that holds it. Then the constants, those with
// most reads per byte first, each to the fastest region that has room left. How often a constant is
// read follows from its kernel's multiply-accumulates: each byte of the weights takes part in
// `macs / bytes` of them, and the tables beside them are read as often. A greedy choice by density
// is the classic one for such a knapsack, and regions are filled to within the size of one
// constant.
//
// Code goes to the fastest region where it may be: regions say so, and flash may hold code unless
// it says otherwise. The program's own read-only data stays in the fastest such flash, which the
// map calls home here. Every other region gets sections of its own, which the program's linker
// script places; those of writable regions are copied from home at start-up, as `.data` is, so home
// has room for them, too.
//
// How large code is, is known only after constants were placed, for the code reads them where they
// are. So it is guessed to be nothing at first. If then a region is too small, code and constants
// are placed once more, with room for all, and code is generated again: its size does not depend on
// the sections that its constants have.
//
//===----------------------------------------------------------------------===//
#include "MemoryMap.h"
#include "BoundedJSON.h"
#include "effc/Compiler.h"
#include "effc/Driver/ByteCount.h"
#include "effc/IR/Effc.h"
#include "effc/IR/Quantization.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/MathExtras.h"
#include <cmath>

using namespace mlir;
using namespace effc;

static constexpr size_t kMaxRegions = 64;

static llvm::Error makeError(const llvm::Twine &message) {
  return llvm::createStringError(llvm::inconvertibleErrorCode(), message);
}

/// A number, or a string of one with K or M behind it.
static std::optional<uint64_t> readBytes(const llvm::json::Value *value) {
  if (!value)
    return std::nullopt;
  if (std::optional<uint64_t> number = value->getAsUINT64())
    return number;
  return parseByteCount(value->getAsString().value_or(""));
}

static bool isSectionName(StringRef name) {
  return !name.empty() && llvm::all_of(name, [](char c) {
    return llvm::isAlnum(c) || c == '.' || c == '_' || c == '-';
  });
}

static llvm::Expected<MemoryRegion> parseRegion(const llvm::json::Object &object) {
  constexpr StringLiteral kKeys[] = {"name", "kind", "size", "speed", "section", "code"};
  if (llvm::Error error = checkKeys(object, kKeys, "of a region"))
    return error;
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
    return makeError("region " + region.name +
                     " has no size, expected bytes as in 65536 or \"64K\"");
  region.bytes = *bytes;
  region.speed = object.getNumber("speed").value_or(0);
  if (!(region.speed > 0) || !std::isfinite(region.speed))
    return makeError("region " + region.name + " has no speed, expected a positive number");
  if (const llvm::json::Value *section = object.get("section"))
    if (!isSectionName(section->getAsString().value_or("")))
      return makeError("found section of region " + region.name +
                       ", expected a string of letters, digits and . _ -");
  region.section = object.getString("section").value_or("").str();
  const llvm::json::Value *code = object.get("code");
  if (code && !code->getAsBoolean())
    return makeError("found 'code' of region " + region.name + ", expected true or false");
  if (code)
    region.mayHoldCode = *code->getAsBoolean();
  return region;
}

llvm::Expected<MemoryMap> MemoryMap::parse(StringRef json) {
  llvm::Expected<llvm::json::Value> value = parseBoundedJSON(json, kMaxMemoryMapBytes);
  if (!value)
    return value.takeError();
  const llvm::json::Object *object = value->getAsObject();
  const llvm::json::Array *list = object ? object->getArray("regions") : nullptr;
  if (!list)
    return makeError("found no list 'regions'");
  if (llvm::Error error = checkKeys(*object, {"regions"}, "beside the regions"))
    return error;
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
    if (map.regions.size() == kMaxRegions)
      return makeError("found more than " + llvm::Twine(kMaxRegions) + " regions");
    map.regions.push_back(std::move(*region));
  }
  llvm::stable_sort(map.regions, [](auto &a, auto &b) { return a.speed > b.speed; });
  if (map.regions.empty())
    return makeError("found no region");
  if (!map.chooseHome())
    return makeError("found no region for code, expected flash or one with \"code\": true");
  return map;
}

/// Finds where code may be, and where the program's own data is. False if code may be nowhere.
bool MemoryMap::chooseHome() {
  bool hasFlash = llvm::any_of(regions, [](const MemoryRegion &r) { return !r.isWritable; });
  for (auto [i, region] : llvm::enumerate(regions)) // fastest first
    if (region.mayHoldCode.value_or(!region.isWritable))
      codeRegions.push_back(i);
  if (codeRegions.empty() && !hasFlash) {
    // A board without flash runs from its largest memory.
    std::optional<size_t> largest;
    for (auto [i, region] : llvm::enumerate(regions))
      if (region.mayHoldCode.value_or(true) && (!largest || region.bytes > regions[*largest].bytes))
        largest = i;
    if (largest)
      codeRegions.push_back(*largest);
  }
  if (codeRegions.empty())
    return false;
  codeRegion = home = codeRegions.front();
  auto isFlash = [&](size_t i) { return !regions[i].isWritable; };
  if (auto flash = llvm::find_if(codeRegions, isFlash); flash != codeRegions.end())
    home = *flash;
  else if (hasFlash)
    home = *llvm::find_if(llvm::seq(regions.size()), isFlash);
  for (auto [i, region] : llvm::enumerate(regions))
    if (region.section.empty())
      region.section = i == home ? ".rodata" : ".effc." + region.name + ".rodata";
  return true;
}

/// The constants that kernels read, those with most reads per byte first.
static std::vector<MemoryMap::Constant> findConstants(ModuleOp module, ArrayRef<KernelCall> calls) {
  auto main = module.lookupSymbol<func::FuncOp>(kEntryName);
  llvm::MapVector<StringRef, MemoryMap::Constant> found;
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
      MemoryMap::Constant &constant = found[global.getName()];
      constant.name = global.getName().str();
      constant.bytes = getTensorBytes(global.getType());
      constant.readsPerByte += std::max(1.0, double(info.macs) / double(largest));
    }
  }
  std::vector<MemoryMap::Constant> constants;
  for (auto &[name, constant] : found)
    constants.push_back(constant);
  llvm::stable_sort(constants, [](auto &a, auto &b) { return a.readsPerByte > b.readsPerByte; });
  return constants;
}

void MemoryMap::clear() {
  for (MemoryRegion &region : regions)
    region.arenaBytes = region.constBytes = region.codeBytes = region.otherBytes =
        region.loadBytes = region.numConstants = 0;
  regionOf.clear();
}

llvm::Error MemoryMap::place(bool countsLoads) {
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
  for (const Constant &constant : constants) {
    uint64_t bytes = llvm::alignTo(constant.bytes, 16);
    auto holds = [&](size_t i) {
      return bytes <= regions[i].getFree() &&
             (!countsLoads || !isLoaded(i) || bytes <= regions[home].getFree());
    };
    auto all = llvm::seq(regions.size());
    auto region = llvm::find_if(all, holds);
    if (region == all.end())
      return makeError("found no region with room for a constant of " +
                       llvm::Twine(constant.bytes) + " bytes");
    regions[*region].constBytes += bytes;
    ++regions[*region].numConstants;
    regionOf[constant.name] = *region;
    if (countsLoads && isLoaded(*region))
      regions[home].loadBytes += bytes;
  }
  return llvm::Error::success();
}

llvm::Error MemoryMap::assign(ModuleOp module, ArrayRef<KernelCall> calls, uint64_t bytes) {
  constants = findConstants(module, calls);
  arenaBytes = bytes;
  clear();
  return place(/*countsLoads=*/false);
}

void MemoryMap::countCode(uint64_t textBytes, uint64_t otherBytes) {
  regions[codeRegion].codeBytes = textBytes;
  regions[home].otherBytes = otherBytes;
  regions[home].loadBytes = isLoaded(codeRegion) ? textBytes : 0;
}

llvm::Error MemoryMap::addCode(uint64_t textBytes, uint64_t constBytes) {
  uint64_t placed = 0, loaded = 0;
  for (auto [i, region] : llvm::enumerate(regions)) {
    placed += region.constBytes;
    loaded += isLoaded(i) ? region.constBytes : 0;
  }
  uint64_t otherBytes = constBytes - std::min(constBytes, placed);
  countCode(textBytes, otherBytes);
  regions[home].loadBytes += loaded;
  auto isFull = [](const MemoryRegion &region) { return region.getUsed() > region.bytes; };
  auto full = llvm::find_if(regions, isFull);
  if (full == regions.end())
    return llvm::Error::success();
  llvm::Error error = makeError("found " + llvm::Twine(full->getUsed()) + " bytes for region " +
                                full->name + ", which has " + llvm::Twine(full->bytes));
  for (size_t candidate : codeRegions) {
    codeRegion = candidate;
    clear();
    countCode(textBytes, otherBytes);
    llvm::Error failed = place(/*countsLoads=*/true);
    bool fits = !failed && llvm::none_of(regions, isFull);
    llvm::consumeError(std::move(failed));
    if (fits) {
      llvm::consumeError(std::move(error));
      wasMoved = true;
      return llvm::Error::success();
    }
  }
  return error;
}

std::vector<std::string> MemoryMap::getLoadedRegions() const {
  std::vector<std::string> names;
  for (auto [i, region] : llvm::enumerate(regions))
    if (isLoaded(i) && region.constBytes + region.codeBytes != 0)
      names.push_back(region.name);
  return names;
}

void MemoryMap::setSections(llvm::Module &module) const {
  for (const auto &[name, region] : regionOf)
    if (llvm::GlobalVariable *global = module.getNamedGlobal(name)) {
      StringRef section = regions[region].section;
      global->setSection(section == ".rodata" ? "" : section);
    }
  if (codeRegion != home)
    for (llvm::Function &function : module)
      if (!function.isDeclaration())
        function.setSection(
            (".effc." + regions[codeRegion].name + ".text." + function.getName()).str());
}
