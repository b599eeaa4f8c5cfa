#include "id3.h"

#include <string.h>

enum { frame_header = 10, utf8 = 3 };

/* Seven bits a byte: no byte of a length looks like the start of an MPEG frame. */
static void put_length(uint8_t at[4], size_t length) {
  for (int i = 0; i < 4; i++) at[i] = length >> (7 * (3 - i)) & 0x7f;
}

static uint8_t *put_text(uint8_t *at, const char *name, const char *text) {
  size_t length = strlen(text);
  memset(at, 0, frame_header);
  memcpy(at, name, 4);
  put_length(at + 4, length + 1);
  at[frame_header] = utf8;
  memcpy(at + frame_header + 1, text, length);
  return at + frame_header + 1 + length;
}

size_t id3_tag(const char *title, const char *artist, uint8_t tag[id3_most]) {
  static const uint8_t head[6] = {'I', 'D', '3', 4, 0, 0};
  uint8_t *end = put_text(tag + frame_header, "TIT2", title);
  if (*artist) end = put_text(end, "TPE1", artist);
  memcpy(tag, head, sizeof head);
  put_length(tag + sizeof head, (size_t)(end - tag) - frame_header);
  return (size_t)(end - tag);
}
