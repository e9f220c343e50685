//===- effc.cpp - The compiler's command line -----------------------------===//
#include "Commands.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/InitLLVM.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/raw_ostream.h"
#include <csignal>
#include <cstdlib>

/// Runs at every exit, before LLVM's streams are destroyed: those abort for errors that nobody
/// looked at.
static void checkStandardStreams() {
  llvm::outs().flush();
  std::error_code code = llvm::outs().error();
  llvm::outs().clear_error();
  if (code)
    llvm::errs() << "effc: error: cannot write standard output: " << code.message() << "\n";
  llvm::errs().flush();
  llvm::errs().clear_error();
  if (code)
    std::_Exit(int(effc::Status::Usage));
}

/// LLVM ends the process where it cannot go on: with what other bugs end with, and no file is left,
/// as files are written when all is done.
static void reportFatalError(void *, const char *reason, bool) {
  llvm::outs().flush();
  llvm::errs() << "effc: error: LLVM: " << reason << "\n"
               << "  note: this is a bug of effc: please report it; other -mcpu= and -mattr= may "
                  "work\n";
  llvm::errs().flush();
  std::_Exit(int(effc::Status::Internal));
}

int main(int argc, char **argv) {
  llvm::InitLLVM init(argc, argv, /*InstallPipeSignalExitHandler=*/false);
  // Files that are opened must not become standard output because that was closed.
  (void)llvm::sys::Process::FixupStandardFileDescriptors();
#ifdef SIGPIPE
  std::signal(SIGPIPE, SIG_IGN); // a write that fails is reported as on a full disk
#endif
#ifdef SIGXFSZ
  std::signal(SIGXFSZ, SIG_IGN); // the same beyond a limit of file sizes
#endif
  llvm::outs();
  llvm::errs();
  std::atexit(checkStandardStreams);
  llvm::install_fatal_error_handler(reportFatalError);
  CommandLine line = parseCommandLine(argc, argv);
  return int(runCommand(line));
}
