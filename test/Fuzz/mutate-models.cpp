//===- mutate-models.cpp - Damage models, and compile and run what is left -===//
//
//     mutate-models [--count=N] [--seed=S] [--keep=FOLDER] model.tflite...
//
// Each mutant is compiled and, if that works, run, in a process of its own with
// limits on time and memory. Good are a sound object and a message; a signal, an internal
// error, a hang, and a failure without message are bugs. Mutant I of a run depends on
// the seed and I only; --keep writes the mutants that found a bug.
//
//===----------------------------------------------------------------------===//
#include "effc/Driver/Run.h"
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

constexpr unsigned kSeconds = 20;
constexpr rlim_t kBytes = rlim_t(4) << 30;
/// A child's way to say that compiling failed without a message, or the run failed.
constexpr int kSilent = 100, kRunFailed = 101;

struct Options {
  unsigned count = 200, seed = 1;
  std::string keep;
  std::vector<std::string> models;
};

Options parse(int argc, char **argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    if (argument.rfind("--count=", 0) == 0)
      options.count = unsigned(std::stoul(argument.substr(8)));
    else if (argument.rfind("--seed=", 0) == 0)
      options.seed = unsigned(std::stoul(argument.substr(7)));
    else if (argument.rfind("--keep=", 0) == 0)
      options.keep = argument.substr(7);
    else
      options.models.push_back(argument);
  }
  return options;
}

std::string readFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Damages a few places: single bits, bytes, and aligned words, which offsets, counts and
/// dimensions are. Now and then the end is cut off.
std::string mutate(std::string bytes, std::mt19937 &random) {
  auto below = [&](size_t limit) {
    return std::uniform_int_distribution<size_t>(0, limit - 1)(random);
  };
  static constexpr uint32_t kWords[] = {0,          1,          2,      0xffffffff, 0x7fffffff,
                                        0x80000000, 0x40000000, 0xffff, 0x10000,    0x3b000000};
  for (size_t changes = 1 + below(6); changes > 0; --changes) {
    size_t place = below(bytes.size());
    switch (below(4)) {
    case 0:
      bytes[place] ^= char(1 << below(8));
      break;
    case 1:
      bytes[place] = char(below(256));
      break;
    case 2: {
      uint32_t word = kWords[below(std::size(kWords))];
      place &= ~size_t(3);
      if (place + 4 <= bytes.size())
        std::memcpy(&bytes[place], &word, 4);
      break;
    }
    case 3: {
      // One word in the place of another.
      size_t from = below(bytes.size()) & ~size_t(3);
      place &= ~size_t(3);
      if (std::max(from, place) + 4 <= bytes.size())
        std::memmove(&bytes[place], &bytes[from], 4);
      break;
    }
    }
  }
  if (below(50) == 0)
    bytes.resize(below(bytes.size()));
  return bytes;
}

/// The work of a child process; its exit code.
int compileAndRun(const std::string &model) {
  effc::RunOptions options;
  options.compile.level = effc::OptLevel::O1;
  // Random damage to dimensions asks for large tensors; that must be refused, not tried.
  options.compile.maxRam = 64 << 20;
  effc::RunResult result = effc::run(model, options);
  if (!result.compilation)
    return result.compilation.diagnostics.empty() ? kSilent : int(result.compilation.status);
  return result.outputs.size() == result.compilation.model.outputs.size() ? 0 : kRunFailed;
}

/// What became of a mutant; `bug` is set if that is effc's fault.
std::string tryModel(const std::string &model, bool &bug) {
  std::fflush(nullptr);
  pid_t child = fork();
  if (child == 0) {
    rlimit memory{kBytes, kBytes}, time{kSeconds, kSeconds + 1}, core{0, 0};
    setrlimit(RLIMIT_CPU, &time);
    setrlimit(RLIMIT_CORE, &core);
#if !defined(__SANITIZE_ADDRESS__) && !__has_feature(address_sanitizer)
    setrlimit(RLIMIT_AS, &memory);
#endif
    _exit(compileAndRun(model));
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) {
    std::perror("fork");
    std::exit(2);
  }
  bug = true;
  if (WIFSIGNALED(status))
    return WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL
               ? "hang"
               : std::string("signal ") + strsignal(WTERMSIG(status));
  switch (WEXITSTATUS(status)) {
  case int(effc::Status::Ok):
    bug = false;
    return "compiled and run";
  case int(effc::Status::BadModel):
    bug = false;
    return "refused as bad";
  case int(effc::Status::Unsupported):
    bug = false;
    return "refused as unsupported";
  case int(effc::Status::LimitExceeded):
    bug = false;
    return "refused as too large";
  case kSilent:
    return "failure without message";
  case kRunFailed:
    return "the compiled model does not run";
  }
  return "exit code " + std::to_string(WEXITSTATUS(status));
}

} // namespace

int main(int argc, char **argv) {
  Options options = parse(argc, argv);
  std::vector<std::string> models;
  for (const std::string &path : options.models)
    if (std::string bytes = readFile(path); !bytes.empty())
      models.push_back(std::move(bytes));
  if (models.empty()) {
    std::fprintf(stderr,
                 "usage: mutate-models [--count=N] [--seed=S] [--keep=FOLDER] model.tflite...\n");
    return 2;
  }
  std::map<std::string, unsigned> outcomes;
  unsigned bugs = 0;
  for (unsigned i = 0; i < options.count; ++i) {
    std::seed_seq seed{options.seed, i};
    std::mt19937 random(seed);
    std::string mutant = mutate(models[random() % models.size()], random);
    bool bug;
    std::string outcome = tryModel(mutant, bug);
    ++outcomes[outcome];
    if (!bug)
      continue;
    ++bugs;
    std::printf("mutant %u: %s\n", i, outcome.c_str());
    if (!options.keep.empty())
      std::ofstream(options.keep + "/mutant-" + std::to_string(options.seed) + "-" +
                        std::to_string(i) + ".tflite",
                    std::ios::binary)
          << mutant;
  }
  for (const auto &[outcome, count] : outcomes)
    std::printf("%6u %s\n", count, outcome.c_str());
  std::printf("%u mutants, %u bugs\n", options.count, bugs);
  return bugs ? 1 : 0;
}
