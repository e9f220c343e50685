/* Start-up code for QEMU's Xtensa sim board, whose host answers `simcall`. */
#include "machine.h"

enum { SYS_EXIT = 1, SYS_READ = 3, SYS_WRITE = 4, SYS_OPEN = 5 };

extern uint32_t bssStart[], bssEnd[];

static int callHost(int operation, int first, const void *second, size_t third) {
  register int a2 __asm__("a2") = operation;
  register int a3 __asm__("a3") = first;
  register const void *a4 __asm__("a4") = second;
  register size_t a5 __asm__("a5") = third;
  __asm__ volatile(".byte 0x00, 0x51, 0x00" : "+r"(a2), "+r"(a3) : "r"(a4), "r"(a5) : "memory");
  return a2;
}

int openFile(const char *path, int writing) {
  const int flags = writing ? 01 | 0100 | 01000 : 0; /* Linux: write, create, truncate */
  return callHost(SYS_OPEN, (int)path, (const void *)flags, 0644);
}

size_t readFile(int file, void *data, size_t bytes) {
  size_t done = 0;
  while (done < bytes) {
    int count = callHost(SYS_READ, file, (char *)data + done, bytes - done);
    if (count <= 0)
      break;
    done += (size_t)count;
  }
  return done;
}

void writeFile(int file, const void *data, size_t bytes) {
  size_t done = 0;
  while (done < bytes) {
    int count = callHost(SYS_WRITE, file, (const char *)data + done, bytes - done);
    if (count <= 0)
      leave(4);
    done += (size_t)count;
  }
}

void getHeap(unsigned char **start, unsigned char **end) {
  extern unsigned char heapStart[], heapEnd[];
  *start = heapStart;
  *end = heapEnd;
}

_Noreturn void leave(int code) {
  for (;;)
    callHost(SYS_EXIT, code, NULL, 0);
}

__attribute__((used)) static void run(void) {
  for (uint32_t *word = bssStart; word < bssEnd; ++word)
    *word = 0;
  leave(main());
}

#define REGISTERS(do) \
  do("a0", "0") do("a1", "4") do("a3", "12") do("a4", "16") do("a5", "20") do("a6", "24") \
  do("a7", "28") do("a8", "32") do("a9", "36") do("a10", "40") do("a11", "44") do("a12", "48") \
  do("a13", "52") do("a14", "56") do("a15", "60")
#define SAVE(name, place) "s32i " name ", a2, " place "\n\t"
#define RESTORE(name, place) "l32i " name ", a2, " place "\n\t"

/* QEMU's cores lack `muluh` and `mulsh`, which chips have: bytes t0 rs a2, and t0 rs b2. */
#define MULTIPLY_HIGH \
  "registersAddress: .long registers\n" \
  "illegal:\n\t" \
  "wsr a2, excsave1\n\t" \
  "l32r a2, registersAddress\n\t" \
  REGISTERS(SAVE) \
  "rsr a3, excsave1\n\t" \
  "s32i a3, a2, 8\n\t" \
  "rsr a3, exccause\n\t" \
  "bnez a3, 3f\n\t" \
  "rsr a3, epc1\n\t" \
  "l8ui a4, a3, 0\n\t" \
  "l8ui a5, a3, 1\n\t" \
  "l8ui a6, a3, 2\n\t" \
  "addi a3, a3, 3\n\t" \
  "wsr a3, epc1\n\t" \
  "extui a7, a4, 0, 4\n\t" \
  "bnez a7, 3f\n\t" \
  "movi a7, 0xa2\n\t" \
  "beq a6, a7, 1f\n\t" \
  "movi a7, 0xb2\n\t" \
  "sub a7, a6, a7\n\t" \
  "bnez a7, 3f\n" \
  "1:\n\t" \
  "extui a7, a4, 4, 4\n\t" \
  "addx4 a7, a7, a2\n\t" \
  "l32i a7, a7, 0\n\t" /* t */ \
  "extui a8, a5, 0, 4\n\t" \
  "addx4 a8, a8, a2\n\t" \
  "l32i a8, a8, 0\n\t" /* s */ \
  "extui a9, a7, 16, 16\n\t" \
  "extui a10, a8, 16, 16\n\t" \
  "mul16u a11, a7, a8\n\t" \
  "extui a11, a11, 16, 16\n\t" \
  "mul16u a12, a9, a8\n\t" \
  "extui a13, a12, 0, 16\n\t" \
  "add a11, a11, a13\n\t" \
  "extui a12, a12, 16, 16\n\t" \
  "mul16u a13, a7, a10\n\t" \
  "extui a14, a13, 0, 16\n\t" \
  "add a11, a11, a14\n\t" \
  "extui a11, a11, 16, 16\n\t" \
  "add a12, a12, a11\n\t" \
  "extui a13, a13, 16, 16\n\t" \
  "add a12, a12, a13\n\t" \
  "mul16u a13, a9, a10\n\t" \
  "add a12, a12, a13\n\t" /* the upper word, without signs */ \
  "bbci a6, 4, 2f\n\t" \
  "srai a13, a7, 31\n\t" \
  "and a13, a13, a8\n\t" \
  "sub a12, a12, a13\n\t" \
  "srai a13, a8, 31\n\t" \
  "and a13, a13, a7\n\t" \
  "sub a12, a12, a13\n" \
  "2:\n\t" \
  "extui a8, a5, 4, 4\n\t" \
  "addx4 a8, a8, a2\n\t" \
  "s32i a12, a8, 0\n\t" /* r */ \
  REGISTERS(RESTORE) \
  "l32i a2, a2, 8\n\t" \
  "rfe\n" \
  "3:\n\t" \
  "movi a2, 1\n\t" \
  "movi a3, 3\n\t" \
  ".byte 0x00, 0x51, 0x00\n"
