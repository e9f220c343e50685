//===- Limits.h - The gates --max-ram, --max-flash, --max-stack -*- C++ -*-===//
#ifndef EFFC_LIB_DRIVER_LIMITS_H
#define EFFC_LIB_DRIVER_LIMITS_H

#include "Report.h"

namespace effc {

/// Appends a diagnostic for each limit that the model exceeds; true if there is none.
bool checkLimits(const Report &report, const ModelInfo &model, const CompileOptions &options,
                 std::vector<Diagnostic> &diagnostics);

} // namespace effc

#endif
