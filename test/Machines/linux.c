/* machine.h for Linux without a C library, as QEMU's user mode runs it. */
#include "machine.h"

enum { AT_FDCWD = -100, O_RDONLY = 0, O_WRITE_NEW = 01 | 0100 | 01000 };

#if defined __arm__
enum { OPENAT = 322, READ = 3, WRITE = 4, EXIT = 1 };
#define NUMBER "r7"
#define ARGUMENT(n) "r" #n
#define CALL "svc 0"
#define ENTRY "b run"
#else
enum { OPENAT = 56, READ = 63, WRITE = 64, EXIT = 93 }; /* of all recent architectures */
#endif

#if defined __aarch64__
#define NUMBER "x8"
#define ARGUMENT(n) "x" #n
#define CALL "svc 0"
#define ENTRY "mov x29, #0\n\tb run"
#elif defined __riscv
#define NUMBER "a7"
#define ARGUMENT(n) "a" #n
#define CALL "ecall"
#define ENTRY "j run"
#endif

static long callKernel(long number, long a, long b, long c, long d) {
  register long x __asm__(NUMBER) = number;
  register long x0 __asm__(ARGUMENT(0)) = a;
  register long x1 __asm__(ARGUMENT(1)) = b;
  register long x2 __asm__(ARGUMENT(2)) = c;
  register long x3 __asm__(ARGUMENT(3)) = d;
  __asm__ volatile(CALL : "+r"(x0) : "r"(x), "r"(x1), "r"(x2), "r"(x3) : "memory");
  return x0;
}

int openFile(const char *path, int writing) {
  return (int)callKernel(OPENAT, AT_FDCWD, (long)path, writing ? O_WRITE_NEW : O_RDONLY, 0644);
}

size_t readFile(int file, void *data, size_t bytes) {
  size_t done = 0;
  while (done < bytes) {
    long count = callKernel(READ, file, (long)data + (long)done, (long)(bytes - done), 0);
    if (count <= 0)
      break;
    done += (size_t)count;
  }
  return done;
}

void writeFile(int file, const void *data, size_t bytes) {
  size_t done = 0;
  while (done < bytes) {
    long count = callKernel(WRITE, file, (long)data + (long)done, (long)(bytes - done), 0);
    if (count <= 0)
      break;
    done += (size_t)count;
  }
}

void getHeap(unsigned char **start, unsigned char **end) {
  static unsigned char heap[64 << 20];
  *start = heap;
  *end = heap + sizeof heap;
}

_Noreturn void leave(int code) {
  for (;;)
    callKernel(EXIT, code, 0, 0, 0);
}

__attribute__((used)) static void run(void) { leave(main()); }

__attribute__((naked, used)) void start(void) { __asm__ volatile(ENTRY); }
