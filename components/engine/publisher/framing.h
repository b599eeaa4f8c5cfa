/* A byte stream cut anywhere → whole frames. Pure: ADTS frames, MP3 frames or Ogg pages, found by their headers. */
#ifndef AIRPATH_FRAMING_H
#define AIRPATH_FRAMING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum codec { codec_aac, codec_mp3, codec_opus };

struct framing {
  enum codec codec;
  /* What came and is not yet a whole frame. */
  uint8_t *held;
  size_t length, capacity;
  /* True while each frame begins where the last one ended. */
  bool locked;
  /* The fixed part of the last frame's header, which the next one must share. */
  uint8_t fixed[4];
  /* Since the first frame. */
  uint64_t lost_bytes;
  bool ever_locked;
};

typedef void framing_sink(const uint8_t *frame, size_t length, void *opaque);

/* Takes bytes as they come; calls `sink` for each frame that they complete. */
void framing_feed(struct framing *framing, const uint8_t *bytes, size_t length, framing_sink *sink, void *opaque);

/* Forgets a half frame: its other half will not come. */
void framing_restart(struct framing *framing);

/* @returns the length of the frame whose header stands here; 0 when more bytes are needed to tell; -1 when none does. */
long frame_length(enum codec codec, const uint8_t *bytes, size_t available);

#endif
