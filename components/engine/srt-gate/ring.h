/* A ring of sound, oldest first, with soft edges where something is missing. One frame is one sample of every channel. */
#ifndef AIRPATH_RING_H
#define AIRPATH_RING_H

#include <stdbool.h>
#include <stddef.h>

struct ring {
  int channels;
  float *frames;
  size_t capacity, first, fill;
};

/* @returns false when memory is short. */
bool ring_open(struct ring *ring, int channels, size_t capacity);
void ring_close(struct ring *ring);
void ring_empty(struct ring *ring);

/* `frames` NULL: silence. @returns frames that had to make room, the oldest. */
size_t ring_append(struct ring *ring, const float *frames, size_t count);
/* Takes out what is there, up to `count`; the rest of `frames` is silence. @returns frames that were there. */
size_t ring_take(struct ring *ring, float *frames, size_t count);
void ring_drop(struct ring *ring, size_t count);

/* Five milliseconds, at the oldest frame or at the newest. */
void ring_fade_in(struct ring *ring);
void ring_fade_out(struct ring *ring);
/* Leaves out `excess` frames, the oldest, and joins what was about to be played to what follows. @returns how many it left out: all or none. */
size_t ring_shorten(struct ring *ring, size_t excess);

#endif
