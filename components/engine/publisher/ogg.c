#include "ogg.h"

#include <string.h>

enum { page_header = 27, crc_at = 22 };

long ogg_page_length(const uint8_t *bytes, size_t available) {
  static const uint8_t capture[5] = {'O', 'g', 'g', 'S', 0};
  if (memcmp(bytes, capture, available < sizeof capture ? available : sizeof capture) != 0) return -1;
  if (available < page_header) return 0;
  size_t segments = bytes[26];
  if (available < page_header + segments) return 0;
  long length = page_header + (long)segments;
  for (size_t i = 0; i < segments; i++) length += bytes[page_header + i];
  return length;
}

static uint32_t crc(uint32_t value, const uint8_t *bytes, size_t length) {
  static uint32_t table[256];
  if (table[1] == 0) {
    for (uint32_t i = 256; i-- > 0;) {
      uint32_t entry = i << 24;
      for (int bit = 0; bit < 8; bit++) entry = entry << 1 ^ (entry >> 31 ? 0x04c11db7 : 0);
      table[i] = entry;
    }
  }
  for (size_t i = 0; i < length; i++) value = value << 8 ^ table[(value >> 24 ^ bytes[i]) & 0xff];
  return value;
}

/* Of the whole page, its own checksum counted as zero. */
static uint32_t checksum(const uint8_t *page, size_t length) {
  static const uint8_t none[4];
  return crc(crc(crc(0, page, crc_at), none, sizeof none), page + crc_at + 4, length - crc_at - 4);
}

bool ogg_page_valid(const uint8_t *page, size_t length) {
  const uint8_t *at = page + crc_at;
  return checksum(page, length) == ((uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24);
}

void ogg_page_seal(uint8_t *page, size_t length) {
  uint32_t sum = checksum(page, length);
  for (int i = 0; i < 4; i++) page[crc_at + i] = (uint8_t)(sum >> 8 * i);
}

bool ogg_begins_stream(const uint8_t *page) {
  return page[5] & 2;
}

int64_t ogg_position(const uint8_t *page) {
  uint64_t position = 0;
  for (int i = 7; i >= 0; i--) position = position << 8 | page[6 + i];
  return (int64_t)position;
}
