//===- Reduce.h - Small models that show a bug --------------------*- C++ -*-===//
#ifndef EFFC_TEST_GENERATE_REDUCE_H
#define EFFC_TEST_GENERATE_REDUCE_H

#include "Compare.h"

namespace effc::generate {

/// The options of a case as those of the `effc` tool.
std::string describeOptions(const Case &testCase);

/// Writes `model.tflite`, `inK.bin` and `options.txt`, and with the results of the evaluator
/// `outK.bin`: a case for test/EndToEnd and test/Machines.
bool writeCase(const Case &testCase, const std::string &folder, bool withResults);

/// Removes outputs, operators and options as long as there is a bug, and writes what is left.
/// Returns how many operators that has; 0 if there was no bug.
unsigned reduceCase(const Case &testCase, const std::string &folder);

} // namespace effc::generate

#endif
