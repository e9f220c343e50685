//===- effc.cpp - The compiler's command line -----------------------------===//
#include "Commands.h"
#include "llvm/Support/InitLLVM.h"

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv);
  CommandLine line = parseCommandLine(argc, argv);
  return int(runCommand(line));
}
