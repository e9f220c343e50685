/* Runs compiled models on any machine: the program of machines.py, which writes the table of
 * models (models.h).
 *
 * The file `runs` holds, for each run: the model's position in the table (u32) and its inputs.
 * `results` gets what happened (u32), the bytes of stack that the model took (u32) and, if all is
 * well, its outputs. Each run is done twice, through the descriptor and through the typed function,
 * in memory full of different rubbish; what surrounds the arena and the tensors must not change.
 */
#include "machine.h"
#include "models.h"

enum { GUARD = 64, GUARD_FILL = 0xC7, STACK = 4096, STACK_FILL = 0x5A, MAX_TENSORS = 64 };

/* machines.py has the words for these. */
enum { OK, BAD_TABLE, NO_MEMORY, NO_INPUT, NOT_INVOKED, OTHER_RESULT, WROTE_OUTSIDE, WROTE_INPUT };

/* Below the stack pointer windowed registers have a place for those of this function's caller. */
#ifdef WINDOWED
enum { WINDOW_BYTES = 16 };
#else
enum { WINDOW_BYTES = 0 };
#endif

#if defined(__riscv)
#define COPY_STACK_POINTER "mv %0, sp"
#elif defined(__x86_64__)
#define COPY_STACK_POINTER "movq %%rsp, %0"
#else
#define COPY_STACK_POINTER "mov %0, sp"
#endif

typedef struct buffer {
  unsigned char *data;
  size_t bytes;
} buffer;

typedef struct memory {
  unsigned char *next, *end;
  buffer taken[3 * MAX_TENSORS + 2];
  unsigned count;
} memory;

/* Instructions are counted between calls of these. */
__attribute__((noinline)) void countStart(void) { __asm__ volatile("" ::: "memory"); }
__attribute__((noinline)) void countStop(void) { __asm__ volatile("" ::: "memory"); }

static void fill(unsigned char *data, int value, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i)
    data[i] = (unsigned char)value;
}

/* Guarded on both sides, and aligned to `align` bytes but to no more. */
static unsigned char *take(memory *memory, size_t bytes, size_t align, int value) {
  uintptr_t start = ((uintptr_t)memory->next + GUARD) / (2 * align) * (2 * align) + 3 * align;
  unsigned char *data = (unsigned char *)start;
  if (start > (uintptr_t)memory->end || (uintptr_t)memory->end - start < bytes + GUARD)
    return NULL;
  fill(data - GUARD, GUARD_FILL, GUARD);
  fill(data, value, bytes);
  fill(data + bytes, GUARD_FILL, GUARD);
  memory->taken[memory->count++] = (buffer){data, bytes};
  memory->next = data + bytes + GUARD;
  return data;
}

static int areGuardsWhole(const memory *memory) {
  for (unsigned i = 0; i < memory->count; ++i) {
    const buffer *taken = &memory->taken[i];
    for (size_t k = 0; k < GUARD; ++k)
      if (taken->data[-1 - (ptrdiff_t)k] != GUARD_FILL || taken->data[taken->bytes + k] != GUARD_FILL)
        return 0;
  }
  return 1;
}

static size_t getElementBytes(const effc_tensor *tensor) {
  static const unsigned char bytes[] = {1, 4, 2, 1, 1, 2, 4, 8, 1};
  return bytes[tensor->type];
}

static uint32_t hash(const unsigned char *data, size_t bytes, uint32_t value) {
  for (size_t i = 0; i < bytes; ++i)
    value = (value ^ data[i]) * 16777619u;
  return value;
}

static uint32_t hashAll(unsigned char **tensors, const effc_tensor *types, uint32_t count) {
  uint32_t value = 2166136261u;
  for (uint32_t i = 0; i < count; ++i)
    value = hash(tensors[i], types[i].bytes, value);
  return value;
}

