/* What this process takes of the machine. */
#ifndef AIRPATH_PROCESS_H
#define AIRPATH_PROCESS_H

#include <stdio.h>

/* Writes the customary process_* series of Prometheus. */
void process_metrics(FILE *out);

#endif
