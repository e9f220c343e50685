//===- OrderSearch.cpp - Orders of steps with a low peak of memory --------===//
//
// The problem. Ops may run in any order that respects their operands. A tensor lives from the
// op that makes it to the last one that reads it, and the arena is at least as large as the
// largest sum of tensors alive at the same time. Where a network branches, the order decides
// how many tensors wait for the others: finding the best one is NP-complete.
//
// The idea. What matters about the past is only which steps are done: it fixes what is alive.
// So the search goes through sets of steps done, one more in each layer, and keeps for each set
// the lowest peak by which it was reached (dynamic programming, as in A. H. Ahn et al., "Ordering
// Chaos", MLSys 2020, and E. Liberis and N. Lane, "Neural networks on microcontrollers", 2019).
// A network is mostly a chain, so layers are small. Three things keep them so:
//
//  * The model's own order is known, and only better ones are of interest: a set reached with a
//    peak that is not lower is dropped. If the model's order meets the bound that its largest
//    single step gives, there is nothing to search.
//  * A step that neither leaves more bytes alive than before nor exceeds the peak so far is done
//    at once, and no other one is tried. This loses nothing: move this step to the front of
//    any continuation, and at each point before its old place at most as much is alive, since
//    what it frees is alive there otherwise. (A tensor that it shares with later steps is freed by
//    the last of these then, or replaced by its result, as before by this one's.)
//  * A set is the key of a hash map by the steps that are possible next: they are the smallest
//    ones of what is left, hence they determine it.
//
// A layer may still grow exponentially, with many heads hanging off one backbone. It is then cut
// to the best few sets, by peak, then by live bytes: a beam search, whose width follows from the
// effort allowed. So the result is optimal if no layer was cut, and never worse than the model's
// order. Nothing depends on time or addresses; ties go to the model's order.
//
//===----------------------------------------------------------------------===//
#include "OrderSearch.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>
#include <map>

using namespace effc;

namespace {
/// A set of steps done, and what is alive after it.
struct State {
  llvm::BitVector done;
  llvm::SmallVector<unsigned, 8> ready;
  int64_t live = 0;
  int64_t peak = 0;
};

/// How a state was reached: the step, and the state's index in the layer before.
struct Origin {
  unsigned step;
  unsigned parent;
};

/// Live bytes while a step runs, and after it.
struct Effect {
  int64_t during, after;
};

class Search {
public:
  Search(const OrderProblem &problem, int64_t effort) : problem(problem), effort(effort) {
    followers.resize(problem.steps.size());
    for (auto [index, step] : llvm::enumerate(problem.steps))
      for (unsigned earlier : step.after)
        followers[earlier].push_back(index);
  }

  State getStart() const;
  Effect getEffect(const State &state, unsigned step) const;
  void apply(State &state, unsigned step) const;
  int64_t getLowerBound() const;
  std::optional<std::vector<unsigned>> run(int64_t limit);

private:
  using Layer = std::vector<State>;

  bool isDead(const State &state, unsigned buffer, unsigned step) const;
  std::vector<unsigned> getCandidates(const State &state) const;
  size_t getWidth(const Layer &layer, size_t stepsLeft) const;
  static void cut(Layer &layer, std::vector<Origin> &origins, size_t width);

  const OrderProblem &problem;
  int64_t effort;
  std::vector<llvm::SmallVector<unsigned, 4>> followers;
};
} // namespace

State Search::getStart() const {
  State start;
  start.done.resize(problem.steps.size());
  for (const OrderProblem::Buffer &buffer : problem.buffers)
    if (buffer.isInput && (buffer.isOutput || !buffer.readers.empty()))
      start.live += buffer.bytes;
  start.peak = start.live;
  for (auto [index, step] : llvm::enumerate(problem.steps))
    if (step.after.empty())
      start.ready.push_back(index);
  return start;
}

/// True if nothing needs `buffer` once `step` is done.
bool Search::isDead(const State &state, unsigned buffer, unsigned step) const {
  return !problem.buffers[buffer].isOutput &&
         llvm::all_of(problem.buffers[buffer].readers,
                      [&](unsigned reader) { return reader == step || state.done.test(reader); });
}

Effect Search::getEffect(const State &state, unsigned index) const {
  const OrderProblem::Step &step = problem.steps[index];
  int64_t written = 0, freed = 0, replaced = 0;
  for (unsigned buffer : step.writes) {
    written += problem.buffers[buffer].bytes;
    if (isDead(state, buffer, index))
      freed += problem.buffers[buffer].bytes;
  }
  for (unsigned buffer : step.reads) {
    if (!isDead(state, buffer, index))
      continue;
    freed += problem.buffers[buffer].bytes;
    if (llvm::is_contained(step.replaceable, buffer))
      replaced += problem.buffers[buffer].bytes;
  }
  return {state.live + written - std::min(replaced, written), state.live + written - freed};
}

