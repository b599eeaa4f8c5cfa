/* Points in time, in nanoseconds. */
#ifndef AIRPATH_INSTANT_H
#define AIRPATH_INSTANT_H

#include <stdint.h>
#include <time.h>

enum { ns_per_us = 1000, ns_per_ms = 1000000 };
#define ns_per_second INT64_C(1000000000)

static inline int64_t instant_of(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec * ns_per_second + now.tv_nsec;
}

/* Since 1970. A person or NTP may set it. */
static inline int64_t wall_now(void) {
  return instant_of(CLOCK_REALTIME);
}

/* Since some time in the past; it only goes on. */
static inline int64_t steady_now(void) {
  return instant_of(CLOCK_MONOTONIC);
}

static inline struct timespec timespec_of(int64_t instant) {
  return (struct timespec){.tv_sec = instant / ns_per_second, .tv_nsec = instant % ns_per_second};
}

#endif
