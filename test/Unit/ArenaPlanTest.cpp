#include "effc/Memory/ArenaPlan.h"
#include "llvm/ADT/STLExtras.h"
#include <gtest/gtest.h>
#include <map>
#include <numeric>
#include <random>

using namespace effc;

/// Fails where buffers that live together overlap though they may not, lie askew or outside of the
/// arena.
static void expectSound(llvm::ArrayRef<ArenaBuffer> buffers, const ArenaPlan &plan,
                        llvm::ArrayRef<ArenaOverlap> overlaps = {}) {
  auto mayOverlap = [&](size_t a, size_t b) {
    return llvm::any_of(overlaps, [&](const ArenaOverlap &overlap) {
      int64_t distance = plan.offsets[overlap.later] - plan.offsets[overlap.earlier];
      return overlap.earlier == std::min(a, b) && overlap.later == std::max(a, b) &&
             distance <= overlap.distance && distance % overlap.multiple == 0;
    });
  };
  ASSERT_EQ(plan.offsets.size(), buffers.size());
  EXPECT_GE(plan.bytes, plan.lowerBound);
  for (size_t i = 0; i < buffers.size(); ++i) {
    EXPECT_GE(plan.offsets[i], 0);
    EXPECT_LE(plan.offsets[i] + buffers[i].bytes, plan.bytes);
    EXPECT_EQ(plan.offsets[i] % buffers[i].alignment, 0);
    for (size_t j = 0; j < i; ++j)
      if (buffers[i].isLiveWith(buffers[j]) && !mayOverlap(i, j))
        EXPECT_TRUE(plan.offsets[i] + buffers[i].bytes <= plan.offsets[j] ||
                    plan.offsets[j] + buffers[j].bytes <= plan.offsets[i])
            << "buffers " << i << " and " << j;
  }
}

TEST(ArenaPlan, NothingNeedsNothing) {
  ArenaPlan plan = planArena({});
  EXPECT_EQ(plan.bytes, 0);
  EXPECT_EQ(plan.lowerBound, 0);
}

TEST(ArenaPlan, ChainNeedsTwoBuffers) {
  ArenaBuffer buffers[] = {{100, 0, 0}, {60, 0, 1}, {80, 1, 2}, {10, 2, 2}};
  ArenaPlan plan = planArena(buffers);
  expectSound(buffers, plan);
  EXPECT_EQ(plan.bytes, 160);
  EXPECT_EQ(plan.lowerBound, 160);
  EXPECT_EQ(plan.peakStep, 0u);
}

TEST(ArenaPlan, EmptyBuffersTakeNoRoom) {
  ArenaBuffer buffers[] = {{0, 0, 3}, {8, 1, 2}, {0, 2, 2, 64}};
  ArenaPlan plan = planArena(buffers);
  expectSound(buffers, plan);
  EXPECT_EQ(plan.bytes, 8);
}

TEST(ArenaPlan, KeepsFixedOffsets) {
  ArenaBuffer buffers[] = {{32, 0, 9, 1, 0}, {16, 0, 4, 16}, {16, 4, 9, 16}, {8, 9, 9, 1, 100}};
  ArenaPlan plan = planArena(buffers);
  expectSound(buffers, plan);
  EXPECT_EQ(plan.offsets[0], 0);
  EXPECT_EQ(plan.offsets[3], 100);
  EXPECT_EQ(plan.bytes, 108);
}

TEST(ArenaPlan, AlignsAndCountsWhatThatCosts) {
  ArenaBuffer buffers[] = {{3, 0, 1, 16}, {5, 0, 1, 16}, {7, 0, 1, 16}};
  ArenaPlan plan = planArena(buffers);
  expectSound(buffers, plan);
  EXPECT_EQ(plan.lowerBound, 15);
  EXPECT_LE(plan.bytes, 39);
}

