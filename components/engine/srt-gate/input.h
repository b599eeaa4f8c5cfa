/* One input: an SRT listener, one peer at a time, its payload handed to the pipeline over loopback TCP. */
#ifndef AIRPATH_INPUT_H
#define AIRPATH_INPUT_H

#include <pthread.h>
#include <srt/srt.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "config.h"

/* Totals since the gate started: they go on over reconnections, as Prometheus counters must. */
struct input_numbers {
  uint64_t packets_received, packets_lost, packets_dropped, packets_retransmitted, packets_belated, packets_undecryptable;
  uint64_t bytes_received, connections, loopback_bytes_dropped;
  double receive_bits_per_second, rtt_seconds, buffer_seconds, belated_seconds;
  int reorder_distance;
};

struct input {
  struct input_config config;
  atomic_bool connected;
  atomic_bool delivering;
  pthread_mutex_t lock; /* guards numbers */
  struct input_numbers numbers;
  SRTSOCKET listener;
  atomic_ulong refusals;
};

/* Opens the SRT listener and starts the input's thread; ends the process when the port cannot be had. */
void input_start(struct input *input);

/* Set once, by the signal handler: every loop ends within half a second. */
extern atomic_bool stopping;

#endif
