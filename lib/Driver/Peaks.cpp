//===- Peaks.cpp - What one core can do at most ---------------------------===//
//
// A loop of independent chains of multiply-accumulates on registers, enough of them to
// hide the latency of the instructions, made for this machine by LLVM and timed. Kernels
// cannot be faster than that, so their distance from it says how much is left to gain,
// on any machine and at any clock.
//
//===----------------------------------------------------------------------===//
#include "effc/Driver/Run.h"
#include "effc/Target/Emission.h"
#include "llvm/ExecutionEngine/Orc/LLJIT.h"
#include "llvm/IR/IRBuilder.h"
#include "llvm/IR/IntrinsicsX86.h"
#include <chrono>

using namespace llvm;
using namespace effc;

namespace {
constexpr unsigned kChains = 12;
constexpr int64_t kIterations = 20000;
constexpr int kSamples = 40;

/// Emits functions `void(i64 iterations, ptr operands)`; the operands come from memory so that
/// LLVM cannot know them.
class PeakBuilder {
public:
  PeakBuilder(Module &module, const Machine &machine)
      : module(module), machine(machine), builder(module.getContext()) {}

  void addFloat();
  /// False if it is not known which instructions to use.
  bool addInt();

private:
  using Step = function_ref<Value *(Value *accumulator, Value *operand)>;
  void add(StringRef name, Type *type, Step step);

  Module &module;
  const Machine &machine;
  IRBuilder<> builder;
};
} // namespace

void PeakBuilder::add(StringRef name, Type *type, Step step) {
  Type *i64 = builder.getInt64Ty();
  auto *functionType =
      FunctionType::get(builder.getVoidTy(), {i64, builder.getPtrTy()}, /*isVarArg=*/false);
  auto *function = Function::Create(functionType, GlobalValue::ExternalLinkage, name, module);
  function->addFnAttr("target-cpu", machine.cpu);
  function->addFnAttr("target-features", machine.features);
  function->addFnAttr("prefer-vector-width", std::to_string(machine.vectorBits));
  function->addFnAttr("min-legal-vector-width", std::to_string(machine.vectorBits));
  auto *entry = BasicBlock::Create(module.getContext(), "entry", function);
  auto *loop = BasicBlock::Create(module.getContext(), "loop", function);
  auto *exit = BasicBlock::Create(module.getContext(), "exit", function);

  builder.SetInsertPoint(entry);
  Value *operand = builder.CreateAlignedLoad(type, function->getArg(1), Align(4));
  builder.CreateBr(loop);
  builder.SetInsertPoint(loop);
  PHINode *count = builder.CreatePHI(i64, 2);
  count->addIncoming(function->getArg(0), entry);
  SmallVector<PHINode *> chains;
  for (unsigned i = 0; i < kChains; ++i) {
    chains.push_back(builder.CreatePHI(type, 2));
    chains.back()->addIncoming(operand, entry);
  }
  SmallVector<Value *> sums;
  for (PHINode *chain : chains) {
    sums.push_back(step(chain, operand));
    chain->addIncoming(sums.back(), loop);
  }
  Value *next = builder.CreateSub(count, builder.getInt64(1));
  count->addIncoming(next, loop);
  builder.CreateCondBr(builder.CreateIsNotNull(next), loop, exit);
  builder.SetInsertPoint(exit);
  for (Value *sum : sums)
    builder.CreateAlignedStore(sum, function->getArg(1), Align(4), /*isVolatile=*/true);
  builder.CreateRetVoid();
}

void PeakBuilder::addFloat() {
  auto *type = FixedVectorType::get(builder.getFloatTy(), machine.vectorBits / 32);
  add("peak_float", type, [&](Value *accumulator, Value *operand) -> Value * {
    if (machine.hasFma)
      return builder.CreateIntrinsic(Intrinsic::fma, {type}, {accumulator, operand, operand});
    return builder.CreateFAdd(builder.CreateFMul(accumulator, operand), operand);
  });
}

bool PeakBuilder::addInt() {
  if (!Triple(machine.triple).isX86())
    return false;
  Intrinsic::ID multiply = machine.vectorBits == 512   ? Intrinsic::x86_avx512_pmaddw_d_512
                           : machine.vectorBits == 256 ? Intrinsic::x86_avx2_pmadd_wd
                                                       : Intrinsic::x86_sse2_pmadd_wd;
  unsigned lanes = machine.vectorBits / 32;
  auto *type = FixedVectorType::get(builder.getInt32Ty(), lanes);
  auto *pairs = FixedVectorType::get(builder.getInt16Ty(), lanes * 2);
  add("peak_int", type, [&](Value *accumulator, Value *operand) -> Value * {
    Value *product = builder.CreateIntrinsic(
        multiply, {},
        {builder.CreateBitCast(accumulator, pairs), builder.CreateBitCast(operand, pairs)});
    return builder.CreateAdd(accumulator, product);
  });
  return true;
}

/// The best of many short runs, in multiply-accumulates per nanosecond.
static double measure(orc::LLJIT &jit, StringRef name, unsigned macsPerStep) {
  auto symbol = jit.lookup(name);
  if (!symbol) {
    consumeError(symbol.takeError());
    return 0;
  }
  auto *function = symbol->toPtr<void (*)(int64_t, void *)>();
  using Clock = std::chrono::steady_clock;
  double best = 0;
  for (int sample = 0; sample < kSamples; ++sample) {
    alignas(64) unsigned char operands[64] = {};
    Clock::time_point start = Clock::now();
    function(kIterations, operands);
    std::chrono::duration<double, std::nano> time = Clock::now() - start;
    best = std::max(best, double(kIterations) * kChains * macsPerStep / time.count());
  }
  return best;
}

Peaks effc::measurePeaks() {
  Peaks peaks;
  Expected<Machine> machine = resolveTarget({"native", "", "", "", ""});
  if (!machine) {
    consumeError(machine.takeError());
    return peaks;
  }
  auto targetMachine = createTargetMachine(*machine, OptLevel::O2);
  auto jit = orc::LLJITBuilder().setPlatformSetUp(orc::setUpInactivePlatform).create();
  if (!targetMachine || !jit || machine->vectorBits == 0) {
    consumeError(targetMachine.takeError());
    consumeError(jit.takeError());
    return peaks;
  }
  LLVMContext context;
  Module module("peaks", context);
  module.setTargetTriple(Triple(machine->triple));
  module.setDataLayout((*targetMachine)->createDataLayout());
  PeakBuilder builder(module, *machine);
  builder.addFloat();
  bool hasInt = builder.addInt();
  Expected<SmallVector<char, 0>> object =
      emitCode(module, **targetMachine, CodeGenFileType::ObjectFile);
  if (!object) {
    consumeError(object.takeError());
    return peaks;
  }
  if (Error error = (*jit)->addObjectFile(
          MemoryBuffer::getMemBufferCopy(StringRef(object->data(), object->size()), "peaks"))) {
    consumeError(std::move(error));
    return peaks;
  }
  unsigned lanes = machine->vectorBits / 32;
  peaks.floatRate = measure(**jit, "peak_float", lanes);
  peaks.intRate = hasInt ? measure(**jit, "peak_int", 2 * lanes) : 0;
  return peaks;
}
