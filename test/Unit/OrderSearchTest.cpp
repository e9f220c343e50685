//===- OrderSearchTest.cpp - The search against all orders ----------------===//
#include "../../lib/Transforms/OrderSearch.h"
#include <gtest/gtest.h>
#include <numeric>
#include <random>

using namespace effc;

static std::vector<unsigned> identity(size_t count) {
  std::vector<unsigned> order(count);
  std::iota(order.begin(), order.end(), 0u);
  return order;
}

/// The lowest peak of all orders.
static int64_t getBestPeak(const OrderProblem &problem) {
  std::vector<unsigned> order = identity(problem.steps.size());
  int64_t best = INT64_MAX;
  do {
    std::vector<bool> done(order.size());
    bool isPossible = true;
    for (unsigned step : order) {
      for (unsigned earlier : problem.steps[step].after)
        isPossible &= done[earlier];
      done[step] = true;
    }
    if (isPossible)
      best = std::min(best, getPeak(problem, order));
  } while (std::next_permutation(order.begin(), order.end()));
  return best;
}

/// Each step writes a buffer and reads up to two written before, or the input.
static OrderProblem makeRandomProblem(std::mt19937 &random, unsigned count) {
  OrderProblem problem;
  problem.buffers.resize(count + 1);
  problem.steps.resize(count);
  for (OrderProblem::Buffer &buffer : problem.buffers)
    buffer.bytes = 1 + random() % 20;
  problem.buffers[0].isInput = true;
  problem.buffers[count].isOutput = true;
  for (unsigned step = 0; step < count; ++step) {
    problem.steps[step].writes.push_back(step + 1);
    for (unsigned reads = 1 + random() % 2; reads > 0; --reads) {
      unsigned buffer = random() % (step + 1);
      if (llvm::is_contained(problem.steps[step].reads, buffer))
        continue;
      problem.steps[step].reads.push_back(buffer);
      problem.buffers[buffer].readers.push_back(step);
      if (buffer > 0)
        problem.steps[step].after.push_back(buffer - 1);
      if (buffer > 0 && random() % 3 == 0 &&
          problem.buffers[buffer].bytes == problem.buffers[step + 1].bytes)
        problem.steps[step].replaceable.push_back(buffer);
    }
  }
  return problem;
}

TEST(OrderSearch, FindsTheBestOfAllOrders) {
  std::mt19937 random(7);
  unsigned improved = 0;
  for (unsigned round = 0; round < 300; ++round) {
    OrderProblem problem = makeRandomProblem(random, 2 + round % 6);
    int64_t own = getPeak(problem, identity(problem.steps.size()));
    std::optional<std::vector<unsigned>> order = findBetterOrder(problem, 1'000'000);
    int64_t found = order ? getPeak(problem, *order) : own;
    EXPECT_EQ(found, getBestPeak(problem)) << "round " << round;
    EXPECT_TRUE(!order || found < own);
    improved += order.has_value();
  }
  EXPECT_GT(improved, 20u);
}

TEST(OrderSearch, EveryOrderIsPossible) {
  std::mt19937 random(11);
  for (unsigned round = 0; round < 20; ++round) {
    OrderProblem problem = makeRandomProblem(random, 200);
    std::optional<std::vector<unsigned>> order = findBetterOrder(problem, 10'000);
    if (!order)
      continue;
    std::vector<bool> done(order->size());
    for (unsigned step : *order) {
      for (unsigned earlier : problem.steps[step].after)
        EXPECT_TRUE(done[earlier]);
      EXPECT_FALSE(done[step]);
      done[step] = true;
    }
    EXPECT_LT(getPeak(problem, *order), getPeak(problem, identity(200)));
  }
}

TEST(OrderSearch, KeepsAnOrderThatIsAsGood) {
  OrderProblem problem;
  problem.buffers.resize(3);
  for (OrderProblem::Buffer &buffer : problem.buffers)
    buffer.bytes = 4;
  problem.buffers[1].isOutput = problem.buffers[2].isOutput = true;
  problem.steps.resize(2);
  problem.steps[0].writes = {1};
  problem.steps[1].writes = {2};
  EXPECT_FALSE(findBetterOrder(problem, 1000).has_value());
}

// Would take hours if each step looked at each reader of each tensor.
TEST(OrderSearch, GivesUpOnManyReadersOfOneTensor) {
  constexpr unsigned kSteps = 20'000;
  OrderProblem problem;
  problem.buffers.resize(kSteps + 2);
  problem.buffers[0].isInput = true;
  problem.buffers[0].bytes = 100;
  problem.steps.resize(kSteps + 1);
  OrderProblem::Step &last = problem.steps[kSteps];
  for (unsigned step = 0; step < kSteps; ++step) {
    problem.buffers[0].readers.push_back(step);
    problem.buffers[step + 1].bytes = 1 + step % 7;
    problem.buffers[step + 1].readers.push_back(kSteps);
    problem.steps[step].reads = {0};
    problem.steps[step].writes = {step + 1};
    last.reads.push_back(step + 1);
    last.after.push_back(step);
  }
  last.writes = {kSteps + 1};
  problem.buffers[kSteps + 1] = {50, false, true, {}};
  std::optional<std::vector<unsigned>> order = findBetterOrder(problem, 400'000);
  EXPECT_FALSE(order.has_value());
}

TEST(OrderSearch, OrdersLongChainsOfBranches) {
  // Of each two branches the first one's result is larger, so the second one should come first.
  constexpr unsigned kBlocks = 5'000;
  OrderProblem problem;
  problem.buffers.push_back({10, true, false, {}});
  unsigned from = 0;
  auto add = [&](llvm::ArrayRef<unsigned> reads, int64_t bytes) {
    unsigned index = problem.steps.size(), buffer = problem.buffers.size();
    OrderProblem::Step &step = problem.steps.emplace_back();
    for (unsigned read : reads) {
      step.reads.push_back(read);
      problem.buffers[read].readers.push_back(index);
      if (read != 0)
        step.after.push_back(read - 1);
    }
    step.writes.push_back(buffer);
    problem.buffers.push_back({bytes, false, false, {}});
    return buffer;
  };
  for (unsigned block = 0; block < kBlocks; ++block) {
    unsigned large = add({from}, 50);
    unsigned wide = add({from}, 100);
    unsigned small = add({wide}, 5);
    from = add({large, small}, 10);
  }
  problem.buffers[from].isOutput = true;
  std::optional<std::vector<unsigned>> order = findBetterOrder(problem, 400'000);
  ASSERT_TRUE(order.has_value());
  EXPECT_EQ(getPeak(problem, *order), 115);
}
