//===- mutate-models.cpp - Damage models, and compile and run what is left -===//
//
//     mutate-models [--start=I] [--count=N] [--seed=S] [--keep=FOLDER] model.tflite...
//
// Each mutant is compiled and, if that works, run (MutantRun.h), in a process of its own with
// limits on time and memory. Good are a sound object and a message; a signal, an internal
// error, a hang, a failure without message and a wrong result are bugs. Mutant I of a run
// depends on the seed and I only; --keep writes the mutants that found a bug.
//
//===----------------------------------------------------------------------===//
#include "MutantRun.h"
#include "Mutation.h"
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
/// Exit code of a child with the first verdict; sanitizers and aborts use others.
constexpr int kFirstVerdict = 100;

struct Options {
  unsigned start = 0, count = 200, seed = 1;
  std::string keep;
  std::vector<std::string> models;
};

Options parse(int argc, char **argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    if (argument.rfind("--count=", 0) == 0)
      options.count = unsigned(std::stoul(argument.substr(8)));
    else if (argument.rfind("--start=", 0) == 0)
      options.start = unsigned(std::stoul(argument.substr(8)));
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

/// How mutant `number` is compiled: the cheap way mostly.
effc::CompileOptions getOptions(unsigned number) {
  effc::CompileOptions options;
  options.level = number % 8 == 0 ? effc::OptLevel::O2 : effc::OptLevel::O0;
  options.target.name = "native";
#ifdef __x86_64__
  if (number % 2 == 1)
    options.target.name = "x86-64";
#endif
  // Random damage to dimensions asks for large tensors; that must be refused, not tried.
  options.maxRam = 16 << 20;
  return options;
}

struct Outcome {
  std::string text;
  bool isBug;
};

Outcome describe(int status) {
  if (WIFSIGNALED(status)) {
    int signal = WTERMSIG(status);
    bool isTime = signal == SIGXCPU || signal == SIGKILL || signal == SIGALRM;
    return {isTime ? "hang" : std::string("signal ") + strsignal(signal), true};
  }
  static const Outcome kOutcomes[] = {{"compiled, run twice", false},
                                      {"compiled, run twice, equal to the reference", false},
                                      {"refused as bad", false},
                                      {"refused as unsupported", false},
                                      {"refused as too large", false},
                                      {"refused without a message", true},
                                      {"internal error", true},
                                      {"undefined symbol", true},
                                      {"does not run", true},
                                      {"two runs differ", true},
                                      {"differs from the reference", true}};
  unsigned verdict = WEXITSTATUS(status) - kFirstVerdict;
  if (verdict < std::size(kOutcomes))
    return kOutcomes[verdict];
  return {"exit code " + std::to_string(WEXITSTATUS(status)), true};
}

/// Tries a mutant in a process of its own.
Outcome tryModel(const std::string &model, unsigned number) {
  std::fflush(nullptr);
  pid_t child = fork();
  if (child == 0) {
    rlimit memory{kBytes, kBytes}, time{kSeconds, kSeconds + 1}, core{0, 0};
    setrlimit(RLIMIT_CPU, &time);
    setrlimit(RLIMIT_CORE, &core);
    alarm(20 * kSeconds);
#if !defined(__SANITIZE_ADDRESS__) && !__has_feature(address_sanitizer)
    setrlimit(RLIMIT_AS, &memory);
#endif
    _exit(kFirstVerdict + int(compileAndRun(model, getOptions(number))));
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) {
    std::perror("fork");
    std::exit(2);
  }
  return describe(status);
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
                 "usage: mutate-models [--start=I] [--count=N] [--seed=S] [--keep=FOLDER] "
                 "model.tflite...\n");
    return 2;
  }
  std::map<std::string, unsigned> outcomes;
  unsigned bugs = 0;
  for (unsigned i = options.start; i < options.start + options.count; ++i) {
    std::seed_seq seed{options.seed, i};
    std::mt19937 random(seed);
    std::string mutant = mutate(models[random() % models.size()], random);
    Outcome outcome = tryModel(mutant, i);
    ++outcomes[outcome.text];
    if (!outcome.isBug)
      continue;
    ++bugs;
    std::printf("mutant %u: %s\n", i, outcome.text.c_str());
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
