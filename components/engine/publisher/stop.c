#include "stop.h"

#include <pthread.h>

#include "instant.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t told;
static bool is_stopping;

void stop_open(void) {
  pthread_condattr_t steady;
  pthread_condattr_init(&steady);
  pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
  pthread_cond_init(&told, &steady);
}

void stop_now(void) {
  pthread_mutex_lock(&lock);
  is_stopping = true;
  pthread_cond_broadcast(&told);
  pthread_mutex_unlock(&lock);
}

bool stopping(void) {
  return stop_sleep(0);
}

bool stop_sleep(int64_t duration) {
  int64_t deadline = steady_now() + duration;
  struct timespec until = timespec_of(deadline);
  pthread_mutex_lock(&lock);
  while (!is_stopping && steady_now() < deadline) pthread_cond_timedwait(&told, &lock, &until);
  bool must = is_stopping;
  pthread_mutex_unlock(&lock);
  return must;
}
