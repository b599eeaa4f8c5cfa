#include "jitter.h"

#include <math.h>

#include "clock.h"
#include "decoder.h"

/* Measured: sound is 2 ms early or late on an idle machine, 30 to 70 ms late at times on two cores with a load of six. */
static const double base_target = 0.060 * pipeline_rate, highest_target = 0.400 * pipeline_rate;
/* Two underruns within a minute: the arrival is less even than thought. */
static const double target_step = 0.050 * pipeline_rate, underrun_memory_seconds = 60;
/* 100 ppm: back to the base as gently as clocks drift. */
static const double target_decay = 0.0001 * pipeline_rate;
static const size_t capacity = 3 * pipeline_rate / 2, most_held = pipeline_rate;
/* While priming a span is 50 ms, later half a second. */
enum { priming_span = 5, least_priming = 10, most_priming = 30, playing_span = 50 };
static const double span_seconds = 0.5, priming_tolerance = 0.020 * pipeline_rate;
/* A sender that begins or catches up may pile up more than is needed: let go at once while the listener has just heard silence, later only what would take minutes. */
static const double settling_seconds = 3, surplus_settling = 0.030 * pipeline_rate, surplus_settled = 0.080 * pipeline_rate;

void jitter_init(struct jitter *jitter, int channels) {
  pthread_mutex_init(&jitter->lock, NULL);
  jitter->channels = channels;
}

static void watch(struct jitter *jitter) {
  jitter->state = jitter_priming;
  ring_empty(&jitter->ring);
  jitter->last_write_ns = 0;
  jitter->level = 0;
  jitter->levels = (struct levels){0};
  jitter->target = base_target;
  jitter->since_underrun = INFINITY;
  jitter->drift = (struct drift){0};
  resampler_reset(&jitter->resampler, jitter->channels);
}

bool jitter_start(struct jitter *jitter) {
  struct ring ring;
  if (!ring_open(&ring, jitter->channels, capacity)) return false;
  pthread_mutex_lock(&jitter->lock);
  ring_close(&jitter->ring);
  jitter->ring = ring;
  jitter->generation++;
  watch(jitter);
  pthread_mutex_unlock(&jitter->lock);
  return true;
}

void jitter_stop(struct jitter *jitter) {
  pthread_mutex_lock(&jitter->lock);
  jitter->state = jitter_off;
  ring_close(&jitter->ring);
  pthread_mutex_unlock(&jitter->lock);
}

void jitter_write(struct jitter *jitter, const float *frames, size_t count) {
  pthread_mutex_lock(&jitter->lock);
  if (jitter->state != jitter_off) {
    size_t excess = ring_append(&jitter->ring, frames, count);
    if (jitter->state != jitter_priming) jitter->numbers.overrun_frames += excess;
    jitter->level += (double)count;
    jitter->last_write_ns = clock_ns();
  }
  pthread_mutex_unlock(&jitter->lock);
}

void jitter_write_gap(struct jitter *jitter, size_t count) {
  pthread_mutex_lock(&jitter->lock);
  if (jitter->state == jitter_playing || jitter->state == jitter_refilling) {
    ring_fade_out(&jitter->ring);
    ring_append(&jitter->ring, NULL, count);
    jitter->numbers.concealed_frames += count;
  }
  pthread_mutex_unlock(&jitter->lock);
}

static void begin_playing(struct jitter *jitter) {
  jitter->state = jitter_playing;
  jitter->since_silence = 0;
  jitter->levels = (struct levels){0};
  jitter->drift.ppm = jitter->drift.learned;
  ring_fade_in(&jitter->ring);
}

/* The level at which sound arrives from now on decides how much is kept: a burst at the start is let go unheard. */
static void prime(struct jitter *jitter) {
  const struct levels *levels = &jitter->levels;
  if (jitter->last_write_ns == 0) return;
  jitter->level -= max_chunk;
  levels_note(&jitter->levels, jitter->level, priming_span);
  if (levels->spans < least_priming || (levels->spans < most_priming && !levels_settled(levels, priming_tolerance))) return;
  double keep = fmin(jitter->level - levels_least(levels) + jitter->target, (double)most_held);
  if ((double)jitter->ring.fill < keep) return;
  ring_drop(&jitter->ring, jitter->ring.fill - (size_t)keep);
  jitter->swing = levels_most(levels) - levels_least(levels);
  begin_playing(jitter);
}

static void run_empty(struct jitter *jitter) {
  jitter->state = jitter_refilling;
  jitter->numbers.underruns++;
  if (jitter->since_underrun < underrun_memory_seconds) jitter->target = fmin(jitter->target + target_step, highest_target);
  jitter->since_underrun = 0;
}

static void refill(struct jitter *jitter) {
  if ((double)jitter->ring.fill < jitter->target) return;
  /* Late sound is let go, so that the delay stays what it was. */
  double keep = jitter->target + jitter->swing;
  if ((double)jitter->ring.fill > keep) ring_drop(&jitter->ring, jitter->ring.fill - (size_t)keep);
  begin_playing(jitter);
}

