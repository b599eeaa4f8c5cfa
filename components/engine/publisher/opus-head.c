#include "opus-head.h"

#include <string.h>

#include "ogg.h"

enum { serial_at = 14, begins = 2 };

static uint8_t *put_page(uint8_t *at, const uint8_t *page, uint8_t flags, uint8_t number, const uint8_t *packet, uint8_t length) {
  uint8_t header[28] = {'O', 'g', 'g', 'S', 0, flags};
  memcpy(header + serial_at, page + serial_at, 4);
  header[18] = number;
  header[26] = 1;
  header[27] = length;
  memcpy(at, header, sizeof header);
  memcpy(at + sizeof header, packet, length);
  ogg_page_seal(at, sizeof header + length);
  return at + sizeof header + length;
}

size_t opus_head(const uint8_t *page, int channels, uint8_t head[opus_head_most]) {
  /* Version 1, channels, 312 samples of pre-skip, 48 kHz, no gain, mono or stereo. */
  const uint8_t identity[] = {'O', 'p', 'u', 's', 'H', 'e', 'a', 'd', 1, (uint8_t)channels, 0x38, 1, 0x80, 0xbb, 0, 0, 0, 0, 0};
  static const uint8_t tags[] = {'O', 'p', 'u', 's', 'T', 'a', 'g', 's', 7, 0, 0, 0, 'a', 'i', 'r', 'p', 'a', 't', 'h', 0, 0, 0, 0};
  uint8_t *at = put_page(head, page, begins, 0, identity, sizeof identity);
  at = put_page(at, page, 0, 1, tags, sizeof tags);
  return (size_t)(at - head);
}
