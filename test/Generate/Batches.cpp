//===- Batches.cpp - Long runs that survive crashes -----------------------===//
//
// A child takes the next numbers of the run one after the other, and notes what it is at in
// memory that it shares with the parent. If it dies the parent knows which case it was, and starts
// another child behind it. Children end after some cases anyway: what a compilation leaves behind
// is gone then.
//
//===----------------------------------------------------------------------===//
#include "Batches.h"
#include "../EndChild.h"
#include "Reduce.h"
#include "llvm/Support/FormatVariadic.h"
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace effc;
using namespace effc::generate;
using llvm::formatv;

/// Cases that a child does.
static constexpr unsigned kBatch = 400;
/// No case may take longer: processor time, and for what sleeps forever time.
static constexpr rlim_t kSeconds = 60;
static constexpr unsigned kSleepSeconds = 1800;
static constexpr unsigned kMaxSignatures = 1024;
static constexpr unsigned kMaxFeatures = 4096;
static constexpr unsigned kMaxJobs = 64;

namespace {
struct SharedCounts {
  std::atomic<uint64_t> cases, compiled, refused, striped, bugs, empty;
};

/// What parent and children know together.
struct Board {
  std::atomic<uint64_t> next;
  /// The case that each child is at, counted from 1; 0 for none.
  std::atomic<uint64_t> current[kMaxJobs];
  SharedCounts all, bySignature[kMaxSignatures];
  std::atomic<bool> features[kMaxFeatures];
};

/// Numbers of signatures and features on the board.
struct Index {
  Index() {
    for (const Signature &signature : getSignatures()) {
      signatures.try_emplace(signature.getName(),
                             std::min(signatures.size(), kMaxSignatures - 1ul));
      for (const std::string &feature : getFeatures(signature))
        features.try_emplace(feature, std::min(features.size(), kMaxFeatures - 1ul));
    }
  }
  std::map<std::string, size_t> signatures, features;
};
} // namespace

/// From now on the process has the time of a case.
static void limitTime() {
  rusage used;
  getrusage(RUSAGE_SELF, &used);
  rlimit limit;
  getrlimit(RLIMIT_CPU, &limit);
  limit.rlim_cur = used.ru_utime.tv_sec + used.ru_stime.tv_sec + kSeconds;
  setrlimit(RLIMIT_CPU, &limit);
  alarm(kSleepSeconds);
}

static Counts read(const SharedCounts &counts) {
  return {counts.cases, counts.compiled, counts.refused, counts.striped, counts.bugs, counts.empty};
}

static void addCase(SharedCounts &counts, const Outcome &outcome) {
  ++counts.cases;
  counts.refused += outcome.verdict == Verdict::Refused;
  counts.compiled += outcome.verdict != Verdict::Refused;
  counts.striped += outcome.isStriped;
  counts.bugs += isBug(outcome.verdict);
}

static void printBug(const Net &net, const Run &run, uint64_t number, const char *what,
                     const std::string &message) {
  NetCase made = net.makeCase(run.seed, number);
  std::string name = made.signatures.size() == 1 ? made.signatures[0].getName()
                                                 : std::to_string(made.numOperators) + " operators";
  // One write, so that lines of several children do not mix.
  std::string line = formatv("case {0} ({1}, {2}): {3}: {4}\n", number, name, describeOptions(made),
                             what, message);
  if (write(STDOUT_FILENO, line.data(), line.size()) < 0)
    _exit(1);
  if (run.keep.empty())
    return;
  std::string folder = formatv("{0}/{1}-{2}", run.keep, run.seed, number);
  writeCase(made, folder, /*withResults=*/true);
  if (!run.reduces)
    return;
  alarm(0); // this takes as long as it takes, in processes with limits of their own
  reduceCase(made, folder + "-reduced");
}

