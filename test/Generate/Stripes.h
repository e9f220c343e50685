//===- Stripes.h - Makes ops be computed in stripes ---------------*- C++ -*-===//
#ifndef EFFC_TEST_GENERATE_STRIPES_H
#define EFFC_TEST_GENERATE_STRIPES_H

#include "effc/Compiler.h"

namespace effc::generate {

/// Splits a chain of ops behind the graph phase, where a limit on memory would: one that `seed`
/// chooses, in stripes of any height. `isStriped` tells afterwards if there was one. All that is
/// referred to must outlive the compilation.
void addStripes(CompileOptions &options, uint64_t seed, bool &isStriped);

/// Somewhat less than the arena that the model takes; none if it takes next to nothing.
std::optional<uint64_t> pickLimit(const std::string &model, const CompileOptions &options,
                                  uint64_t seed);

} // namespace effc::generate

#endif
