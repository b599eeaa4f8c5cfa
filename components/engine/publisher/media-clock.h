/*
 * The media clock: gives every AAC frame its place on the wall clock. Pure.
 *
 * AAC in ADTS tells no time. A frame of 1024 samples at 48 kHz lasts 64/3 ms, so frames have a number since 1970, and 180 of them are one segment of
 * 3.84 s: engines that agree on the time agree on numbers. What a track's frame i is called is measured once: an encoder's frames never come early,
 * only late, so the earliest arrival in a second, against an even pace, tells when frame 0 came. From then on frames are counted.
 * All tracks are encoded in step, so their earliest arrivals differ by less than a frame, and they begin at the same number.
 */
#ifndef AIRPATH_MEDIA_CLOCK_H
#define AIRPATH_MEDIA_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

enum { clock_tracks = 8 };

/* Of frame `number` since 1970, in nanoseconds: where it starts. */
int64_t media_clock_time(int64_t number);

enum clock_state { clock_idle, clock_measuring, clock_running };

enum clock_verdict {
  clock_nothing,
  /* Numbers do not hold any more: frames from here on wait until a measurement ends. */
  clock_lost,
  /* The measurement ended: frames since it began have the numbers of before; the encoder had only been slow. */
  clock_kept,
  /* The measurement ended: frames since it began have new numbers. */
  clock_set,
};

struct clock_track {
  /* Frames that came since the start of the process; the next frame's index. */
  int64_t count;
  /* The number of the frame with index 0. */
  int64_t base;
  /* Of this window: the earliest arrival of frame 0 that its frames speak for, and how many they are. */
  int64_t earliest;
  int frames;
  /* Steady. */
  int64_t last;
};

struct media_clock {
  int tracks;
  int64_t half_segment;
  enum clock_state state;
  bool was_set;
  /* The stream is known to have begun anew. */
  bool anew;
  int64_t window;
  int misplaced_windows;
  /* How much later than their numbers say the frames come, at best; nanoseconds. */
  int64_t offset;
  struct clock_track track[clock_tracks];
};

void media_clock_open(struct media_clock *clock, int tracks, int segment_frames);

/* The next frames of a track belong to another stream than the last ones: its sender is another one. */
enum clock_verdict media_clock_restart(struct media_clock *clock, int64_t steady);

/* A frame of `track` came; two points in time, of the wall clock and the steady one. A verdict of clock_lost comes before the frame is counted. */
enum clock_verdict media_clock_frame(struct media_clock *clock, int track, int64_t wall, int64_t steady);

/* The number of a track's frame with that index. */
int64_t media_clock_number(const struct media_clock *clock, int track, int64_t index);

#endif
