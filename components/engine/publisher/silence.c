#include "silence.h"

#include <string.h>

/* What FFmpeg's AAC encoder makes of digital silence, header aside. */
static const uint8_t mono[] = {0x01, 0x18, 0x20, 0x07};
static const uint8_t stereo[] = {0x21, 0x10, 0x04, 0x60, 0x8c, 0x1c};
static const uint8_t surround[] = {0x01, 0x18, 0x20, 0x01, 0x08, 0x80, 0x23, 0x04, 0x60, 0x23, 0x10, 0x04, 0x60, 0x8c, 0x0c, 0x23, 0x00, 0x00, 0xe0};

size_t silence_frame(const uint8_t like[7], uint8_t frame[silence_most]) {
  int channels = (like[2] & 1) << 2 | like[3] >> 6;
  const uint8_t *payload = channels == 1 ? mono : channels == 2 ? stereo : surround;
  size_t size = channels == 1 ? sizeof mono : channels == 2 ? sizeof stereo : sizeof surround;
  if (channels != 1 && channels != 2 && channels != 6) return 0;
  size_t length = 7 + size;
  /* No checksum; the buffer fullness says variable rate. */
  const uint8_t header[7] = {0xff, (uint8_t)(like[1] | 1), like[2], (uint8_t)(like[3] & 0xfc), (uint8_t)(length >> 3), (uint8_t)(length << 5 | 0x1f), 0xfc};
  memcpy(frame, header, sizeof header);
  memcpy(frame + sizeof header, payload, size);
  return length;
}