/* Calls the model and finds how much of the stack below this function it wrote. */
__attribute__((noinline)) static int32_t callPainted(invoke_function *function, unsigned char **inputs,
                                                     unsigned char **outputs, unsigned char *arena,
                                                     uint32_t *stack) {
#ifdef __wasm__
  *stack = 0;
  return function((const void *const *)inputs, (void *const *)outputs, arena);
#else
  volatile unsigned char *top;
  __asm__ volatile(COPY_STACK_POINTER : "=r"(top));
  volatile unsigned char *bottom = top - STACK, *painted = top - WINDOW_BYTES;
  for (volatile unsigned char *byte = bottom; byte < painted; ++byte)
    *byte = STACK_FILL;
  countStart();
  int32_t status = function((const void *const *)inputs, (void *const *)outputs, arena);
  countStop();
  while (bottom < painted && *bottom == STACK_FILL)
    ++bottom;
  *stack = (uint32_t)(top - bottom);
  return status;
#endif
}

/* One call, in memory full of `value`. */
static int runOnce(const struct entry *entry, memory *memory, unsigned char **inputs,
                   unsigned char **outputs, int value, uint32_t *stack) {
  const effc_model *model = entry->model;
  unsigned char *arena = take(memory, model->arena_bytes, model->arena_align, value);
  if (!arena)
    return NO_MEMORY;
  for (uint32_t i = 0; i < model->num_outputs; ++i) {
    const effc_tensor *output = &model->outputs[i];
    outputs[i] = take(memory, output->bytes, getElementBytes(output), value);
    if (!outputs[i])
      return NO_MEMORY;
  }
  uint32_t before = hashAll(inputs, model->inputs, model->num_inputs);
  model->reset(arena);
  uint32_t used = 0;
  invoke_function *function = value & 1 ? entry->call : model->invoke;
  if (callPainted(function, inputs, outputs, arena, &used) != EFFC_OK)
    return NOT_INVOKED;
  *stack = used > *stack ? used : *stack;
  if (!areGuardsWhole(memory))
    return WROTE_OUTSIDE;
  return hashAll(inputs, model->inputs, model->num_inputs) == before ? OK : WROTE_INPUT;
}

static int run(const struct entry *entry, memory *memory, int file, unsigned char **outputs,
               uint32_t *stack) {
  const effc_model *model = entry->model;
  static unsigned char *inputs[MAX_TENSORS], *first[MAX_TENSORS]; /* frames stay small */
  if (model->num_inputs > MAX_TENSORS || model->num_outputs > MAX_TENSORS ||
      model->arena_bytes != entry->arena_size || model->arena_align != entry->arena_align ||
      model->stack_bytes != entry->stack_size)
    return BAD_TABLE;
  for (uint32_t i = 0; i < model->num_inputs; ++i) {
    const effc_tensor *input = &model->inputs[i];
    inputs[i] = take(memory, input->bytes, getElementBytes(input), 0);
    if (!inputs[i])
      return NO_MEMORY;
    if (readFile(file, inputs[i], input->bytes) != input->bytes)
      return NO_INPUT;
  }
  int status = runOnce(entry, memory, inputs, first, 0xA5, stack);
  if (status == OK)
    status = runOnce(entry, memory, inputs, outputs, 0x3C, stack);
  if (status != OK)
    return status;
  return hashAll(first, model->outputs, model->num_outputs) ==
                 hashAll(outputs, model->outputs, model->num_outputs)
             ? OK
             : OTHER_RESULT;
}

int main(void) {
  static memory memory;
  int file = openFile("runs", 0), results = openFile("results", 1);
  uint32_t index;
  while (readFile(file, &index, sizeof index) == sizeof index) {
    static unsigned char *outputs[MAX_TENSORS];
    uint32_t answer[2] = {OK, 0};
    getHeap(&memory.next, &memory.end);
    memory.count = 0;
    const struct entry *entry = &entries[index];
    answer[0] = (uint32_t)run(entry, &memory, file, outputs, &answer[1]);
    writeFile(results, answer, sizeof answer);
    for (uint32_t i = 0; answer[0] == OK && i < entry->model->num_outputs; ++i)
      writeFile(results, outputs[i], entry->model->outputs[i].bytes);
    if (answer[0] != OK && answer[0] != OTHER_RESULT)
      return 2; /* the rest of this run's inputs is unread */
  }
  return 0;
}
