#include "metrics.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "process.h"
#include "view.h"

enum form { flag, total, number, whole };

#define of(form, field) form, offsetof(struct view, field)

/* Every series that is one number of an input: its name, type, help and place. */
static const struct {
  const char *name, *type, *help;
  enum form form;
  size_t offset;
} series[] = {
    {"srt_input_connected", "gauge", "1 while a peer is connected", of(flag, connected)},
    {"srt_input_delivering", "gauge", "1 while the peer sends data", of(flag, delivering)},
    {"srt_input_decodable", "gauge", "1 while its sound is decoded and can be fetched by the pipeline", of(flag, decodable)},
    {"srt_input_receive_rate_bits_per_second", "gauge", "Rate received in the last second", of(number, input.receive_bits_per_second)},
    {"srt_input_rtt_seconds", "gauge", "Smoothed round trip time to the peer", of(number, input.rtt_seconds)},
    {"srt_input_buffer_seconds", "gauge", "Time span held in SRT's receive buffer", of(number, input.buffer_seconds)},
    {"srt_input_belated_seconds", "gauge", "Mean lateness of packets that came too late, in the last second", of(number, input.belated_seconds)},
    {"srt_input_reorder_distance_packets", "gauge", "How far out of order packets came", of(whole, input.reorder_distance)},
    {"srt_input_packets_received_total", "counter", "Data packets received, repeats included", of(total, input.packets_received)},
    {"srt_input_packets_lost_total", "counter", "Packets seen missing at first, most are then repeated", of(total, input.packets_lost)},
    {"srt_input_packets_dropped_total", "counter", "Packets missing when their time came: heard", of(total, input.packets_dropped)},
    {"srt_input_packets_retransmitted_total", "counter", "Repeated packets received", of(total, input.packets_retransmitted)},
    {"srt_input_packets_belated_total", "counter", "Packets that came too late and were ignored", of(total, input.packets_belated)},
    {"srt_input_packets_undecryptable_total", "counter", "Packets that could not be decrypted", of(total, input.packets_undecryptable)},
    {"srt_input_bytes_received_total", "counter", "Bytes received, headers included", of(total, input.bytes_received)},
    {"srt_input_connections_total", "counter", "Peers accepted: every one beyond the first is a reconnect", of(total, input.connections)},
    {"srt_input_refusals_total", "counter", "Peers refused because another one was connected", of(total, input.refusals)},
    {"srt_input_jitter_seconds", "gauge", "Interarrival jitter (RFC 3550) of PES packets against their time stamps, after SRT's own buffer", of(number, input.jitter_seconds)},
    {"srt_input_decode_errors_total", "counter", "Breaks in the transport stream and packets that the decoder refused", of(total, input.decode_errors)},
    {"srt_input_level_dbfs", "gauge", "Level of the last second, RMS over all channels, of full scale; silence is -120", of(number, input.level_dbfs)},
    {"srt_input_jitter_buffer_seconds", "gauge", "Sound held in the jitter buffer now", of(number, jitter.fill_seconds)},
    {"srt_input_jitter_buffer_target_seconds", "gauge", "What the jitter buffer should hold at least; 0 while closed", of(number, jitter.target_seconds)},
    {"srt_input_drift_ppm", "gauge", "Speed at which the input is played, above normal: the sender's clock against ours", of(number, jitter.drift_ppm)},
    {"srt_input_concealed_seconds_total", "counter", "Silence in the place of missing sound", of(number, concealed_seconds)},
    {"srt_input_overrun_seconds_total", "counter", "Sound left out because the jitter buffer held far more than its target", of(number, overrun_seconds)},
    {"srt_input_underruns_total", "counter", "How often the jitter buffer ran empty", of(total, jitter.underruns)},
    {"srt_input_unfetched_bytes_total", "counter", "Bytes of PCM that the pipeline did not fetch in time", of(total, input.unfetched_bytes)},
};

static void put_value(FILE *out, const struct view *view, size_t index) {
  const char *place = (const char *)view + series[index].offset;
  switch (series[index].form) {
    case flag: fprintf(out, "%d\n", *(const bool *)place); break;
    case total: fprintf(out, "%llu\n", (unsigned long long)*(const uint64_t *)place); break;
    case number: fprintf(out, "%.6f\n", *(const double *)place); break;
    case whole: fprintf(out, "%d\n", *(const int *)place); break;
  }
}

static void put_codecs(FILE *out, const struct view *views, int count) {
  fprintf(out, "# HELP srt_input_codec_info What is decoded, as labels\n# TYPE srt_input_codec_info gauge\n");
  for (int i = 0; i < count; i++)
    if (views[i].heard.codec[0])
      fprintf(out, "srt_input_codec_info{input=\"%s\",codec=\"%s\",sample_rate=\"%d\",channels=\"%d\"} 1\n", views[i].config->name, views[i].heard.codec,
              views[i].heard.sample_rate, views[i].heard.channels);
}

char *metrics_text(struct input *inputs, int count) {
  char *text = NULL;
  size_t length;
  struct view views[max_inputs];
  FILE *out = open_memstream(&text, &length);
  if (!out) return NULL;
  for (int i = 0; i < count; i++) views[i] = view_of(&inputs[i]);
  for (size_t s = 0; s < sizeof series / sizeof *series; s++) {
    fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", series[s].name, series[s].help, series[s].name, series[s].type);
    for (int i = 0; i < count; i++) {
      fprintf(out, "%s{input=\"%s\"} ", series[s].name, views[i].config->name);
      put_value(out, &views[i], s);
    }
  }
  put_codecs(out, views, count);
  process_metrics(out);
  fclose(out);
  return text;
}
