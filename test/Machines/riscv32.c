/* Start-up code for QEMU's RISC-V virt board. */
#include "machine.h"
#include "semihosting.h"

extern uint32_t bssStart[], bssEnd[];

uintptr_t callHost(uintptr_t operation, const void *arguments) {
  register uintptr_t a0 __asm__("a0") = operation;
  register const void *a1 __asm__("a1") = arguments;
  /* A breakpoint is a call by its neighbours, which must be in one page and not compressed. */
  __asm__ volatile(".balign 16\n\t"
                   ".option push\n\t"
                   ".option norvc\n\t"
                   "slli zero, zero, 0x1f\n\t"
                   "ebreak\n\t"
                   "srai zero, zero, 7\n\t"
                   ".option pop"
                   : "+r"(a0)
                   : "r"(a1)
                   : "memory");
  return a0;
}

__attribute__((used)) static void run(void) {
  for (uint32_t *word = bssStart; word < bssEnd; ++word)
    *word = 0;
  leave(main());
}

__attribute__((section(".vectors"), naked, used)) void start(void) {
  __asm__ volatile("la sp, stackTop\n\t"
#ifdef __riscv_flen
                   "li t0, 0x2000\n\t" /* mstatus.FS */
                   "csrs mstatus, t0\n\t"
#endif
                   "la t0, 1f\n\t"
                   "csrw mtvec, t0\n\t"
                   "j %0\n\t"
                   ".balign 4\n"
                   "1: j %1" ::"i"(run),
                   "i"(fault));
}
