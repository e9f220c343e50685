//===- ArenaPlan.cpp - Offsets of buffers in one arena --------------------===//
//
// Problem: each buffer is a rectangle, as long as it lives and as high as it is large. Its place
// in time is given; find the place in memory, so that rectangles do not overlap and their upper
// end is as low as possible. This is *dynamic storage allocation* (Garey and Johnson, SR2),
// NP-hard even for two sizes. No plan is lower than the largest sum of buffers that live at one
// step, and most networks reach that bound: it is returned beside the plan, and reaching it
// ends the search.
//
// Idea: a plan is an order of the buffers. Placed one after the other, each goes into a gap that
// the earlier ones that live with it leave: the lowest that is large enough, or the tightest.
// Some order always gives the best plan (its buffers by rising offset, lowest gap), so searching
// orders loses nothing. Two buffers that may overlap, because one is written while the other is
// read for the last time, stand in each other's way only where that is not allowed.
//   1. Known good orders, each with both kinds of gap: large buffers first; those that live long
//      first; size by lifetime; those at crowded steps first (greedy by breadth); in order of
//      time.
//   2. From the best of them, hill climbing: a buffer that ends at the top of the arena, or one
//      that lives with it, is moved to another place in the order; the plan is kept if it is
//      not higher. Steps sideways are needed, because plateaus are wide. Now and then the climb
//      starts again from the best order.
// The generator of random numbers is fixed and the work is counted rather than timed, so that
// equal models give equal plans on all machines.
//
// Why not an exact solver: the bound is usually met, and where it is not, the climb comes within
// a few percent in milliseconds. Why not mark buffers as in a first-fit allocator that runs
// through time: it cannot leave room for a large buffer that comes later.
//
// Complexity: placing n buffers takes O(n * k log k) for k neighbours in time; effort bounds how
// often, and kMaxOrderWork how many orders are tried. Where all buffers together have more than
// kMaxNeighbours, they are placed once in order of time (TimelinePlanner), which takes O(n log n).
//
// Sources: Pisarchyk and Lee, "Efficient Memory Management for Deep Neural Net Inference"
// (2020), for the greedy orders; the hill climbing follows the idea of the allocator in Arm's
// Vela compiler.
//
//===----------------------------------------------------------------------===//
#include "effc/Memory/ArenaPlan.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/MathExtras.h"
#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <set>

using namespace llvm;
using namespace effc;

/// What all known orders together may cost, in units of the effort.
static constexpr int64_t kMaxOrderWork = 100'000'000;
/// Pairs of buffers that live together.
static constexpr size_t kMaxNeighbours = 4'000'000;

namespace {
/// Places buffers by their first step into what those that have ended left: the smallest hole that
/// is large enough. Allowed overlaps are not used.
class TimelinePlanner {
public:
  explicit TimelinePlanner(ArrayRef<ArenaBuffer> buffers) : buffers(buffers) {}

  /// Returns the arena's size.
  int64_t run(SmallVectorImpl<int64_t> &offsets);

private:
  int64_t take(const ArenaBuffer &buffer);
  void give(int64_t begin, int64_t end);
  void remove(std::map<int64_t, int64_t>::iterator hole);
  void insert(int64_t begin, int64_t end);

  ArrayRef<ArenaBuffer> buffers;
  std::map<int64_t, int64_t> holes; // from begin to end
  std::set<std::pair<int64_t, int64_t>> holesBySize;
  int64_t top = 0;
};
} // namespace

void TimelinePlanner::insert(int64_t begin, int64_t end) {
  if (begin == end)
    return;
  holes[begin] = end;
  holesBySize.insert({end - begin, begin});
}

void TimelinePlanner::remove(std::map<int64_t, int64_t>::iterator hole) {
  holesBySize.erase({hole->second - hole->first, hole->first});
  holes.erase(hole);
}

/// Finds a place for a buffer.
int64_t TimelinePlanner::take(const ArenaBuffer &buffer) {
  auto fit = holesBySize.lower_bound({buffer.bytes + buffer.alignment - 1, 0});
  int64_t begin, end;
  if (fit != holesBySize.end()) {
    begin = fit->second;
    end = begin + fit->first;
    remove(holes.find(begin));
  } else {
    // The end of the arena, with the hole there.
    begin = end = top;
    if (!holes.empty() && std::prev(holes.end())->second == top) {
      begin = std::prev(holes.end())->first;
      remove(std::prev(holes.end()));
    }
    end = top = std::max<int64_t>(top, alignTo(begin, buffer.alignment) + buffer.bytes);
  }
  int64_t offset = alignTo(begin, buffer.alignment);
  insert(begin, offset);
  insert(offset + buffer.bytes, end);
  return offset;
}

