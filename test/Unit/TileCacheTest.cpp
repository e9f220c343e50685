//===- TileCacheTest.cpp - What tuning found out --------------------------===//
#include "effc/Driver/Tune.h"
#include <gtest/gtest.h>

using namespace effc;

TEST(TileCache, KeepsEntriesByMachineAndKey) {
  TileCache cache;
  cache.insert("cpu a", "conv", {{6, 16}, 12.5});
  cache.insert("cpu b", "conv", {{14, 32}, 3});
  TileCache read = TileCache::parse(cache.print());
  EXPECT_EQ(read.getNumBadLines(), 0u);
  const TileCache::Entry *entry = read.find("cpu a", "conv");
  ASSERT_NE(entry, nullptr);
  EXPECT_EQ(entry->tile.pixels, 6u);
  EXPECT_EQ(entry->tile.channels, 16u);
  EXPECT_DOUBLE_EQ(entry->microseconds, 12.5);
  EXPECT_EQ(read.find("cpu b", "conv")->tile.pixels, 14u);
  EXPECT_EQ(read.find("cpu c", "conv"), nullptr);
  EXPECT_EQ(read.find("cpu a", "dense"), nullptr);
}

TEST(TileCache, DamagedLinesAreLeftOut) {
  TileCache cache = TileCache::parse("effc tile cache 1\n"
                                     "cpu\tgood\t6x16\t1.0\n"
                                     "cpu\tchosen\t0x0\t1.0\n"
                                     "cpu\thalf\t6x0\t1.0\n"
                                     "cpu\tlarge\t6x99999999\t1.0\n"
                                     "cpu\tno time\t6x16\n"
                                     "\tno machine\t6x16\t1.0\n"
                                     "cpu\tcut o");
  EXPECT_EQ(cache.getNumBadLines(), 5u);
  EXPECT_NE(cache.find("cpu", "good"), nullptr);
  EXPECT_NE(cache.find("cpu", "chosen"), nullptr);
  EXPECT_EQ(cache.find("cpu", "half"), nullptr);
  EXPECT_EQ(cache.find("cpu", "large"), nullptr);
}

TEST(TileCache, OtherFormatsAreEmpty) {
  EXPECT_EQ(TileCache::parse("").getNumBadLines(), 0u);
  TileCache cache = TileCache::parse("effc tile cache 7\ncpu\tgood\t6x16\t1.0\n");
  EXPECT_EQ(cache.getNumBadLines(), 2u);
  EXPECT_EQ(cache.find("cpu", "good"), nullptr);
}
