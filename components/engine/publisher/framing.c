#include "framing.h"

#include <stdlib.h>
#include <string.h>

#include "ogg.h"

enum { adts_header = 7, mp3_header = 4 };

static long adts_length(const uint8_t *b, size_t available) {
  if (b[0] != 0xff || (available > 1 && (b[1] & 0xf6) != 0xf0)) return -1;
  if (available < adts_header) return 0;
  long length = (b[3] & 3) << 11 | b[4] << 3 | b[5] >> 5;
  int rate = b[2] >> 2 & 15;
  return rate > 12 || length <= adts_header ? -1 : length;
}

static long mp3_length(const uint8_t *b, size_t available) {
  /* Layer III: MPEG-1; MPEG-2 and 2.5. */
  static const short kilobits[2][16] = {{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0},
                                        {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0}};
  static const int rates[4][4] = {{11025, 12000, 8000, 0}, {0, 0, 0, 0}, {22050, 24000, 16000, 0}, {44100, 48000, 32000, 0}};
  if (b[0] != 0xff || (available > 1 && (b[1] & 0xe6) != 0xe2)) return -1;
  if (available < mp3_header) return 0;
  int version = b[1] >> 3 & 3, rate = rates[version][b[2] >> 2 & 3], kilobit = kilobits[version != 3][b[2] >> 4];
  if (rate == 0 || kilobit == 0) return -1;
  return (version == 3 ? 144000L : 72000L) * kilobit / rate + (b[2] >> 1 & 1);
}

long frame_length(enum codec codec, const uint8_t *bytes, size_t available) {
  if (available == 0) return 0;
  return codec == codec_aac ? adts_length(bytes, available) : codec == codec_mp3 ? mp3_length(bytes, available) : ogg_page_length(bytes, available);
}

/* The bits that one stream never changes: of ADTS profile, rate and channels; of MP3 version, layer and rate. */
static void fixed_part(enum codec codec, const uint8_t *b, uint8_t fixed[4]) {
  memset(fixed, 0, 4);
  if (codec == codec_opus) return;
  fixed[0] = b[1];
  fixed[1] = codec == codec_aac ? b[2] & 0xfd : b[2] & 0x0c;
  fixed[2] = codec == codec_aac ? b[3] & 0xc0 : 0;
}

/* Is there a frame at `at`, all of it here? While not locked, the next one's header must agree: a pattern in the payload is no header. */
static long frame_at(const struct framing *framing, size_t at) {
  const uint8_t *b = framing->held + at;
  size_t available = framing->length - at;
  long length = frame_length(framing->codec, b, available);
  if (length <= 0) return length;
  uint8_t fixed[4], next[4];
  fixed_part(framing->codec, b, fixed);
  if (framing->locked && memcmp(fixed, framing->fixed, sizeof fixed) != 0) return -1;
  if (available < (size_t)length) return 0;
  if (framing->codec == codec_opus) return ogg_page_valid(b, (size_t)length) ? length : -1;
  if (framing->locked) return length;
  long second = frame_length(framing->codec, b + length, available - (size_t)length);
  if (second <= 0) return second;
  fixed_part(framing->codec, b + length, next);
  return memcmp(fixed, next, sizeof fixed) == 0 ? length : -1;
}

static bool hold(struct framing *framing, const uint8_t *bytes, size_t length) {
  size_t needed = framing->length + length;
  if (needed > framing->capacity) {
    uint8_t *larger = realloc(framing->held, needed + 4096);
    if (!larger) return false;
    framing->held = larger;
    framing->capacity = needed + 4096;
  }
  memcpy(framing->held + framing->length, bytes, length);
  framing->length = needed;
  return true;
}

void framing_feed(struct framing *framing, const uint8_t *bytes, size_t length, framing_sink *sink, void *opaque) {
  if (!hold(framing, bytes, length)) return framing_restart(framing);
  size_t at = 0;
  while (at < framing->length) {
    long frame = frame_at(framing, at);
    if (frame == 0) break;
    if (frame < 0 && framing->locked) {
      /* The same bytes may begin a new stream with another header. */
      framing->locked = false;
      continue;
    }
    if (frame < 0) {
      framing->lost_bytes += framing->ever_locked;
      at++;
      continue;
    }
    fixed_part(framing->codec, framing->held + at, framing->fixed);
    framing->locked = framing->ever_locked = true;
    sink(framing->held + at, (size_t)frame, opaque);
    at += (size_t)frame;
  }
  memmove(framing->held, framing->held + at, framing->length - at);
  framing->length -= at;
}

void framing_restart(struct framing *framing) {
  if (framing->ever_locked) framing->lost_bytes += framing->length;
  framing->length = 0;
  framing->locked = false;
}
