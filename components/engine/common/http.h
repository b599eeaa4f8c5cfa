/* A small HTTP server: GET of fixed paths, on one thread, that no client can hold up. */
#ifndef AIRPATH_HTTP_H
#define AIRPATH_HTTP_H

struct http_answer {
  /* "200 OK" */
  const char *status;
  const char *type;
  /* To be freed by the server. */
  char *body;
};

/* @param path with its query, where this machine asks; others' queries are cut off. @returns an answer whose body is NULL for a path it does not know. */
typedef struct http_answer http_answerer(const char *path, void *opaque);

/* Opens the port on all addresses; ends the process when it cannot. @returns the listener. */
int http_listen(int port);

/* Serves until the process ends; call it from a thread of its own. `known` lists the paths, for who asks for another. */
void http_serve(int listener, http_answerer *answer, const char *known, void *opaque);

#endif
