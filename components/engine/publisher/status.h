/* The same numbers for people and for Liquidsoap's API, as JSON. */
#ifndef AIRPATH_STATUS_H
#define AIRPATH_STATUS_H

#include "publisher.h"

/* @returns {"outputs":[…],"formats":[…],"hls":{…}}, to be freed; NULL when there is no memory. */
char *status_text(struct publisher *publisher);

/* Does every output take what it is given? @returns {"ready":…,"reasons":[…]}, to be freed; NULL when there is no memory. */
char *readiness_text(struct publisher *publisher, bool *ready);

#endif
