//===- generate-models.cpp - Generated models, compiled and compared ------===//
//
//     generate-models sweep  [--operator=NAME] [--type=TYPE] OPTIONS   one operator each
//     generate-models graphs OPTIONS                                   1 to 40 operators
//     generate-models write  graphs|sweep OPTIONS FOLDER               cases for run_cases.py
//     generate-models reduce graphs|sweep --seed=S --start=I FOLDER    one case, made small
//
// Each model is compiled for this machine in another way (level, passes, threads, stripes ...),
// run, and compared with the reference evaluator on the graph as imported; refusals must be clean.
// Case I of a seed is the same on every machine. OPTIONS are --seed=S --start=I --count=N
// --jobs=J --keep=FOLDER (writes the cases that show a bug) --reduce (also makes them small)
// --json (a line with all counts) --coverage (fails if something of the operator table was never
// accepted) --evaluate (without the compiler) --verbose.
//
//===----------------------------------------------------------------------===//
#include "Batches.h"
#include "Reduce.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/raw_ostream.h"
#include <cstdlib>

using namespace effc;
using namespace effc::generate;
using llvm::StringRef;

namespace {
struct Options {
  std::string command, net, folder;
  Selection selection;
  Run run;
  bool writesJson = false, needsCoverage = false;
};
} // namespace

[[noreturn]] static void fail(const llvm::Twine &message) {
  llvm::errs() << "generate-models: " << message << "\n";
  std::exit(2);
}

static uint64_t parseNumber(StringRef argument, StringRef value) {
  uint64_t number;
  if (value.getAsInteger(0, number))
    fail("found '" + argument + "', expected a number");
  return number;
}

static void parseOption(StringRef argument, Options &options) {
  auto [name, value] = argument.split('=');
  if (name == "--operator")
    options.selection.operatorName = value.str();
  else if (name == "--type")
    options.selection.type = value.str();
  else if (name == "--seed")
    options.run.seed = parseNumber(argument, value);
  else if (name == "--start")
    options.run.start = parseNumber(argument, value);
  else if (name == "--count")
    options.run.count = parseNumber(argument, value);
  else if (name == "--jobs")
    options.run.jobs = std::max<unsigned>(1, parseNumber(argument, value));
  else if (name == "--keep")
    options.run.keep = value.str();
  else if (argument == "--reduce")
    options.run.reduces = true;
  else if (argument == "--verbose")
    options.run.isVerbose = true;
  else if (argument == "--json")
    options.writesJson = true;
  else if (argument == "--specials")
    options.selection.hasSpecials = true;
  else if (argument == "--evaluate")
    options.run.onlyEvaluates = true;
  else if (argument == "--coverage")
    options.needsCoverage = true;
  else
    fail("unknown option '" + argument + "'");
}

static Options parse(int argc, char **argv) {
  Options options;
  std::vector<std::string> words;
  for (int i = 1; i < argc; ++i) {
    StringRef argument = argv[i];
    if (argument.starts_with("-"))
      parseOption(argument, options);
    else
      words.push_back(argument.str());
  }
  bool hasFolder = words.size() == 3;
  if (words.size() == 1) {
    options.command = "compare";
    options.net = words[0];
  } else if (hasFolder && (words[0] == "write" || words[0] == "reduce")) {
    options.command = words[0];
    options.net = words[1];
    options.folder = words[2];
  }
  if (options.net != "sweep" && options.net != "graphs")
    fail("usage: generate-models sweep|graphs|write NET FOLDER|reduce NET FOLDER [option...]");
  return options;
}

static llvm::json::Object toJson(const Counts &counts) {
  return llvm::json::Object{{"cases", int64_t(counts.cases)},
                            {"compiled", int64_t(counts.compiled)},
                            {"refused", int64_t(counts.refused)},
                            {"striped", int64_t(counts.striped)},
                            {"mismatches", int64_t(counts.bugs)}};
}

static void printSummary(const Options &options, const Summary &summary) {
  const Counts &all = summary.all;
  if (options.writesJson) {
    llvm::json::Object line = toJson(all);
    line["net"] = options.net;
    line["seed"] = int64_t(options.run.seed);
    line["start"] = int64_t(options.run.start);
    llvm::json::Object signatures;
    for (const auto &[name, counts] : summary.bySignature)
      if (counts.cases)
        signatures[name] = toJson(counts);
    line["signatures"] = std::move(signatures);
    llvm::outs() << llvm::json::Value(std::move(line)) << "\n";
  }
  llvm::outs() << options.net << ": " << all.cases << " cases, " << all.compiled
               << " compiled and compared, " << all.striped << " of them in stripes, "
               << all.refused << " refused, " << all.empty << " empty, " << all.bugs << " bugs\n";
}

static int writeCases(const Net &net, const Options &options) {
  unsigned written = 0;
  for (uint64_t number = options.run.start; number < options.run.start + options.run.count;
       ++number) {
    NetCase made = net.makeCase(options.run.seed, number);
    std::string folder = options.folder + "/" + options.net + "_" + llvm::utostr(options.run.seed) +
                         "_" + llvm::utostr(number);
    // A model that is refused is no case.
    Evaluator evaluator;
    std::vector<std::string> outputs;
    if (!made.model.empty() &&
        evaluator.evaluate(made.model, made.inputs, outputs) == Evaluator::Result::Ok)
      written += writeCase(made, folder, /*withResults=*/true);
  }
  llvm::outs() << written << " cases written\n";
  return written ? 0 : 1;
}

int main(int argc, char **argv) {
  Options options = parse(argc, argv);
  std::unique_ptr<Net> net =
      options.net == "sweep" ? makeSweep(options.selection) : makeRandomGraphs(options.selection);
  if (options.command == "write")
    return writeCases(*net, options);
  if (options.command == "reduce") {
    NetCase made = net->makeCase(options.run.seed, options.run.start);
    unsigned operators = reduceCase(made, options.folder);
    llvm::outs() << (operators ? "reduced to " + llvm::utostr(operators) + " operators\n"
                               : std::string("no bug\n"));
    return operators ? 0 : 1;
  }
  Summary summary = runBatches(*net, options.run);
  printSummary(options, summary);
  if (!options.needsCoverage)
    summary.missing.clear();
  for (const std::string &feature : summary.missing)
    llvm::outs() << "never accepted: " << feature << "\n";
  return summary.all.bugs || !summary.missing.empty() ? 1 : 0;
}