// Found by search: no greedy order reaches the bound, an order between them does.
TEST(ArenaPlan, FindsWhatGreedyOrdersMiss) {
  ArenaBuffer buffers[] = {{2, 4, 4}, {6, 5, 5}, {6, 5, 5}, {6, 2, 4}, {5, 0, 4}, {4, 4, 5}};
  EXPECT_GT(planArena(buffers, {}, /*effort=*/0).bytes, 17);
  ArenaPlan plan = planArena(buffers);
  expectSound(buffers, plan);
  EXPECT_EQ(plan.lowerBound, 17);
  EXPECT_EQ(plan.bytes, 17);
}

TEST(ArenaPlan, IsDeterministic) {
  std::mt19937 random(7);
  llvm::SmallVector<ArenaBuffer> buffers;
  for (unsigned i = 0; i < 80; ++i) {
    unsigned first = random() % 60;
    buffers.push_back({int64_t(1 + random() % 5000), first, first + unsigned(random() % 9), 16});
  }
  ArenaPlan once = planArena(buffers), again = planArena(buffers);
  EXPECT_EQ(once.offsets, again.offsets);
}

// Networks are chains with side branches: most buffers live for a step or two.
TEST(ArenaPlan, RandomNetworksComeNearTheBound) {
  std::mt19937 random(1);
  for (unsigned round = 0; round < 40; ++round) {
    unsigned steps = 5 + random() % 120;
    llvm::SmallVector<ArenaBuffer> buffers;
    for (unsigned step = 0; step < steps; ++step) {
      unsigned life = random() % 5 == 0 ? 1 + random() % 10 : 1;
      int64_t bytes = 16 * (1 + random() % 2000);
      buffers.push_back({bytes, step, std::min(step + life, steps), 16});
    }
    ArenaPlan plan = planArena(buffers);
    expectSound(buffers, plan);
    EXPECT_LE(plan.bytes, plan.lowerBound + plan.lowerBound / 20) << "round " << round;
  }
}

