/* The live window: for each rendition the segments that its playlist lists. The segmenter adds; uploaders take snapshots. */
#ifndef AIRPATH_WINDOW_H
#define AIRPATH_WINDOW_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "config.h"

enum { window_most = 20 };

struct segment {
  atomic_int users;
  int64_t sequence;
  /* Wall clock of its first sample, in ms since 1970. */
  int64_t starts_ms;
  /* AAC frames. */
  int frames;
  bool discontinuity, blank;
  size_t length;
  uint8_t *bytes;
};

/* What one playlist lists. */
struct listing {
  int count;
  struct segment *segments[window_most];
  /* Discontinuities that left the list, counted on from the process's start as Unix seconds, so that it never goes back. */
  int64_t discontinuity_sequence;
};

struct window {
  pthread_mutex_t lock;
  pthread_cond_t changed;
  int renditions, most;
  uint64_t version;
  /* Since when there are segments that the version does not tell of (steady); 0 when there are none. */
  int64_t added;
  bool closed;
  struct listing listings[max_renditions];
};

void window_open(struct window *window, int renditions, int most, int64_t boot_second);

/* Takes the segment over. */
void window_add(struct window *window, int rendition, struct segment *segment);

/* What was listed does not join up with what comes. */
void window_clear(struct window *window, int rendition);

/* Wakes those who wait, once every rendition is at the same sequence; for one that is late the others wait 0.3 s. */
void window_publish(struct window *window, int64_t steady);
void window_close(struct window *window);

/* Waits until the version is another than `known`, the window is closed, or `deadline` (steady). @returns false once it is closed and known. */
bool window_wait(struct window *window, uint64_t known, int64_t deadline);

/* Copies the listings; each segment is held until window_release. @returns their version. */
uint64_t window_snapshot(struct window *window, struct listing listings[max_renditions]);
void window_release(struct listing listings[max_renditions], int renditions);

#endif
