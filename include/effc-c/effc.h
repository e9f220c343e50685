/*===- effc.h - effc as a library, for C ---------------------------------------===
 *
 * A model's bytes and options in; object, header, report and messages out. Stable:
 * functions are added, never changed. No global state: compilations may run in
 * several threads at once. Nothing is printed, and no input makes the process exit.
 *
 *===---------------------------------------------------------------------------*/
#ifndef EFFC_C_EFFC_H
#define EFFC_C_EFFC_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* How a compilation ended; also the exit codes of the effc tool. */
typedef enum effc_status {
  EFFC_STATUS_OK = 0,
  EFFC_STATUS_USAGE = 1,          /* wrong options */
  EFFC_STATUS_BAD_MODEL = 2,      /* the bytes are no model, or contradict themselves */
  EFFC_STATUS_UNSUPPORTED = 3,    /* a sound model with something effc does not compile */
  EFFC_STATUS_LIMIT_EXCEEDED = 4, /* max_ram, max_flash or max_stack */
  EFFC_STATUS_INTERNAL = 70       /* a bug of effc */
} effc_status;

#define EFFC_NO_LIMIT UINT64_MAX

/* Options of a compilation. Set the defaults with effc_options_init first; members may be added
 * at the end, which struct_size tells apart. Null strings are defaults. */
typedef struct effc_options {
  size_t struct_size;
  const char *file_name; /* names the model in messages */
  const char *name;      /* prefix of the C names */
  const char *target;    /* short name or triple */
  const char *cpu;
  const char *features; /* "+a,-b" */
  const char *float_abi;
  const char *abi;
  const char *optimization; /* "0" "1" "2" "3" "s" "z" */
  const char *emit;         /* a phase of effc --print-phases; default "obj" */
  const char *const *disabled_passes;
  size_t num_disabled_passes;
  uint64_t max_ram; /* bytes, or EFFC_NO_LIMIT */
  uint64_t max_flash;
  uint64_t max_stack;
  const char *optimize_for; /* "time" "flash" "ram" */
  const char *memory_map;   /* the board's memories, as JSON text: docs/memory.md */
} effc_options;

/* Sets every member to its default. Pass sizeof(effc_options). */
void effc_options_init(effc_options *options, size_t struct_size);

/* What came of a compilation. */
typedef struct effc_result effc_result;

/* Compiles the bytes of a .tflite file. `options` may be null. The result is never null, except
 * for lack of memory; free it with effc_result_free. */
effc_result *effc_compile(const void *model, size_t size, const effc_options *options);

/* Lists the problems of a model without compiling it. */
effc_result *effc_check(const void *model, size_t size, const effc_options *options);

void effc_result_free(effc_result *result);

effc_status effc_result_status(const effc_result *result);

/* The object, or what else `emit` says. The bytes live as long as the result. */
const void *effc_result_output(const effc_result *result, size_t *size);

/* Texts, ended by a zero; empty where there is none. They live as long as the result. */
const char *effc_result_header(const effc_result *result);
const char *effc_result_report_json(const effc_result *result);
const char *effc_result_diagnostics(const effc_result *result);
const char *effc_result_diagnostics_json(const effc_result *result);

/* "major.minor.patch" */
const char *effc_version(void);

#ifdef __cplusplus
}
#endif

#endif /* EFFC_C_EFFC_H */
