//===- ObjectInfo.cpp - What a finished object contains -------------------===//
#include "effc/Target/ObjectInfo.h"
#include "ModelSymbols.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Object/ObjectFile.h"
#include "llvm/Object/SymbolSize.h"
#include "llvm/Object/Wasm.h"
#include "llvm/Support/DataExtractor.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/Regex.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;
using namespace llvm::object;
using namespace effc;

static Error makeError(const Twine &message) {
  return createStringError(inconvertibleErrorCode(), message);
}

bool effc::isAllowedUndefined(StringRef symbol, const Machine &machine) {
  if (symbol == "memcpy" || symbol == "memmove" || symbol == "memset")
    return true;
  Triple triple(machine.triple);
  if (triple.isWasm())
    return symbol == "__stack_pointer" || symbol == "__linear_memory" ||
           symbol == "__indirect_function_table"; // of the linker, as all three
  if (triple.isOSBinFormatMachO() && symbol.consume_front("_"))
    return llvm::is_contained({"memcpy", "memmove", "memset", "bzero"}, symbol);
  if (llvm::is_contained({"_GLOBAL_OFFSET_TABLE_", "_fltused", "__fltused", "_gp_disp", ".TOC."},
                         symbol))
    return true; // of the linker
  bool isSoft = triple.isRISCV() && !machine.hasFma;
  if (triple.isArch64Bit() && !isSoft)
    return false;
  // libgcc and compiler-rt: integers wider than the machine, and floats without an FPU.
  static const char *const kRoutines[] = {
      "^__aeabi_[a-z0-9]+$",
      "^__(u?div|u?mod|u?divmod|mul|ashl|ashr|lshr|neg)[sd]i[34]$",
      "^__(add|sub|mul|div|neg)[sd]f[23]$",
      "^__(eq|ne|lt|le|gt|ge|cmp|unord)[sd]f2$",
      "^__fix(uns)?[sd]f[sd]i$",
      "^__float(un)?[sd]i[sd]f$",
      "^__(extend|trunc)[hsd]f[hsd]f2$",
      "^__gnu_(h2f|f2h)_ieee$",
      "^__(clz|ctz|popcount|ucmp|cmp|bswap)[sd]i2$"};
  return any_of(kRoutines, [&](const char *pattern) { return Regex(pattern).match(symbol); });
}

/// LLVM's `vscale` in the widest vector registers: 1024 bits on RISC-V, 2048 on Arm.
static constexpr uint64_t kMaxVscale = 16;

namespace {
/// Frame sizes and calls, by text section: every function has its own.
class StackAnalysis {
public:
  StackAnalysis(const ObjectFile &object, unsigned callBytes, const UncountedFrames &uncounted)
      : object(object), callBytes(callBytes), uncounted(uncounted) {}

  Error read();
  /// Deepest stack below the section of a function.
  Expected<uint64_t> getDepth(uint64_t section);

private:
  Error readSizes(const SectionRef &sizes, const RelocationRef &relocation,
                  const SectionRef &function);

  const ObjectFile &object;
  unsigned callBytes;
  const UncountedFrames &uncounted;
  DenseMap<uint64_t, uint64_t> frames;
  DenseMap<uint64_t, SmallVector<uint64_t>> callees;
  DenseMap<uint64_t, uint64_t> depths;
  DenseSet<uint64_t> active;
};
} // namespace

Error StackAnalysis::readSizes(const SectionRef &sizes, const RelocationRef &relocation,
                               const SectionRef &function) {
  Expected<StringRef> contents = sizes.getContents();
  if (!contents)
    return contents.takeError();
  Expected<StringRef> name = function.getName();
  if (!name)
    return name.takeError();
  name->consume_front(".text.");
  unsigned addressBytes = object.getBytesInAddress();
  DataExtractor data(*contents, /*IsLittleEndian=*/true, addressBytes);
  DataExtractor::Cursor cursor(relocation.getOffset() + addressBytes);
  UncountedFrame more = uncounted.lookup(*name);
  frames[function.getIndex()] =
      data.getULEB128(cursor) + kMaxVscale * more.scalable + more.pushed + more.aligned;
  return cursor.takeError();
}

