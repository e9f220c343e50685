/* machine.h for WebAssembly: wasm.mjs provides the rest. */
#include "machine.h"

void getHeap(unsigned char **start, unsigned char **end) {
  static unsigned char heap[64 << 20];
  *start = heap;
  *end = heap + sizeof heap;
}

__attribute__((export_name("run"))) int run(void) { return main(); }
