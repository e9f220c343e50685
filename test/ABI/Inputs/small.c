#include "dense.h"

static uint64_t arena[(DENSE_ARENA_SIZE + 7) / 8 + 8];

int main(void) {
  float x[DENSE_INPUT0_ELEMENTS] = {0}, y[DENSE_OUTPUT0_ELEMENTS];
  return dense_invoke(arena, x, y) > 1;
}