/// Makes a hole, joined with those beside it.
void TimelinePlanner::give(int64_t begin, int64_t end) {
  auto next = holes.lower_bound(end);
  if (next != holes.begin() && std::prev(next)->second == begin) {
    begin = std::prev(next)->first;
    remove(std::prev(next));
  }
  if (next != holes.end() && next->first == end) {
    end = next->second;
    remove(next);
  }
  insert(begin, end);
}

int64_t TimelinePlanner::run(SmallVectorImpl<int64_t> &offsets) {
  offsets.assign(buffers.size(), 0);
  SmallVector<unsigned> byFirst;
  for (auto [index, buffer] : enumerate(buffers)) {
    if (buffer.fixedOffset) {
      offsets[index] = *buffer.fixedOffset;
      top = std::max(top, *buffer.fixedOffset + buffer.bytes);
    } else if (buffer.bytes != 0) {
      byFirst.push_back(index);
    }
  }
  llvm::stable_sort(byFirst, [&](unsigned a, unsigned b) {
    return std::pair(buffers[a].first, -buffers[a].bytes) <
           std::pair(buffers[b].first, -buffers[b].bytes);
  });
  std::set<std::pair<unsigned, unsigned>> live; // by last step
  for (unsigned index : byFirst) {
    while (!live.empty() && live.begin()->first < buffers[index].first) {
      unsigned ended = live.begin()->second;
      give(offsets[ended], offsets[ended] + buffers[ended].bytes);
      live.erase(live.begin());
    }
    offsets[index] = take(buffers[index]);
    live.insert({buffers[index].last, index});
  }
  return top;
}

namespace {
enum class Gap { Lowest, Tightest };
using Order = SmallVector<unsigned>;

class Planner {
public:
  Planner(ArrayRef<ArenaBuffer> buffers, ArrayRef<ArenaOverlap> overlaps, int64_t effort);

  ArenaPlan run();

private:
  void findBound();
  bool findNeighbours();
  SmallVector<Order> makeOrders() const;
  const ArenaOverlap *findOverlap(unsigned a, unsigned b) const;
  bool keepsMultiples(unsigned buffer, int64_t offset) const;
  int64_t findOffset(unsigned buffer, Gap gap, bool mayOverlap = true) const;
  int64_t place(ArrayRef<unsigned> order, Gap gap);
  void tryOrder(ArrayRef<unsigned> order, Gap gap);
  void climb();
  unsigned pickAtTop(int64_t top);
  uint64_t random(uint64_t bound);

  ArrayRef<ArenaBuffer> buffers;
  int64_t effort;
  SmallVector<SmallVector<ArenaOverlap, 2>> overlapsOf; // per buffer
  SmallVector<SmallVector<unsigned>> neighbours;
  bool hasFewNeighbours = true;
  SmallVector<int64_t> crowd;   // per buffer, the largest sum of buffers that live with it
  SmallVector<int64_t> offsets; // -1 where not yet placed
  mutable SmallVector<std::pair<int64_t, int64_t>> occupied;
  Order bestOrder;
  Gap bestGap = Gap::Lowest;
  ArenaPlan best;
  uint64_t seed = 0x9E3779B97F4A7C15;
};
} // namespace

Planner::Planner(ArrayRef<ArenaBuffer> buffers, ArrayRef<ArenaOverlap> overlaps, int64_t effort)
    : buffers(buffers), effort(effort), overlapsOf(buffers.size()) {
  for (const ArenaOverlap &overlap : overlaps) {
    overlapsOf[overlap.earlier].push_back(overlap);
    overlapsOf[overlap.later].push_back(overlap);
  }
  best.bytes = INT64_MAX;
  findBound();
  hasFewNeighbours = findNeighbours();
}

/// The least bytes that the two take together.
static int64_t getUnion(const ArenaOverlap &overlap, ArrayRef<ArenaBuffer> buffers) {
  int64_t before = std::max<int64_t>(-overlap.distance, 0);
  before = divideCeil(before, overlap.multiple) * overlap.multiple;
  return std::max(before + buffers[overlap.earlier].bytes, buffers[overlap.later].bytes);
}