Error StackAnalysis::read() {
  for (const SectionRef &relocations : object.sections()) {
    Expected<section_iterator> relocated = relocations.getRelocatedSection();
    if (!relocated)
      return relocated.takeError();
    if (*relocated == object.section_end())
      continue;
    Expected<StringRef> name = (*relocated)->getName();
    if (!name)
      return name.takeError();
    bool isSizes = *name == ".stack_sizes";
    if (!isSizes && !(*relocated)->isText())
      continue;
    for (const RelocationRef &relocation : relocations.relocations()) {
      symbol_iterator symbol = relocation.getSymbol();
      if (symbol == object.symbol_end())
        continue;
      Expected<section_iterator> section = symbol->getSection();
      if (!section)
        return section.takeError();
      if (*section == object.section_end() || !(*section)->isText())
        continue;
      if (isSizes) {
        if (Error error = readSizes(**relocated, relocation, **section))
          return error;
      } else if ((*section)->getIndex() != (*relocated)->getIndex()) {
        callees[(*relocated)->getIndex()].push_back((*section)->getIndex());
      }
    }
  }
  return Error::success();
}

Expected<uint64_t> StackAnalysis::getDepth(uint64_t section) {
  if (auto known = depths.find(section); known != depths.end())
    return known->second;
  if (!active.insert(section).second)
    return makeError("the object has recursive calls");
  uint64_t deepest = 0;
  for (uint64_t callee : callees.lookup(section)) {
    Expected<uint64_t> depth = getDepth(callee);
    if (!depth)
      return depth;
    deepest = std::max(deepest, *depth + callBytes);
  }
  active.erase(section);
  return depths[section] = frames.lookup(section) + deepest;
}

static Expected<uint64_t> getStackBytes(const ObjectFile &object, const ModelInfo &model,
                                        const Machine &machine, const UncountedFrames &uncounted) {
  if (!object.isELF())
    return 0;
  // On x86 a call itself takes a word that no frame counts.
  Triple triple(machine.triple);
  unsigned callBytes = triple.isX86() ? machine.indexBits / 8 : 0;
  // Where registers are windows, the 16 bytes below the stack pointer are for those of callers.
  bool hasWindows =
      triple.getArch() == Triple::xtensa &&
      hasFeature(*getSubtarget(machine.triple, machine.cpu, machine.features), "windowed");
  unsigned belowBytes = hasWindows ? 16 : 0;
  StackAnalysis analysis(object, callBytes, uncounted);
  if (Error error = analysis.read())
    return error;
  // Tasks are called through it, which relocations do not tell.
  uint64_t bytes = 0, between = 0;
  for (const SymbolRef &symbol : object.symbols()) {
    Expected<StringRef> name = symbol.getName();
    if (!name)
      return name.takeError();
    bool isParallelFor = *name == "effc_parallel_for";
    if (*name != model.name + "_invoke" && *name != model.name + "_invoke_arrays" && !isParallelFor)
      continue;
    Expected<section_iterator> section = symbol.getSection();
    if (!section)
      return section.takeError();
    if (*section == object.section_end())
      continue;
    Expected<uint64_t> depth = analysis.getDepth((*section)->getIndex());
    if (!depth)
      return depth;
    (isParallelFor ? between : bytes) =
        std::max(isParallelFor ? between : bytes, *depth + callBytes);
  }
  return bytes + between + belowBytes;
}

static Error addSection(const ObjectFile &object, const SectionRef &section, ObjectInfo &info) {
  Expected<StringRef> name = section.getName();
  if (!name)
    return name.takeError();
  if (const auto *elf = dyn_cast<ELFObjectFileBase>(&object)) {
    uint64_t flags = ELFSectionRef(section).getFlags();
    if (!(flags & ELF::SHF_ALLOC) || section.getSize() == 0)
      return Error::success();
    bool relocatedConstants = name->starts_with(".data.rel.ro");
    if ((flags & ELF::SHF_WRITE) && !relocatedConstants)
      return makeError("the object has writable data in section " + *name);
    (void)elf;
  }
  if (section.isText())
    info.textBytes += section.getSize();
  else if (object.isELF() || section.isData() || section.isBSS())
    info.constBytes += section.getSize();
  return Error::success();
}

