#include "wav.h"

#include <string.h>

#include "decoder.h"

enum { format_extensible = 0xfffe, bits = 32, front_pair = 0x3, five_point_one = 0x3f, format_length = 40 };

static uint8_t *put(uint8_t *at, uint32_t value, int bytes) {
  for (int i = 0; i < bytes; i++) *at++ = (uint8_t)(value >> 8 * i);
  return at;
}

static uint8_t *put_name(uint8_t *at, const char name[4]) {
  memcpy(at, name, 4);
  return at + 4;
}

void wav_head(int channels, uint8_t head[wav_head_length]) {
  /* KSDATAFORMAT_SUBTYPE_IEEE_FLOAT. */
  static const uint8_t floats[16] = {3, 0, 0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71};
  uint32_t frame = (uint32_t)channels * bits / 8;
  uint8_t *at = put_name(head, "RIFF");
  at = put_name(put(at, 0, 4), "WAVE");
  at = put(put_name(at, "fmt "), format_length, 4);
  at = put(put(at, format_extensible, 2), (uint32_t)channels, 2);
  at = put(put(at, pipeline_rate, 4), pipeline_rate * frame, 4);
  at = put(put(at, frame, 2), bits, 2);
  at = put(put(put(at, format_length - 18, 2), bits, 2), channels == 6 ? five_point_one : front_pair, 4);
  memcpy(at, floats, sizeof floats);
  /* No length: until the connection ends. */
  put(put_name(at + sizeof floats, "data"), 0, 4);
}
