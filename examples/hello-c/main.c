/* The smallest program: an arena, an input, an output, a call. */
#include "hello.h"

#include <stdio.h>

static _Alignas(HELLO_ARENA_ALIGN) unsigned char arena[HELLO_ARENA_SIZE];

int main(void) {
  for (int i = 0; i < 4; ++i) {
    float x[2] = {i & 1, i >> 1}, y[1];
    if (hello_invoke(arena, x, y) != 0)
      return 1;
    printf("%g xor %g = %g\n", x[0], x[1], y[0]);
  }
  return 0;
}
