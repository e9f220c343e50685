/*===- effc_openmp.c - effc_parallel_for on OpenMP -----------------------------===
 *
 * Compile with -fopenmp and link the object beside the model's.
 *
 *===---------------------------------------------------------------------------*/
#include "effc-abi/effc_parallel.h"
#include <omp.h>

void effc_parallel_for(uint32_t count, uint32_t workers, effc_task task, void *data) {
#pragma omp parallel for schedule(static) num_threads(workers)
  for (uint32_t i = 0; i < count; ++i)
    task(data, i, (uint32_t)omp_get_thread_num());
}
