/*===- effc_parallel.h - How a compiled model uses several threads -------------===
 *
 * An object that was compiled with --threads=N calls effc_parallel_for for its large
 * loops. It contains a weak definition that runs them one after the other; a program that
 * wants threads defines the function itself, or links one of effc's adapters
 * (share/effc/threads: POSIX threads, OpenMP). Freestanding C99.
 *
 * Link the definition as an object file: a linker does not search archives for a
 * function that it already has a weak definition of.
 *
 *===---------------------------------------------------------------------------*/
#ifndef EFFC_PARALLEL_H
#define EFFC_PARALLEL_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A part of a loop. Parts write to different places and may run in any order. */
typedef void (*effc_task)(void *data, uint32_t index, uint32_t worker);

/* Calls task(data, i, w) once for each i < count, and returns when all are done. Calls that
 * run at the same time have different w < workers, which is N of --threads=N: it selects
 * the work space of the call in the arena. Results do not depend on the threads. */
void effc_parallel_for(uint32_t count, uint32_t workers, effc_task task, void *data);

#ifdef __cplusplus
}
#endif

#endif /* EFFC_PARALLEL_H */
