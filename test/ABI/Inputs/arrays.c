/* A function of more tensors than C promises parameters takes arrays of pointers, and checks each. */
#include "wide.h"
#include <string.h>

static _Alignas(WIDE_ARENA_ALIGN) char arena[WIDE_ARENA_SIZE + 1];
static float in[200][4];
static _Alignas(4) char out[200 * 16 + 4];

int main(void) {
  const void *inputs[200];
  void *outputs[1] = {out};
  for (int i = 0; i < 200; ++i) {
    in[i][3] = (float)i;
    inputs[i] = in[i];
  }
  if (wide_invoke(arena, inputs, outputs) != EFFC_OK || memcmp(out, in, sizeof in) != 0)
    return 1;
  for (int i = 0; i < 200; ++i) {
    inputs[i] = i % 2 ? NULL : (const char *)in[i] + 1 + i % 3;
    if (wide_invoke(arena, inputs, outputs) != EFFC_BAD_TENSOR ||
        wide_model.invoke(inputs, outputs, arena) != EFFC_BAD_TENSOR)
      return 2;
    inputs[i] = in[i];
  }
  outputs[0] = out + 1;
  if (wide_invoke(arena, inputs, outputs) != EFFC_BAD_TENSOR)
    return 3;
  outputs[0] = NULL;
  if (wide_invoke(arena, inputs, outputs) != EFFC_BAD_TENSOR)
    return 4;
  outputs[0] = out;
  return wide_model.invoke(inputs, outputs, arena) == EFFC_OK ? 0 : 5;
}
