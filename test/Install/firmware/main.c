#include "machine.h"
#include "scale.h"

static _Alignas(SCALE_ARENA_ALIGN) unsigned char arena[SCALE_ARENA_SIZE + 1];

int main(void) {
  int8_t x[1] = {5}, y[1] = {0};
  if (scale_invoke(arena, x, y) != EFFC_OK)
    return 1;
  return y[0] == 15 ? 0 : 2;
}
