/* The heartbeat: a hundred times a second each input's next 480 frames go to the pipeline, by this machine's monotonic clock, whatever the senders' clocks do. */
#ifndef AIRPATH_PACER_H
#define AIRPATH_PACER_H

#include "input.h"

/* Paces all inputs until the process stops; call it from a thread of its own. */
void pacer_run(struct input *inputs, int count);

#endif
