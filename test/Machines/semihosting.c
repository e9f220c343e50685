/* machine.h for boards, through semihosting. */
#include "semihosting.h"
#include "machine.h"

enum { SYS_OPEN = 1, SYS_WRITE0 = 4, SYS_WRITE = 5, SYS_READ = 6, SYS_EXIT_EXTENDED = 0x20 };

int openFile(const char *path, int writing) {
  size_t length = 0;
  while (path[length])
    ++length;
  uintptr_t arguments[] = {(uintptr_t)path, writing ? 5 : 1, length};
  return (int)callHost(SYS_OPEN, arguments);
}

size_t readFile(int file, void *data, size_t bytes) {
  uintptr_t arguments[] = {(uintptr_t)file, (uintptr_t)data, bytes};
  return bytes - callHost(SYS_READ, arguments);
}

void writeFile(int file, const void *data, size_t bytes) {
  uintptr_t arguments[] = {(uintptr_t)file, (uintptr_t)data, bytes};
  callHost(SYS_WRITE, arguments);
}

void getHeap(unsigned char **start, unsigned char **end) {
  extern unsigned char heapStart[], heapEnd[];
  *start = heapStart;
  *end = heapEnd;
}

_Noreturn void leave(int code) {
  uintptr_t arguments[] = {0x20026, (uintptr_t)code};
  for (;;)
    callHost(SYS_EXIT_EXTENDED, arguments);
}

_Noreturn void fault(void) {
  callHost(SYS_WRITE0, "the processor took an exception\n");
  leave(3);
}
