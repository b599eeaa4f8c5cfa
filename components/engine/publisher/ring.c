#include "ring.h"

#include <stdlib.h>
#include <string.h>

#include "instant.h"
#include "log.h"

void ring_open(struct ring *ring, size_t size, int64_t patience) {
  pthread_condattr_t steady;
  pthread_condattr_init(&steady);
  pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
  memset(ring, 0, sizeof *ring);
  pthread_mutex_init(&ring->lock, NULL);
  pthread_cond_init(&ring->grown, &steady);
  ring->bytes = malloc(size);
  if (!ring->bytes) fail("no-memory", "%zu bytes for a format's ring", size);
  ring->size = size;
  ring->patience = patience;
}

static void store(struct ring *ring, const uint8_t *frame, size_t length, int64_t now) {
  size_t at = ring->written % ring->size, first = length < ring->size - at ? length : ring->size - at;
  memcpy(ring->bytes + at, frame, first);
  memcpy(ring->bytes, frame + first, length - first);
  ring->newest = ring->written;
  ring->written += length;
  ring->last = now;
}

void ring_put(struct ring *ring, const uint8_t *frame, size_t length, int64_t now) {
  if (length > ring->size) return;
  pthread_mutex_lock(&ring->lock);
  store(ring, frame, length, now);
  pthread_mutex_unlock(&ring->lock);
}

void ring_wake(struct ring *ring) {
  pthread_cond_broadcast(&ring->grown);
}

static void add_head(struct ring *ring, const uint8_t *bytes, size_t length, bool anew) {
  size_t kept = anew ? 0 : ring->head_length;
  uint8_t *larger = realloc(ring->head, kept + length);
  if (!larger) return;
  memcpy(larger + kept, bytes, length);
  ring->head = larger;
  ring->head_length = kept + length;
}

void ring_put_head(struct ring *ring, const uint8_t *frame, size_t length, int64_t now, bool anew) {
  if (length > ring->size) return;
  pthread_mutex_lock(&ring->lock);
  store(ring, frame, length, now);
  ring->newest = ring->written;
  add_head(ring, frame, length, anew);
  pthread_mutex_unlock(&ring->lock);
}

void ring_set_head(struct ring *ring, const uint8_t *bytes, size_t length) {
  pthread_mutex_lock(&ring->lock);
  add_head(ring, bytes, length, true);
  pthread_mutex_unlock(&ring->lock);
}

bool ring_has_head(struct ring *ring) {
  pthread_mutex_lock(&ring->lock);
  bool has_head = ring->head_length > 0;
  pthread_mutex_unlock(&ring->lock);
  return has_head;
}

void ring_set_patience(struct ring *ring, int64_t patience) {
  pthread_mutex_lock(&ring->lock);
  ring->patience = patience;
  pthread_mutex_unlock(&ring->lock);
}

void ring_close(struct ring *ring) {
  pthread_mutex_lock(&ring->lock);
  ring->closed = true;
  pthread_cond_broadcast(&ring->grown);
  pthread_mutex_unlock(&ring->lock);
}

static bool live(const struct ring *ring) {
  return ring->last != 0 && steady_now() - ring->last < ring->patience;
}

bool ring_live(struct ring *ring) {
  pthread_mutex_lock(&ring->lock);
  bool is_live = live(ring);
  pthread_mutex_unlock(&ring->lock);
  return is_live;
}

bool ring_wait_live(struct ring *ring, int64_t deadline) {
  struct timespec until = timespec_of(deadline);
  bool is_live;
  pthread_mutex_lock(&ring->lock);
  while (!(is_live = live(ring)) && !ring->closed && steady_now() < deadline) pthread_cond_timedwait(&ring->grown, &ring->lock, &until);
  is_live = is_live && !ring->closed;
  pthread_mutex_unlock(&ring->lock);
  return is_live;
}

uint8_t *ring_join(struct ring *ring, uint64_t *cursor, size_t *length) {
  pthread_mutex_lock(&ring->lock);
  *cursor = ring->newest;
  *length = ring->head_length;
  uint8_t *head = ring->head_length > 0 ? malloc(ring->head_length) : NULL;
  if (head)
    memcpy(head, ring->head, ring->head_length);
  else
    *length = 0;
  pthread_mutex_unlock(&ring->lock);
  return head;
}

enum ring_state ring_read(struct ring *ring, uint64_t cursor, uint8_t *buffer, size_t size, int64_t deadline, size_t *length) {
  struct timespec until = timespec_of(deadline);
  enum ring_state state = ring_has_data;
  *length = 0;
  pthread_mutex_lock(&ring->lock);
  while (ring->written == cursor && !ring->closed && steady_now() < deadline) pthread_cond_timedwait(&ring->grown, &ring->lock, &until);
  if (ring->written - cursor > ring->size) {
    state = ring_overrun;
  } else if (ring->written > cursor) {
    size_t at = cursor % ring->size, available = ring->written - cursor;
    if (available > size) available = size;
    size_t first = available < ring->size - at ? available : ring->size - at;
    memcpy(buffer, ring->bytes + at, first);
    memcpy(buffer + first, ring->bytes, available - first);
    *length = available;
  } else {
    state = ring->closed ? ring_ended : live(ring) ? ring_waited : ring_idle;
  }
  pthread_mutex_unlock(&ring->lock);
  return state;
}
