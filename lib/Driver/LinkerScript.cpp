//===- LinkerScript.cpp - Sections for a board's memories -----------------===//
#include "LinkerScript.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/raw_ostream.h"

using namespace effc;

/// Code and constants of a region; symbols around what start-up code copies.
static void writeSection(llvm::raw_ostream &os, const MemoryRegion &region,
                         const MemoryRegion *home) {
  std::string name = "effc_" + region.name;
  os << "  ." << name << " : ALIGN(16) {\n";
  if (home)
    os << "    " << name << "_start = .;\n";
  os << "    *(.effc." << region.name << ".text.*)\n    *(" << region.section << ")\n";
  if (home)
    os << "    . = ALIGN(4);\n    " << name << "_end = .;\n";
  os << "  } > " << region.name << (home ? " AT > " + home->name : "") << "\n";
  if (home)
    os << "  " << name << "_load = LOADADDR(." << name << ");\n";
}

std::string effc::writeLinkerScript(const MemoryMap &map) {
  const MemoryRegion &home = map.getHome();
  std::string text;
  llvm::raw_string_ostream os(text);
  os << "/* Made by effc from the memory map, do not edit: sections for the memories beside "
     << home.name << ".\n * For the program's own script, which defines these memories: within "
     << "SECTIONS, after .text,\n *   INCLUDE this.ld\n"
     << " * <model>_load() of a model's header copies from " << home.name << " at start-up. */\n";
  for (auto [i, region] : llvm::enumerate(map.getRegions())) {
    if (&region != &home)
      writeSection(os, region, map.isLoaded(i) ? &home : nullptr);
    if (region.isWritable)
      os << "  .effc_" << region.name << "_arena (NOLOAD) : ALIGN(16) { *(.effc." << region.name
         << ".arena) } > " << region.name << "\n";
  }
  return text;
}
