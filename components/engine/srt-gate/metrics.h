/* The inputs' numbers as Prometheus text. */
#ifndef AIRPATH_METRICS_H
#define AIRPATH_METRICS_H

#include "input.h"

/* @returns text to be freed, or NULL when memory is short. */
char *metrics_text(struct input *inputs, int count);

#endif
