/*
 * Cuts the renditions' frames into segments. Slot k of the wall clock, [k × 3.84 s, (k + 1) × 3.84 s), is segment k of every rendition, always
 * whole: where the encoder's frames are missing, silence stands, so that media time has no holes and players keep their distance from now.
 * Called from one thread.
 */
#ifndef AIRPATH_SEGMENTER_H
#define AIRPATH_SEGMENTER_H

#include <stdatomic.h>

#include "config.h"
#include "media-clock.h"
#include "now-playing.h"
#include "silence.h"
#include "ts.h"
#include "window.h"

/* Longest segment that config.c takes; frames of the seconds in which a measurement may still be going on. */
enum { segment_most = 469, waiting_most = 256 };

/* Frames, one after the other. */
struct frames {
  int count;
  size_t length, capacity;
  uint8_t *bytes;
  uint16_t lengths[segment_most];
};

struct track {
  /* Frames that have no number yet, and the index of the first. */
  struct frames waiting;
  int64_t waiting_from;
  /* The segment being filled, and the number of the frame that comes next. */
  struct frames filling;
  int64_t next;
  uint8_t silence[silence_most];
  size_t silence_length;
  /* The first slot that is told apart from what went before. */
  int64_t discontinuity_slot;
  struct ts_muxer muxer;
  bool wrong_rate;
};

struct segmenter {
  const struct config *config;
  struct window *window;
  /* NULL: nobody tells. */
  struct now_playing *playing;
  struct media_clock clock;
  bool joined;
  /* The first slot that no earlier process can have published. */
  int64_t first_slot;
  int64_t last_sequence;
  /* Sequence minus slot: above 0 after the wall clock was set back. */
  int64_t ahead;
  /* Read by other threads. */
  _Atomic int64_t offset_ns, sequence;
  atomic_ullong discontinuities;
  /* Whether the programme is silence, as Liquidsoap judges it; written by another thread. */
  const atomic_bool *blank;
  struct track tracks[max_renditions];
};

void segmenter_open(struct segmenter *segmenter, const struct config *config, struct window *window, const atomic_bool *blank);

/* An ADTS frame of a rendition; when it came, by the wall clock and the steady one. */
void segmenter_frame(struct segmenter *segmenter, int rendition, const uint8_t *frame, size_t length, int64_t wall, int64_t steady);

/* The stream of a rendition begins anew with the next frame. */
void segmenter_restart(struct segmenter *segmenter, int64_t steady);

/* Publishes what it has, as a shorter segment. */
void segmenter_finish(struct segmenter *segmenter);

#endif
