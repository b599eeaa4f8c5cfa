/* The inputs as JSON, for the engine's /status. */
#ifndef AIRPATH_STATUS_H
#define AIRPATH_STATUS_H

#include "input.h"

/* @returns text to be freed, or NULL when memory is short. */
char *status_text(struct input *inputs, int count);

#endif
