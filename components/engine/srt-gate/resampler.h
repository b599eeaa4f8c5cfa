/* A gentle change of speed, by some parts per million, for clocks that disagree. While they agree, samples pass through untouched. */
#ifndef AIRPATH_RESAMPLER_H
#define AIRPATH_RESAMPLER_H

#include <stddef.h>

enum { max_channels = 6, resampler_taps = 48, max_chunk = 480, max_take = max_chunk + 2 };

struct resampler {
  int channels;
  /* Where the next output lies between two samples of the input: 0 to 1. */
  double phase;
  /* By channel: the last `taps` samples taken, then room for a chunk's. */
  float history[max_channels][resampler_taps + max_take];
};

/* Once per process. */
void resampler_prepare(void);

void resampler_reset(struct resampler *resampler, int channels);

/* @returns how many frames of input the next `max_chunk` frames of output take at `ppm` parts per million above normal speed. */
size_t resampler_needs(const struct resampler *resampler, double ppm);

/* `input` holds what `resampler_needs` said, `output` gets `max_chunk` frames; both interleaved. The delay is 24 frames. */
void resampler_run(struct resampler *resampler, double ppm, const float *input, float *output);

#endif
