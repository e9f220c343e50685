/* Start-up code for Cortex-M. */
#include "machine.h"
#include "semihosting.h"

extern uint32_t stackTop[], bssStart[], bssEnd[];

uintptr_t callHost(uintptr_t operation, const void *arguments) {
  register uintptr_t r0 __asm__("r0") = operation;
  register const void *r1 __asm__("r1") = arguments;
  __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
  return r0;
}

static void start(void) {
#if __ARM_FP || __ARM_FEATURE_MVE
  *(volatile uint32_t *)0xE000ED88 |= 0xFu << 20; /* CPACR: coprocessors 10 and 11 */
  __asm__ volatile("dsb\n\tisb" ::: "memory");
#endif
#if !__ARM_FEATURE_UNALIGNED
  *(volatile uint32_t *)0xE000ED14 |= 1u << 3; /* CCR: a larger core traps as ARMv6-M and ARMv8-M Baseline do */
#endif
  for (uint32_t *word = bssStart; word < bssEnd; ++word)
    *word = 0;
  leave(main());
}

__attribute__((section(".vectors"), used)) static void *const vectors[16] = {
    stackTop, start, fault, fault, fault, fault, fault, fault,
    fault,    fault, fault, fault, fault, fault, fault, fault};
