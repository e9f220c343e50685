/* A plugin for QEMU that counts the instructions between calls of two functions.
 *
 *   -plugin count.so,start=ADDRESS,stop=ADDRESS,output=PATH
 *
 * writes a line per translated block: address, number of instructions, times it ran. Blocks run to
 * their end: a block that an exception cuts short ends the test program anyway.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The part of QEMU's plugin interface, version 1, that is used here. */
typedef uint64_t PluginId;
typedef void (*BlockTranslated)(PluginId, void *block);
typedef void (*BlockRuns)(unsigned processor, void *data);
typedef void (*AtExit)(PluginId, void *data);
void qemu_plugin_register_vcpu_tb_trans_cb(PluginId, BlockTranslated);
void qemu_plugin_register_vcpu_tb_exec_cb(void *block, BlockRuns, int flags, void *data);
void qemu_plugin_register_atexit_cb(PluginId, AtExit, void *data);
size_t qemu_plugin_tb_n_insns(const void *block);
uint64_t qemu_plugin_tb_vaddr(const void *block);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

typedef struct Block {
  struct Block *next;
  uint64_t address, instructions, runs;
} Block;

static Block *blocks;
static int counting;
static uint64_t startAddress, stopAddress;
static const char *path;

static void start(unsigned processor, void *data) {
  (void)processor, (void)data;
  counting = 1;
}

static void stop(unsigned processor, void *data) {
  (void)processor, (void)data;
  counting = 0;
}

static void count(unsigned processor, void *data) {
  (void)processor;
  ((Block *)data)->runs += (uint64_t)counting;
}

static void translated(PluginId id, void *translation) {
  (void)id;
  uint64_t address = qemu_plugin_tb_vaddr(translation);
  if (address == startAddress || address == stopAddress) {
    qemu_plugin_register_vcpu_tb_exec_cb(translation, address == startAddress ? start : stop, 0, NULL);
    return;
  }
  Block *block = calloc(1, sizeof *block);
  if (!block)
    abort();
  *block = (Block){blocks, address, qemu_plugin_tb_n_insns(translation), 0};
  blocks = block;
  qemu_plugin_register_vcpu_tb_exec_cb(translation, count, 0, block);
}

static void finish(PluginId id, void *data) {
  (void)id, (void)data;
  FILE *file = fopen(path, "w");
  if (!file)
    return;
  for (const Block *block = blocks; block; block = block->next)
    if (block->runs)
      fprintf(file, "%" PRIx64 " %" PRIu64 " %" PRIu64 "\n", block->address, block->instructions,
              block->runs);
  fclose(file);
}

__attribute__((visibility("default"))) int qemu_plugin_install(PluginId id, const void *info, int argc,
                                                               char **argv) {
  (void)info;
  for (int i = 0; i < argc; ++i) {
    if (!strncmp(argv[i], "start=", 6))
      startAddress = strtoull(argv[i] + 6, NULL, 0);
    else if (!strncmp(argv[i], "stop=", 5))
      stopAddress = strtoull(argv[i] + 5, NULL, 0);
    else if (!strncmp(argv[i], "output=", 7))
      path = strdup(argv[i] + 7);
  }
  if (!path)
    return 1;
  qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
  qemu_plugin_register_atexit_cb(id, finish, NULL);
  return 0;
}
