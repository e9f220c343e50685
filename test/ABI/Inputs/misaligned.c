/* Calls a model of floats with pointers that are not aligned. */
#include "hello.h"

static _Alignas(HELLO_ARENA_ALIGN) unsigned char arena[HELLO_ARENA_SIZE + 1];
static _Alignas(4) unsigned char in[HELLO_INPUT0_BYTES + 4], out[HELLO_OUTPUT0_BYTES + 4];

int main(void) {
  const void *inputs[] = {in + 2};
  void *outputs[] = {out};
  if (hello_invoke(arena, (float *)(void *)in, (float *)(void *)out) != EFFC_OK)
    return 1;
  if (hello_model.invoke(inputs, outputs, arena) != EFFC_BAD_TENSOR)
    return 2;
  for (int i = 1; i < 4; ++i)
    if (hello_invoke(arena, (float *)(void *)(in + i), (float *)(void *)out) != EFFC_BAD_TENSOR ||
        hello_invoke(arena, (float *)(void *)in, (float *)(void *)(out + i)) != EFFC_BAD_TENSOR)
      return 3;
  return 0;
}
