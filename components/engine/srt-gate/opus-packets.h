/* Opus in an MPEG transport stream (as the Opus project's draft for ETSI has it): what the decoder must know first, and packets out of a PES packet. */
#ifndef AIRPATH_OPUS_PACKETS_H
#define AIRPATH_OPUS_PACKETS_H

#include <stddef.h>
#include <stdint.h>

enum { max_opus_head = 19 + 2 + 8 };

/* Writes the decoder's OpusHead for a channel configuration code. @returns its length, 0 for a code that is not known. */
size_t opus_head(int channel_code, uint8_t head[max_opus_head]);

/* @returns the length of the Opus packet that starts at `data` (0: damaged), its body's place in `body`. */
size_t opus_packet(const uint8_t *data, size_t length, const uint8_t **body);

#endif
