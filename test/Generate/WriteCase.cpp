//===- WriteCase.cpp - Cases as folders of files --------------------------===//
#include "Reduce.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace effc;
using namespace effc::generate;

std::string generate::describeOptions(const Case &testCase) {
  static constexpr const char *kLevels[] = {"-O0", "-O1", "-O2", "-O3", "-Os", "-Oz"};
  const CompileOptions &options = testCase.options;
  std::string text = kLevels[unsigned(options.level)];
  text += " --target=" + options.target.name;
  if (options.goal != Goal::Time)
    text += options.goal == Goal::Ram ? " --optimize-for=ram" : " --optimize-for=flash";
  for (const std::string &pass : options.disabledPasses)
    text += " --disable-pass=" + pass;
  if (options.threads > 1)
    text += " --threads=" + std::to_string(options.threads) +
            " --split-from=" + std::to_string(options.leastSplitWork);
  for (const auto &[key, tile] : options.tiles)
    text += " tiles " + std::to_string(tile.pixels) + "x" + std::to_string(tile.channels);
  if (testCase.stripes == Case::Stripes::Chain)
    text += " stripes";
  else if (testCase.stripes == Case::Stripes::Limit)
    text += " limit";
  return text;
}

static bool writeFile(const std::string &path, const std::string &bytes) {
  std::error_code error;
  llvm::raw_fd_ostream file(path, error);
  file << bytes;
  return !error;
}

bool generate::writeCase(const Case &testCase, const std::string &folder, bool withResults) {
  if (llvm::sys::fs::create_directories(folder) ||
      !writeFile(folder + "/model.tflite", testCase.model) ||
      !writeFile(folder + "/options.txt", describeOptions(testCase) + "\n"))
    return false;
  for (size_t i = 0; i < testCase.inputs.size(); ++i)
    writeFile(folder + "/in" + std::to_string(i) + ".bin", testCase.inputs[i]);
  if (!withResults)
    return true;
  Evaluator evaluator;
  std::vector<std::string> outputs;
  if (evaluator.evaluate(testCase.model, testCase.inputs, outputs) != Evaluator::Result::Ok)
    return false;
  for (size_t i = 0; i < outputs.size(); ++i)
    writeFile(folder + "/out" + std::to_string(i) + ".bin", outputs[i]);
  return true;
}
