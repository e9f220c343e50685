//===- LinkerScript.h - Sections for a board's memories ---------*- C++ -*-===//
#ifndef EFFC_LIB_DRIVER_LINKERSCRIPT_H
#define EFFC_LIB_DRIVER_LINKERSCRIPT_H

#include "MemoryMap.h"

namespace effc {

/// Output sections for GNU ld and lld, which the program's own script includes. They depend on the
/// map only, so several models share them.
std::string writeLinkerScript(const MemoryMap &map);

} // namespace effc

#endif
