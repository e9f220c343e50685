//===- mutate-models.cpp - Damage models, and compile and run what is left -===//
//
//     mutate-models [--start=I] [--count=N] [--seed=S] [--kind=bytes|structure] [--keep=FOLDER]
//                   [--effc=PROGRAM --sample=N] [--json] model.tflite...
//
// Each mutant is compiled and, if that works, run (MutantRun.h), in a process with limits on
// time and memory (Batch.h). Good are a sound object and a message; a signal, an internal error,
// a hang, a failure without message and a wrong result are bugs. Most mutants start from a few
// operators of a model (CutModel.h). Even ones are changed in their bytes, odd ones in their parts
// (StructuralMutation.h), some of those in their bytes too.
// Mutant I of a run depends on the seed and I only; --keep writes the mutants that found a bug.
// With --effc each N-th mutant also goes through the program itself (BinaryRun.h).
//
//===----------------------------------------------------------------------===//
#include "Batch.h"
#include "BinaryRun.h"
#include "CutModel.h"
#include "Mutation.h"
#include "StructuralMutation.h"
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <string>
#include <vector>

namespace {

struct Options {
  unsigned start = 0, count = 200, seed = 1, sample = 100;
  bool json = false;
  std::string kind, keep, effc;
  std::vector<std::string> models;
};

/// What a run found.
struct Summary {
  std::map<std::string, unsigned> outcomes;
  unsigned crashes = 0, hangs = 0, wrong = 0, sampled = 0, sampleBugs = 0;
  unsigned getBugs() const { return crashes + hangs + wrong + sampleBugs; }
};

Options parse(int argc, char **argv) {
  Options options;
  auto read = [](const std::string &argument, const char *name, auto store) {
    bool matches = argument.rfind(name, 0) == 0;
    if (matches)
      store(argument.substr(std::string(name).size()));
    return matches;
  };
  auto number = [](unsigned &value) {
    return [&value](const std::string &text) { value = unsigned(std::stoul(text)); };
  };
  auto text = [](std::string &value) {
    return [&value](const std::string &given) { value = given; };
  };
  for (int i = 1; i < argc; ++i) {
    std::string argument = argv[i];
    if (argument == "--json")
      options.json = true;
    else if (!read(argument, "--count=", number(options.count)) &&
             !read(argument, "--start=", number(options.start)) &&
             !read(argument, "--seed=", number(options.seed)) &&
             !read(argument, "--sample=", number(options.sample)) &&
             !read(argument, "--kind=", text(options.kind)) &&
             !read(argument, "--keep=", text(options.keep)) &&
             !read(argument, "--effc=", text(options.effc)))
      options.models.push_back(argument);
  }
  return options;
}

std::string readFile(const std::string &path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

std::string makeMutant(const std::vector<std::string> &models, const Options &options,
                       unsigned number) {
  std::seed_seq seed{options.seed, number};
  std::mt19937 random(seed);
  std::string model = models[random() % models.size()];
  if (random() % 8 != 0)
    model = cutModel(model, random);
  bool changesStructure = options.kind.empty() ? number % 2 == 1 : options.kind == "structure";
  if (!changesStructure)
    return mutate(model, random);
  std::string mutant = mutateStructure(model, random);
  return random() % 16 == 0 ? mutate(mutant, random) : mutant;
}

/// How mutant `number` is compiled: the cheap way mostly.
effc::CompileOptions getOptions(unsigned number) {
  effc::CompileOptions options;
  options.level = number % 16 < 2 ? effc::OptLevel::O2 : effc::OptLevel::O0;
  options.target.name = "native";
#ifdef __x86_64__
  if (number % 4 > 1)
    options.target.name = "x86-64";
#endif
  // Random damage to dimensions asks for large tensors; that must be refused, not tried.
  options.maxRam = 16 << 20;
  return options;
}

void keepMutant(const Options &options, unsigned number, const std::string &mutant) {
  if (options.keep.empty())
    return;
  std::string name = options.keep + "/mutant-" + std::to_string(options.seed) + "-" +
                     std::to_string(number) + ".tflite";
  std::ofstream(name, std::ios::binary) << mutant;
}

Summary run(const std::vector<std::string> &models, const Options &options) {
  Summary summary;
  auto tryMutant = [&](unsigned number) {
    return compileAndRun(makeMutant(models, options, number), getOptions(number));
  };
  auto report = [&](unsigned number, const Outcome &outcome) {
    ++summary.outcomes[outcome.text];
    summary.crashes += outcome.kind == Outcome::Crash;
    summary.hangs += outcome.kind == Outcome::Hang;
    summary.wrong += outcome.kind == Outcome::WrongResult;
    std::string problem;
    if (outcome.kind == Outcome::Fine && !options.effc.empty() &&
        number % options.sample == options.sample - 1) {
      ++summary.sampled;
      problem =
          runBinary(options.effc, makeMutant(models, options, number), number / options.sample);
      summary.sampleBugs += !problem.empty();
    }
    if (outcome.kind == Outcome::Fine && problem.empty())
      return;
    std::printf("mutant %u: %s\n", number,
                problem.empty() ? outcome.text.c_str() : ("effc: " + problem).c_str());
    keepMutant(options, number, makeMutant(models, options, number));
  };
  runBatches(options.start, options.count, tryMutant, report);
  return summary;
}

} // namespace

int main(int argc, char **argv) {
  Options options = parse(argc, argv);
  std::vector<std::string> models;
  for (const std::string &path : options.models)
    if (std::string bytes = readFile(path); isModel(bytes))
      models.push_back(std::move(bytes));
  bool knowsKind = options.kind.empty() || options.kind == "bytes" || options.kind == "structure";
  if (models.empty() || !knowsKind || options.sample == 0) {
    std::fprintf(stderr, "usage: mutate-models [--start=I] [--count=N] [--seed=S] "
                         "[--kind=bytes|structure] [--keep=FOLDER]\n"
                         "                     [--effc=PROGRAM --sample=N] [--json] "
                         "model.tflite...\n");
    return 2;
  }
  auto began = std::chrono::steady_clock::now();
  Summary summary = run(models, options);
  std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - began;
  for (const auto &[outcome, count] : summary.outcomes)
    std::printf("%6u %s\n", count, outcome.c_str());
  std::printf("%u mutants, %u of them through effc, %u bugs\n", options.count, summary.sampled,
              summary.getBugs());
  if (options.json)
    std::printf("{\"net\": \"mutants\", \"seed\": %u, \"start\": %u, \"count\": %u, "
                "\"crashes\": %u, \"hangs\": %u, \"wrong\": %u, \"sampled\": %u, "
                "\"sample_bugs\": %u, \"bugs\": %u, \"seconds\": %.1f}\n",
                options.seed, options.start, options.count, summary.crashes, summary.hangs,
                summary.wrong, summary.sampled, summary.sampleBugs, summary.getBugs(),
                seconds.count());
  return summary.getBugs() ? 1 : 0;
}
