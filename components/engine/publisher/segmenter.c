#include "segmenter.h"

#include <stdlib.h>
#include <string.h>

#include "instant.h"
#include "log.h"

/* ADTS' index of 48 kHz. */
enum { index_48000 = 3 };

static int64_t slot_of(const struct segmenter *segmenter, int64_t number) {
  return number / segmenter->config->segment_frames;
}

static int64_t wall_slot(const struct segmenter *segmenter, int64_t wall) {
  return wall / media_clock_time(segmenter->config->segment_frames);
}

void segmenter_open(struct segmenter *segmenter, const struct config *config, struct window *window, const atomic_bool *blank) {
  memset(segmenter, 0, sizeof *segmenter);
  segmenter->config = config;
  segmenter->window = window;
  segmenter->blank = blank;
  segmenter->first_slot = wall_slot(segmenter, wall_now()) + 1;
  media_clock_open(&segmenter->clock, config->rendition_count, config->segment_frames);
}

static void append(struct frames *frames, const uint8_t *frame, size_t length) {
  if (frames->length + length > frames->capacity) {
    size_t capacity = frames->capacity * 3 / 2 + length + 4096;
    uint8_t *larger = realloc(frames->bytes, capacity);
    if (!larger) return;
    frames->bytes = larger;
    frames->capacity = capacity;
  }
  memcpy(frames->bytes + frames->length, frame, length);
  frames->lengths[frames->count++] = (uint16_t)length;
  frames->length += length;
}

static void empty(struct frames *frames) {
  frames->count = 0;
  frames->length = 0;
}

/* The segment that is being filled goes into the window as it is. */
static void close_segment(struct segmenter *segmenter, int rendition) {
  struct track *track = &segmenter->tracks[rendition];
  struct frames *frames = &track->filling;
  int64_t first = track->next - frames->count, slot = slot_of(segmenter, first);
  struct segment *segment = calloc(1, sizeof *segment);
  struct segment_tags tags = {0};
  if (segmenter->playing) now_playing_tags(segmenter->playing, first, frames->count, &tags);
  if (segment)
    segment->bytes = ts_segment(&track->muxer, frames->bytes, frames->lengths, frames->count, first, tags.tags, tags.count, &segment->length);
  if (!segment || !segment->bytes) fail("no-memory", "a segment of %d frames", frames->count);
  segment->sequence = slot + segmenter->ahead;
  segment->starts_ms = media_clock_time(first) / ns_per_ms;
  segment->frames = frames->count;
  segment->discontinuity = slot >= track->discontinuity_slot;
  segment->blank = atomic_load(segmenter->blank);
  if (segment->discontinuity) track->discontinuity_slot = INT64_MAX;
  if (segment->sequence > segmenter->last_sequence) segmenter->last_sequence = segment->sequence;
  atomic_store(&segmenter->sequence, segmenter->last_sequence);
  empty(frames);
  window_add(segmenter->window, rendition, segment);
}

static void push(struct segmenter *segmenter, int rendition, const uint8_t *frame, size_t length) {
  struct track *track = &segmenter->tracks[rendition];
  append(&track->filling, frame, length);
  track->next++;
  if (track->next % segmenter->config->segment_frames == 0) close_segment(segmenter, rendition);
}

static void fill(struct segmenter *segmenter, int rendition, int64_t until) {
  struct track *track = &segmenter->tracks[rendition];
  while (track->next < until) push(segmenter, rendition, track->silence, track->silence_length);
}

/* Puts a frame where it belongs. What is before its time is already filled: then it is dropped. */
static void place(struct segmenter *segmenter, int rendition, int64_t number, const uint8_t *frame, size_t length) {
  if (number < segmenter->tracks[rendition].next) return;
  fill(segmenter, rendition, number);
  push(segmenter, rendition, frame, length);
}

static void place_waiting(struct segmenter *segmenter) {
  for (int i = 0; i < segmenter->config->rendition_count; i++) {
    struct track *track = &segmenter->tracks[i];
    const uint8_t *frame = track->waiting.bytes;
    for (int j = 0; j < track->waiting.count; frame += track->waiting.lengths[j++])
      place(segmenter, i, media_clock_number(&segmenter->clock, i, track->waiting_from + j), frame, track->waiting.lengths[j]);
    empty(&track->waiting);
  }
}

/* The track starts afresh at a slot; what it had does not join up. */
static void start_at(struct segmenter *segmenter, int rendition, int64_t slot) {
  struct track *track = &segmenter->tracks[rendition];
  empty(&track->filling);
  track->next = slot * segmenter->config->segment_frames;
  window_clear(segmenter->window, rendition);
}

