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
//  * A set is known by a hash of its steps, so that only the sets that a layer keeps are built.
//
// A layer may still grow exponentially, with many heads hanging off one backbone. It is then cut
// to the best few sets, by peak, then by live bytes: a beam search, whose width follows from the
// effort allowed. So the result is optimal if no layer was cut, and never worse than the model's
// order. Nothing depends on time or addresses; ties go to the model's order.
//
// Complexity. Even a beam of one set looks at all steps that are possible next, which may be most
// of them, at each step. All looks, reads and copies are counted, and after kWorkPerLook times the
// effort the search gives up. Tensors with many readers, and steps with many operands, are counted
// down rather than looked through.
//
//===----------------------------------------------------------------------===//
#include "OrderSearch.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/STLExtras.h"
#include <algorithm>

using namespace effc;

/// Work, in steps of a few nanoseconds, that a search may take for each look of its effort.
static constexpr int64_t kWorkPerLook = 250;
/// Of more readers or operands than this, states count how many are left.
static constexpr size_t kMany = 8;

namespace {
/// A set of steps done, and what is alive after it.
struct State {
  llvm::BitVector done;
  llvm::SmallVector<unsigned, 8> ready;
  /// Readers of buffers, and operands of steps, that are not done: of those that have many.
  llvm::SmallVector<unsigned, 0> unread, waiting;
  uint64_t key = 0;
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

/// A state that is not built yet.
struct Move {
  Origin origin;
  Effect effect;
  int64_t peak;
  int64_t numReady;
};

class Search {
public:
  Search(const OrderProblem &problem, int64_t effort);

  State getStart() const;
  Effect getEffect(const State &state, unsigned step);
  void apply(State &state, unsigned step, Effect effect);
  int64_t getLowerBound() const;
  std::optional<std::vector<unsigned>> run(int64_t limit);

private:
  using Layer = std::vector<State>;

  bool isLastRead(const State &state, unsigned buffer, unsigned step) const;
  bool becomesReady(const State &state, unsigned follower, unsigned step) const;
  Move getMove(const State &state, unsigned step, unsigned parent);
  void addMoves(const State &state, unsigned parent, int64_t limit, std::vector<Move> &moves);
  size_t getWidth(llvm::ArrayRef<Move> moves, size_t stepsLeft) const;
  static void cut(std::vector<Move> &moves, size_t width);
  Layer build(Layer &layer, llvm::ArrayRef<Move> moves);

