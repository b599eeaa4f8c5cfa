#include "status.h"

#include <stdio.h>
#include <stdlib.h>

#include "view.h"

static const char *json(bool value) {
  return value ? "true" : "false";
}

/* Names, peers and codecs hold no character that JSON must escape: config.c, inet_ntop and libavcodec see to it. */
static void put_text(FILE *out, const char *key, const char *text) {
  if (text[0])
    fprintf(out, "\"%s\":\"%s\",", key, text);
  else
    fprintf(out, "\"%s\":null,", key);
}

static void put_input(FILE *out, const struct view *view) {
  const struct input_numbers *n = &view->input;
  const struct jitter_numbers *j = &view->jitter;
  fprintf(out, "{\"name\":\"%s\",\"mode\":\"%s\",\"port\":%d,", view->config->name, view->config->calls ? "call" : "listen", view->config->port);
  fprintf(out, "\"connected\":%s,\"delivering\":%s,\"decodable\":%s,", json(view->connected), json(view->delivering), json(view->decodable));
  put_text(out, "peer", view->peer);
  put_text(out, "codec", view->heard.codec);
  fprintf(out, "\"sample_rate\":%d,\"channels\":%d,\"level_dbfs\":%.2f,", view->heard.sample_rate, view->heard.channels, n->level_dbfs);
  fprintf(out, "\"jitter_buffer_seconds\":%.4f,\"jitter_buffer_target_seconds\":%.4f,\"drift_ppm\":%.2f,", j->fill_seconds, j->target_seconds, j->drift_ppm);
  fprintf(out, "\"jitter_seconds\":%.6f,\"concealed_seconds\":%.3f,\"overrun_seconds\":%.3f,\"underruns\":%llu,", n->jitter_seconds,
          view->concealed_seconds, view->overrun_seconds, (unsigned long long)j->underruns);
  fprintf(out, "\"receive_bits_per_second\":%.0f,\"rtt_seconds\":%.6f,\"srt_buffer_seconds\":%.4f,", n->receive_bits_per_second, n->rtt_seconds, n->buffer_seconds);
  fprintf(out, "\"packets_received\":%llu,\"packets_lost\":%llu,\"packets_dropped\":%llu,\"packets_retransmitted\":%llu,", (unsigned long long)n->packets_received,
          (unsigned long long)n->packets_lost, (unsigned long long)n->packets_dropped, (unsigned long long)n->packets_retransmitted);
  fprintf(out, "\"decode_errors\":%llu,\"connections\":%llu,\"refusals\":%llu,\"unfetched_bytes\":%llu}", (unsigned long long)n->decode_errors,
          (unsigned long long)n->connections, (unsigned long long)n->refusals, (unsigned long long)n->unfetched_bytes);
}

char *status_text(struct input *inputs, int count) {
  char *text = NULL;
  size_t length;
  FILE *out = open_memstream(&text, &length);
  if (!out) return NULL;
  fprintf(out, "{\"inputs\":[");
  for (int i = 0; i < count; i++) {
    struct view view = view_of(&inputs[i]);
    if (i > 0) fputc(',', out);
    put_input(out, &view);
  }
  fprintf(out, "]}\n");
  fclose(out);
  return text;
}
