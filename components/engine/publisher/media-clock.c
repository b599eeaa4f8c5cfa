#include "media-clock.h"

#include <string.h>

#include "instant.h"

/* Silence of the encoder for so long is a gap, or its process was stopped. */
#define gap_ns (500 * (int64_t)ns_per_ms)
/* Long enough to see an early frame on a busy machine; players are seconds behind. */
#define measure_ns ns_per_second
#define watch_ns (2 * ns_per_second)

int64_t media_clock_time(int64_t number) {
  return number * 64 * ns_per_ms / 3;
}

static int64_t number_at(int64_t instant) {
  return (instant + media_clock_time(1) / 2) / 64 * 3 / ns_per_ms;
}

/* Nanoseconds in whole frames, to the nearest. */
static int64_t frames_of(int64_t duration) {
  int64_t frame = media_clock_time(1);
  return (duration + (duration < 0 ? -frame : frame) / 2) / frame;
}

void media_clock_open(struct media_clock *clock, int tracks, int segment_frames) {
  memset(clock, 0, sizeof *clock);
  clock->tracks = tracks;
  clock->half_segment = media_clock_time(segment_frames) / 2;
}

static void begin_window(struct media_clock *clock, int64_t steady) {
  clock->window = steady;
  for (int i = 0; i < clock->tracks; i++) clock->track[i].frames = 0;
}

static enum clock_verdict measure(struct media_clock *clock, int64_t steady) {
  clock->state = clock_measuring;
  clock->misplaced_windows = 0;
  begin_window(clock, steady);
  return clock_lost;
}

enum clock_verdict media_clock_restart(struct media_clock *clock, int64_t steady) {
  clock->anew = true;
  return measure(clock, steady);
}

/* How late the track's frames come by its numbers. */
static int64_t lateness(const struct clock_track *track) {
  return track->earliest - media_clock_time(track->base);
}

/* Least late of all; `worst` is how much later the latest track is. Tracks that are silent do not count. */
static int64_t least_late(const struct media_clock *clock, int64_t *worst) {
  int64_t least = INT64_MAX, most = INT64_MIN;
  for (int i = 0; i < clock->tracks; i++) {
    const struct clock_track *track = &clock->track[i];
    if (track->frames == 0) continue;
    if (lateness(track) < least) least = lateness(track);
    if (lateness(track) > most) most = lateness(track);
  }
  *worst = most - least;
  return least;
}

static enum clock_verdict end_measurement(struct media_clock *clock) {
  int64_t worst, late = least_late(clock, &worst), frame = media_clock_time(1);
  int64_t moved = late < clock->offset ? clock->offset - late : late - clock->offset;
  /* An encoder that was held up goes on where it was, and comes late for as long as it takes to catch up: nothing is missing, and nobody is told. */
  bool same = clock->was_set && !clock->anew && worst < frame * 3 / 4 && moved < clock->half_segment;
  clock->state = clock_running;
  clock->anew = false;
  if (same) return clock_kept;
  int64_t first = INT64_MAX;
  for (int i = 0; i < clock->tracks; i++)
    if (clock->track[i].frames > 0 && clock->track[i].earliest < first) first = clock->track[i].earliest;
  for (int i = 0; i < clock->tracks; i++) {
    struct clock_track *track = &clock->track[i];
    /* A silent track's numbers are measured when it speaks. */
    track->base = number_at(first) + (track->frames > 0 ? frames_of(track->earliest - first) : 0);
  }
  clock->was_set = true;
  clock->offset = least_late(clock, &worst);
  return clock_set;
}

static enum clock_verdict watch(struct media_clock *clock, int64_t steady) {
  int64_t worst;
  clock->offset = least_late(clock, &worst);
  clock->misplaced_windows = worst > media_clock_time(1) * 3 / 4 ? clock->misplaced_windows + 1 : 0;
  bool off = clock->offset > clock->half_segment || clock->offset < -clock->half_segment;
  if (off || clock->misplaced_windows == 2) {
    clock->anew = true;
    return measure(clock, steady);
  }
  begin_window(clock, steady);
  return clock_nothing;
}

enum clock_verdict media_clock_frame(struct media_clock *clock, int index, int64_t wall, int64_t steady) {
  struct clock_track *track = &clock->track[index];
  enum clock_verdict verdict = clock_nothing;
  bool gap = steady - track->last > gap_ns;
  /* The first track to speak again tells of the gap; the others' frames come at the same time. */
  if (clock->state == clock_idle || (gap && (clock->state == clock_running || (steady - clock->window > gap_ns && track->last != 0))))
    verdict = measure(clock, steady);
  else if (clock->state == clock_measuring && steady - clock->window > measure_ns)
    verdict = end_measurement(clock);
  else if (clock->state == clock_running && steady - clock->window > watch_ns)
    verdict = watch(clock, steady);
  int64_t start = wall - media_clock_time(track->count);
  if (track->frames == 0 || start < track->earliest) track->earliest = start;
  track->frames++;
  track->last = steady;
  track->count++;
  return verdict;
}

int64_t media_clock_number(const struct media_clock *clock, int track, int64_t index) {
  return clock->track[track].base + index;
}
