//===- DescribeMachine.h - What kernels need to know of a machine -*- C++ -*-===//
#ifndef EFFC_LIB_TARGET_DESCRIBEMACHINE_H
#define EFFC_LIB_TARGET_DESCRIBEMACHINE_H

#include "effc/Target/TargetInfo.h"

namespace effc {

/// Fills what is derived from the subtarget.
void describeMachine(Machine &machine, const llvm::MCSubtargetInfo &subtarget);

} // namespace effc

#endif
