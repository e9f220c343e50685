#include "Memory/Layout.h"
#include <gtest/gtest.h>
#include <random>

using namespace effc;
using Sizes = llvm::SmallVector<int64_t>;

/// The places of all elements, in order.
static std::vector<int64_t> getPlaces(const Layout &layout) {
  std::vector<int64_t> places = {layout.offset};
  for (auto [size, stride] : llvm::zip(layout.sizes, layout.strides)) {
    std::vector<int64_t> more;
    for (int64_t place : places)
      for (int64_t i = 0; i < size; ++i)
        more.push_back(place + i * stride);
    places = more;
  }
  return places;
}

TEST(Layout, PackedHasNoGaps) {
  Layout layout = Layout::packed({2, 3, 4});
  EXPECT_TRUE(layout.isPacked());
  EXPECT_EQ(layout.getNumElements(), 24);
  EXPECT_EQ(layout.getSpan(), 24);
  EXPECT_EQ(getPlaces(layout)[23], 23);
}

TEST(Layout, NothingSpansNothing) {
  EXPECT_EQ(Layout::packed({2, 0, 4}).getSpan(), 0);
  EXPECT_EQ(Layout::packed({2, 0, 4}).getNumElements(), 0);
  EXPECT_EQ(Layout::packed({}).getSpan(), 1);
}

TEST(Layout, SliceKeepsThePlaces) {
  Layout slice = Layout::packed({4, 6}).slice({1, 1}, {2, 3}, {2, 2});
  EXPECT_FALSE(slice.isPacked());
  EXPECT_FALSE(slice.hasContiguousRows());
  EXPECT_EQ(getPlaces(slice), (std::vector<int64_t>{7, 9, 11, 19, 21, 23}));
  EXPECT_EQ(slice.getSpan(), 17);
}

TEST(Layout, ReshapeSplitsAndMergesWhatLiesTogether) {
  // Rows of 4 with a gap of 2 behind each.
  Layout rows = Layout::packed({3, 6}).slice({0, 0}, {3, 4}, {1, 1});
  for (const Sizes &sizes : {Sizes{3, 2, 2}, Sizes{1, 3, 1, 4}, Sizes{3, 1, 4, 1}, Sizes{3, 4}}) {
    std::optional<Layout> reshaped = rows.reshape(sizes);
    ASSERT_TRUE(reshaped);
    EXPECT_EQ(getPlaces(*reshaped), getPlaces(rows));
  }
  EXPECT_FALSE(rows.reshape({12}));
  EXPECT_FALSE(rows.reshape({2, 6}));
}

TEST(Layout, RandomReshapesKeepThePlaces) {
  std::mt19937 random(1);
  unsigned numReshaped = 0;
  for (int round = 0; round < 2000; ++round) {
    Sizes whole, offsets, sizes, steps, factors;
    for (unsigned rank = 1 + random() % 4; rank > 0; --rank) {
      sizes.push_back(int64_t(1) << random() % 3);
      steps.push_back(random() % 4 == 0 ? 2 : 1);
      offsets.push_back(random() % 2);
      whole.push_back(offsets.back() + (sizes.back() - 1) * steps.back() + 1 + random() % 2);
    }
    Layout slice = Layout::packed(whole).slice(offsets, sizes, steps);
    // All sizes are powers of two: another product of as many.
    Sizes other;
    for (int64_t left = slice.getNumElements(); left > 1 || random() % 2;) {
      other.push_back(left > 1 && random() % 3 ? 2 : 1);
      left /= other.back();
    }
    if (std::optional<Layout> reshaped = slice.reshape(other)) {
      ++numReshaped;
      ASSERT_EQ(getPlaces(*reshaped), getPlaces(slice));
      ASSERT_EQ(reshaped->reshape(sizes).has_value(), true);
    }
  }
  EXPECT_GT(numReshaped, 500u);
}
