//===- TileCache.cpp - What tuning found out ------------------------------===//
#include "effc/Driver/Tune.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;
using namespace effc;

static constexpr StringLiteral kName = "effc tile cache ";
static constexpr StringLiteral kFormat = "effc tile cache 1";

/// `6x16`
static bool parseTile(StringRef text, TileSize &tile) {
  auto [pixels, channels] = text.split('x');
  return !pixels.getAsInteger(10, tile.pixels) && !channels.getAsInteger(10, tile.channels) &&
         tile.pixels <= 1024 && tile.channels <= 1024 && (tile.pixels == 0) == (tile.channels == 0);
}

bool TileCache::isTileCache(const std::string &text) { return StringRef(text).starts_with(kName); }

TileCache TileCache::parse(const std::string &text) {
  TileCache cache;
  SmallVector<StringRef> lines;
  StringRef(text).split(lines, '\n', -1, /*KeepEmpty=*/false);
  if (lines.empty())
    return cache;
  if (lines.front() != kFormat) {
    cache.badLines = lines.size();
    return cache;
  }
  for (StringRef line : ArrayRef(lines).drop_front()) {
    SmallVector<StringRef> fields;
    line.split(fields, '\t');
    Entry entry;
    if (fields.size() == 4 && !fields[0].empty() && !fields[1].empty() &&
        parseTile(fields[2], entry.tile) && !fields[3].getAsDouble(entry.microseconds))
      cache.insert(fields[0].str(), fields[1].str(), entry);
    else
      ++cache.badLines;
  }
  return cache;
}

std::string TileCache::print() const {
  std::string text = kFormat.str() + "\n";
  for (const auto &[key, entry] : entries)
    text += formatv("{0}\t{1}\t{2}x{3}\t{4:F2}\n", key.first, key.second, entry.tile.pixels,
                    entry.tile.channels, entry.microseconds);
  return text;
}

const TileCache::Entry *TileCache::find(const std::string &machine, const std::string &key) const {
  auto found = entries.find({machine, key});
  return found == entries.end() ? nullptr : &found->second;
}

void TileCache::insert(const std::string &machine, const std::string &key, Entry entry) {
  entries[{machine, key}] = entry;
}
