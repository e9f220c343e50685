//===- Batch.cpp - Many mutants in one process -----------------------------===//
#include "Batch.h"
#include "../EndChild.h"
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <new>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

static constexpr unsigned kBatch = 256;
/// Of processor time for one mutant; and of any time for a batch, should one wait for ever.
static constexpr unsigned kSeconds = 20, kBatchSeconds = 3600;
static constexpr rlim_t kBytes = rlim_t(4) << 30;
/// The exit code of a process that came to the end of its batch.
static constexpr int kDone = 100;

namespace {
/// What a batch's process tells its parent.
struct Progress {
  std::atomic<unsigned> done;
  Verdict verdicts[kBatch];
};
} // namespace

static Outcome describe(Verdict verdict) {
  static const Outcome kOutcomes[] = {
      {Outcome::Fine, "compiled, run twice"},
      {Outcome::Fine, "compiled, run twice, equal to the reference"},
      {Outcome::Fine, "refused as bad"},
      {Outcome::Fine, "refused as unsupported"},
      {Outcome::Fine, "refused as too large"},
      {Outcome::WrongResult, "refused without a message"},
      {Outcome::WrongResult, "internal error"},
      {Outcome::WrongResult, "undefined symbol"},
      {Outcome::WrongResult, "does not run"},
      {Outcome::WrongResult, "two runs differ"},
      {Outcome::WrongResult, "differs from the reference"}};
  return kOutcomes[static_cast<unsigned>(verdict)];
}

static Outcome describeEnd(int status) {
  if (!WIFSIGNALED(status))
    return {Outcome::Crash, "exit code " + std::to_string(WEXITSTATUS(status))};
  int signal = WTERMSIG(status);
  if (signal == SIGPROF || signal == SIGALRM)
    return {Outcome::Hang, "hang"};
  return {Outcome::Crash, std::string("signal ") + strsignal(signal)};
}

static void limitProcess() {
  rlimit memory{kBytes, kBytes}, core{0, 0};
  setrlimit(RLIMIT_CORE, &core);
  alarm(kBatchSeconds);
#if !defined(__SANITIZE_ADDRESS__) && !__has_feature(address_sanitizer)
  setrlimit(RLIMIT_AS, &memory);
#endif
}

/// Runs a batch in a process of its own. Returns how that ended, in waitpid's terms.
static int runProcess(unsigned start, unsigned count, Progress &progress,
                      const std::function<Verdict(unsigned)> &tryMutant) {
  std::fflush(nullptr);
  progress.done = 0;
  pid_t child = fork();
  if (child == 0) {
    limitProcess();
    for (unsigned i = 0; i < count; ++i) {
      itimerval timer{{0, 0}, {kSeconds, 0}};
      setitimer(ITIMER_PROF, &timer, nullptr);
      progress.verdicts[i] = tryMutant(start + i);
      progress.done = i + 1;
    }
    effc::endChild(kDone);
  }
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) {
    std::perror("fork");
    std::exit(2);
  }
  return status;
}

void runBatches(unsigned start, unsigned count,
                const std::function<Verdict(unsigned number)> &tryMutant,
                const std::function<void(unsigned number, const Outcome &)> &report) {
  void *shared =
      mmap(nullptr, sizeof(Progress), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) {
    std::perror("mmap");
    std::exit(2);
  }
  Progress &progress = *new (shared) Progress;
  for (unsigned next = start, end = start + count; next != end;) {
    unsigned size = std::min(kBatch, end - next);
    int status = runProcess(next, size, progress, tryMutant);
    unsigned done = progress.done;
    for (unsigned i = 0; i < done; ++i)
      report(next + i, describe(progress.verdicts[i]));
    next += done;
    if (done == size)
      continue;
    Outcome outcome = describeEnd(status);
    status = runProcess(next, 1, progress, tryMutant);
    if (progress.done == 1)
      outcome.text += ", but not by itself";
    else
      outcome = describeEnd(status);
    report(next++, outcome);
  }
  munmap(shared, sizeof(Progress));
}
