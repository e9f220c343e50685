/* Runs compiled models on files: the C side of conformance.py, which writes the table of models.
 *
 * The file named by argv[1] lists runs, a line each for: position in the table, prefix of the
 * output files, one file per input. Each run is done three times, in an arena full of different
 * rubbish: with every buffer ending at an inaccessible page, beginning behind one, and aligned to
 * what the header asks for but no more. What lies beside a buffer within its pages must keep its
 * contents. With EFFC_GUARDED_CONSTANTS the linker's table of holes between constants is made
 * inaccessible first; with EFFC_MEMCHECK valgrind is told what has no value yet.
 */
#include "models.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#ifdef EFFC_MEMCHECK
#include <valgrind/memcheck.h>
#else
#define VALGRIND_MAKE_MEM_UNDEFINED(data, bytes) ((void)0)
#define VALGRIND_CHECK_MEM_IS_DEFINED(data, bytes) ((void)0)
#endif

enum { MAX_TENSORS = 64, LINE = 4096, CANARY = 0x5C };

/* Where a buffer lies in its pages, and how the model is called. */
enum placement { AT_END, AT_START, LEAST_ALIGNED, NUM_PLACEMENTS };

/* Memory of `bytes` at `data` in accessible pages between inaccessible ones. */
typedef struct {
  unsigned char *pages, *data;
  size_t room, bytes;
} block;

static void die(const char *what, const char *detail) {
  fprintf(stderr, "harness: %s %s\n", what, detail);
  exit(2);
}

static size_t roundUp(size_t value, size_t step) { return (value + step - 1) / step * step; }

static size_t pageSize(void) { return (size_t)sysconf(_SC_PAGESIZE); }

static block place(size_t bytes, size_t align, enum placement placement, int fill) {
  size_t page = pageSize();
  block result = {NULL, NULL, roundUp(bytes, page), bytes};
  if (placement == LEAST_ALIGNED)
    result.room = roundUp(bytes + align, page);
  result.pages = mmap(NULL, result.room + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  unsigned char *start = result.pages + page;
  if (result.pages == MAP_FAILED ||
      (result.room && mprotect(start, result.room, PROT_READ | PROT_WRITE)))
    die("no memory", "");
  memset(start, CANARY, result.room);
  /* Pages are aligned to more than any buffer asks for. */
  result.data = placement == AT_END     ? start + (result.room - bytes) / align * align
                : placement == AT_START ? start
                                        : start + align;
  memset(result.data, fill, bytes);
  return result;
}

/* Checks what lies beside the buffer, and frees it. */
static void release(const block *memory, const char *what) {
  const unsigned char *start = memory->pages + pageSize();
  for (const unsigned char *byte = start; byte < start + memory->room; ++byte)
    if ((byte < memory->data || byte >= memory->data + memory->bytes) && *byte != CANARY)
      die("written beside", what);
  munmap(memory->pages, memory->room + 2 * pageSize());
}

static size_t elementBytes(const effc_tensor *tensor) {
  switch (tensor->type) {
  case EFFC_INT64:
    return 8;
  case EFFC_FLOAT32:
  case EFFC_INT32:
    return 4;
  case EFFC_FLOAT16:
  case EFFC_INT16:
    return 2;
  }
  return 1;
}

static void readLine(FILE *file, char *line) {
  if (!fgets(line, LINE, file))
    die("unexpected end of the list of runs", "");
  line[strcspn(line, "\n")] = 0;
}

static void *readInput(const char *path, size_t bytes) {
  void *data = malloc(bytes + 1);
  FILE *file = fopen(path, "rb");
  if (!data || !file || fread(data, 1, bytes, file) != bytes || fgetc(file) != EOF)
    die("cannot read, or other size than the model states:", path);
  fclose(file);
  return data;
}

static void writeOutput(const char *prefix, unsigned index, const void *data, size_t bytes) {
  char path[LINE + 32];
  snprintf(path, sizeof path, "%s.%u.bin", prefix, index);
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(data, 1, bytes, file) != bytes || fclose(file))
    die("cannot write", path);
}