static Error readFunctionSizes(const ObjectFile &object, ObjectInfo &info) {
  for (auto [symbol, bytes] : computeSymbolSizes(object)) {
    Expected<SymbolRef::Type> type = symbol.getType();
    if (!type)
      return type.takeError();
    Expected<StringRef> name = symbol.getName();
    if (!name)
      return name.takeError();
    if (object.isMachO())
      name->consume_front("_");
    if (*type == SymbolRef::ST_Function && bytes != 0)
      info.functionBytes[name->str()] = bytes;
  }
  return Error::success();
}

Expected<ObjectInfo> effc::inspectObject(MemoryBufferRef buffer, const ModelInfo &model,
                                         const Machine &machine, const UncountedFrames &uncounted) {
  Expected<std::unique_ptr<ObjectFile>> object = ObjectFile::createObjectFile(buffer);
  if (!object)
    return object.takeError();
  ObjectInfo info;
  for (const SectionRef &section : (*object)->sections())
    if (Error error = addSection(**object, section, info))
      return error;
  for (const SymbolRef &symbol : (*object)->symbols()) {
    Expected<uint32_t> flags = symbol.getFlags();
    if (!flags)
      return flags.takeError();
    Expected<StringRef> name = symbol.getName();
    if (!name)
      return name.takeError();
    if ((*flags & SymbolRef::SF_Undefined) && !name->empty())
      info.undefinedSymbols.push_back(name->str());
  }
  llvm::sort(info.undefinedSymbols);
  if (Error error = readFunctionSizes(**object, info))
    return error;
  Expected<uint64_t> stackBytes = getStackBytes(**object, model, machine, uncounted);
  if (!stackBytes)
    return stackBytes.takeError();
  info.stackBytes = *stackBytes;
  return info;
}

/// The bytes of the global `name`, inside the object's buffer.
static Expected<StringRef> getGlobalBytes(const ObjectFile &object, const std::string &name) {
  for (const SymbolRef &symbol : object.symbols()) {
    Expected<StringRef> symbolName = symbol.getName();
    if (!symbolName)
      return symbolName.takeError();
    if (*symbolName != name && *symbolName != "_" + name)
      continue;
    if (const auto *wasm = dyn_cast<WasmObjectFile>(&object)) {
      const wasm::WasmDataReference &place = wasm->getWasmSymbol(symbol).Info.DataRef;
      ArrayRef<uint8_t> bytes = wasm->dataSegments()[place.Segment].Data.Content;
      return StringRef(reinterpret_cast<const char *>(bytes.data()), bytes.size())
          .drop_front(place.Offset);
    }
    Expected<section_iterator> section = symbol.getSection();
    if (!section)
      return section.takeError();
    Expected<StringRef> contents = (*section)->getContents();
    Expected<uint64_t> address = symbol.getAddress();
    if (!contents)
      return contents.takeError();
    if (!address)
      return address.takeError();
    return contents->drop_front(*address - (*section)->getAddress());
  }
  return makeError("the object does not define " + name);
}

Error effc::patchDescriptor(SmallVectorImpl<char> &bytes, const Module &module,
                            const ModelInfo &model) {
  Expected<std::unique_ptr<ObjectFile>> object = ObjectFile::createObjectFile(
      MemoryBufferRef(StringRef(bytes.data(), bytes.size()), "object"));
  if (!object)
    return object.takeError();
  Expected<StringRef> descriptor = getGlobalBytes(**object, model.name + "_model");
  if (!descriptor)
    return descriptor.takeError();
  const DataLayout &layout = module.getDataLayout();
  const GlobalVariable *global = module.getNamedGlobal(model.name + "_model");
  const StructLayout *members = layout.getStructLayout(cast<StructType>(global->getValueType()));
  char *start = bytes.data() + (descriptor->data() - bytes.data());
  auto set = [&](DescriptorField field, uint64_t value) {
    char *place = start + members->getElementOffset(field).getFixedValue();
    if (layout.getPointerSize() == 8)
      support::endian::write64le(place, value);
    else
      support::endian::write32le(place, value);
  };
  set(kStackBytesField, model.stackBytes);
  set(kConstBytesField, model.constBytes);
  return Error::success();
}
