#include "scale.h"

#include <cstdint>

alignas(SCALE_ARENA_ALIGN) static unsigned char arena[SCALE_ARENA_SIZE + 1];

int main() {
  std::int8_t x[1] = {5}, y[1] = {0};
  return scale_invoke(arena, x, y) == EFFC_OK && y[0] == 15 ? 0 : 1;
}
