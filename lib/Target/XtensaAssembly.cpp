//===- XtensaAssembly.cpp - Objects for Xtensa by way of text -------------===//
//
// Xtensa loads constants and addresses from literals, words that lie before the function at
// multiples of four. LLVM 22 writes them before it turns to the function's section: into an object
// they go where the function before ends, in its section and at any address, and the loads miss
// them. In its assembly they have names, so they are moved there, and LLVM's assembler makes the
// object. A section that the linker moves or drops takes its literals with it, and no linker script
// has to know about them.
//
// A load has the distance of the literal from itself, rounded up, in words. The assembler rounds
// it by where the load lies in its own buffers, which now and then begin at odd addresses: `l32r`
// then loads the next literal. So distances are written once more, into the finished object.
//
//===----------------------------------------------------------------------===//
#include "XtensaAssembly.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/MC/MCAsmBackend.h"
#include "llvm/MC/MCCodeEmitter.h"
#include "llvm/MC/MCContext.h"
#include "llvm/MC/MCInstrInfo.h"
#include "llvm/MC/MCObjectFileInfo.h"
#include "llvm/MC/MCObjectWriter.h"
#include "llvm/MC/MCParser/MCAsmParser.h"
#include "llvm/MC/MCParser/MCTargetAsmParser.h"
#include "llvm/MC/MCStreamer.h"
#include "llvm/MC/TargetRegistry.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

std::string effc::moveLiterals(StringRef assembly) {
  std::string text, literals;
  while (!assembly.empty()) {
    auto [line, rest] = assembly.split('\n');
    assembly = rest;
    StringRef directive = line.trim();
    if (directive == ".literal_position")
      continue;
    if (directive.consume_front(".literal ")) {
      auto [label, value] = directive.split(", ");
      literals += (label + ":\n\t.long\t" + value + "\n").str();
      continue;
    }
    // The function's section and alignment are set where its type is.
    if (!literals.empty() && directive.starts_with(".type") && directive.contains(",@function"))
      text += "\t.p2align\t2\n" + std::exchange(literals, "");
    text += line;
    text += '\n';
  }
  return text;
}

namespace {
/// What the loads of a function read, in their order, by place among its literals.
struct Loads {
  unsigned literals = 0;
  SmallVector<unsigned> places;
};
} // namespace

/// By function, of assembly whose literals are moved.
static StringMap<Loads> findLoads(StringRef text) {
  StringMap<Loads> functions;
  StringMap<unsigned> places;
  Loads *function = nullptr;
  unsigned literals = 0;
  while (!text.empty()) {
    auto [line, rest] = text.split('\n');
    text = rest;
    StringRef part = line.split('#').first.trim();
    if (part.starts_with(".LCPI") && part.ends_with(":")) {
      places[part.drop_back()] = literals++;
    } else if (part.consume_front(".type\t") && part.consume_back(",@function")) {
      function = &functions[part];
      function->literals = std::exchange(literals, 0);
    } else if (part.consume_front("l32r\t") && function) {
      function->places.push_back(places.lookup(part.split(", ").second));
    }
  }
  return functions;
}

/// Writes the distances of loads in a function's bytes, which its literals come before. False if
/// they are not those that the text has, or too far.
static bool writeDistances(MutableArrayRef<char> code, const Loads &loads) {
  ArrayRef<unsigned> places = loads.places;
  for (size_t offset = 0; offset < code.size();) {
    unsigned opcode = code[offset] & 15;
    if (opcode == 1) {
      if (places.empty() || offset + 3 > code.size())
        return false;
      int64_t words = int64_t(places.front()) - loads.literals - int64_t((offset + 3) / 4);
      if (words < -(1 << 16))
        return false;
      support::endian::write16le(code.data() + offset + 1, uint16_t(words));
      places = places.drop_front();
    }
    offset += opcode < 8 ? 3 : 2;
  }
  return places.empty();
}