/* Invokes through the descriptor or the typed function, and copies the results to `results`. */
static void invoke(const struct entry *entry, void *const *contents, void **results,
                   enum placement placement) {
  static const int fills[NUM_PLACEMENTS] = {0xA5, 0x3C, 0xFF};
  const effc_model *model = entry->model;
  block inputs[MAX_TENSORS], outputs[MAX_TENSORS];
  const void *from[MAX_TENSORS];
  void *to[MAX_TENSORS];
  block arena = place(model->arena_bytes, entry->arena_align, placement, fills[placement]);
  VALGRIND_MAKE_MEM_UNDEFINED(arena.data, arena.bytes);
  for (unsigned i = 0; i < model->num_inputs; ++i) {
    size_t bytes = model->inputs[i].bytes;
    inputs[i] = place(bytes, elementBytes(&model->inputs[i]), placement, 0);
    from[i] = memcpy(inputs[i].data, contents[i], bytes);
  }
  for (unsigned i = 0; i < model->num_outputs; ++i) {
    outputs[i] = place(model->outputs[i].bytes, elementBytes(&model->outputs[i]), placement,
                       fills[placement]);
    to[i] = outputs[i].data;
    VALGRIND_MAKE_MEM_UNDEFINED(to[i], outputs[i].bytes);
  }
  if (model->reset)
    model->reset(arena.data);
  if ((placement == AT_END ? model->invoke : entry->call)(from, to, arena.data))
    die("invoke failed in", model->name);
  for (unsigned i = 0; i < model->num_outputs; ++i) {
    VALGRIND_CHECK_MEM_IS_DEFINED(to[i], outputs[i].bytes);
    memcpy(results[i], to[i], outputs[i].bytes);
    release(&outputs[i], "an output");
  }
  for (unsigned i = 0; i < model->num_inputs; ++i) {
    if (memcmp(inputs[i].data, contents[i], inputs[i].bytes))
      die("an input was written in", model->name);
    release(&inputs[i], "an input");
  }
  release(&arena, "the arena");
}

static void run(const struct entry *entry, FILE *list, const char *prefix) {
  const effc_model *model = entry->model;
  void *inputs[MAX_TENSORS], *first[MAX_TENSORS], *later[MAX_TENSORS];
  char line[LINE];
  if (model->num_inputs > MAX_TENSORS || model->num_outputs > MAX_TENSORS)
    die("too many tensors in", model->name);
  if (model->arena_bytes != entry->arena_size || model->arena_align != entry->arena_align)
    die("descriptor and macros differ in", model->name);
  for (unsigned i = 0; i < model->num_inputs; ++i) {
    readLine(list, line);
    inputs[i] = readInput(line, model->inputs[i].bytes);
  }
  for (unsigned i = 0; i < model->num_outputs; ++i) {
    first[i] = malloc(model->outputs[i].bytes + 1);
    later[i] = malloc(model->outputs[i].bytes + 1);
  }
  invoke(entry, inputs, first, AT_END);
  for (enum placement placement = AT_START; placement < NUM_PLACEMENTS; ++placement) {
    invoke(entry, inputs, later, placement);
    for (unsigned i = 0; i < model->num_outputs; ++i)
      if (memcmp(first[i], later[i], model->outputs[i].bytes))
        die("another run differs in", model->name);
  }
  for (unsigned i = 0; i < model->num_outputs; ++i) {
    writeOutput(prefix, i, first[i], model->outputs[i].bytes);
    free(first[i]);
    free(later[i]);
  }
  for (unsigned i = 0; i < model->num_inputs; ++i)
    free(inputs[i]);
}

#ifdef EFFC_GUARDED_CONSTANTS
/* Begins and ends of holes, which the linker script writes. */
extern unsigned char *const effc_holes[][2], *const effc_holes_end[][2];

static void guardConstants(void) {
  for (unsigned char *const(*hole)[2] = effc_holes; hole < effc_holes_end; ++hole)
    if (mprotect((*hole)[0], (size_t)((*hole)[1] - (*hole)[0]), PROT_NONE))
      die("cannot protect a hole between constants", "");
}
#endif

int main(int argc, char **argv) {
  char line[LINE], prefix[LINE];
  FILE *list = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!list)
    die("usage: harness", "LIST");
#ifdef EFFC_GUARDED_CONSTANTS
  guardConstants();
#endif
  while (fgets(line, sizeof line, list)) {
    unsigned index = (unsigned)atoi(line);
    readLine(list, prefix);
    run(&entries[index], list, prefix);
    printf("%s\n", prefix);
    fflush(stdout);
  }
  fclose(list);
  return 0;
}
