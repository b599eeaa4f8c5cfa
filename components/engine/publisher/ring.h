/* The last seconds of one format's stream, for readers that each go at their own pace. A slow reader loses, the writer never waits. */
#ifndef AIRPATH_RING_H
#define AIRPATH_RING_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ring {
  pthread_mutex_t lock;
  pthread_cond_t grown;
  uint8_t *bytes;
  size_t size;
  /* Bytes ever written, and where the newest frame begins. */
  uint64_t written, newest;
  /* When the last frame came (steady), and how long without another means that the encoder stopped. */
  int64_t last;
  int64_t patience;
  /* What every reader needs first: Ogg's header pages. */
  uint8_t *head;
  size_t head_length;
  /* The process ends: readers take what is left. */
  bool closed;
};

/* Keeps `size` bytes. */
void ring_open(struct ring *ring, size_t size, int64_t patience);

/* One frame. Readers are told by ring_wake, once for all frames that came together. */
void ring_put(struct ring *ring, const uint8_t *frame, size_t length, int64_t now);
void ring_wake(struct ring *ring);

/* A frame that is also the beginning of a new head (`anew`), or the head's next part. A new reader has it from the head. */
void ring_put_head(struct ring *ring, const uint8_t *frame, size_t length, int64_t now, bool anew);

/* The head alone, where the stream's own was not heard. */
void ring_set_head(struct ring *ring, const uint8_t *bytes, size_t length);
bool ring_has_head(struct ring *ring);
void ring_set_patience(struct ring *ring, int64_t patience);

void ring_close(struct ring *ring);

/* Is the encoder delivering? */
bool ring_live(struct ring *ring);

/* @returns true as soon as it is; false at `deadline` (steady) or when the ring is closed. */
bool ring_wait_live(struct ring *ring, int64_t deadline);

/* Where a new reader starts: the newest frame. @returns the head, to be freed, its length in *length; NULL and 0 when there is none. */
uint8_t *ring_join(struct ring *ring, uint64_t *cursor, size_t *length);

enum ring_state { ring_has_data, ring_waited, ring_idle, ring_overrun, ring_ended };

/* Copies what stands from `cursor` on, at most `size` bytes, into `buffer`, the count in *length; waits for it until `deadline` (steady). The
   caller moves the cursor on. */
enum ring_state ring_read(struct ring *ring, uint64_t cursor, uint8_t *buffer, size_t size, int64_t deadline, size_t *length);

#endif
