//===- BinaryRun.h - Mutants through the command line ------------*- C++ -*-===//
#ifndef EFFC_TEST_FUZZ_BINARYRUN_H
#define EFFC_TEST_FUZZ_BINARYRUN_H

#include <string>

/// Compiles a mutant with the `effc` program, in a folder of its own, the way that `number`
/// chooses. Returns what is wrong: the exit code, files that are left or missing, output where
/// none belongs, control characters in messages. Empty if all is well.
std::string runBinary(const std::string &effc, const std::string &model, unsigned number);

#endif