/* Leaves `excess` frames out, counted. What was known of the level is void. */
static void overrun(struct jitter *jitter, double excess) {
  jitter->numbers.overrun_frames += ring_shorten(&jitter->ring, (size_t)excess);
  jitter->levels = (struct levels){0};
}

/* Steers by the peaks: what is on time tells the clocks' difference, what is late tells only that the machine or the network was busy. */
static void steer(struct jitter *jitter, double level) {
  struct levels *levels = &jitter->levels;
  if (!levels_note(levels, level, playing_span)) return;
  double decay = fmin(target_decay * span_seconds, jitter->target - base_target), surplus;
  jitter->swing = levels_swing(levels);
  jitter->target -= decay;
  jitter->held -= decay;
  surplus = levels_steady(levels) - jitter->swing - jitter->target;
  if (jitter->since_silence < settling_seconds) {
    if (surplus > surplus_settling) overrun(jitter, surplus);
    return;
  }
  if (levels->spans < kept_spans) return;
  if (surplus > surplus_settled) return overrun(jitter, surplus);
  double trough = levels_most(levels) - jitter->swing;
  /* What the start happened to leave is kept: where clocks agree there is nothing to steer. */
  if (levels->spans == kept_spans) jitter->held = fmax(jitter->target - surplus_settling, fmin(trough, jitter->target + surplus_settling));
  drift_step(&jitter->drift, (trough - jitter->held) / pipeline_rate, span_seconds);
}

/* Takes `count` frames out, silence for those that are not there. */
static void take(struct jitter *jitter, float *frames, size_t count) {
  struct ring none = {.channels = jitter->channels, .capacity = 1};
  bool playing = jitter->state == jitter_playing;
  if (playing && jitter->ring.fill < count) ring_fade_out(&jitter->ring);
  size_t there = ring_take(playing ? &jitter->ring : &none, frames, count);
  jitter->numbers.concealed_frames += count - there;
  if (playing && there < count) run_empty(jitter);
}

/* Before its time, and not there: neither silence nor an underrun. */
static bool can_wait(const struct jitter *jitter, int64_t late_ns) {
  if (late_ns >= 0) return false;
  return jitter->state == jitter_refilling || (jitter->state == jitter_playing && jitter->ring.fill < resampler_needs(&jitter->resampler, jitter->drift.ppm));
}

/* While nothing can be taken the level is lowest, and that must be seen: it tells what a bundle adds. Counted as after a chunk was taken. */
static void wait_for_sound(struct jitter *jitter, double late_frames) {
  if (jitter->state == jitter_playing) levels_glance(&jitter->levels, (double)jitter->ring.fill - max_chunk - late_frames);
}

static void play(struct jitter *jitter, double late_frames, struct jitter_chunk *chunk) {
  float taken[max_take * max_channels];
  uint64_t underruns = jitter->numbers.underruns;
  double seconds = (double)max_chunk / pipeline_rate;
  if (jitter->state == jitter_refilling) refill(jitter);
  if (jitter->ring.fill > most_held) overrun(jitter, (double)jitter->ring.fill - jitter->target - jitter->swing);
  take(jitter, taken, resampler_needs(&jitter->resampler, jitter->drift.ppm));
  resampler_run(&jitter->resampler, jitter->drift.ppm, taken, chunk->frames);
  jitter->since_underrun += seconds;
  jitter->since_silence += seconds;
  /* What arrived while we were late belongs to a later moment. */
  if (jitter->state == jitter_playing) steer(jitter, (double)jitter->ring.fill - late_frames);
  chunk->underrun = jitter->numbers.underruns != underruns;
}

void jitter_read(struct jitter *jitter, int64_t late_ns, int64_t lost_ns, struct jitter_chunk *chunk) {
  struct jitter_numbers *numbers = &jitter->numbers;
  pthread_mutex_lock(&jitter->lock);
  chunk->underrun = false;
  if (jitter->state != jitter_off && jitter->last_write_ns != 0 && clock_ns() - jitter->last_write_ns > lost_ns) watch(jitter);
  if (jitter->state == jitter_priming) prime(jitter);
  chunk->audible = jitter->state == jitter_playing || jitter->state == jitter_refilling;
  chunk->generation = jitter->generation;
  chunk->awaited = can_wait(jitter, late_ns);
  double late_seconds = (double)late_ns / 1e9, late_frames = late_seconds * pipeline_rate;
  if (chunk->awaited)
    wait_for_sound(jitter, late_frames);
  else if (chunk->audible)
    play(jitter, late_frames, chunk);
  /* What was taken before its time is still kept, on the pipeline's side. */
  numbers->fill_seconds = (double)jitter->ring.fill / pipeline_rate + fmax(0, -late_seconds);
  numbers->target_seconds = chunk->audible ? jitter->target / pipeline_rate : 0;
  numbers->drift_ppm = chunk->audible ? jitter->drift.ppm : 0;
  pthread_mutex_unlock(&jitter->lock);
}
