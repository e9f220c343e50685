/* Reads every macro and every member of the descriptor, and calls a model in all ways. */
#include "dense.h"
#include "scale.h"
#include <stdio.h>
#include <string.h>

static int failures;

static void check(int good, int line) {
  if (!good) {
    printf("abi.c:%d: check failed\n", line);
    ++failures;
  }
}
#define CHECK(condition) check(condition, __LINE__)

static void *align(unsigned char *memory, size_t alignment) {
  return (void *)(((uintptr_t)memory + alignment - 1) / alignment * alignment);
}

static void checkDescriptor(void) {
  const effc_model *model = &scale_model;
  const int32_t shape[] = SCALE_INPUT0_SHAPE;
  const effc_tensor *in = &model->inputs[0], *out = &model->outputs[0];
  CHECK(model->abi_version == EFFC_ABI_VERSION && strcmp(model->name, "scale") == 0);
  CHECK(model->num_inputs == 1 && model->num_outputs == 1);
  CHECK(model->num_inputs == SCALE_NUM_INPUTS && model->num_outputs == SCALE_NUM_OUTPUTS);
  CHECK(model->arena_bytes == SCALE_ARENA_SIZE && model->arena_align == SCALE_ARENA_ALIGN);
  CHECK(model->state_bytes == SCALE_STATE_SIZE && model->stack_bytes == SCALE_STACK_SIZE);
  CHECK(model->const_bytes == SCALE_CONST_SIZE && model->macs == SCALE_MACS);
  CHECK(SCALE_STACK_SIZE > 0 && SCALE_CONST_SIZE > 0);
  CHECK(strcmp(in->name, "x") == 0 && in->type == EFFC_INT8 && in->rank == SCALE_INPUT0_RANK);
  CHECK(memcmp(in->shape, shape, sizeof(shape)) == 0 && in->bytes == SCALE_INPUT0_BYTES);
  CHECK(in->num_scales == 1 && in->scales[0] == SCALE_INPUT0_SCALE);
  CHECK(in->zero_points[0] == SCALE_INPUT0_ZERO_POINT && in->quant_axis == -1);
  CHECK(strcmp(out->name, "y") == 0 && out->bytes == SCALE_OUTPUT0_BYTES);
  CHECK(out->scales[0] == SCALE_OUTPUT0_SCALE && out->zero_points[0] == SCALE_OUTPUT0_ZERO_POINT);
  CHECK(dense_model.inputs[0].type == EFFC_FLOAT32 && dense_model.inputs[0].num_scales == 0);
  CHECK(dense_model.inputs[0].scales == NULL && dense_model.macs == 12);
}

static void checkCalls(void) {
  unsigned char memory[SCALE_ARENA_SIZE + 64];
  void *arena = align(memory, SCALE_ARENA_ALIGN);
  const int8_t x[] = {1, 2, 3, 4}, expected[] = {3, 2, 9, 108};
  int8_t y[4];
  const void *inputs[] = {x};
  void *outputs[] = {y};

  scale_reset(arena);
  memset(y, 0, sizeof(y));
  CHECK(scale_invoke(arena, x, y) == EFFC_OK && memcmp(y, expected, sizeof(y)) == 0);
  memset(y, 0, sizeof(y));
  scale_model.reset(arena);
  CHECK(scale_model.invoke(inputs, outputs, arena) == EFFC_OK);
  CHECK(memcmp(y, expected, sizeof(y)) == 0);

  /* In place: tensors at their places in the arena. */
  memcpy(scale_input0(arena), x, sizeof(x));
  CHECK(scale_invoke(arena, scale_input0(arena), scale_output0(arena)) == EFFC_OK);
  CHECK(memcmp(scale_output0(arena), expected, sizeof(y)) == 0);

  /* Wrong pointers are told. */
  CHECK(scale_invoke(NULL, x, y) == EFFC_BAD_ARENA);
  CHECK(scale_invoke((unsigned char *)arena + 1, x, y) == EFFC_BAD_ARENA);
  CHECK(scale_invoke(arena, NULL, y) == EFFC_BAD_TENSOR);
  CHECK(scale_invoke(arena, x, NULL) == EFFC_BAD_TENSOR);
}

int main(void) {
  checkDescriptor();
  checkCalls();
  return failures != 0;
}
