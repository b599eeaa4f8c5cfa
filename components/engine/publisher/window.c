#include "window.h"

#include <stdlib.h>
#include <string.h>

#include "instant.h"

#define late_ns (300 * (int64_t)ns_per_ms)

void window_open(struct window *window, int renditions, int most, int64_t boot_second) {
  pthread_condattr_t steady;
  pthread_condattr_init(&steady);
  pthread_condattr_setclock(&steady, CLOCK_MONOTONIC);
  memset(window, 0, sizeof *window);
  pthread_mutex_init(&window->lock, NULL);
  pthread_cond_init(&window->changed, &steady);
  window->renditions = renditions;
  window->most = most;
  for (int i = 0; i < renditions; i++) window->listings[i].discontinuity_sequence = boot_second;
}

static void let_go(struct segment *segment) {
  if (atomic_fetch_sub(&segment->users, 1) != 1) return;
  free(segment->bytes);
  free(segment);
}

static void remove_oldest(struct listing *listing) {
  listing->discontinuity_sequence += listing->segments[0]->discontinuity;
  let_go(listing->segments[0]);
  listing->count--;
  memmove(listing->segments, listing->segments + 1, (size_t)listing->count * sizeof listing->segments[0]);
}

void window_add(struct window *window, int rendition, struct segment *segment) {
  struct listing *listing = &window->listings[rendition];
  atomic_init(&segment->users, 1);
  pthread_mutex_lock(&window->lock);
  if (listing->count == window->most) remove_oldest(listing);
  listing->segments[listing->count++] = segment;
  if (window->added == 0) window->added = steady_now();
  pthread_mutex_unlock(&window->lock);
}

void window_clear(struct window *window, int rendition) {
  pthread_mutex_lock(&window->lock);
  while (window->listings[rendition].count > 0) remove_oldest(&window->listings[rendition]);
  pthread_mutex_unlock(&window->lock);
}

static bool is_even(const struct window *window) {
  for (int i = 0; i < window->renditions; i++) {
    const struct listing *first = &window->listings[0], *other = &window->listings[i];
    if (first->count == 0 || other->count == 0) return false;
    if (first->segments[first->count - 1]->sequence != other->segments[other->count - 1]->sequence) return false;
  }
  return true;
}

void window_publish(struct window *window, int64_t steady) {
  pthread_mutex_lock(&window->lock);
  if (window->added != 0 && (steady - window->added > late_ns || is_even(window))) {
    window->added = 0;
    window->version++;
    pthread_cond_broadcast(&window->changed);
  }
  pthread_mutex_unlock(&window->lock);
}

void window_close(struct window *window) {
  pthread_mutex_lock(&window->lock);
  window->closed = true;
  if (window->added != 0) window->version++;
  pthread_cond_broadcast(&window->changed);
  pthread_mutex_unlock(&window->lock);
}

bool window_wait(struct window *window, uint64_t known, int64_t deadline) {
  struct timespec until = timespec_of(deadline);
  pthread_mutex_lock(&window->lock);
  while (window->version == known && !window->closed && steady_now() < deadline)
    pthread_cond_timedwait(&window->changed, &window->lock, &until);
  bool more = !window->closed || window->version != known;
  pthread_mutex_unlock(&window->lock);
  return more;
}

uint64_t window_snapshot(struct window *window, struct listing listings[max_renditions]) {
  pthread_mutex_lock(&window->lock);
  memcpy(listings, window->listings, sizeof window->listings);
  for (int i = 0; i < window->renditions; i++)
    for (int j = 0; j < listings[i].count; j++) atomic_fetch_add(&listings[i].segments[j]->users, 1);
  uint64_t version = window->version;
  pthread_mutex_unlock(&window->lock);
  return version;
}

void window_release(struct listing listings[max_renditions], int renditions) {
  for (int i = 0; i < renditions; i++)
    for (int j = 0; j < listings[i].count; j++) let_go(listings[i].segments[j]);
}
