/* The machine's monotonic clock. */
#ifndef AIRPATH_CLOCK_H
#define AIRPATH_CLOCK_H

#include <stdint.h>
#include <time.h>

static inline int64_t clock_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static inline double clock_seconds(void) {
  return (double)clock_ns() / 1e9;
}

#endif
