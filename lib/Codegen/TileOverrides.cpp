//===- TileOverrides.cpp - Register blocks given from outside -------------===//
#include "TileOverrides.h"
#include "effc/IR/Quantization.h"
#include "llvm/Support/raw_ostream.h"

using namespace mlir;
using namespace effc;

std::string effc::getTileKey(ModuleOp module, StringRef kind, const KernelShape &shape,
                             ArrayRef<Type> types) {
  std::string key;
  if (!module->hasAttr(kTilesAttrName))
    return key;
  llvm::raw_string_ostream os(key);
  os << kind;
  for (Type type : types)
    os << '_' << (isUnsignedStorage(type) ? "u" : "") << getStorageType(type);
  os << '_' << shape.batch << 'x' << shape.height << 'x' << shape.width << 'x' << shape.channels
     << "_to_" << shape.outHeight << 'x' << shape.outWidth << 'x' << shape.outChannels << "_k"
     << shape.windowHeight << 'x' << shape.windowWidth << "_s" << shape.strideHeight << 'x'
     << shape.strideWidth << "_d" << shape.dilationHeight << 'x' << shape.dilationWidth << "_p"
     << shape.padTop << 'x' << shape.padBottom << 'x' << shape.padLeft << 'x' << shape.padRight;
  return key;
}

TileAttr effc::overrideTile(ModuleOp module, StringRef key, TileAttr chosen, int64_t lanes,
                            int64_t pixels, int64_t outChannels) {
  auto tiles = module->getAttrOfType<DictionaryAttr>(kTilesAttrName);
  if (!tiles)
    return chosen;
  auto size = tiles.getAs<DenseI64ArrayAttr>(key);
  if (!size)
    size = tiles.getAs<DenseI64ArrayAttr>("*");
  if (!size || size.size() != 2 || size[0] < 1 || size[1] < 1)
    return chosen;
  int64_t most = std::min<int64_t>(kMaxTileVectors, llvm::divideCeil(outChannels, lanes));
  int64_t vectors = std::min<int64_t>(llvm::divideCeil(size[1], lanes), most);
  if (chosen.getScalable()) // groups of registers
    vectors = llvm::PowerOf2Ceil(vectors);
  return TileAttr::get(chosen.getContext(), std::min({size[0], pixels, kMaxTilePixels}),
                       vectors * lanes, chosen.getDepth(), chosen.getDot(), chosen.getScalable());
}

SmallVector<std::pair<int64_t, int64_t>> effc::getTileCandidates(unsigned vectorBits,
                                                                 unsigned vectorRegisters) {
  SmallVector<std::pair<int64_t, int64_t>> candidates;
  int64_t lanes = vectorBits / 32, registers = vectorRegisters;
  if (lanes == 0)
    return candidates;
  for (int64_t vectors : {2, 1, 3, 4, 6, 8}) {
    // Weights and one broadcast beside the accumulators.
    int64_t most = std::min((registers - vectors - 1) / vectors, kMaxTilePixels);
    for (int64_t pixels : {most, most * 3 / 4, most / 2})
      if (pixels >= 1 && !llvm::is_contained(candidates, std::pair(pixels, vectors * lanes)))
        candidates.push_back({pixels, vectors * lanes});
  }
  return candidates;
}
