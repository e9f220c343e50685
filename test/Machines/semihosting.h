/* Calls of the debugger, which QEMU answers in its place. */
#ifndef EFFC_TEST_SEMIHOSTING_H
#define EFFC_TEST_SEMIHOSTING_H

#include <stdint.h>

/* One instruction sequence per machine, in its start-up code. */
uintptr_t callHost(uintptr_t operation, const void *arguments);

/* For exception handlers. */
_Noreturn void fault(void);

#endif