void Planner::findBound() {
  unsigned steps = 0;
  for (const ArenaBuffer &buffer : buffers)
    steps = std::max(steps, buffer.last + 1);
  SmallVector<int64_t> live(steps + 1, 0);
  for (const ArenaBuffer &buffer : buffers) {
    live[buffer.first] += buffer.bytes;
    live[buffer.last + 1] -= buffer.bytes;
    if (buffer.fixedOffset)
      best.lowerBound = std::max(best.lowerBound, *buffer.fixedOffset + buffer.bytes);
  }
  for (unsigned buffer = 0; buffer < buffers.size(); ++buffer)
    for (const ArenaOverlap &overlap : overlapsOf[buffer]) {
      if (overlap.later != buffer)
        continue;
      const ArenaBuffer &earlier = buffers[overlap.earlier], &later = buffers[buffer];
      int64_t sum = earlier.bytes + later.bytes;
      int64_t saved = std::max<int64_t>(sum - getUnion(overlap, buffers), 0);
      live[std::max(earlier.first, later.first)] -= saved;
      live[std::min(earlier.last, later.last) + 1] += saved;
    }
  std::partial_sum(live.begin(), live.end(), live.begin());
  auto peak = llvm::max_element(live);
  best.lowerBound = std::max(best.lowerBound, *peak);
  best.peakStep = peak - live.begin();
  // Maxima over 1, 2, 4 ... steps; two of them cover a life.
  std::vector<SmallVector<int64_t>> maxima = {live};
  for (size_t width = 1; 2 * width <= live.size(); width *= 2) {
    const SmallVector<int64_t> &half = maxima.back();
    SmallVector<int64_t> wide;
    for (size_t step = 0; step + 2 * width <= live.size(); ++step)
      wide.push_back(std::max(half[step], half[step + width]));
    maxima.push_back(std::move(wide));
  }
  for (const ArenaBuffer &buffer : buffers) {
    size_t life = buffer.last - buffer.first + 1, level = Log2_64(life);
    crowd.push_back(std::max(maxima[level][buffer.first],
                             maxima[level][buffer.last + 1 - (size_t(1) << level)]));
  }
}

/// Finds the buffers that live together, by a sweep over those sorted by birth. False if they are
/// too many.
bool Planner::findNeighbours() {
  neighbours.resize(buffers.size());
  Order byFirst(buffers.size());
  std::iota(byFirst.begin(), byFirst.end(), 0);
  llvm::stable_sort(byFirst,
                    [&](unsigned a, unsigned b) { return buffers[a].first < buffers[b].first; });
  size_t pairs = 0;
  for (size_t early = 0; early < byFirst.size(); ++early)
    for (size_t late = early + 1; late < byFirst.size(); ++late) {
      if (buffers[byFirst[late]].first > buffers[byFirst[early]].last)
        break;
      if (++pairs > kMaxNeighbours)
        return false;
      neighbours[byFirst[early]].push_back(byFirst[late]);
      neighbours[byFirst[late]].push_back(byFirst[early]);
    }
  return true;
}

SmallVector<Order> Planner::makeOrders() const {
  using Key = std::pair<int64_t, int64_t>;
  auto bytes = [&](unsigned i) { return buffers[i].bytes; };
  auto life = [&](unsigned i) { return int64_t(buffers[i].last) - buffers[i].first + 1; };
  const std::function<Key(unsigned)> keys[] = {
      [&](unsigned i) { return Key(bytes(i), life(i)); },
      [&](unsigned i) { return Key(life(i), bytes(i)); },
      [&](unsigned i) { return Key(bytes(i) * life(i), bytes(i)); },
      [&](unsigned i) { return Key(crowd[i], bytes(i)); },
      [&](unsigned i) { return Key(-int64_t(buffers[i].first), bytes(i)); },
      [&](unsigned i) { return Key(int64_t(buffers[i].last), bytes(i)); },
  };
  SmallVector<Order> orders;
  for (const auto &key : keys) {
    Order order(buffers.size());
    std::iota(order.begin(), order.end(), 0);
    llvm::stable_sort(order, [&](unsigned a, unsigned b) { return key(a) > key(b); });
    orders.push_back(std::move(order));
  }
  return orders;
}

const ArenaOverlap *Planner::findOverlap(unsigned a, unsigned b) const {
  for (const ArenaOverlap &overlap : overlapsOf[a])
    if (overlap.earlier == b || overlap.later == b)
      return &overlap;
  return nullptr;
}

/// False if the buffer would overlap another one at a distance that is no multiple.
bool Planner::keepsMultiples(unsigned buffer, int64_t offset) const {
  return llvm::all_of(overlapsOf[buffer], [&](const ArenaOverlap &overlap) {
    unsigned other = overlap.earlier == buffer ? overlap.later : overlap.earlier;
    return offsets[other] < 0 || (offset - offsets[other]) % overlap.multiple == 0 ||
           offset + buffers[buffer].bytes <= offsets[other] ||
           offsets[other] + buffers[other].bytes <= offset;
  });
}

