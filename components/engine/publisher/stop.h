/* The process was told to end. */
#ifndef AIRPATH_STOP_H
#define AIRPATH_STOP_H

#include <stdbool.h>
#include <stdint.h>

void stop_open(void);
void stop_now(void);
bool stopping(void);

/* Sleeps so many nanoseconds, or until the process must end. @returns true when it must. */
bool stop_sleep(int64_t duration);

#endif
