//===- XtensaTest.cpp - What LLVM's objects for Xtensa get wrong ----------===//
#include "effc/Target/Emission.h"
#include "llvm/AsmParser/Parser.h"
#include "llvm/Object/ELFObjectFile.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/SourceMgr.h"
#include <gtest/gtest.h>

using namespace llvm;
using namespace effc;

static SmallVector<char, 0> compile(StringRef target, StringRef text, CodeGenFileType type) {
  LLVMContext context;
  SMDiagnostic diagnostic;
  std::unique_ptr<llvm::Module> module = parseAssemblyString(text, diagnostic, context);
  EXPECT_TRUE(module) << diagnostic.getMessage().str();
  auto machine = resolveTarget({target.str(), "", "", "", ""});
  auto targetMachine = createTargetMachine(cantFail(std::move(machine)), OptLevel::O2);
  module->setTargetTriple((*targetMachine)->getTargetTriple());
  module->setDataLayout((*targetMachine)->createDataLayout());
  return cantFail(emitCode(*module, **targetMachine, type));
}

static constexpr unsigned kFunctions = 40, kStores = 300;

static uint32_t getConstant(unsigned function, unsigned store) {
  return (function * kStores + store + 1) * 2654435761u;
}

/// The constants that the loads of a section find, in their order.
static std::vector<uint32_t> readLoads(StringRef code, size_t start) {
  auto word = [&](size_t place) {
    return place + 4 <= code.size() ? support::endian::read32le(code.data() + place) : 0;
  };
  std::vector<uint32_t> loaded;
  for (size_t place = start; place < code.size();) {
    unsigned opcode = code[place] & 15;
    if (opcode == 1) { // l32r
      int64_t words = int64_t(support::endian::read16le(code.data() + place + 1)) - (1 << 16);
      loaded.push_back(word((place + 3) / 4 * 4 + words * 4));
    }
    place += opcode < 8 ? 3 : 2;
  }
  return loaded;
}

TEST(Xtensa, LoadsReachTheirLiterals) {
  std::string text;
  for (unsigned f = 0; f < kFunctions; ++f) {
    text += formatv("define void @f{0}(ptr %p) {{\n", f);
    for (unsigned s = 0; s < kStores; ++s)
      text += formatv("store volatile i32 {0}, ptr %p\n", int32_t(getConstant(f, s)));
    text += "ret void }\n";
  }
  for (StringRef target : {"esp32", "esp8266"}) {
    SmallVector<char, 0> bytes = compile(target, text, CodeGenFileType::ObjectFile);
    auto object = cantFail(object::ObjectFile::createObjectFile(
        MemoryBufferRef(StringRef(bytes.data(), bytes.size()), "object")));
    unsigned found = 0;
    for (const object::SymbolRef &symbol : object->symbols()) {
      StringRef name = cantFail(symbol.getName());
      unsigned function = 0;
      if (!name.consume_front("f") || name.getAsInteger(10, function))
        continue;
      ++found;
      StringRef code = cantFail(cantFail(symbol.getSection())->getContents());
      std::vector<uint32_t> expected;
      for (unsigned s = 0; s < kStores; ++s)
        expected.push_back(getConstant(function, s));
      EXPECT_EQ(readLoads(code, cantFail(symbol.getValue())), expected)
          << target.str() << " f" << function;
    }
    EXPECT_EQ(found, kFunctions);
  }
}

TEST(Xtensa, LiteralsStandBeforeTheirFunction) {
  SmallVector<char, 0> bytes = compile(
      "esp32",
      "define i32 @a() { ret i32 1111111 }\n define i32 @b() { ret i32 2222222 }\n",
      CodeGenFileType::AssemblyFile);
  StringRef text(bytes.data(), bytes.size());
  size_t a = text.find("\na:"), b = text.find("\nb:");
  EXPECT_LT(text.find("1111111"), a);
  EXPECT_LT(a, text.find("2222222"));
  EXPECT_LT(text.find(".text.b"), text.find("2222222"));
  EXPECT_LT(text.find("2222222"), b);
}

/// LLVM ends the process in the midst of these.
TEST(Xtensa, FramesOfAnySizeGetCode) {
  constexpr unsigned kLive = 60;
  for (unsigned words : {200, 230, 240, 250, 260, 300, 400, 480, 520, 600}) {
    std::string text =
        formatv("define void @f(ptr %p) nounwind {{\n%a = alloca [{0} x i32]\n", words).str();
    for (unsigned k = 0; k < kLive; ++k)
      text += formatv("%g{0} = getelementptr i32, ptr %p, i32 {0}\n"
                      "%v{0} = load volatile i32, ptr %g{0}\n",
                      k);
    for (unsigned k = 0; k < words; k += words / 40)
      text += formatv("%s{0} = getelementptr i32, ptr %a, i32 {0}\n"
                      "store volatile i32 %v{1}, ptr %s{0}\n",
                      k, k % kLive);
    for (unsigned k = 0; k < kLive; ++k)
      text += formatv("store volatile i32 %v{0}, ptr %g{1}\n", kLive - 1 - k, k);
    text += "ret void }\n";
    for (StringRef target : {"esp32", "esp8266"})
      EXPECT_FALSE(compile(target, text, CodeGenFileType::ObjectFile).empty());
  }
}
