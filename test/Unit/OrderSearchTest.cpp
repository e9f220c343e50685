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
