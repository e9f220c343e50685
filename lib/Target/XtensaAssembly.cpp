//===- XtensaAssembly.cpp - Objects for Xtensa by way of text -------------===//
//
// Xtensa loads constants and addresses from literals, words that lie before the function at a
// multiple of four. LLVM 22 writes them before it turns to the function's section: into an object
// they go where the function before ends, in its section and at any address, and the loads miss
// them. Its assembly names them as `.literal`, so they are moved there, and LLVM's assembler makes
// the object. A section that the linker moves or drops takes its literals with it, and no linker
// script has to know about them.
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
  return std::move(bytes);
}
