/* Compiles a model with effc as a C library and writes object and header.
 *
 *     library-c model.tflite name target folder
 */
#include "effc-c/effc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *readFile(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  char *data = NULL;
  if (!file)
    return NULL;
  if (fseek(file, 0, SEEK_END) == 0 && (data = malloc((*size = (size_t)ftell(file)) + 1))) {
    rewind(file);
    *size = fread(data, 1, *size, file);
  }
  fclose(file);
  return data;
}

static int writeFile(const char *folder, const char *name, const char *suffix, const void *data,
                     size_t size) {
  char path[1024];
  snprintf(path, sizeof path, "%s/%s.%s", folder, name, suffix);
  FILE *file = fopen(path, "wb");
  int good = file && fwrite(data, 1, size, file) == size;
  if (file && fclose(file) != 0)
    good = 0;
  if (good)
    printf("%s: %zu bytes\n", path, size);
  else
    perror(path);
  return good;
}

int main(int argc, char **argv) {
  if (argc != 5) {
    fprintf(stderr, "usage: library-c model.tflite name target folder\n");
    return 2;
  }
  size_t size = 0, objectSize = 0;
  void *model = readFile(argv[1], &size);
  if (!model) {
    perror(argv[1]);
    return 2;
  }
  effc_options options;
  effc_options_init(&options, sizeof options);
  options.file_name = argv[1];
  options.name = argv[2];
  options.target = argv[3];
  effc_result *result = effc_compile(model, size, &options);
  free(model);

  effc_status status = effc_result_status(result);
  fputs(effc_result_diagnostics(result), stderr);
  if (status == EFFC_STATUS_OK) {
    const void *object = effc_result_output(result, &objectSize);
    const char *header = effc_result_header(result);
    if (!writeFile(argv[4], argv[2], "o", object, objectSize) ||
        !writeFile(argv[4], argv[2], "h", header, strlen(header)))
      status = EFFC_STATUS_USAGE;
  }
  effc_result_free(result);
  return status;
}
