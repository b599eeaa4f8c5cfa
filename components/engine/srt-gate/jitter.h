/* The jitter buffer: sound comes in when the network pleases, and goes out at exactly 48 000 frames a second.
 * Its delay is chosen so that, on time, it holds a target at least; what a sender that bundles its sound needs comes on top by itself. */
#ifndef AIRPATH_JITTER_H
#define AIRPATH_JITTER_H

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

#include "drift.h"
#include "levels.h"
#include "resampler.h"
#include "ring.h"

enum jitter_state {
  jitter_off,
  /* Watching how the sound arrives, half a second, before anyone hears it. */
  jitter_priming,
  jitter_playing,
  /* Ran empty: silence until the target is reached again. */
  jitter_refilling,
};

/* Totals go on over peers, as Prometheus counters must. */
struct jitter_numbers {
  double fill_seconds, target_seconds, drift_ppm;
  uint64_t concealed_frames, overrun_frames, underruns;
};

struct jitter {
  pthread_mutex_t lock; /* guards everything */
  int channels;
  enum jitter_state state;
  /* Counts peers, so that a quick change of peers is seen. */
  unsigned generation;
  struct ring ring;
  int64_t last_write_ns;
  /* While priming: frames that came less frames that would have been played, from the first one on. */
  double level;
  struct levels levels;
  /* In frames: what should be there at least when all is on time, and what a bundle of arriving sound adds. */
  double target, swing;
  /* What is there at least when all is on time, as the start left it: near the target, and steered for. */
  double held;
  double since_underrun, since_silence;
  struct drift drift;
  struct resampler resampler;
  struct jitter_numbers numbers;
};

void jitter_init(struct jitter *jitter, int channels);
/* A peer has come: starts to watch. @returns false when memory is short. */
bool jitter_start(struct jitter *jitter);
/* The peer has gone; memory is given back. */
void jitter_stop(struct jitter *jitter);

void jitter_write(struct jitter *jitter, const float *frames, size_t count);
/* `count` lost frames' place is kept by silence. */
void jitter_write_gap(struct jitter *jitter, size_t count);

/* What a hundredth of a second gave. */
struct jitter_chunk {
  /* Its time has not come, and neither has its sound: to be asked for again. Nothing else is said then. */
  bool awaited;
  /* False while nothing is to be heard: no peer, priming, or no sound for longer than was asked. */
  bool audible;
  unsigned generation;
  bool underrun;
  float frames[max_chunk * max_channels];
};

/* Called for every hundredth of a second, `late_ns` after it should have been, or, where less than 0, before it: what is there then is given, and nothing is taken for
 * lost. Sound that stays away longer than `lost_ns` ends what is audible: the next sound is watched anew. */
void jitter_read(struct jitter *jitter, int64_t late_ns, int64_t lost_ns, struct jitter_chunk *chunk);

#endif
