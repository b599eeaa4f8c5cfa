#include "metrics.h"

#include <stdio.h>

#include "instant.h"
#include "process.h"

static void describe(FILE *out, const char *name, const char *type, const char *help) {
  fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static double seconds(int64_t instant) {
  return (double)instant / (double)ns_per_second;
}

/* Names in labels are those of the configuration: nothing in them needs escaping. */
static struct output *output_at(struct publisher *publisher, int index) {
  int mounts = publisher->config.mount_count;
  if (index < mounts) return &publisher->mounts[index].output;
  return index < mounts + publisher->config.origin_count ? &publisher->origins[index - mounts].output : NULL;
}

static double connected(struct output *output) {
  return atomic_load(&output->connected);
}

static double stands_back(struct output *output) {
  return atomic_load(&output->stands_back);
}

static double sent_bytes(struct output *output) {
  return (double)atomic_load(&output->bytes);
}

static double last_success(struct output *output) {
  return seconds(atomic_load(&output->last_success));
}

static double reconnects(struct output *output) {
  unsigned long long connections = atomic_load(&output->connections);
  return connections > 0 ? (double)(connections - 1) : 0;
}

static double failures(struct output *output) {
  return (double)atomic_load(&output->failures);
}

static void put_outputs(FILE *out, struct publisher *publisher) {
  static const struct {
    const char *name, *type, *help;
    int decimals;
    double (*value)(struct output *);
  } series[] = {
      {"liquidsoap_output_connected", "gauge", "1 while the output publishes", 0, connected},
      {"publisher_output_stands_back", "gauge", "1 while a mount is left to another engine, whose programme is not silence", 0, stands_back},
      {"liquidsoap_output_bytes_total", "counter", "Bytes that the output took", 0, sent_bytes},
      {"liquidsoap_output_last_success_timestamp_seconds", "gauge", "Unix time at which the output last took something", 3, last_success},
      {"liquidsoap_output_reconnects_total", "counter", "How often the output came back after it was lost", 0, reconnects},
      {"liquidsoap_output_failures_total", "counter", "Connections lost or refused, and rounds of uploads that failed", 0, failures},
  };
  for (size_t i = 0; i < sizeof series / sizeof series[0]; i++) {
    describe(out, series[i].name, series[i].type, series[i].help);
    struct output *output;
    for (int j = 0; (output = output_at(publisher, j)); j++)
      fprintf(out, "%s{output=\"%s\"} %.*f\n", series[i].name, output->id, series[i].decimals, series[i].value(output));
  }
}

static void put_uploads(FILE *out, struct publisher *publisher) {
  const struct config *config = &publisher->config;
  describe(out, "liquidsoap_hlssegment_sent", "counter", "HLS segments that an origin took");
  for (int i = 0; i < config->origin_count; i++)
    for (int j = 0; j < config->rendition_count; j++)
      fprintf(out, "liquidsoap_hlssegment_sent{output=\"%s\",rendition=\"%s\"} %llu\n", publisher->origins[i].output.id,
              config->formats[config->renditions[j].format].id, atomic_load(&publisher->origins[i].holdings[j].segments_sent));
  describe(out, "publisher_hls_playlists_sent_total", "counter", "HLS playlists that an origin took");
  for (int i = 0; i < config->origin_count; i++)
    fprintf(out, "publisher_hls_playlists_sent_total{output=\"%s\"} %llu\n", publisher->origins[i].output.id, atomic_load(&publisher->origins[i].playlists_sent));
}

static double frames(struct feed *feed) {
  return (double)atomic_load(&feed->frames);
}

static double received_bytes(struct feed *feed) {
  return (double)atomic_load(&feed->bytes);
}

static double last_frame(struct feed *feed) {
  return seconds(atomic_load(&feed->last_frame));
}

static double gaps(struct feed *feed) {
  return (double)atomic_load(&feed->gaps);
}

static double lost_bytes(struct feed *feed) {
  return (double)atomic_load(&feed->lost_bytes);
}

static void put_formats(FILE *out, struct publisher *publisher) {
  static const struct {
    const char *name, *type, *help;
    int decimals;
    double (*value)(struct feed *);
  } series[] = {
      {"publisher_format_frames_total", "counter", "Encoded frames, of Opus Ogg pages, that came from Liquidsoap", 0, frames},
      {"publisher_format_bytes_total", "counter", "Encoded bytes that came from Liquidsoap", 0, received_bytes},
      {"publisher_format_last_frame_timestamp_seconds", "gauge", "Unix time at which the last frame came", 3, last_frame},
      {"publisher_encoder_gaps_total", "counter", "How often the encoder's stream stopped for a second, or began anew", 0, gaps},
      {"publisher_format_lost_bytes_total", "counter", "Bytes that belonged to no whole frame", 0, lost_bytes},
  };
  for (size_t i = 0; i < sizeof series / sizeof series[0]; i++) {
    describe(out, series[i].name, series[i].type, series[i].help);
    for (int j = 0; j < publisher->config.format_count; j++) {
      struct feed *feed = &publisher->ingest.feeds[j];
      fprintf(out, "%s{format=\"%s\"} %.*f\n", series[i].name, feed->format->id, series[i].decimals, series[i].value(feed));
    }
  }
}

static void put_one(FILE *out, const char *name, const char *type, const char *help, int decimals, double value) {
  describe(out, name, type, help);
  fprintf(out, "%s %.*f\n", name, decimals, value);
}

static void put_clock(FILE *out, struct segmenter *segmenter) {
  put_one(out, "publisher_media_clock_offset_seconds", "gauge", "How late encoded audio comes against the media clock that numbers segments", 6,
          seconds(atomic_load(&segmenter->offset_ns)));
  put_one(out, "publisher_hls_media_sequence", "gauge", "Sequence number of the newest segment", 0, (double)atomic_load(&segmenter->sequence));
  put_one(out, "publisher_hls_discontinuities_total", "counter", "Breaks in the encoders' stream that players were told of", 0,
          (double)atomic_load(&segmenter->discontinuities));
}

static void put_now_playing(FILE *out, struct publisher *publisher) {
  unsigned long long updates = 0, failed = 0;
  struct announcement now;
  for (int i = 0; i < publisher->master_count; i++) {
    updates += atomic_load(&publisher->icy[i].updates);
    failed += atomic_load(&publisher->icy[i].failures);
  }
  put_one(out, "publisher_now_playing_changes_total", "counter", "How often another title was told", 0, (double)now_playing_get(&publisher->playing, &now));
  put_one(out, "publisher_icy_updates_total", "counter", "Times that a mount of a master took a title", 0, (double)updates);
  put_one(out, "publisher_icy_failures_total", "counter", "Times that a master did not take a title", 0, (double)failed);
}

char *metrics_text(struct publisher *publisher) {
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  if (!out) return NULL;
  put_outputs(out, publisher);
  if (publisher->config.rendition_count > 0) {
    put_uploads(out, publisher);
    put_clock(out, &publisher->ingest.segmenter);
  }
  put_formats(out, publisher);
  put_now_playing(out, publisher);
  process_metrics(out);
  fclose(out);
  return text;
}
