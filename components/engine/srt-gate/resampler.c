#include "resampler.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

/* 48 taps under a Kaiser window of 9: flat to 21 kHz, images 90 dB down. Between 256 phases coefficients are interpolated, which adds less than 100 dB down. */
enum { phases = 256, half = resampler_taps / 2 };
static const double kaiser = 9;
/* Speed at which a left-over fraction of a sample is walked off once clocks agree. */
static const double homing_ppm = 3;

typedef float four __attribute__((vector_size(16)));
static float table[phases + 1][resampler_taps];

static double bessel(double x) {
  double sum = 1, term = 1;
  for (int k = 1; k < 40; k++) sum += term *= (x / 2 / k) * (x / 2 / k);
  return sum;
}

static double tap(double distance) {
  double edge = distance / half;
  if (fabs(edge) >= 1) return 0;
  double window = bessel(kaiser * sqrt(1 - edge * edge)) / bessel(kaiser);
  return distance == 0 ? 1 : sin(M_PI * distance) / (M_PI * distance) * window;
}

void resampler_prepare(void) {
  for (int phase = 0; phase <= phases; phase++) {
    double sum = 0, taps[resampler_taps];
    for (int k = 0; k < resampler_taps; k++) sum += taps[k] = tap(k - (half - 1) - (double)phase / phases);
    for (int k = 0; k < resampler_taps; k++) table[phase][k] = (float)(phase % phases ? taps[k] / sum : lrint(taps[k]));
  }
}

void resampler_reset(struct resampler *resampler, int channels) {
  memset(resampler, 0, sizeof *resampler);
  resampler->channels = channels;
}

/* Where the chunk after this one starts, counted from this one's first sample; never between samples once homing has arrived. */
static double advance(const struct resampler *resampler, double ppm) {
  double phase = resampler->phase, homing = max_chunk * homing_ppm / 1e6;
  if (ppm != 0) return phase + max_chunk * (1 + ppm / 1e6);
  if (phase < 0.5) return max_chunk + (phase > homing ? phase - homing : 0);
  return 1 - phase > homing ? max_chunk + phase + homing : max_chunk + 1;
}

size_t resampler_needs(const struct resampler *resampler, double ppm) {
  return (size_t)advance(resampler, ppm);
}

static void copy(const struct resampler *resampler, float *output) {
  for (int c = 0; c < resampler->channels; c++)
    for (size_t i = 0; i < max_chunk; i++) output[i * (size_t)resampler->channels + (size_t)c] = resampler->history[c][half - 1 + i];
}

static four load(const float *place) {
  four value;
  memcpy(&value, place, sizeof value);
  return value;
}

/* One frame of output, `at` samples into the history. */
static void interpolate(const struct resampler *resampler, double at, float *output) {
  four taps[resampler_taps / 4];
  size_t first = (size_t)at;
  double fine = (at - (double)first) * phases;
  size_t phase = (size_t)fine;
  float between = (float)(fine - (double)phase);
  for (size_t k = 0; k < resampler_taps / 4; k++) {
    four low = load(&table[phase][4 * k]);
    taps[k] = low + (load(&table[phase + 1][4 * k]) - low) * between;
  }
  for (int c = 0; c < resampler->channels; c++) {
    four sum = {0};
    for (size_t k = 0; k < resampler_taps / 4; k++) sum += taps[k] * load(&resampler->history[c][first + 4 * k]);
    output[c] = sum[0] + sum[1] + sum[2] + sum[3];
  }
}

void resampler_run(struct resampler *resampler, double ppm, const float *input, float *output) {
  size_t channels = (size_t)resampler->channels, taken = resampler_needs(resampler, ppm);
  double end = advance(resampler, ppm), step = (end - resampler->phase) / max_chunk;
  for (size_t c = 0; c < channels; c++)
    for (size_t i = 0; i < taken; i++) resampler->history[c][resampler_taps + i] = input[i * channels + c];
  if (resampler->phase == 0 && end == max_chunk)
    copy(resampler, output);
  else
    for (size_t i = 0; i < max_chunk; i++) interpolate(resampler, resampler->phase + step * (double)i, output + i * channels);
  for (size_t c = 0; c < channels; c++) memmove(resampler->history[c], resampler->history[c] + taken, resampler_taps * sizeof(float));
  resampler->phase = end - (double)taken;
}