static void runCase(const Net &net, const Run &run, uint64_t number, const Index &index,
                    Evaluator &evaluator, Board &board) {
  NetCase made = net.makeCase(run.seed, number);
  if (made.model.empty()) {
    ++board.all.empty;
    ++board.all.cases;
    return;
  }
  Outcome outcome = run.onlyEvaluates ? evaluateOnly(made, evaluator) : compare(made, evaluator);
  addCase(board.all, outcome);
  for (const Signature &signature : made.signatures)
    addCase(board.bySignature[index.signatures.at(signature.getName())], outcome);
  if (outcome.verdict != Verdict::Refused)
    for (const std::string &feature : made.features)
      if (auto known = index.features.find(feature); known != index.features.end())
        board.features[known->second] = true;
  if (isBug(outcome.verdict) || run.isVerbose)
    printBug(net, run, number, getName(outcome.verdict), outcome.message);
}

[[noreturn]] static void runChild(const Net &net, const Run &run, Board &board, unsigned job) {
  rlimit core{0, 0};
  setrlimit(RLIMIT_CORE, &core);
  Index index;
  Evaluator evaluator;
  for (unsigned i = 0; i < kBatch; ++i) {
    uint64_t number = board.next++;
    if (number >= run.start + run.count)
      break;
    board.current[job] = number + 1;
    limitTime();
    runCase(net, run, number, index, evaluator, board);
    board.current[job] = 0;
  }
  endChild(0);
}

static pid_t startChild(const Net &net, const Run &run, Board &board, unsigned job) {
  std::fflush(nullptr);
  pid_t child = fork();
  if (child == 0)
    runChild(net, run, board, job);
  if (child < 0) {
    std::perror("fork");
    std::exit(2);
  }
  return child;
}

static std::string describeEnd(int status) {
  if (WIFSIGNALED(status))
    return llvm::is_contained({SIGALRM, SIGXCPU}, WTERMSIG(status)) ? "hang"
                                                                    : strsignal(WTERMSIG(status));
  return formatv("exit code {0}", WEXITSTATUS(status));
}

/// Waits for a child; a case that it died of is counted and printed.
static unsigned waitForChild(const Net &net, const Run &run, Board &board,
                             std::vector<pid_t> &children) {
  int status = 0;
  pid_t ended = waitpid(-1, &status, 0);
  for (unsigned job = 0; job < children.size(); ++job) {
    if (children[job] != ended)
      continue;
    children[job] = 0;
    if (uint64_t current = board.current[job].exchange(0)) {
      ++board.all.cases;
      ++board.all.bugs;
      printBug(net, run, current - 1, "crash", describeEnd(status));
    }
    return job;
  }
  return 0;
}

Summary generate::runBatches(const Net &net, const Run &run) {
  void *memory =
      mmap(nullptr, sizeof(Board), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    std::perror("mmap");
    std::exit(2);
  }
  Board &board = *new (memory) Board();
  board.next = run.start;
  std::vector<pid_t> children(std::min(run.jobs, kMaxJobs));
  unsigned numRunning = 0;
  for (unsigned job = 0; job < children.size(); ++job, ++numRunning)
    children[job] = startChild(net, run, board, job);
  while (numRunning > 0) {
    unsigned job = waitForChild(net, run, board, children);
    --numRunning;
    if (board.next >= run.start + run.count)
      continue;
    children[job] = startChild(net, run, board, job);
    ++numRunning;
  }
  Summary summary;
  summary.all = read(board.all);
  Index index;
  for (const auto &[name, number] : index.signatures)
    summary.bySignature[name] = read(board.bySignature[number]);
  for (const auto &[name, number] : index.features)
    if (!board.features[number])
      summary.missing.push_back(name);
  munmap(memory, sizeof(Board));
  return summary;
}

std::optional<int> generate::callGuarded(const std::function<int()> &body, std::string &end) {
  std::fflush(nullptr);
  pid_t child = fork();
  if (child == 0) {
    rlimit core{0, 0};
    setrlimit(RLIMIT_CORE, &core);
    limitTime();
    endChild(100 + body());
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) {
    std::perror("fork");
    std::exit(2);
  }
  if (WIFEXITED(status) && WEXITSTATUS(status) >= 100)
    return WEXITSTATUS(status) - 100;
  end = describeEnd(status);
  return std::nullopt;
}
