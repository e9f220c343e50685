/* What a test program needs of the machine it runs on; one file per machine implements it. */
#ifndef EFFC_TEST_MACHINE_H
#define EFFC_TEST_MACHINE_H

#include <stddef.h>
#include <stdint.h>

/* Files in the folder where the emulator was started. */
int openFile(const char *path, int writing);
size_t readFile(int file, void *data, size_t bytes);
void writeFile(int file, const void *data, size_t bytes);
_Noreturn void leave(int code);

/* Memory that nothing else uses. */
void getHeap(unsigned char **start, unsigned char **end);

/* The program, which the start-up code calls. */
int main(void);

#endif