void Search::apply(State &state, unsigned index) const {
  Effect effect = getEffect(state, index);
  state.live = effect.after;
  state.peak = std::max(state.peak, effect.during);
  state.done.set(index);
  state.ready.erase(llvm::find(state.ready, index));
  for (unsigned follower : followers[index])
    if (llvm::all_of(problem.steps[follower].after,
                     [&](unsigned earlier) { return state.done.test(earlier); }))
      state.ready.insert(llvm::lower_bound(state.ready, follower), follower);
}

/// No order can do with less than its largest step needs in the best case.
int64_t Search::getLowerBound() const {
  int64_t bound = getStart().peak;
  for (const OrderProblem::Step &step : problem.steps) {
    int64_t read = 0, written = 0, replaced = 0;
    for (unsigned buffer : step.reads)
      read += problem.buffers[buffer].bytes;
    for (unsigned buffer : step.writes)
      written += problem.buffers[buffer].bytes;
    for (unsigned buffer : step.replaceable)
      replaced += problem.buffers[buffer].bytes;
    bound = std::max(bound, read + written - std::min(replaced, written));
  }
  return bound;
}

/// The steps to try next: all that are ready, or a single one that cannot be a mistake.
std::vector<unsigned> Search::getCandidates(const State &state) const {
  for (unsigned step : state.ready) {
    Effect effect = getEffect(state, step);
    if (effect.after <= state.live && effect.during <= state.peak)
      return {step};
  }
  return {state.ready.begin(), state.ready.end()};
}

/// How many states of a layer may be kept, if the effort left is spread evenly.
size_t Search::getWidth(const Layer &layer, size_t stepsLeft) const {
  int64_t looks = 0;
  for (const State &state : layer)
    looks += state.ready.size();
  int64_t looksPerState = looks / int64_t(layer.size()) + 1;
  return std::clamp<int64_t>(effort / (looksPerState * int64_t(stepsLeft + 1)), 1, 4096);
}

/// Keeps the most promising states of a layer, in their order.
void Search::cut(Layer &layer, std::vector<Origin> &origins, size_t width) {
  if (layer.size() <= width)
    return;
  std::vector<unsigned> rank(layer.size());
  for (unsigned index = 0; index < rank.size(); ++index)
    rank[index] = index;
  llvm::sort(rank, [&](unsigned a, unsigned b) {
    return std::tuple(layer[a].peak, layer[a].live, a) <
           std::tuple(layer[b].peak, layer[b].live, b);
  });
  rank.resize(width);
  llvm::sort(rank);
  for (unsigned index = 0; index < width; ++index) {
    if (rank[index] != index) {
      layer[index] = std::move(layer[rank[index]]);
      origins[index] = origins[rank[index]];
    }
  }
  layer.resize(width);
  origins.resize(width);
}

/// The order with the lowest peak found, if that is below `limit`.
std::optional<std::vector<unsigned>> Search::run(int64_t limit) {
  Layer layer = {getStart()};
  std::vector<std::vector<Origin>> history;
  for (size_t depth = 0; depth < problem.steps.size(); ++depth) {
    Layer next;
    std::vector<Origin> origins;
    std::map<llvm::SmallVector<unsigned, 8>, unsigned> known;
    for (auto [parent, state] : llvm::enumerate(layer)) {
      effort -= state.ready.size();
      for (unsigned step : getCandidates(state)) {
        if (std::max(state.peak, getEffect(state, step).during) >= limit)
          continue;
        State reached = state;
        apply(reached, step);
        auto [entry, isNew] = known.try_emplace(reached.ready, next.size());
        Origin origin = {step, static_cast<unsigned>(parent)};
        if (isNew) {
          next.push_back(std::move(reached));
          origins.push_back(origin);
        } else if (reached.peak < next[entry->second].peak) {
          next[entry->second] = std::move(reached);
          origins[entry->second] = origin;
        }
      }
    }
    if (next.empty())
      return std::nullopt;
    cut(next, origins, getWidth(next, problem.steps.size() - depth));
    layer = std::move(next);
    history.push_back(std::move(origins));
  }
  // One set has all steps done.
  std::vector<unsigned> order(problem.steps.size());
  unsigned index = 0;
  for (size_t depth = order.size(); depth-- > 0;) {
    order[depth] = history[depth][index].step;
    index = history[depth][index].parent;
  }
  return order;
}

int64_t effc::getPeak(const OrderProblem &problem, llvm::ArrayRef<unsigned> order) {
  Search search(problem, 0);
  State state = search.getStart();
  for (unsigned step : order)
    search.apply(state, step);
  return state.peak;
}

std::optional<std::vector<unsigned>> effc::findBetterOrder(const OrderProblem &problem,
                                                           int64_t effort) {
  std::vector<unsigned> own(problem.steps.size());
  for (unsigned step = 0; step < own.size(); ++step)
    own[step] = step;
  int64_t peak = getPeak(problem, own);
  Search search(problem, effort);
  if (peak == search.getLowerBound())
    return std::nullopt;
  return search.run(peak);
}
