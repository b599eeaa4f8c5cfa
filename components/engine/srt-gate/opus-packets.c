#include "opus-packets.h"

#include <string.h>

size_t opus_head(int code, uint8_t head[max_opus_head]) {
  /* By the number of channels, from RFC 7845 section 5.1.1.2: streams, those of them that are pairs, and where each channel lies. */
  static const uint8_t streams[9] = {0, 1, 1, 2, 2, 3, 4, 4, 5}, pairs[9] = {0, 0, 1, 1, 2, 2, 2, 3, 3};
  static const char *const places[9] = {[3] = "021", [4] = "0123", [5] = "04123", [6] = "041235", [7] = "0412356", [8] = "06123457"};
  if (code < 0 || code > 8) return 0;
  /* 0 is two languages, one a side: heard as stereo. */
  size_t channels = code == 0 ? 2 : (size_t)code;
  memset(head, 0, max_opus_head);
  memcpy(head, "OpusHead\1", 9);
  head[9] = (uint8_t)channels;
  head[12] = 48000 & 255, head[13] = 48000 >> 8;
  head[18] = channels > 2;
  if (channels <= 2) return 19;
  head[19] = streams[channels];
  head[20] = pairs[channels];
  for (size_t i = 0; i < channels; i++) head[21 + i] = (uint8_t)(places[channels][i] - '0');
  return 21 + channels;
}

size_t opus_packet(const uint8_t *data, size_t length, const uint8_t **body) {
  size_t at = 2, size = 0;
  if (length < 3 || data[0] != 0x7f || (data[1] & 0xe0) != 0xe0) return 0;
  for (uint8_t part = 255; part == 255; size += part) {
    if (at == length) return 0;
    part = data[at++];
  }
  if (data[1] & 0x10) at += 2; /* trim at the start */
  if (data[1] & 0x08) at += 2; /* trim at the end */
  if (data[1] & 0x04) {
    if (at >= length) return 0;
    at += 1u + data[at]; /* extension */
  }
  if (size == 0 || at > length || size > length - at) return 0;
  *body = data + at;
  return at + size;
}
