/* Prometheus text. */
#ifndef AIRPATH_METRICS_H
#define AIRPATH_METRICS_H

#include "publisher.h"

/* @returns the text, to be freed; NULL when there is no memory. */
char *metrics_text(struct publisher *publisher);

#endif
