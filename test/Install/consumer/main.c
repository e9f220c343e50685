#include "scale.h"

#include <stdio.h>

static _Alignas(SCALE_ARENA_ALIGN) unsigned char arena[SCALE_ARENA_SIZE + 1];

int main(void) {
  float x = 5, y = 0;
  if (scale_invoke(arena, &x, &y) != 0)
    return 1;
  printf("%g\n", y);
  return 0;
}
