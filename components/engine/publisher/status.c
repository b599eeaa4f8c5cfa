#include "status.h"

#include <stdio.h>
#include <stdlib.h>

#include "instant.h"

static double seconds(int64_t instant) {
  return (double)instant / (double)ns_per_second;
}

/* Bytes from `foreign` on are escaped one by one: what is not known to be UTF-8 must not spoil the document. */
static void put_text(FILE *out, const char *key, const char *value, unsigned foreign) {
  fprintf(out, "\"%s\":\"", key);
  for (const unsigned char *c = (const unsigned char *)value; *c; c++) {
    if (*c == '"' || *c == '\\')
      fprintf(out, "\\%c", *c);
    else if (*c < 0x20 || *c == 0x7f || *c >= foreign)
      fprintf(out, "\\u%04x", *c);
    else
      fputc(*c, out);
  }
  fputc('"', out);
}

static void put_string(FILE *out, const char *key, const char *value) {
  put_text(out, key, value, 0x80);
}

static void put_output(FILE *out, struct output *output, const char *kind) {
  char reason[reason_most];
  bool connected = output_state(output, reason);
  unsigned long long connections = atomic_load(&output->connections);
  fputc('{', out);
  put_string(out, "name", output->id);
  fputc(',', out);
  put_string(out, "kind", kind);
  fprintf(out, ",\"connected\":%s,\"stands_back\":%s,", connected ? "true" : "false", atomic_load(&output->stands_back) ? "true" : "false");
  put_string(out, "reason", reason);
  fprintf(out, ",\"bytes\":%llu,\"reconnects\":%llu,\"failures\":%llu,\"last_success\":%.3f", atomic_load(&output->bytes),
          connections > 0 ? connections - 1 : 0, atomic_load(&output->failures), seconds(atomic_load(&output->last_success)));
}

static void put_outputs(FILE *out, struct publisher *publisher) {
  const struct config *config = &publisher->config;
  const char *comma = "";
  for (int i = 0; i < config->mount_count; i++, comma = ",") {
    const struct mount_config *mount = &config->mounts[i];
    fputs(comma, out);
    put_output(out, &publisher->mounts[i].output, "icecast");
    fprintf(out, ",\"format\":\"%s\",\"mount\":\"%s\"}", config->formats[mount->format].id, mount->mount);
  }
  for (int i = 0; i < config->origin_count; i++, comma = ",") {
    struct origin *origin = &publisher->origins[i];
    unsigned long long segments = 0;
    for (int j = 0; j < config->rendition_count; j++) segments += atomic_load(&origin->holdings[j].segments_sent);
    fputs(comma, out);
    put_output(out, &origin->output, "hls");
    fprintf(out, ",\"segments_sent\":%llu,\"playlists_sent\":%llu}", segments, atomic_load(&origin->playlists_sent));
  }
}

static void put_formats(FILE *out, struct publisher *publisher) {
  for (int i = 0; i < publisher->config.format_count; i++) {
    struct feed *feed = &publisher->ingest.feeds[i];
    fprintf(out, "%s{\"name\":\"%s\",\"live\":%s,\"frames\":%llu,\"bytes\":%llu,\"gaps\":%llu,\"lost_bytes\":%llu,\"last_frame\":%.3f}", i > 0 ? "," : "",
            feed->format->id, ring_live(&feed->ring) ? "true" : "false", atomic_load(&feed->frames), atomic_load(&feed->bytes), atomic_load(&feed->gaps),
            atomic_load(&feed->lost_bytes), seconds(atomic_load(&feed->last_frame)));
  }
}

/* null: nobody told. */
static void put_now_playing(FILE *out, struct publisher *publisher) {
  struct announcement now;
  fputs("],\"now_playing\":", out);
  if (now_playing_get(&publisher->playing, &now) == 0) return (void)fputs("null", out);
  fputc('{', out);
  put_text(out, "title", now.title, 0x100);
  fputc(',', out);
  put_text(out, "artist", now.artist, 0x100);
  fprintf(out, ",\"since\":%.3f}", seconds(now.since));
}

char *status_text(struct publisher *publisher) {
  char *text = NULL;
  size_t size;
  struct segmenter *segmenter = &publisher->ingest.segmenter;
  FILE *out = open_memstream(&text, &size);
  if (!out) return NULL;
  fputs("{\"outputs\":[", out);
  put_outputs(out, publisher);
  put_now_playing(out, publisher);
  fputs(",\"formats\":[", out);
  put_formats(out, publisher);
  fprintf(out, "],\"hls\":{\"media_sequence\":%lld,\"media_clock_offset_seconds\":%.6f,\"discontinuities\":%llu}}\n",
          (long long)atomic_load(&segmenter->sequence), seconds(atomic_load(&segmenter->offset_ns)), atomic_load(&segmenter->discontinuities));
  fclose(out);
  return text;
}

static void put_reason(FILE *out, struct output *output, int *count) {
  char reason[reason_most];
  if (output_state(output, reason) || atomic_load(&output->stands_back)) return;
  fputs((*count)++ > 0 ? ",{" : "{", out);
  put_string(out, "output", output->id);
  fputc(',', out);
  put_string(out, "reason", reason);
  fputc('}', out);
}

char *readiness_text(struct publisher *publisher, bool *ready) {
  char *reasons = NULL, *text = NULL;
  size_t size;
  int count = 0;
  FILE *out = open_memstream(&reasons, &size);
  if (!out) return NULL;
  for (int i = 0; i < publisher->config.mount_count; i++) put_reason(out, &publisher->mounts[i].output, &count);
  for (int i = 0; i < publisher->config.origin_count; i++) put_reason(out, &publisher->origins[i].output, &count);
  for (int i = 0; i < publisher->config.format_count; i++) {
    if (ring_live(&publisher->ingest.feeds[i].ring)) continue;
    fprintf(out, "%s{\"format\":\"%s\",\"reason\":\"the encoder delivers nothing\"}", count++ > 0 ? "," : "", publisher->config.formats[i].id);
  }
  fclose(out);
  *ready = count == 0;
  if (asprintf(&text, "{\"ready\":%s,\"reasons\":[%s]}\n", *ready ? "true" : "false", reasons) < 0) text = NULL;
  free(reasons);
  return text;
}
