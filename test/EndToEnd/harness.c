/* Runs compiled models on files: the C side of conformance.py, which writes the table of models.
 *
 * The file named by argv[1] lists runs, a line each for: position in the table, prefix of the
 * output files, one file per input. Every buffer ends at an inaccessible page, so that code which
 * reads or writes beyond it is caught, and each run is done twice, in an arena full of different
 * rubbish.
 */
#include "models.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { MAX_TENSORS = 64, LINE = 4096 };

static void die(const char *what, const char *detail) {
  fprintf(stderr, "harness: %s %s\n", what, detail);
  exit(2);
}

static size_t roundUp(size_t value, size_t step) { return (value + step - 1) / step * step; }

/* `bytes` that end at an inaccessible page, filled with `fill`; their start is aligned as far as
 * their size allows. */
static unsigned char *guarded(size_t bytes, int fill) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE), room = roundUp(bytes, page);
  unsigned char *start = mmap(NULL, room + 2 * page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (start == MAP_FAILED || (room && mprotect(start + page, room, PROT_READ | PROT_WRITE)))
    die("no memory", "");
  memset(start + page, fill, room);
  return start + page + room - bytes;
}

static void release(unsigned char *data, size_t bytes) {
  size_t page = (size_t)sysconf(_SC_PAGESIZE), room = roundUp(bytes, page);
  munmap(data + bytes - room - page, room + 2 * page);
}

static void readLine(FILE *file, char *line) {
  if (!fgets(line, LINE, file))
    die("unexpected end of the list of runs", "");
  line[strcspn(line, "\n")] = 0;
}

static unsigned char *readInput(const char *path, size_t bytes) {
  unsigned char *data = guarded(bytes, 0);
  FILE *file = fopen(path, "rb");
  if (!file || fread(data, 1, bytes, file) != bytes || fgetc(file) != EOF)
    die("cannot read, or other size than the model states:", path);
  fclose(file);
  return data;
}

static void writeOutput(const char *prefix, unsigned index, const unsigned char *data,
                        size_t bytes) {
  char path[LINE + 32];
  snprintf(path, sizeof path, "%s.%u.bin", prefix, index);
  FILE *file = fopen(path, "wb");
  if (!file || fwrite(data, 1, bytes, file) != bytes || fclose(file))
    die("cannot write", path);
}

/* Invokes through the descriptor or the typed function; the caller frees the outputs. */
static int invoke(const struct entry *entry, unsigned char **inputs, unsigned char **outputs,
                  int fill, int typed) {
  const effc_model *model = entry->model;
  size_t bytes = roundUp(model->arena_bytes, entry->arena_align);
  unsigned char *arena = guarded(bytes, fill);
  for (unsigned i = 0; i < model->num_outputs; ++i)
    outputs[i] = guarded(model->outputs[i].bytes, fill);
  if (model->reset)
    model->reset(arena);
  int status = (typed ? entry->call : model->invoke)((const void *const *)inputs,
                                                     (void *const *)outputs, arena);
  release(arena, bytes);
  return status;
}

static void run(const struct entry *entry, FILE *list, const char *prefix) {
  const effc_model *model = entry->model;
  unsigned char *inputs[MAX_TENSORS], *first[MAX_TENSORS], *second[MAX_TENSORS];
  char line[LINE];
  if (model->num_inputs > MAX_TENSORS || model->num_outputs > MAX_TENSORS)
    die("too many tensors in", model->name);
  if (model->arena_bytes != entry->arena_size || model->arena_align != entry->arena_align)
    die("descriptor and macros differ in", model->name);
  for (unsigned i = 0; i < model->num_inputs; ++i) {
    readLine(list, line);
    inputs[i] = readInput(line, model->inputs[i].bytes);
  }
  if (invoke(entry, inputs, first, 0xA5, 0) || invoke(entry, inputs, second, 0x3C, 1))
    die("invoke failed in", model->name);
  for (unsigned i = 0; i < model->num_outputs; ++i) {
    size_t bytes = model->outputs[i].bytes;
    if (memcmp(first[i], second[i], bytes))
      die("the second run differs in", model->name);
    writeOutput(prefix, i, first[i], bytes);
    release(first[i], bytes);
    release(second[i], bytes);
  }
  for (unsigned i = 0; i < model->num_inputs; ++i)
    release(inputs[i], model->inputs[i].bytes);
}

int main(int argc, char **argv) {
  char line[LINE], prefix[LINE];
  FILE *list = argc == 2 ? fopen(argv[1], "r") : NULL;
  if (!list)
    die("usage: harness", "LIST");
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