static Error writeAllDistances(MutableArrayRef<char> bytes, const StringMap<Loads> &functions) {
  auto object = object::ObjectFile::createObjectFile(
      MemoryBufferRef(StringRef(bytes.data(), bytes.size()), "object"));
  if (!object)
    return object.takeError();
  for (const object::ELFSymbolRef symbol : (*object)->symbols()) {
    Expected<StringRef> name = symbol.getName();
    if (!name)
      return name.takeError();
    auto loads = functions.find(*name);
    if (loads == functions.end() || symbol.getELFType() != ELF::STT_FUNC)
      continue;
    Expected<object::section_iterator> section = symbol.getSection();
    if (!section)
      return section.takeError();
    Expected<StringRef> contents = (*section)->getContents();
    Expected<uint64_t> offset = symbol.getValue();
    if (!contents)
      return contents.takeError();
    if (!offset)
      return offset.takeError();
    size_t start = contents->data() - bytes.data() + *offset;
    if (!writeDistances(bytes.slice(start, symbol.getSize()), loads->second))
      return createStringError(inconvertibleErrorCode(),
                               "the literals of " + *name + " are out of reach");
  }
  return Error::success();
}

static void collect(const SMDiagnostic &diagnostic, void *messages) {
  auto &text = *static_cast<std::string *>(messages);
  if (diagnostic.getKind() == SourceMgr::DK_Error)
    text += (text.empty() ? "" : "; ") + diagnostic.getMessage().str();
}

Expected<SmallVector<char, 0>> effc::assemble(StringRef assembly,
                                              const TargetMachine &targetMachine) {
  const Target &target = targetMachine.getTarget();
  const Triple &triple = targetMachine.getTargetTriple();
  const MCSubtargetInfo &subtarget = *targetMachine.getMCSubtargetInfo();
  const MCTargetOptions &options = targetMachine.Options.MCOptions;
  std::string messages;
  SourceMgr sources;
  sources.setDiagHandler(collect, &messages);
  sources.AddNewSourceBuffer(MemoryBuffer::getMemBuffer(assembly), SMLoc());

  MCContext context(triple, targetMachine.getMCAsmInfo(), targetMachine.getMCRegisterInfo(),
                    &subtarget, &sources, &options);
  std::unique_ptr<MCObjectFileInfo> sections(target.createMCObjectFileInfo(context, /*PIC=*/false));
  context.setObjectFileInfo(sections.get());
  // What is found only when the object is laid out.
  context.setDiagnosticHandler(
      [&](const SMDiagnostic &diagnostic, bool, const SourceMgr &, std::vector<const MDNode *> &) {
        collect(diagnostic, &messages);
      });
  std::unique_ptr<MCInstrInfo> instructions(target.createMCInstrInfo());
  std::unique_ptr<MCAsmBackend> backend(
      target.createMCAsmBackend(subtarget, *targetMachine.getMCRegisterInfo(), options));
  std::unique_ptr<MCCodeEmitter> emitter(target.createMCCodeEmitter(*instructions, context));

  SmallVector<char, 0> bytes;
  raw_svector_ostream stream(bytes);
  std::unique_ptr<MCObjectWriter> writer = backend->createObjectWriter(stream);
  std::unique_ptr<MCStreamer> streamer(target.createMCObjectStreamer(
      triple, context, std::move(backend), std::move(writer), std::move(emitter), subtarget));
  std::unique_ptr<MCAsmParser> parser(
      createMCAsmParser(sources, context, *streamer, *targetMachine.getMCAsmInfo()));
  std::unique_ptr<MCTargetAsmParser> targetParser(
      target.createMCAsmParser(subtarget, *parser, *instructions, options));
  parser->setTargetParser(*targetParser);
  bool failed = parser->Run(/*NoInitialTextSection=*/false);
  if (failed || !messages.empty())
    return createStringError(inconvertibleErrorCode(), messages);
  if (Error error = writeAllDistances(bytes, findLoads(assembly)))
    return std::move(error);
  return std::move(bytes);
}
