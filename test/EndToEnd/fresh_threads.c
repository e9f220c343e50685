/* effc_parallel_for with new threads for each call: nothing but the call orders the parts, so a thread sanitizer
 * sees every conflict between two workers, however fast they are. */
#include "effc-abi/effc_parallel.h"
#include <pthread.h>
#include <stdlib.h>

enum { MAX_WORKERS = 256 };

typedef struct {
  uint32_t count, workers, worker;
  effc_task task;
  void *data;
} share;

static void *work(void *argument) {
  const share *mine = argument;
  for (uint32_t index = mine->worker; index < mine->count; index += mine->workers)
    mine->task(mine->data, index, mine->worker);
  return NULL;
}

void effc_parallel_for(uint32_t count, uint32_t workers, effc_task task, void *data) {
  pthread_t threads[MAX_WORKERS];
  share shares[MAX_WORKERS];
  if (workers > MAX_WORKERS)
    abort();
  for (uint32_t worker = 0; worker < workers; ++worker) {
    shares[worker] = (share){count, workers, worker, task, data};
    if (pthread_create(&threads[worker], NULL, work, &shares[worker]))
      abort();
  }
  for (uint32_t worker = 0; worker < workers; ++worker)
    pthread_join(threads[worker], NULL);
}