  const OrderProblem &problem;
  int64_t effort, work;
  std::vector<llvm::SmallVector<unsigned, 4>> followers;
  /// Places in `State::unread` and `State::waiting`; -1 for those that have few.
  std::vector<int> unreadOf, waitingOf;
  /// The moves of a layer, by the sets they lead to.
  llvm::DenseMap<uint64_t, unsigned> known;
};
} // namespace

/// Random bits for each step; a set's key is the sum of its steps' (SplitMix64).
static uint64_t getKey(unsigned step) {
  uint64_t bits = (step + 1) * 0x9E3779B97F4A7C15;
  bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
  bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
  return bits ^ (bits >> 31);
}

Search::Search(const OrderProblem &problem, int64_t effort)
    : problem(problem), effort(effort), work(kWorkPerLook * effort),
      followers(problem.steps.size()) {
  int numUnread = 0, numWaiting = 0;
  for (const OrderProblem::Buffer &buffer : problem.buffers)
    unreadOf.push_back(buffer.readers.size() > kMany ? numUnread++ : -1);
  for (auto [index, step] : llvm::enumerate(problem.steps)) {
    waitingOf.push_back(step.after.size() > kMany ? numWaiting++ : -1);
    for (unsigned earlier : step.after)
      followers[earlier].push_back(index);
  }
}

State Search::getStart() const {
  State start;
  start.done.resize(problem.steps.size());
  for (auto [index, buffer] : llvm::enumerate(problem.buffers)) {
    if (buffer.isInput && (buffer.isOutput || !buffer.readers.empty()))
      start.live += buffer.bytes;
    if (unreadOf[index] >= 0)
      start.unread.push_back(buffer.readers.size());
  }
  start.peak = start.live;
  for (auto [index, step] : llvm::enumerate(problem.steps)) {
    if (step.after.empty())
      start.ready.push_back(index);
    if (waitingOf[index] >= 0)
      start.waiting.push_back(step.after.size());
  }
  return start;
}

/// True if nothing but `step`, which does, needs to read `buffer`.
bool Search::isLastRead(const State &state, unsigned index, unsigned step) const {
  const OrderProblem::Buffer &buffer = problem.buffers[index];
  if (buffer.isOutput)
    return false;
  if (unreadOf[index] >= 0)
    return state.unread[unreadOf[index]] == 1;
  return llvm::all_of(buffer.readers,
                      [&](unsigned reader) { return reader == step || state.done.test(reader); });
}

/// True if `follower` waits only for `step`.
bool Search::becomesReady(const State &state, unsigned follower, unsigned step) const {
  if (waitingOf[follower] >= 0)
    return state.waiting[waitingOf[follower]] == 1;
  return llvm::all_of(problem.steps[follower].after, [&](unsigned earlier) {
    return earlier == step || state.done.test(earlier);
  });
}

Effect Search::getEffect(const State &state, unsigned index) {
  const OrderProblem::Step &step = problem.steps[index];
  work -= 2 + step.writes.size() + 2 * step.reads.size();
  int64_t written = 0, freed = 0, replaced = 0;
  for (unsigned buffer : step.writes) {
    written += problem.buffers[buffer].bytes;
    if (problem.buffers[buffer].readers.empty() && !problem.buffers[buffer].isOutput)
      freed += problem.buffers[buffer].bytes;
  }
  const unsigned *replaceable = step.replaceable.begin();
  for (unsigned buffer : step.reads) {
    bool mayReplace = replaceable != step.replaceable.end() && *replaceable == buffer;
    replaceable += mayReplace;
    if (!isLastRead(state, buffer, index))
      continue;
    freed += problem.buffers[buffer].bytes;
    if (mayReplace)
      replaced += problem.buffers[buffer].bytes;
  }
  return {state.live + written - std::min(replaced, written), state.live + written - freed};
}

void Search::apply(State &state, unsigned index, Effect effect) {
  work -= 2 + followers[index].size() + state.ready.size() / 16;
  state.live = effect.after;
  state.peak = std::max(state.peak, effect.during);
  state.ready.erase(llvm::lower_bound(state.ready, index));
  for (unsigned follower : followers[index])
    if (becomesReady(state, follower, index))
      state.ready.insert(llvm::lower_bound(state.ready, follower), follower);
  state.done.set(index);
  state.key += getKey(index);
  for (unsigned buffer : problem.steps[index].reads)
    if (unreadOf[buffer] >= 0)
      --state.unread[unreadOf[buffer]];
  for (unsigned follower : followers[index])
    if (waitingOf[follower] >= 0)
      --state.waiting[waitingOf[follower]];
}

/// No order can do with less than its largest step needs in the best case, or its result.
int64_t Search::getLowerBound() const {
  int64_t bound = getStart().peak, outputs = 0;
  for (const OrderProblem::Buffer &buffer : problem.buffers)
    outputs += buffer.isOutput ? buffer.bytes : 0;
  bound = std::max(bound, outputs);
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

Move Search::getMove(const State &state, unsigned step, unsigned parent) {
  Effect effect = getEffect(state, step);
  return {{step, parent}, effect, std::max(state.peak, effect.during), 0};
}

/// Adds the steps to try next: all that are ready, or a single one that cannot be a mistake.
void Search::addMoves(const State &state, unsigned parent, int64_t limit,
                      std::vector<Move> &moves) {
  effort -= state.ready.size();
  llvm::SmallVector<Move, 16> candidates;
  for (unsigned step : state.ready) {
    Move move = getMove(state, step, parent);
    if (move.effect.after <= state.live && move.effect.during <= state.peak) {
      candidates.assign(1, move);
      break;
    }
    candidates.push_back(move);
  }
  for (Move &move : candidates) {
    if (move.peak >= limit)
      continue;
    unsigned step = move.origin.step;
    work -= followers[step].size();
    move.numReady = state.ready.size() - 1;
    for (unsigned follower : followers[step])
      move.numReady += becomesReady(state, follower, step);
    // Shifted, because the map has two keys of its own.
    auto [entry, isNew] = known.try_emplace((state.key + getKey(step)) >> 1, moves.size());
    if (isNew)
      moves.push_back(move);
    else if (move.peak < moves[entry->second].peak)
      moves[entry->second] = move;
  }
}

/// How many states of a layer may be kept, if the effort left is spread evenly.
size_t Search::getWidth(llvm::ArrayRef<Move> moves, size_t stepsLeft) const {
  int64_t looks = 0;
  for (const Move &move : moves)
    looks += move.numReady;
  int64_t looksPerState = looks / int64_t(moves.size()) + 1;
  return std::clamp<int64_t>(effort / (looksPerState * int64_t(stepsLeft + 1)), 1, 4096);
}

/// Keeps the most promising states of a layer, in their order.
void Search::cut(std::vector<Move> &moves, size_t width) {
  if (moves.size() <= width)
    return;
  std::vector<unsigned> rank(moves.size());
  for (unsigned index = 0; index < rank.size(); ++index)
    rank[index] = index;
  auto isBetter = [&](unsigned a, unsigned b) {
    return std::tuple(moves[a].peak, moves[a].effect.after, a) <
           std::tuple(moves[b].peak, moves[b].effect.after, b);
  };
  std::nth_element(rank.begin(), rank.begin() + width, rank.end(), isBetter);
  rank.resize(width);
  llvm::sort(rank);
  for (unsigned index = 0; index < width; ++index)
    moves[index] = moves[rank[index]];
  moves.resize(width);
}

/// The states that moves lead to. The layer is used up.
Search::Layer Search::build(Layer &layer, llvm::ArrayRef<Move> moves) {
  std::vector<unsigned> uses(layer.size());
  for (const Move &move : moves)
    ++uses[move.origin.parent];
  Layer next;
  next.reserve(moves.size());
  for (const Move &move : moves) {
    State &parent = layer[move.origin.parent];
    if (--uses[move.origin.parent] == 0) {
      next.push_back(std::move(parent));
    } else {
      work -= parent.ready.size() + parent.done.size() / 64;
      next.push_back(parent);
    }
    apply(next.back(), move.origin.step, move.effect);
  }
  return next;
}

/// The order with the lowest peak found, if that is below `limit`.
std::optional<std::vector<unsigned>> Search::run(int64_t limit) {
  Layer layer = {getStart()};
  std::vector<std::vector<Origin>> history;
  std::vector<Move> moves;
  for (size_t depth = 0; depth < problem.steps.size(); ++depth) {
    moves.clear();
    known.clear();
    for (auto [parent, state] : llvm::enumerate(layer))
      addMoves(state, parent, limit, moves);
    if (moves.empty() || work < 0)
      return std::nullopt;
    cut(moves, getWidth(moves, problem.steps.size() - depth));
    layer = build(layer, moves);
    std::vector<Origin> &origins = history.emplace_back();
    for (const Move &move : moves)
      origins.push_back(move.origin);
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
    search.apply(state, step, search.getEffect(state, step));
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