TEST(ArenaPlan, RandomSetsAreSound) {
  std::mt19937 random(3);
  for (unsigned round = 0; round < 60; ++round) {
    llvm::SmallVector<ArenaBuffer> buffers;
    unsigned count = 1 + random() % 60, steps = 1 + random() % 40;
    for (unsigned i = 0; i < count; ++i) {
      unsigned first = random() % steps;
      unsigned last = first + random() % (steps - first);
      buffers.push_back({int64_t(random() % 3000), first, last, int64_t(1) << (random() % 7)});
    }
    expectSound(buffers, planArena(buffers, {}, /*effort=*/200'000));
  }
}

// The second buffer is written while the first one is read for the last time.
TEST(ArenaPlan, OverlapsWhatIsWrittenWithWhatIsRead) {
  ArenaBuffer growing[] = {{100, 0, 1}, {160, 1, 2}, {10, 0, 2}};
  ArenaOverlap ahead[] = {{0, 1, -60}};
  ArenaPlan plan = planArena(growing, ahead);
  expectSound(growing, plan, ahead);
  EXPECT_EQ(plan.lowerBound, 170);
  EXPECT_EQ(plan.bytes, 170);
  ArenaBuffer shrinking[] = {{100, 0, 1}, {60, 1, 2}};
  ArenaOverlap anywhere[] = {{0, 1, 1000, 24}};
  plan = planArena(shrinking, anywhere);
  expectSound(shrinking, plan, anywhere);
  EXPECT_EQ(plan.bytes, 100);
}

TEST(ArenaPlan, RandomOverlapsAreSound) {
  std::mt19937 random(11);
  for (unsigned round = 0; round < 60; ++round) {
    llvm::SmallVector<ArenaBuffer> buffers;
    llvm::SmallVector<ArenaOverlap> overlaps;
    unsigned count = 2 + random() % 40;
    for (unsigned i = 0; i < count; ++i) {
      buffers.push_back({int64_t(random() % 3000), i, i + 1, int64_t(1) << (random() % 5)});
      int64_t distance = int64_t(random() % 4000) - 3000;
      if (i > 0 && random() % 4)
        overlaps.push_back({i - 1, i, distance, int64_t(1) << (random() % 4)});
    }
    for (unsigned i = 0; i < count / 2; ++i) {
      unsigned first = random() % count;
      buffers.push_back({int64_t(random() % 500), first, first + unsigned(random() % 4)});
    }
    expectSound(buffers, planArena(buffers, overlaps, /*effort=*/200'000), overlaps);
  }
}

TEST(ArenaPlan, EffortBoundsLargeProblems) {
  std::mt19937 random(5);
  llvm::SmallVector<ArenaBuffer> buffers;
  for (unsigned i = 0; i < 3000; ++i) {
    unsigned first = random() % 3000;
    buffers.push_back({int64_t(1 + random() % 9000), first, first + unsigned(random() % 30), 16});
  }
  expectSound(buffers, planArena(buffers));
}

/// As `expectSound`, for many buffers: those in use are kept by their offsets, step by step.
static void expectManySound(llvm::ArrayRef<ArenaBuffer> buffers, const ArenaPlan &plan) {
  std::vector<unsigned> byFirst(buffers.size());
  std::iota(byFirst.begin(), byFirst.end(), 0);
  llvm::stable_sort(byFirst,
                    [&](unsigned a, unsigned b) { return buffers[a].first < buffers[b].first; });
  std::map<int64_t, int64_t> used; // from begin to end
  std::multimap<unsigned, unsigned> byLast;
  for (unsigned index : byFirst) {
    const ArenaBuffer &buffer = buffers[index];
    for (; !byLast.empty() && byLast.begin()->first < buffer.first; byLast.erase(byLast.begin()))
      used.erase(plan.offsets[byLast.begin()->second]);
    int64_t begin = plan.offsets[index], end = begin + buffer.bytes;
    ASSERT_EQ(begin % buffer.alignment, 0);
    ASSERT_LE(end, plan.bytes);
    auto next = used.lower_bound(begin);
    ASSERT_TRUE(next == used.end() || end <= next->first);
    ASSERT_TRUE(next == used.begin() || std::prev(next)->second <= begin);
    used[begin] = end;
    byLast.insert({buffer.last, index});
  }
}

// Pairs of buffers that live together would take gigabytes.
TEST(ArenaPlan, PlacesManyThatLiveTogether) {
  constexpr unsigned kBuffers = 30'000;
  std::vector<ArenaBuffer> buffers;
  for (unsigned index = 0; index < kBuffers; ++index)
    buffers.push_back({1 + index % 100, index, kBuffers, int64_t(1) << index % 4});
  expectManySound(buffers, planArena(buffers));

  std::mt19937 random(5);
  for (ArenaBuffer &buffer : buffers) {
    buffer.first = random() % kBuffers;
    buffer.last = buffer.first + random() % 2000;
  }
  ArenaPlan plan = planArena(buffers);
  expectManySound(buffers, plan);
  EXPECT_LE(plan.bytes, 2 * plan.lowerBound);
}

TEST(ArenaPlan, PlacesLongChains) {
  std::vector<ArenaBuffer> buffers;
  for (unsigned index = 0; index < 50'000; ++index)
    buffers.push_back({64, index, index + 40, 16});
  ArenaPlan plan = planArena(buffers);
  expectManySound(buffers, plan);
  EXPECT_EQ(plan.bytes, plan.lowerBound);
}

TEST(ArenaPlan, PlacesManyAboveFixedOnes) {
  constexpr unsigned kBuffers = 10'000;
  std::vector<ArenaBuffer> buffers = {{96, 0, kBuffers, 16, 0}, {40, 0, kBuffers, 1, 160}};
  for (unsigned index = 0; index < kBuffers; ++index)
    buffers.push_back({1 + index % 100, index, kBuffers, 16});
  ArenaPlan plan = planArena(buffers);
  EXPECT_EQ(plan.offsets[0], 0);
  EXPECT_EQ(plan.offsets[1], 160);
  expectManySound(buffers, plan);
}
