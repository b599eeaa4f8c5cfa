/*
 * One HLS origin: a thread that makes it agree with the window. What the playlists list is the truth: segments first, then playlists, then the
 * deletion of what no player can want any more; a failed request needs nothing but the next round.
 */
#ifndef AIRPATH_ORIGIN_H
#define AIRPATH_ORIGIN_H

#include <curl/curl.h>

#include "config.h"
#include "output.h"
#include "window.h"

enum { held_most = 4 * window_most };

/* What the origin holds of a rendition. */
struct holding {
  int count;
  int64_t sequences[held_most];
  char *playlist;
  atomic_ullong segments_sent;
};

struct origin {
  const struct config *config;
  const struct origin_config *address;
  struct window *window;
  int64_t boot_second;
  struct output output;
  atomic_ullong playlists_sent;
  CURL *curl;
  struct curl_slist *headers;
  /* What the last request failed of; and whether the origin could not be reached at all. */
  char why[reason_most];
  bool unreachable;
  struct holding holdings[max_renditions];
};

void origin_open(struct origin *origin, const struct config *config, const struct origin_config *address, struct window *window, int64_t boot_second);

/* The thread. It ends after the window was closed, with one last round. */
void *origin_run(void *origin);

#endif