#ifdef WINDOWED
__attribute__((used)) uint32_t registers[16];
#endif

/* The processor starts at the region VECTORS. Exceptions leave with 3; with windowed registers, those
 * of callers go to the stack and come back. */
#define LEAVE(place) ".org " place "\n\tmovi a2, 1\n\tmovi a3, 3\n\t.byte 0x00, 0x51, 0x00\n\t"
__asm__(".section .vectors, \"ax\"\n\t"
        ".global start\n"
        "start:\n\t"
        "j 1f\n\t"
        ".balign 4\n"
        "vectorsAddress: .long vectors\n"
        "state: .long 0x4000f\n" /* windows, no interrupts */
        "stackAddress: .long stackTop\n"
        "runAddress: .long run\n"
        "1:\n\t"
        "l32r a2, vectorsAddress\n\t"
        "wsr a2, vecbase\n\t"
#ifdef WINDOWED
        "movi a2, 0\n\t"
        "wsr a2, windowbase\n\t"
        "rsync\n\t"
        "movi a2, 1\n\t"
        "wsr a2, windowstart\n\t"
        "movi a2, 255\n\t"
        "wsr a2, cpenable\n\t"
#endif
        "l32r a2, state\n\t"
        "wsr a2, ps\n\t"
        "rsync\n\t"
        "movi a0, 0\n\t"
        "l32r a1, stackAddress\n\t"
        "l32r a4, runAddress\n\t"
#ifdef WINDOWED
        "callx4 a4\n\t"
#else
        "callx0 a4\n\t"
#endif
        ".balign 1024\n"
        "vectors:\n\t"
#ifdef WINDOWED
        "s32e a0, a5, -16\n\t" /* a caller's four registers */
        "s32e a1, a5, -12\n\t"
        "s32e a2, a5, -8\n\t"
        "s32e a3, a5, -4\n\t"
        "rfwo\n\t"
        ".org 0x440\n\t"
        "l32e a0, a5, -16\n\t"
        "l32e a1, a5, -12\n\t"
        "l32e a2, a5, -8\n\t"
        "l32e a3, a5, -4\n\t"
        "rfwu\n\t"
        ".org 0x480\n\t" /* eight */
        "s32e a0, a9, -16\n\t"
        "l32e a0, a1, -12\n\t"
        "s32e a1, a9, -12\n\t"
        "s32e a2, a9, -8\n\t"
        "s32e a3, a9, -4\n\t"
        "s32e a4, a0, -32\n\t"
        "s32e a5, a0, -28\n\t"
        "s32e a6, a0, -24\n\t"
        "s32e a7, a0, -20\n\t"
        "rfwo\n\t"
        ".org 0x4c0\n\t"
        "l32e a0, a9, -16\n\t"
        "l32e a1, a9, -12\n\t"
        "l32e a2, a9, -8\n\t"
        "l32e a7, a1, -12\n\t"
        "l32e a3, a9, -4\n\t"
        "l32e a4, a7, -32\n\t"
        "l32e a5, a7, -28\n\t"
        "l32e a6, a7, -24\n\t"
        "l32e a7, a7, -20\n\t"
        "rfwu\n\t"
        LEAVE("0x500") LEAVE("0x540") /* nothing calls with twelve */
        ".org 0x700\n\t"
        "j illegal\n\t"
        LEAVE("0x740") LEAVE("0x7c0")
        ".org 0x800\n\t"
        MULTIPLY_HIGH
#else
        LEAVE("0x410") LEAVE("0x420") LEAVE("0x430") LEAVE("0x450") LEAVE("0x470")
#endif
        ".text");
