/* MPEG transport stream in, pushed as it comes: packets found, the audio stream chosen, its PES packets unwrapped. Keeps a few kilobytes, whatever is fed. */
#ifndef AIRPATH_TRANSPORT_H
#define AIRPATH_TRANSPORT_H

#include "tables.h"

enum { packet_size = 188, max_pes_header = 9 + 255 };

#define no_pts INT64_MIN

/* What the transport stream tells; `opaque` is the caller's. */
struct transport_events {
  /* Another stream, codec or channel arrangement than before. */
  void (*stream)(void *opaque, const struct stream *stream);
  /* A PES packet begins; `pts` counts 90 000ths of a second modulo 2^33, or is no_pts. */
  void (*begin)(void *opaque, int64_t pts);
  void (*data)(void *opaque, const uint8_t *data, size_t length);
  /* The PES packet is whole; not called for one that lost a part. */
  void (*end)(void *opaque);
  /* Something is missing or damaged; what follows starts with a new PES packet. */
  void (*lost)(void *opaque);
  void *opaque;
};

struct transport {
  struct transport_events events;
  struct tables tables;
  struct stream audio;
  uint8_t partial[2 * packet_size];
  size_t filled;
  /* The last byte run was a packet: the next one is believed without seeing the one after it. */
  bool locked;
  uint64_t bytes, packets;
  bool scrambled;
  int continuity;
  /* Of the PES packet under way. */
  bool in_pes, has_length;
  uint8_t header[max_pes_header];
  size_t header_filled, header_size, remaining;
};

void transport_start(struct transport *transport, const struct transport_events *events);
void transport_push(struct transport *transport, const uint8_t *data, size_t length);

#endif
