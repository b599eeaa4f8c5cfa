#include "reception.h"

#include <math.h>
#include <string.h>

#include "clock.h"
#include "log.h"

/* A stream that gives no sound for so long is undecodable; its decoder is opened anew as often. */
static const double patience_seconds = 1;
/* So long a new peer may take until its first sound, before another one may have its place. */
static const double grace_seconds = 2;

static void on_stream(void *opaque, const struct stream *stream) {
  struct reception *reception = opaque;
  decoder_open(&reception->decoder, stream);
  reception->last_open = clock_seconds();
  reception->last_transit = NAN;
}

static void on_begin(void *opaque, int64_t pts) {
  struct reception *reception = opaque;
  decoder_begin_pes(&reception->decoder, pts);
  if (pts == no_pts) return;
  double transit = clock_seconds() - (double)pts / 90000, change = fabs(transit - reception->last_transit);
  /* A jump of the time stamps is no jitter. */
  if (change < 1) reception->jitter_seconds += (change - reception->jitter_seconds) / 16;
  reception->last_transit = transit;
}

static void on_data(void *opaque, const uint8_t *data, size_t length) {
  decoder_data(&((struct reception *)opaque)->decoder, data, length);
}

static void on_end(void *opaque) {
  decoder_end_pes(&((struct reception *)opaque)->decoder);
}

static void on_lost(void *opaque) {
  decoder_lost(&((struct reception *)opaque)->decoder);
}

/* At most once a second: a damaged stream may claim another format in every frame. */
static void tell_format(struct reception *reception) {
  const struct sound_format *heard = &reception->decoder.heard, *told = &reception->told;
  double now = clock_seconds();
  bool same = strcmp(heard->codec, told->codec) == 0 && heard->sample_rate == told->sample_rate && heard->channels == told->channels;
  if (same || now - reception->told_at < 1) return;
  log_event("info", reception->input->config.name, "decoding", "%s, %d Hz, %d channels", heard->codec, heard->sample_rate, heard->channels);
  reception->told = *heard;
  reception->told_at = now;
  reception->told_undecodable = false;
}

static void on_sound(void *opaque, const float *frames, size_t count) {
  struct reception *reception = opaque;
  reception->last_sound = clock_seconds();
  jitter_write(&reception->input->jitter, frames, count);
  tell_format(reception);
}

static void on_gap(void *opaque, size_t count) {
  struct reception *reception = opaque;
  jitter_write_gap(&reception->input->jitter, count);
}

void reception_start(struct reception *reception, struct input *input, int channels) {
  memset(reception, 0, sizeof *reception);
  reception->input = input;
  reception->started = reception->last_data = reception->last_sound = reception->last_open = clock_seconds();
  reception->last_transit = NAN;
  reception->told_at = -1;
  transport_start(&reception->transport, &(struct transport_events){on_stream, on_begin, on_data, on_end, on_lost, reception});
  decoder_start(&reception->decoder, channels, &(struct decoder_events){on_sound, on_gap, reception});
  if (!jitter_start(&input->jitter)) log_event("error", input->config.name, "out-of-memory", "no memory for a jitter buffer; this peer is not heard");
}

void reception_data(struct reception *reception, const uint8_t *data, size_t length) {
  reception->last_data = clock_seconds();
  transport_push(&reception->transport, data, length);
}

static const char *why_undecodable(const struct reception *reception) {
  const struct transport *transport = &reception->transport;
  /* Of noise, too, a little looks like packets. */
  if (transport->packets * packet_size < transport->bytes / 2) return "it is no MPEG transport stream";
  if (transport->audio.pid == no_pid)
    return transport->tables.without_audio ? "its programme has no audio of a known codec" : "it has no programme table (PAT, PMT)";
  if (transport->scrambled) return "its audio is scrambled";
  return "its audio stream gives no sound";
}

static void tell_undecodable(struct reception *reception, double now) {
  if (reception->told_undecodable) return;
  reception->told_undecodable = true;
  reception->told = (struct sound_format){0};
  log_event("warning", reception->input->config.name, "not-decodable", "data for %.0f s, no sound: %s; allowed: MPEG-TS with AAC, MP2, MP3, Opus, AC-3 or PCM (302M)",
            now - fmax(reception->last_sound, reception->started), why_undecodable(reception));
}

void reception_tend(struct reception *reception) {
  struct input *input = reception->input;
  double now = clock_seconds();
  uint64_t errors = reception->decoder.errors;
  bool mute = now - reception->last_sound > patience_seconds, data = now - reception->last_data < patience_seconds;
  if (mute && data) tell_undecodable(reception, now);
  if (mute && data && now - reception->last_open > patience_seconds && reception->transport.audio.pid != no_pid) on_stream(reception, &reception->transport.audio);
  pthread_mutex_lock(&input->lock);
  input->numbers.decode_errors += errors - reception->errors_told;
  input->numbers.jitter_seconds = reception->jitter_seconds;
  input->heard = mute ? (struct sound_format){0} : reception->decoder.heard;
  pthread_mutex_unlock(&input->lock);
  reception->errors_told = errors;
}

void reception_end(struct reception *reception) {
  reception_tend(reception);
  jitter_stop(&reception->input->jitter);
  decoder_close(&reception->decoder);
}

bool reception_holds_place(const struct reception *reception) {
  double now = clock_seconds(), lost = reception->input->config.lost_ms / 1e3;
  if (now - reception->last_data > lost) return false;
  return now - reception->last_sound < fmax(lost, grace_seconds);
}
