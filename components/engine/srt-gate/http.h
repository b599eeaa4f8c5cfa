/* A small HTTP server: GET of fixed paths, on one thread, that no client can hold up. */
#ifndef AIRPATH_HTTP_H
#define AIRPATH_HTTP_H

#include <stddef.h>

/* @returns the answer's body, to be freed, for a path it knows; else NULL. */
typedef char *http_answer(const char *path, void *opaque);

/* Serves on all addresses until the process ends; call it from a thread of its own. */
void http_serve(int port, http_answer *answer, void *opaque);

#endif
