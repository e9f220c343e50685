/*===- effc_pthreads.c - effc_parallel_for on a pool of POSIX threads ----------===
 *
 * C11. Compile with -pthread and link the object beside the model's.
 *
 * The first call starts the threads; they live as long as the program. Between two calls
 * they look for new work for some 100 microseconds before they sleep, since a model makes
 * many calls one after the other. The caller works, too, and waits only for parts that
 * others have begun, so a thread that the system holds up delays no more than its part.
 *
 * Each worker has a range of consecutive parts, in every call the same share: what it
 * wrote is in its core's cache when the next call reads it. Who is done takes parts from
 * the ends of the others' ranges. A range is one word, the number of the call and the
 * parts that are left, and taking a part is a compare-and-swap of it. If that succeeds the
 * call cannot end before the part is done, so all the rest that belongs to it stays.
 *
 * A second call at the same time, from another thread of the program, runs in that thread
 * alone.
 *
 *===---------------------------------------------------------------------------*/
#include "effc-abi/effc_parallel.h"
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#ifndef EFFC_MAX_THREADS
#define EFFC_MAX_THREADS 256
#endif
/* How often an idle thread looks before it sleeps. */
#ifndef EFFC_SPINS
#define EFFC_SPINS 2000
#endif
/* Parts that a range can hold. */
#define MAX_PARTS 65535u

/* On a cache line of its own: call << 32 | begin << 16 | end. */
typedef struct {
  _Atomic uint64_t word;
  char padding[56];
} range;

static struct {
  pthread_mutex_t calling;  /* held by the call that uses the pool */
  pthread_mutex_t sleeping; /* guards the condition */
  pthread_cond_t wake;
  atomic_uint sleepers;
  uint32_t threads; /* started ones; guarded by calling */

  atomic_uint call, done, workers;
  _Atomic effc_task task;
  void *_Atomic data;
  uint32_t first; /* number of part 0 */
  range ranges[EFFC_MAX_THREADS];
} pool = {.calling = PTHREAD_MUTEX_INITIALIZER,
          .sleeping = PTHREAD_MUTEX_INITIALIZER,
          .wake = PTHREAD_COND_INITIALIZER};

static void relax(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__) || defined(__arm__)
  __asm__ volatile("yield");
#endif
}

/* Does a part of `owner`'s range, the first of its own, the last of another's; 0 if there is none. */
static int take(uint32_t owner, uint32_t worker) {
  uint64_t word = atomic_load(&pool.ranges[owner].word);
  for (;;) {
    uint32_t begin = (uint32_t)(word >> 16) & MAX_PARTS, end = (uint32_t)word & MAX_PARTS;
    if (begin >= end || worker >= atomic_load(&pool.workers))
      return 0;
    uint64_t rest = owner == worker ? word + (1u << 16) : word - 1;
    if (!atomic_compare_exchange_weak(&pool.ranges[owner].word, &word, rest))
      continue;
    effc_task task = atomic_load(&pool.task);
    task(atomic_load(&pool.data), pool.first + (owner == worker ? begin : end - 1), worker);
    atomic_fetch_add_explicit(&pool.done, 1, memory_order_release);
    return 1;
  }
}

/* Does what is left of a call, its own range first. */
static void work(uint32_t worker) {
  while (take(worker, worker))
    ;
  uint32_t workers = atomic_load(&pool.workers);
  for (uint32_t i = 1; i < workers; ++i)
    while (take((worker + i) % workers, worker))
      ;
}

static void *run(void *argument) {
  uint32_t worker = (uint32_t)(uintptr_t)argument, seen = 0;
  for (;;) {
    int spins = 0;
    while (atomic_load(&pool.call) == seen && ++spins < EFFC_SPINS)
      relax();
    if (atomic_load(&pool.call) == seen) {
      pthread_mutex_lock(&pool.sleeping);
      atomic_fetch_add(&pool.sleepers, 1);
      /* The caller counts the sleepers after it changed the number. */
      while (atomic_load(&pool.call) == seen)
        pthread_cond_wait(&pool.wake, &pool.sleeping);
      atomic_fetch_sub(&pool.sleepers, 1);
      pthread_mutex_unlock(&pool.sleeping);
    }
    seen = atomic_load(&pool.call);
    work(worker);
  }
  return 0;
}

/* As many threads as workers need besides the caller, or as can be had. */
static void startThreads(uint32_t workers) {
  while (pool.threads + 1 < workers && pool.threads + 1 < EFFC_MAX_THREADS) {
    pthread_t thread;
    if (pthread_create(&thread, 0, run, (void *)(uintptr_t)(pool.threads + 1)))
      return;
    pthread_detach(thread);
    ++pool.threads;
  }
}

static void runParts(uint32_t first, uint32_t count, uint32_t workers) {
  uint32_t call = atomic_load(&pool.call) + 1;
  pool.first = first;
  atomic_store(&pool.done, 0);
  for (uint32_t i = 0; i < workers; ++i) {
    uint64_t begin = (uint64_t)count * i / workers, end = (uint64_t)count * (i + 1) / workers;
    atomic_store(&pool.ranges[i].word, (uint64_t)call << 32 | begin << 16 | end);
  }
  atomic_store(&pool.call, call);
  if (atomic_load(&pool.sleepers)) {
    pthread_mutex_lock(&pool.sleeping);
    pthread_cond_broadcast(&pool.wake);
    pthread_mutex_unlock(&pool.sleeping);
  }
  work(0);
  for (int spins = 0; atomic_load_explicit(&pool.done, memory_order_acquire) != count; ++spins)
    if (spins < EFFC_SPINS)
      relax();
    else
      sched_yield();
}

void effc_parallel_for(uint32_t count, uint32_t workers, effc_task task, void *data) {
  if (workers > EFFC_MAX_THREADS)
    workers = EFFC_MAX_THREADS;
  if (count < 2 || workers < 2 || pthread_mutex_trylock(&pool.calling)) {
    for (uint32_t i = 0; i < count; ++i)
      task(data, i, 0);
    return;
  }
  startThreads(workers);
  atomic_store(&pool.task, task);
  atomic_store(&pool.data, data);
  atomic_store(&pool.workers, workers);
  for (uint32_t first = 0; first < count; first += MAX_PARTS)
    runParts(first, count - first < MAX_PARTS ? count - first : MAX_PARTS, workers);
  pthread_mutex_unlock(&pool.calling);
}
