#include "ring.h"

#include <stdlib.h>
#include <string.h>

enum { fade_frames = 240 };

bool ring_open(struct ring *ring, int channels, size_t capacity) {
  *ring = (struct ring){.channels = channels, .capacity = capacity, .frames = malloc(capacity * (size_t)channels * sizeof(float))};
  return ring->frames;
}

void ring_close(struct ring *ring) {
  free(ring->frames);
  ring->frames = NULL;
  ring_empty(ring);
}

void ring_empty(struct ring *ring) {
  ring->first = ring->fill = 0;
}

static float *at(struct ring *ring, size_t offset) {
  return ring->frames + (ring->first + offset) % ring->capacity * (size_t)ring->channels;
}

void ring_drop(struct ring *ring, size_t count) {
  ring->first = (ring->first + count) % ring->capacity;
  ring->fill -= count;
}

size_t ring_append(struct ring *ring, const float *frames, size_t count) {
  size_t width = (size_t)ring->channels, excess = 0;
  if (count > ring->capacity) {
    excess = count - ring->capacity;
    if (frames) frames += excess * width;
    count = ring->capacity;
  }
  if (ring->fill + count > ring->capacity) {
    size_t oldest = ring->fill + count - ring->capacity;
    excess += oldest;
    ring_drop(ring, oldest);
  }
  for (size_t done = 0, run; done < count; done += run) {
    size_t place = (ring->first + ring->fill) % ring->capacity;
    run = ring->capacity - place < count - done ? ring->capacity - place : count - done;
    if (frames)
      memcpy(ring->frames + place * width, frames + done * width, run * width * sizeof *frames);
    else
      memset(ring->frames + place * width, 0, run * width * sizeof *frames);
    ring->fill += run;
  }
  return excess;
}

/* Scales `count` frames from `offset` on, from one gain to another. */
static void fade(struct ring *ring, size_t offset, size_t count, float from, float to) {
  for (size_t i = 0; i < count; i++) {
    float gain = from + (to - from) * (float)i / (float)count, *frame = at(ring, offset + i);
    for (int c = 0; c < ring->channels; c++) frame[c] *= gain;
  }
}

static size_t edge(const struct ring *ring) {
  return ring->fill < fade_frames ? ring->fill : fade_frames;
}

void ring_fade_in(struct ring *ring) {
  fade(ring, 0, edge(ring), 0, 1);
}

void ring_fade_out(struct ring *ring) {
  fade(ring, ring->fill - edge(ring), edge(ring), 1, 0);
}

size_t ring_take(struct ring *ring, float *frames, size_t count) {
  size_t width = (size_t)ring->channels, there = ring->fill < count ? ring->fill : count;
  for (size_t i = 0; i < there; i++) memcpy(frames + i * width, at(ring, i), width * sizeof *frames);
  memset(frames + there * width, 0, (count - there) * width * sizeof *frames);
  ring_drop(ring, there);
  return there;
}

size_t ring_shorten(struct ring *ring, size_t excess) {
  if (ring->fill < excess + fade_frames || excess < fade_frames) return 0;
  for (size_t i = 0; i < fade_frames; i++) {
    float gain = (float)i / fade_frames, *old = at(ring, i), *new = at(ring, excess + i);
    for (int c = 0; c < ring->channels; c++) new[c] = gain * new[c] + (1 - gain) * old[c];
  }
  ring_drop(ring, excess);
  return excess;
}
