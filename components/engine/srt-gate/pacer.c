#include "pacer.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "log.h"

enum { chunks_per_second = 100, chunks_per_tick = 2 };
static const int64_t chunk_ns = 1000000000 / chunks_per_second, tick_ns = chunks_per_tick * chunk_ns;
/* The pipeline reads on its main clock, a frame of it at a time (pipeline/inputs.liq), and must find a whole one: a frame and what a tick may be short of it. */
static const int64_t lead_ns = (int64_t)pipeline_frame * 1000000000 / pipeline_rate + tick_ns;
/* The machine slept: what was missed is missed, the pipeline has long filled in silence. */
static const int64_t longest_lag_ns = 500000000;
static const double quiet_about_underruns_seconds = 60;

/* What the pacer keeps of each input. */
struct course {
  /* When the next chunk is due, steady. */
  int64_t due;
  unsigned generation;
  double power, told_underrun;
  int chunks;
};

/* What is handed over at once: several chunks wake the pipeline less often than one by one. */
struct helping {
  float frames[chunks_per_tick * max_chunk * max_channels];
  size_t samples;
};

static void measure(struct input *input, struct course *course, const struct jitter_chunk *chunk) {
  size_t samples = max_chunk * (size_t)input->jitter.channels;
  float power = 0;
  if (chunk->audible)
    for (size_t i = 0; i < samples; i++) power += chunk->frames[i] * chunk->frames[i];
  course->power += (double)power / (double)samples;
  if (++course->chunks < chunks_per_second) return;
  double level = 10 * log10(course->power / course->chunks);
  pthread_mutex_lock(&input->lock);
  input->numbers.level_dbfs = level > silence_dbfs ? level : silence_dbfs;
  pthread_mutex_unlock(&input->lock);
  course->power = course->chunks = 0;
}

static void tell_underrun(struct input *input, struct course *course) {
  double now = clock_seconds();
  if (now - course->told_underrun < quiet_about_underruns_seconds) return;
  log_event("warning", input->config.name, "underrun", "sound came too late or not at all; silence instead (said once a minute at most)");
  course->told_underrun = now;
}

static void deliver(struct input *input, struct helping *helping) {
  loopback_open(&input->loopback);
  size_t unfetched = loopback_write(&input->loopback, (const char *)helping->frames, helping->samples * sizeof *helping->frames);
  helping->samples = 0;
  if (unfetched == 0) return;
  pthread_mutex_lock(&input->lock);
  input->numbers.unfetched_bytes += unfetched;
  pthread_mutex_unlock(&input->lock);
}

/* @returns whether the chunk was there, or its time had come. */
static bool take(struct input *input, struct course *course, int64_t now, struct helping *helping) {
  static struct jitter_chunk chunk;
  jitter_read(&input->jitter, now - course->due, (int64_t)input->config.lost_ms * 1000000, &chunk);
  if (chunk.awaited) return false;
  course->due += chunk_ns;
  if (!chunk.audible || chunk.generation != course->generation) {
    loopback_close(&input->loopback);
    helping->samples = 0;
  }
  course->generation = chunk.generation;
  if (atomic_exchange(&input->decodable, chunk.audible) != chunk.audible)
    log_event("info", input->config.name, chunk.audible ? "on" : "off", chunk.audible ? "the pipeline may fetch it" : "closed to the pipeline");
  size_t samples = chunk.audible ? max_chunk * (size_t)input->jitter.channels : 0;
  memcpy(helping->frames + helping->samples, chunk.frames, samples * sizeof *chunk.frames);
  helping->samples += samples;
  if (chunk.underrun) tell_underrun(input, course);
  measure(input, course, &chunk);
  return true;
}

/* Whoever fetches gets the sound before it is due, where it is there: what is late may be so by all that the jitter buffer holds, and the pipeline does not wait. Where nobody fetches, nothing is
 * taken early: who comes then finds a frame at once. */
static bool is_wanted(const struct input *input, const struct course *course, int64_t now) {
  return course->due <= now + (loopback_is_fetched(&input->loopback) ? lead_ns : 0);
}

static void pace(struct input *input, struct course *course, int64_t now) {
  static struct helping helping;
  if (now - course->due > longest_lag_ns) course->due = now;
  loopback_accept(&input->loopback);
  helping.samples = 0;
  while (is_wanted(input, course, now) && take(input, course, now, &helping))
    if (helping.samples == chunks_per_tick * max_chunk * (size_t)input->jitter.channels) deliver(input, &helping);
  if (helping.samples > 0) deliver(input, &helping);
}

void pacer_run(struct input *inputs, int count) {
  static struct course courses[max_inputs];
  int64_t tick = clock_ns();
  for (int i = 0; i < count; i++) courses[i] = (struct course){.due = tick, .told_underrun = -INFINITY};
  for (; !atomic_load(&stopping); tick += tick_ns) {
    struct timespec until = {tick / 1000000000, tick % 1000000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0) continue;
    int64_t now = clock_ns();
    if (now - tick > longest_lag_ns) tick = now;
    for (int i = 0; i < count; i++) pace(&inputs[i], &courses[i], now);
  }
}
