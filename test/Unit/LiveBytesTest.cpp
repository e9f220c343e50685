//===- LiveBytesTest.cpp - The tree of maxima against sums ----------------===//
#include "../../lib/Memory/LiveBytes.h"
#include <gtest/gtest.h>
#include <random>

using namespace effc;

TEST(LiveBytes, HasThePeakOfAllSteps) {
  std::mt19937 random(3);
  for (unsigned steps = 1; steps < 40; ++steps) {
    std::vector<int64_t> bytes(steps);
    for (int64_t &value : bytes)
      value = random() % 50;
    LiveBytes live(bytes);
    for (unsigned round = 0; round < 50; ++round) {
      unsigned first = random() % steps, last = first + random() % (steps - first);
      int64_t change = int64_t(random() % 100) - 50;
      live.add(first, last, change);
      for (unsigned step = first; step <= last; ++step)
        bytes[step] += change;
      EXPECT_EQ(live.getPeak(), *std::max_element(bytes.begin(), bytes.end())) << steps;
    }
  }
}
