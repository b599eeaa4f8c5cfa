#include "metrics.h"

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

enum kind { total, number, whole };

/* Every series that is read from input_numbers: its name, type, help and place. */
static const struct {
  const char *name, *type, *help;
  enum kind kind;
  size_t offset;
} series[] = {
    {"srt_input_receive_rate_bits_per_second", "gauge", "Rate received in the last second", number, offsetof(struct input_numbers, receive_bits_per_second)},
    {"srt_input_rtt_seconds", "gauge", "Smoothed round trip time to the peer", number, offsetof(struct input_numbers, rtt_seconds)},
    {"srt_input_buffer_seconds", "gauge", "Time span held in the receive buffer", number, offsetof(struct input_numbers, buffer_seconds)},
    {"srt_input_belated_seconds", "gauge", "Mean lateness of packets that came too late, in the last second", number, offsetof(struct input_numbers, belated_seconds)},
    {"srt_input_reorder_distance_packets", "gauge", "How far out of order packets came", whole, offsetof(struct input_numbers, reorder_distance)},
    {"srt_input_packets_received_total", "counter", "Data packets received, repeats included", total, offsetof(struct input_numbers, packets_received)},
    {"srt_input_packets_lost_total", "counter", "Packets seen missing at first, most are then repeated", total, offsetof(struct input_numbers, packets_lost)},
    {"srt_input_packets_dropped_total", "counter", "Packets missing when their time came: heard", total, offsetof(struct input_numbers, packets_dropped)},
    {"srt_input_packets_retransmitted_total", "counter", "Repeated packets received", total, offsetof(struct input_numbers, packets_retransmitted)},
    {"srt_input_packets_belated_total", "counter", "Packets that came too late and were ignored", total, offsetof(struct input_numbers, packets_belated)},
    {"srt_input_packets_undecryptable_total", "counter", "Packets that could not be decrypted", total, offsetof(struct input_numbers, packets_undecryptable)},
    {"srt_input_bytes_received_total", "counter", "Bytes received, headers included", total, offsetof(struct input_numbers, bytes_received)},
    {"srt_input_connections_total", "counter", "Peers accepted: every one beyond the first is a reconnect", total, offsetof(struct input_numbers, connections)},
    {"srt_input_unfetched_bytes_total", "counter", "Bytes that the pipeline did not fetch in time", total, offsetof(struct input_numbers, loopback_bytes_dropped)},
};

static void put_flag(FILE *out, const char *name, const char *help, struct input *inputs, int count, size_t offset) {
  fprintf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
  for (int i = 0; i < count; i++)
    fprintf(out, "%s{input=\"%s\"} %d\n", name, inputs[i].config.name, atomic_load((atomic_bool *)((char *)&inputs[i] + offset)) ? 1 : 0);
}

static void put_value(FILE *out, const struct input_numbers *numbers, size_t index) {
  const char *place = (const char *)numbers + series[index].offset;
  if (series[index].kind == total)
    fprintf(out, "%llu\n", (unsigned long long)*(const uint64_t *)place);
  else if (series[index].kind == number)
    fprintf(out, "%.6f\n", *(const double *)place);
  else
    fprintf(out, "%d\n", *(const int *)place);
}

char *metrics_text(struct input *inputs, int count) {
  char *text = NULL;
  size_t length;
  struct input_numbers copies[max_inputs];
  FILE *out = open_memstream(&text, &length);
  if (!out) return NULL;
  for (int i = 0; i < count; i++) {
    pthread_mutex_lock(&inputs[i].lock);
    copies[i] = inputs[i].numbers;
    pthread_mutex_unlock(&inputs[i].lock);
  }
  put_flag(out, "srt_input_connected", "1 while a peer is connected", inputs, count, offsetof(struct input, connected));
  put_flag(out, "srt_input_delivering", "1 while the peer sends data", inputs, count, offsetof(struct input, delivering));
  for (size_t s = 0; s < sizeof series / sizeof *series; s++) {
    fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", series[s].name, series[s].help, series[s].name, series[s].type);
    for (int i = 0; i < count; i++) {
      fprintf(out, "%s{input=\"%s\"} ", series[s].name, inputs[i].config.name);
      put_value(out, &copies[i], s);
    }
  }
  fprintf(out, "# HELP srt_input_refusals_total Peers refused because another one was connected\n# TYPE srt_input_refusals_total counter\n");
  for (int i = 0; i < count; i++) fprintf(out, "srt_input_refusals_total{input=\"%s\"} %lu\n", inputs[i].config.name, atomic_load(&inputs[i].refusals));
  fclose(out);
  return text;
}