/// The lowest or the tightest gap that the placed neighbours leave for a buffer.
int64_t Planner::findOffset(unsigned buffer, Gap gap, bool mayOverlap) const {
  const ArenaBuffer &wanted = buffers[buffer];
  occupied.clear();
  for (unsigned other : neighbours[buffer]) {
    if (offsets[other] < 0)
      continue;
    int64_t from = offsets[other], to = from + buffers[other].bytes;
    // A start is forbidden if it is below `to` and its end above `from`. That may leave some
    // although `to` is below `from`.
    if (const ArenaOverlap *overlap = mayOverlap ? findOverlap(buffer, other) : nullptr) {
      if (overlap->later == buffer)
        from = std::max(from, from + overlap->distance + wanted.bytes);
      else
        to = std::min(to, from - overlap->distance);
    }
    if (from < to + wanted.bytes)
      occupied.push_back({from, to});
  }
  llvm::sort(occupied);
  int64_t end = 0, bestOffset = -1, bestWaste = INT64_MAX;
  for (auto [from, to] : occupied) {
    int64_t offset = alignTo(end, wanted.alignment);
    int64_t waste = from - end - wanted.bytes;
    if (offset + wanted.bytes <= from && waste < bestWaste) {
      bestOffset = offset;
      bestWaste = waste;
      if (gap == Gap::Lowest)
        break;
    }
    end = std::max(end, to);
  }
  if (bestOffset < 0)
    bestOffset = alignTo(end, wanted.alignment);
  if (mayOverlap && !keepsMultiples(buffer, bestOffset))
    return findOffset(buffer, gap, /*mayOverlap=*/false);
  return bestOffset;
}

/// Places all buffers in the given order; returns the arena's size.
int64_t Planner::place(ArrayRef<unsigned> order, Gap gap) {
  offsets.assign(buffers.size(), -1);
  int64_t top = 0;
  for (auto [buffer, offset] : llvm::zip(buffers, offsets))
    if (buffer.fixedOffset) {
      offset = *buffer.fixedOffset;
      top = std::max(top, offset + buffer.bytes);
    }
  for (unsigned buffer : order) {
    if (buffers[buffer].fixedOffset)
      continue;
    offsets[buffer] = buffers[buffer].bytes == 0 ? 0 : findOffset(buffer, gap);
    top = std::max(top, offsets[buffer] + buffers[buffer].bytes);
    effort -= 16 + 8 * neighbours[buffer].size();
  }
  return top;
}

void Planner::tryOrder(ArrayRef<unsigned> order, Gap gap) {
  int64_t bytes = place(order, gap);
  if (bytes >= best.bytes)
    return;
  best.bytes = bytes;
  best.offsets = offsets;
  bestOrder.assign(order.begin(), order.end());
  bestGap = gap;
}

/// A xorshift generator.
uint64_t Planner::random(uint64_t bound) {
  seed ^= seed << 13;
  seed ^= seed >> 7;
  seed ^= seed << 17;
  return (seed >> 16) % bound;
}

/// A buffer that ends at the top, or one that lives with it.
unsigned Planner::pickAtTop(int64_t top) {
  SmallVector<unsigned> highest;
  for (unsigned buffer = 0; buffer < buffers.size(); ++buffer)
    if (offsets[buffer] + buffers[buffer].bytes == top)
      highest.push_back(buffer);
  unsigned picked = highest[random(highest.size())];
  ArrayRef<unsigned> around = neighbours[picked];
  return around.empty() || random(2) ? picked : around[random(around.size())];
}

void Planner::climb() {
  Order order = bestOrder;
  int64_t current = place(order, bestGap);
  for (unsigned move = 1; effort > 0 && best.bytes > best.lowerBound; ++move) {
    if (move % 256 == 0) {
      order = bestOrder;
      current = place(order, bestGap);
    }
    unsigned buffer = pickAtTop(current);
    auto from = llvm::find(order, buffer);
    // Mostly earlier: what is placed early goes low.
    size_t position = from - order.begin();
    size_t target = random(4) ? random(position + 1) : random(order.size());
    Order before = order;
    SmallVector<int64_t> offsetsBefore = offsets;
    order.erase(from);
    order.insert(order.begin() + target, buffer);
    int64_t bytes = place(order, bestGap);
    if (bytes < best.bytes) {
      best.bytes = bytes;
      best.offsets = offsets;
      bestOrder = order;
    }
    if (bytes <= current) {
      current = bytes;
      continue;
    }
    order = std::move(before);
    offsets = std::move(offsetsBefore);
  }
}

ArenaPlan Planner::run() {
  if (!hasFewNeighbours) {
    best.bytes = TimelinePlanner(buffers).run(best.offsets);
    return std::move(best);
  }
  int64_t leastEffort = effort - kMaxOrderWork;
  for (const Order &order : makeOrders())
    for (Gap gap : {Gap::Lowest, Gap::Tightest})
      if (best.bytes > best.lowerBound && (effort > leastEffort || best.offsets.empty()))
        tryOrder(order, gap);
  if (best.bytes > best.lowerBound && buffers.size() > 1)
    climb();
  return std::move(best);
}

ArenaPlan effc::planArena(ArrayRef<ArenaBuffer> buffers, ArrayRef<ArenaOverlap> overlaps,
                          int64_t effort) {
  if (buffers.empty())
    return {};
  return Planner(buffers, overlaps, effort).run();
}