/* Where new numbers begin. They may be far ahead of where the tracks are, or behind: sequences go on all the same. */
static void join(struct segmenter *segmenter) {
  const struct config *config = segmenter->config;
  int64_t first = INT64_MAX, furthest = 0, frames = config->segment_frames;
  for (int i = 0; i < config->rendition_count; i++) {
    const struct track *track = &segmenter->tracks[i];
    int64_t number = media_clock_number(&segmenter->clock, i, track->waiting_from);
    if (track->waiting.count > 0 && number < first) first = number;
    if (track->next > furthest) furthest = track->next;
  }
  int64_t slot = slot_of(segmenter, first);
  if (!segmenter->joined && slot < segmenter->first_slot) slot = segmenter->first_slot;
  /* Back by more than it takes to wait: the numbers of slots begin again, those of segments go on. */
  bool back = segmenter->joined && furthest - first > 2 * frames;
  if (back) slot = slot_of(segmenter, first) + 1;
  bool far = segmenter->joined && slot_of(segmenter, first) - slot_of(segmenter, furthest) > config->segment_count;
  if (back || far) segmenter->ahead = segmenter->last_sequence >= slot ? segmenter->last_sequence + 1 - slot : 0;
  for (int i = 0; i < config->rendition_count; i++) {
    struct track *track = &segmenter->tracks[i];
    if (!segmenter->joined || back || slot - slot_of(segmenter, track->next) > config->segment_count) start_at(segmenter, i, slot);
    track->discontinuity_slot = slot_of(segmenter, first > track->next ? first : track->next);
  }
  if (segmenter->joined) {
    atomic_fetch_add(&segmenter->discontinuities, 1);
    log_event("warning", NULL, "discontinuity", "the encoders' stream goes on at %lld, %+.3f s from where it was", (long long)slot,
              (double)media_clock_time(first - furthest) / (double)ns_per_second);
  }
  segmenter->joined = true;
}

static void obey(struct segmenter *segmenter, enum clock_verdict verdict) {
  if (verdict == clock_set) join(segmenter);
  if (verdict == clock_set || verdict == clock_kept) place_waiting(segmenter);
  if (verdict != clock_lost) return;
  for (int i = 0; i < segmenter->config->rendition_count; i++) {
    empty(&segmenter->tracks[i].waiting);
    segmenter->tracks[i].waiting_from = segmenter->clock.track[i].count;
  }
}

void segmenter_restart(struct segmenter *segmenter, int64_t steady) {
  obey(segmenter, media_clock_restart(&segmenter->clock, steady));
}

void segmenter_frame(struct segmenter *segmenter, int rendition, const uint8_t *frame, size_t length, int64_t wall, int64_t steady) {
  struct track *track = &segmenter->tracks[rendition];
  bool wrong_rate = (frame[2] >> 2 & 15) != index_48000;
  size_t silence = silence_frame(frame, track->silence);
  if (wrong_rate || silence == 0) {
    if (!track->wrong_rate)
      log_event("error", NULL, "bad-stream", "%s is not AAC at 48 kHz with 1, 2 or 6 channels: no HLS of it",
                segmenter->config->formats[segmenter->config->renditions[rendition].format].id);
    track->wrong_rate = true;
    return;
  }
  track->silence_length = silence;
  enum clock_verdict verdict = media_clock_frame(&segmenter->clock, rendition, wall, steady);
  int64_t index = segmenter->clock.track[rendition].count - 1;
  obey(segmenter, verdict);
  /* The frame that told of the loss is the first to wait. */
  if (verdict == clock_lost) track->waiting_from = index;
  atomic_store(&segmenter->offset_ns, segmenter->clock.offset);
  if (segmenter->clock.state == clock_running)
    place(segmenter, rendition, media_clock_number(&segmenter->clock, rendition, index), frame, length);
  else if (track->waiting.count < waiting_most)
    append(&track->waiting, frame, length);
}

void segmenter_finish(struct segmenter *segmenter) {
  int64_t end = INT64_MAX;
  for (int i = 0; i < segmenter->config->rendition_count; i++)
    if (segmenter->tracks[i].filling.count > 0 && segmenter->tracks[i].next < end) end = segmenter->tracks[i].next;
  for (int i = 0; i < segmenter->config->rendition_count; i++) {
    struct track *track = &segmenter->tracks[i];
    /* All renditions end at the same frame. */
    while (track->filling.count > 0 && track->next > end) {
      track->filling.length -= track->filling.lengths[--track->filling.count];
      track->next--;
    }
    if (track->filling.count > 0) close_segment(segmenter, i);
  }
}
