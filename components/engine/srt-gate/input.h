/* One input: an SRT peer, one at a time, its sound decoded and handed to the pipeline over loopback TCP. */
#ifndef AIRPATH_INPUT_H
#define AIRPATH_INPUT_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "config.h"
#include "decoder.h"
#include "jitter.h"
#include "loopback.h"
#include "peer.h"

enum { silence_dbfs = -120 };

/* Totals since the gate started: they go on over reconnections, as Prometheus counters must. */
struct input_numbers {
  uint64_t packets_received, packets_lost, packets_dropped, packets_retransmitted, packets_belated, packets_undecryptable;
  uint64_t bytes_received, connections, refusals, decode_errors, unfetched_bytes;
  double receive_bits_per_second, rtt_seconds, buffer_seconds, belated_seconds, jitter_seconds;
  int reorder_distance;
  /* Of the last second; silence is -120. */
  double level_dbfs;
};

struct input {
  struct input_config config;
  atomic_bool connected, delivering;
  /* Another peer is refused. */
  atomic_bool taken;
  /* Sound comes, and the pipeline can fetch it. */
  atomic_bool decodable;
  pthread_mutex_t lock; /* guards numbers, peer and heard */
  struct input_numbers numbers;
  char peer[max_peer_name];
  struct sound_format heard;
  struct jitter jitter;
  struct door door;
  /* Touched by the pacer only. */
  struct loopback loopback;
};

/* Opens the SRT listener, where there is one, and starts the input's thread; ends the process when the port cannot be had. */
void input_start(struct input *input, int channels);

/* Set once, by the signal handler: every loop ends within half a second. */
extern atomic_bool stopping;

#endif
