/*===- effc_model.h - What objects made by effc speak -------------------------===
 *
 * Freestanding C99, also C++. An object defines one `effc_model`, named after
 * the model, and the functions it points to; the header that effc writes
 * beside the object declares them.
 *
 *===---------------------------------------------------------------------------*/
#ifndef EFFC_ABI_MODEL_H
#define EFFC_ABI_MODEL_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Grows when a member of the structures below is added or changes its meaning. */
#define EFFC_ABI_VERSION 1u

/* Element types. */
enum {
  EFFC_FLOAT32 = 1,
  EFFC_FLOAT16 = 2,
  EFFC_INT8 = 3,
  EFFC_UINT8 = 4,
  EFFC_INT16 = 5,
  EFFC_INT32 = 6,
  EFFC_INT64 = 7,
  EFFC_BOOL = 8 /* one byte, 0 or 1 */
};

/* What the functions of a model return. */
enum {
  EFFC_OK = 0,
  EFFC_BAD_ARENA = 1, /* null, or not a multiple of arena_align */
  EFFC_BAD_TENSOR = 2, /* an input or output that is null or not aligned as its elements */
  EFFC_BAD_DATA = 3    /* <name>_check: constants are not what the compiler wrote */
};

/* An input or output. Elements are dense and row-major. A quantized element q stands for
 * scale * (q - zero_point); num_scales is 0 for plain tensors, 1 for one pair of parameters,
 * else the length of dimension quant_axis. */
typedef struct effc_tensor {
  const char *name;
  uint32_t type;
  uint32_t rank;
  const int32_t *shape;
  size_t bytes;
  uint32_t num_scales;
  int32_t quant_axis;
  const float *scales;
  const int32_t *zero_points;
} effc_tensor;

/* A compiled model. It keeps everything that it writes in the arena, so that several arenas may
 * run at the same time. Inputs and outputs may lie in the arena at their planned places only,
 * must not overlap each other otherwise, and are aligned as their elements. */
typedef struct effc_model {
  uint32_t abi_version;
  const char *name;
  uint32_t num_inputs;
  uint32_t num_outputs;
  const effc_tensor *inputs;
  const effc_tensor *outputs;
  size_t arena_bytes;
  size_t arena_align;
  size_t state_bytes; /* the part at the arena's start that lasts from call to call */
  size_t stack_bytes; /* most that a call takes */
  size_t const_bytes; /* weights and other read-only data */
  uint64_t macs;      /* multiply-accumulates of one call */
  int32_t (*invoke)(const void *const *inputs, void *const *outputs, void *arena);
  void (*reset)(void *arena); /* needed before the first call if state_bytes is not 0 */
} effc_model;

#ifdef __cplusplus
}
#endif

#endif /* EFFC_ABI_MODEL_H */
