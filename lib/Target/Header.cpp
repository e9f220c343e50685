//===- Header.cpp - The C header beside an object -------------------------===//
#include "effc/Target/Header.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"
#include <cmath>

using namespace llvm;
using namespace effc;

/// effc_model.h itself, so that a generated header needs no other file. Its include guard lets
/// several models meet in one program.
static constexpr char kAbiHeader[] = {
#include "effc_model.h.inc"
    , 0};

namespace {
struct ElementNames {
  unsigned bytes;
  const char *cType;
  const char *name;
};
} // namespace

static const ElementNames &getNames(ElementType type) {
  static constexpr ElementNames kNames[] = {{4, "float", "float32"}, {2, "uint16_t", "float16"},
                                            {1, "int8_t", "int8"},   {1, "uint8_t", "uint8"},
                                            {2, "int16_t", "int16"}, {4, "int32_t", "int32"},
                                            {8, "int64_t", "int64"}, {1, "uint8_t", "bool"}};
  return kNames[unsigned(type) - 1];
}

unsigned effc::getElementBytes(ElementType type) { return getNames(type).bytes; }
const char *effc::getElementCType(ElementType type) { return getNames(type).cType; }
const char *effc::getElementName(ElementType type) { return getNames(type).name; }

/// Names come from the model: nothing in them may end the comment they stand in.
static std::string makeComment(StringRef text) {
  std::string safe;
  for (char c : text)
    safe += isPrint(c) && c != '*' && c != '\\' && c != '?' ? c : '_';
  return safe;
}

/// A float literal that reads back as the same value.
static std::string makeFloat(float value) {
  std::string text;
  raw_string_ostream(text) << format("%.9g", double(value));
  if (text.find_first_of(".e") == std::string::npos)
    text += ".0";
  return text + "f";
}

static uint64_t countElements(const TensorInfo &tensor) {
  return tensor.bytes / getElementBytes(tensor.type);
}

static void writeTensorMacros(raw_ostream &os, StringRef prefix, const TensorInfo &tensor) {
  os << "\n/* " << makeComment(tensor.name) << ": " << getElementName(tensor.type) << " ["
     << join(map_range(tensor.shape, [](int32_t size) { return itostr(size); }), " ") << "] */\n";
  os << "#define " << prefix << "_RANK " << tensor.shape.size() << "\n";
  os << "#define " << prefix << "_SHAPE {"
     << (tensor.shape.empty()
             ? "1"
             : join(map_range(tensor.shape, [](int32_t size) { return itostr(size); }), ", "))
     << "}\n";
  os << "#define " << prefix << "_ELEMENTS " << countElements(tensor) << "u\n";
  os << "#define " << prefix << "_BYTES " << tensor.bytes << "u\n";
  if (tensor.scales.size() == 1) {
    os << "#define " << prefix << "_SCALE " << makeFloat(tensor.scales[0]) << "\n";
    os << "#define " << prefix << "_ZERO_POINT (" << tensor.zeroPoints[0] << ")\n";
  }
}

bool effc::takesArrays(const ModelInfo &model) {
  return 1 + model.inputs.size() + model.outputs.size() > 127;
}

static std::string getParameters(const ModelInfo &model) {
  std::string text = "void *arena";
  if (takesArrays(model))
    return text + ", const void *const *inputs, void *const *outputs";
  auto add = [&](const TensorInfo &tensor, StringRef qualifier, const std::string &name) {
    text += (", " + qualifier + getElementCType(tensor.type) + " " + name + "[" +
             std::to_string(std::max<uint64_t>(1, countElements(tensor))) + "]")
                .str();
  };
  for (auto [i, tensor] : enumerate(model.inputs))
    add(tensor, "const ", "in" + std::to_string(i));
  for (auto [i, tensor] : enumerate(model.outputs))
    add(tensor, "", "out" + std::to_string(i));
  return text;
}

static void writeAccessors(raw_ostream &os, const ModelInfo &model) {
  auto write = [&](ArrayRef<TensorInfo> tensors, StringRef what) {
    for (auto [i, tensor] : enumerate(tensors))
      if (tensor.arenaOffset >= 0)
        os << "static inline " << getElementCType(tensor.type) << " *" << model.name << "_" << what
           << i << "(void *arena) {\n  return (" << getElementCType(tensor.type)
           << " *)(void *)((unsigned char *)arena + " << tensor.arenaOffset << "u);\n}\n";
  };
  bool any = any_of(model.inputs, [](const TensorInfo &t) { return t.arenaOffset >= 0; }) ||
             any_of(model.outputs, [](const TensorInfo &t) { return t.arenaOffset >= 0; });
  if (!any)
    return;
  os << "/* Places inside the arena that are free for an input before a call and hold an output\n"
        " * after it: passing them to "
     << model.name
     << "_invoke saves buffers and copies. An input there\n * must be written again before each "
        "call. */\n";
  write(model.inputs, "input");
  write(model.outputs, "output");
  os << "\n";
}

