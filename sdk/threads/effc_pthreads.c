/*===- effc_pthreads.c - effc_parallel_for on a pool of POSIX threads ----------===
 *
 * C11. Compile with -pthread and link the object beside the model's.
 *
 * The first call starts the threads; they live as long as the program. Between two calls
 * they look for new work for some 100 microseconds before they sleep, since a model makes
 * many calls one after the other. The caller works, too, and waits only for parts that
 * others have begun, so a thread that the system holds up delays no more than its part.
 *
 * All of a call's state that threads compete for is in one word: the number of the call
 * (upper half) and of its next part (lower half). Taking a part is a compare-and-swap of
 * that word, which fails if the call has ended meanwhile; what a thread read of the call
 * before is therefore right if it succeeds. A second call at the same time, from another
 * thread of the program, runs in that thread alone.
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

static struct {
  pthread_mutex_t calling;  /* held by the call that uses the pool */
  pthread_mutex_t sleeping; /* guards the condition */
  pthread_cond_t wake;
  atomic_uint sleepers;
  uint32_t threads; /* started ones; guarded by calling */

  _Atomic uint64_t next; /* call, part */
  atomic_uint done;      /* parts */
  atomic_uint count, workers;
  _Atomic effc_task task;
  void *_Atomic data;
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

/* Does a part of the current call; 0 if there is none for this worker. */
static int work(uint32_t worker) {
  uint64_t next = atomic_load(&pool.next);
  for (;;) {
    uint32_t part = (uint32_t)next;
    effc_task task = atomic_load(&pool.task);
    void *data = atomic_load(&pool.data);
    if (worker >= atomic_load(&pool.workers) || part >= atomic_load(&pool.count))
      return 0;
    if (!atomic_compare_exchange_weak(&pool.next, &next, next + 1))
      continue;
    task(data, part, worker);
    atomic_fetch_add_explicit(&pool.done, 1, memory_order_release);
    return 1;
  }
}

static void *run(void *argument) {
  uint32_t worker = (uint32_t)(uintptr_t)argument;
  for (;;) {
    uint64_t seen = atomic_load(&pool.next);
    int spins = 0;
    while (spins < EFFC_SPINS) {
      if (work(worker)) {
        seen = atomic_load(&pool.next);
        spins = 0;
      }
      relax();
      ++spins;
    }
    pthread_mutex_lock(&pool.sleeping);
    atomic_fetch_add(&pool.sleepers, 1);
    /* The caller counts the sleepers after it changed the word. */
    while (atomic_load(&pool.next) >> 32 == seen >> 32)
      pthread_cond_wait(&pool.wake, &pool.sleeping);
    atomic_fetch_sub(&pool.sleepers, 1);
    pthread_mutex_unlock(&pool.sleeping);
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

void effc_parallel_for(uint32_t count, uint32_t workers, effc_task task, void *data) {
  if (count < 2 || workers < 2 || pthread_mutex_trylock(&pool.calling)) {
    for (uint32_t i = 0; i < count; ++i)
      task(data, i, 0);
    return;
  }
  startThreads(workers);
  uint64_t call = (atomic_load(&pool.next) >> 32) + 1;
  /* No part can be taken while there are none. */
  atomic_store(&pool.count, 0);
  atomic_store(&pool.done, 0);
  atomic_store(&pool.task, task);
  atomic_store(&pool.data, data);
  atomic_store(&pool.workers, workers);
  atomic_store(&pool.next, call << 32);
  atomic_store(&pool.count, count);
  if (atomic_load(&pool.sleepers)) {
    pthread_mutex_lock(&pool.sleeping);
    pthread_cond_broadcast(&pool.wake);
    pthread_mutex_unlock(&pool.sleeping);
  }
  while (work(0))
    ;
  for (int spins = 0; atomic_load_explicit(&pool.done, memory_order_acquire) != count; ++spins)
    if (spins < EFFC_SPINS)
      relax();
    else
      sched_yield();
  pthread_mutex_unlock(&pool.calling);
}
