#include "pacer.h"

#include <math.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "log.h"

enum { chunks_per_second = 100, chunks_per_tick = 2 };
static const int64_t chunk_ns = 1000000000 / chunks_per_second, tick_ns = chunks_per_tick * chunk_ns;
/* The machine slept: what was missed is missed, the pipeline has long filled in silence. */
static const int64_t longest_lag_ns = 500000000;
static const double quiet_about_underruns_seconds = 60;

/* What the pacer keeps of each input. */
struct course {
  unsigned generation;
  double power, told_underrun;
  int chunks;
};

/* What a tick gives one input: as much as the pipeline takes at a time, so that one packet wakes it instead of several. */
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

static void deliver(struct input *input, const struct helping *helping) {
  loopback_open(&input->loopback);
  size_t unfetched = loopback_write(&input->loopback, (const char *)helping->frames, helping->samples * sizeof *helping->frames);
  if (unfetched == 0) return;
  pthread_mutex_lock(&input->lock);
  input->numbers.unfetched_bytes += unfetched;
  pthread_mutex_unlock(&input->lock);
}

static void take(struct input *input, struct course *course, int64_t due, struct helping *helping) {
  static struct jitter_chunk chunk;
  jitter_read(&input->jitter, clock_ns() - due, (int64_t)input->config.lost_ms * 1000000, &chunk);
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
}

/* All but the first chunk are taken before they are due: `jitter_read` is told so, and what the jitter buffer holds at least covers it. */
static void pace(struct input *input, struct course *course, int64_t due) {
  static struct helping helping;
  helping.samples = 0;
  for (int i = 0; i < chunks_per_tick; i++) take(input, course, due + i * chunk_ns, &helping);
  if (helping.samples > 0) deliver(input, &helping);
}

void pacer_run(struct input *inputs, int count) {
  static struct course courses[max_inputs];
  for (int i = 0; i < count; i++) courses[i].told_underrun = -INFINITY;
  for (int64_t due = clock_ns(); !atomic_load(&stopping); due += tick_ns) {
    struct timespec until = {due / 1000000000, due % 1000000000};
    while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL) != 0) continue;
    if (clock_ns() - due > longest_lag_ns) due = clock_ns();
    for (int i = 0; i < count; i++) pace(&inputs[i], &courses[i], due);
  }
}
