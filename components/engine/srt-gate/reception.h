/* What one peer sends, from its first datagram to its last: transport stream → sound → jitter buffer. */
#ifndef AIRPATH_RECEPTION_H
#define AIRPATH_RECEPTION_H

#include "decoder.h"
#include "input.h"
#include "transport.h"

struct reception {
  struct input *input;
  struct transport transport;
  struct decoder decoder;
  double started, last_data, last_sound, last_open;
  uint64_t errors_told;
  /* How unevenly PES packets arrive, after RFC 3550 section 6.4.1. */
  double jitter_seconds, last_transit;
  struct sound_format told;
  double told_at;
  bool told_undecodable;
};

void reception_start(struct reception *reception, struct input *input, int channels);
void reception_data(struct reception *reception, const uint8_t *data, size_t length);
/* Call it often: says once that a stream cannot be decoded, tells the input's numbers, opens a decoder that got stuck anew. */
void reception_tend(struct reception *reception);
void reception_end(struct reception *reception);

/* Whether another peer must wait: sound came lately, or may still come from a peer that has just begun. */
bool reception_holds_place(const struct reception *reception);

#endif
