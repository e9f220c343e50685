/* Calls a compiled model for some time and prints what the calls took:
 * run MILLISECONDS INPUT_FILE...      compiled with -DMODEL=<name>_model and the generated header's folder */
#define _POSIX_C_SOURCE 200809L
#include "effc-abi/effc_model.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

extern const effc_model MODEL;

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1e6 + time.tv_nsec * 1e-3;
}

static int compare(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static void *allocate(size_t bytes, size_t align) {
  if (align < 64)
    align = 64;
  return aligned_alloc(align, (bytes + align) / align * align);
}

int main(int argc, char **argv) {
  static double times[1 << 20];
  void *inputs[16], *outputs[16];
  if (argc < 2 + (int)MODEL.num_inputs || MODEL.num_inputs > 16 || MODEL.num_outputs > 16)
    return 2;
  for (uint32_t i = 0; i < MODEL.num_inputs; ++i) {
    inputs[i] = allocate(MODEL.inputs[i].bytes, 64);
    FILE *file = fopen(argv[2 + i], "rb");
    if (!file || fread(inputs[i], 1, MODEL.inputs[i].bytes, file) != MODEL.inputs[i].bytes)
      return 3;
    fclose(file);
  }
  for (uint32_t i = 0; i < MODEL.num_outputs; ++i)
    outputs[i] = allocate(MODEL.outputs[i].bytes, 64);
  void *arena = allocate(MODEL.arena_bytes, MODEL.arena_align);
  MODEL.reset(arena);
  const void *const *in = (const void *const *)inputs;
  double warm = now();
  do
    if (MODEL.invoke(in, outputs, arena))
      return 4;
  while (now() - warm < atof(argv[1]) * 100);
  size_t count = 0;
  double start = now();
  while (count < sizeof times / sizeof *times && now() - start < atof(argv[1]) * 1000) {
    double begin = now();
    MODEL.invoke(in, outputs, arena);
    times[count++] = now() - begin;
  }
  qsort(times, count, sizeof *times, compare);
  printf("{\"min\": %.3f, \"median\": %.3f, \"runs\": %zu}\n", times[0], times[count / 2], count);
  return 0;
}
