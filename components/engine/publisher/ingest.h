/* The encoded formats, from UDP on loopback into the rings and the segmenter: one thread for all. */
#ifndef AIRPATH_INGEST_H
#define AIRPATH_INGEST_H

#include <stdatomic.h>

#include "config.h"
#include "ring.h"
#include "segmenter.h"

struct feed {
  const struct format_config *format;
  int fd;
  /* Index of the rendition that is made of it, or -1. */
  int rendition;
  struct framing framing;
  struct ring ring;
  /* Who sent last, and when (steady). */
  uint16_t sender;
  int64_t last;
  /* Of Ogg: the last page's position, and whether header pages are going by. */
  int64_t position;
  bool in_head;
  /* When the datagram came whose frames are passed on, by both clocks; not under way: in both. */
  int64_t wall, steady;
  struct segmenter *segmenter;
  /* Read by other threads; the time is the wall clock's. */
  atomic_ullong frames, bytes, gaps, lost_bytes;
  _Atomic int64_t last_frame;
};

struct ingest {
  const struct config *config;
  struct window *window;
  struct segmenter segmenter;
  struct feed feeds[max_formats];
};

/* Opens the ports; ends the process when it cannot. */
void ingest_open(struct ingest *ingest, const struct config *config, struct window *window, const atomic_bool *blank);

/* The thread. It ends when the process stops, after it has closed rings and window. */
void *ingest_run(void *ingest);

#endif
