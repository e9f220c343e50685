//===- ObjectInfo.h - What a finished object contains -----------*- C++ -*-===//
//
// Sizes and symbols are read back from the object itself, so that header and report
// say what is, not what was meant.
//
//===----------------------------------------------------------------------===//
#ifndef EFFC_TARGET_OBJECTINFO_H
#define EFFC_TARGET_OBJECTINFO_H

#include "effc/Target/ModelInfo.h"
#include "effc/Target/TargetInfo.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringMap.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/MemoryBufferRef.h"
#include <map>

namespace effc {

struct ObjectInfo {
  uint64_t textBytes = 0;
  /// All other sections that are loaded.
  uint64_t constBytes = 0;
  /// Deepest chain of calls from the model's entry points. 0 where the format does not tell.
  uint64_t stackBytes = 0;
  std::vector<std::string> undefinedSymbols;
  /// Bytes of code by function.
  std::map<std::string, uint64_t> functionBytes;
};

/// What of a function's frame `.stack_sizes` leaves out, in bytes.
struct UncountedFrame {
  uint64_t scalable = 0; ///< to multiply by LLVM's `vscale`
  uint64_t pushed = 0;   ///< the most that it pushes as arguments of a call, on x86-64
  uint64_t aligned = 0;  ///< the most that it skips to align its frame further than the stack
};
using UncountedFrames = llvm::StringMap<UncountedFrame>;

/// Reads an object of `model`. An error if it is damaged, has writable data, or recursive calls.
/// `uncounted` is what `emitCode` said.
llvm::Expected<ObjectInfo> inspectObject(llvm::MemoryBufferRef object, const ModelInfo &model,
                                         const Machine &machine,
                                         const UncountedFrames &uncounted);

/// True if an object for `machine` may leave `symbol` to the linker: memcpy, memmove, memset;
/// on 32-bit machines also the routines that every compiler's support library has.
bool isAllowedUndefined(llvm::StringRef symbol, const Machine &machine);

/// Writes `model`'s stack and constant sizes into the descriptor inside the object that was
/// made from `module`.
llvm::Error patchDescriptor(llvm::SmallVectorImpl<char> &object, const llvm::Module &module,
                            const ModelInfo &model);

} // namespace effc

#endif