/// `<name>_load()`, by the symbols of the linker script that effc writes.
static void writeLoad(raw_ostream &os, const ModelInfo &model) {
  if (model.loadedRegions.empty())
    return;
  for (const std::string &region : model.loadedRegions)
    os << "extern uint32_t effc_" << region << "_start[], effc_" << region << "_end[], effc_"
       << region << "_load[]; /* of the linker script */\n";
  os << "/* Copies weights and code from flash to where they are used: call it once at start-up. "
        "*/\n"
     << "static inline void " << model.name << "_load(void) {\n  uint32_t *to, *from;\n";
  for (const std::string &region : model.loadedRegions)
    os << "  for (to = effc_" << region << "_start, from = effc_" << region << "_load; to < effc_"
       << region << "_end;)\n    *to++ = *from++;\n";
  os << "}\n\n";
}

/// All that stands within the include guard.
static std::string writeBody(const ModelInfo &model, const std::string &prefix) {
  std::string text;
  raw_string_ostream os(text);
  os << kAbiHeader << "\n#ifdef __cplusplus\nextern \"C\" {\n#endif\n\n";
  os << "/* Bytes of memory to pass as arena, and their alignment. */\n";
  os << "#define " << prefix << "_ARENA_SIZE " << model.arenaBytes << "u\n";
  os << "#define " << prefix << "_ARENA_ALIGN " << model.arenaAlign << "u\n";
  if (!model.arenaRegion.empty()) {
    os << "/* The board's memory that the arena is meant for. */\n";
    os << "#define " << prefix << "_ARENA_REGION \"" << model.arenaRegion << "\"\n";
    os << "#define " << prefix << "_ARENA_SECTION \".effc." << model.arenaRegion << ".arena\"\n";
  }
  os << "/* Bytes at the arena's start that last from call to call. */\n";
  os << "#define " << prefix << "_STATE_SIZE " << model.stateBytes << "u\n";
  os << "/* Most stack that a call takes. */\n";
  os << "#define " << prefix << "_STACK_SIZE " << model.stackBytes << "u\n";
  os << "/* Weights and other read-only data. */\n";
  os << "#define " << prefix << "_CONST_SIZE " << model.constBytes << "u\n";
  os << "/* Multiply-accumulates of a call. */\n";
  os << "#define " << prefix << "_MACS " << model.macs << "ull\n";
  os << "#define " << prefix << "_NUM_INPUTS " << model.inputs.size() << "u\n";
  os << "#define " << prefix << "_NUM_OUTPUTS " << model.outputs.size() << "u\n";
  for (auto [i, tensor] : enumerate(model.inputs))
    writeTensorMacros(os, prefix + "_INPUT" + std::to_string(i), tensor);
  for (auto [i, tensor] : enumerate(model.outputs))
    writeTensorMacros(os, prefix + "_OUTPUT" + std::to_string(i), tensor);
  os << "\n/* Runs the model. Returns EFFC_OK, or what is wrong with the pointers. */\n";
  os << "int32_t " << model.name << "_invoke(" << getParameters(model) << ");\n\n";
  os << "/* Sets the arena's state to that before the first call. */\n";
  os << "void " << model.name << "_reset(void *arena);\n\n";
  os << "/* The same as data; a linker with --gc-sections drops it when unused. */\n";
  os << "extern const effc_model " << model.name << "_model;\n\n";
  if (model.hasSelfTest)
    os << "/* Reads all weights. Returns EFFC_OK, or EFFC_BAD_DATA if they are not what they were "
          "when\n"
          " * compiled: not copied at start-up, or damaged. */\n"
       << "int32_t " << model.name << "_check(void);\n\n";
  writeLoad(os, model);
  writeAccessors(os, model);
  os << "#ifdef __cplusplus\n}\n#endif\n";
  return text;
}

/// Other models may have the same name, or one that differs in case only. Their macros would be the
/// same then, so the guard tells them apart, by what the header says, and the compiler complains.
std::string effc::writeHeader(const ModelInfo &model) {
  std::string prefix = StringRef(model.name).upper();
  std::string body = writeBody(model, prefix);
  std::string guard =
      "EFFC_MODEL_" + model.name + "_H_" + utohexstr(xxh3_64bits(body), /*LowerCase=*/true);
  std::string text;
  raw_string_ostream os(text);
  os << "/* " << model.name << ": made by effc, do not edit. */\n";
  os << "#ifndef " << guard << "\n#define " << guard << "\n\n";
  os << "#ifdef " << prefix << "_ARENA_SIZE\n#error \"two models have the macros " << prefix
     << "_*: compile one of them with another --name\"\n#endif\n\n";
  os << body << "\n#endif /* " << guard << " */\n";
  return text;
}
