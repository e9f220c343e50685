//===- CommandLine.h - The options of effc ----------------------*- C++ -*-===//
#ifndef EFFC_TOOLS_EFFC_COMMANDLINE_H
#define EFFC_TOOLS_EFFC_COMMANDLINE_H

#include "effc/Driver/Run.h"
#include <string>
#include <vector>

/// What the user asks for.
enum class Command {
  Compile,
  Run,
  Check,
  Report,
  SupportedOps,
  PrintTargets,
  PrintPhases,
};

/// The command line as data.
struct CommandLine {
  Command command = Command::Compile;
  std::string input;
  effc::CompileOptions compile;
  /// Of the JSON in `compile.memoryMap`; empty for none.
  std::string memoryMapFile;
  /// Files to write; empty for none, `-` for standard output.
  std::string output, header, depfile, linkerScript;
  /// `json` or `text`, and where to.
  std::string reportFormat, reportFile;
  std::string format;
  bool verbose = false;

  // --tune and --tune-cache, for verbs that compile
  bool tunes = false;
  double tuneSeconds = 0;
  std::string tuneCache;

  // effc run
  std::vector<std::string> inputFiles;
  std::string outputPrefix;
  bool quantizesInputs = false;
  unsigned runs = 0;
  unsigned seed = 1;
  bool reference = false;
  bool profile = false;
};

/// Reads the command line. Prints and exits for `--help`, `--version` and wrong options.
CommandLine parseCommandLine(int argc, char **argv);

#endif
