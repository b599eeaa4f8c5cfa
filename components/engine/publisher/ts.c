#include "ts.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { pat_pid = 0, pmt_pid = 0x1000, audio_pid = 0x100, tag_pid = 0x101 };
enum { adts_stream_type = 0x0f, metadata_stream_type = 0x15, audio_stream_id = 0xc0, private_stream_id = 0xbd, pes_header = 14, pcr_field = 8, header = 4 };
/* Of 90 kHz: a frame, and how long before it is heard a frame has come. */
enum { ticks_per_frame = 1920, decoder_delay = 7200 };
#define timestamp_mask ((INT64_C(1) << 33) - 1)

static uint32_t crc(const uint8_t *bytes, size_t length) {
  uint32_t value = 0xffffffff;
  for (size_t i = 0; i < length; i++) {
    value ^= (uint32_t)bytes[i] << 24;
    for (int bit = 0; bit < 8; bit++) value = value << 1 ^ (value >> 31 ? 0x04c11db7 : 0);
  }
  return value;
}

static uint8_t *put_header(uint8_t *packet, int pid, bool starts, bool adaptation, uint8_t *counter) {
  packet[0] = 0x47;
  packet[1] = (uint8_t)((starts ? 0x40 : 0) | pid >> 8);
  packet[2] = (uint8_t)pid;
  packet[3] = (uint8_t)((adaptation ? 0x30 : 0x10) | *counter);
  *counter = (*counter + 1) & 15;
  return packet + header;
}

/* `body` is what stands between the section's length and its checksum. */
static uint8_t *put_table(uint8_t *packet, int pid, uint8_t *counter, uint8_t table, const uint8_t *body, size_t length) {
  uint8_t *at = put_header(packet, pid, true, false, counter);
  *at++ = 0;
  uint8_t *section = at;
  *at++ = table;
  *at++ = 0xb0;
  *at++ = (uint8_t)(length + 4);
  memcpy(at, body, length);
  at += length;
  uint32_t sum = crc(section, (size_t)(at - section));
  for (int shift = 24; shift >= 0; shift -= 8) *at++ = (uint8_t)(sum >> shift);
  memset(at, 0xff, (size_t)(packet + ts_packet - at));
  return packet + ts_packet;
}

static uint8_t *put_tables(struct ts_muxer *muxer, uint8_t *packet) {
  /* Program 1; version 0, current, section 0 of 0. */
  static const uint8_t pat[] = {0, 1, 0xc1, 0, 0, 0, 1, 0xe0 | pmt_pid >> 8, pmt_pid & 0xff};
  /* Timed ID3 is announced whether a segment has any or not, as Apple wants it: metadata_pointer_descriptor, metadata_descriptor. */
  static const uint8_t pmt[] = {0, 1, 0xc1, 0, 0, 0xe0 | audio_pid >> 8, audio_pid & 0xff, 0xf0, 17,
                                0x25, 15, 0xff, 0xff, 'I', 'D', '3', ' ', 0xff, 'I', 'D', '3', ' ', 0, 0x1f, 0, 1,
                                adts_stream_type, 0xe0 | audio_pid >> 8, audio_pid & 0xff, 0xf0, 0,
                                metadata_stream_type, 0xe0 | tag_pid >> 8, tag_pid & 0xff, 0xf0, 15,
                                0x26, 13, 0xff, 0xff, 'I', 'D', '3', ' ', 0xff, 'I', 'D', '3', ' ', 0, 0x0f};
  packet = put_table(packet, pat_pid, &muxer->pat_counter, 0, pat, sizeof pat);
  return put_table(packet, pmt_pid, &muxer->pmt_counter, 2, pmt, sizeof pmt);
}

static void put_pes_header(uint8_t at[pes_header], uint8_t stream_id, size_t payload, int64_t pts) {
  size_t length = payload + pes_header - 6;
  const uint8_t bytes[pes_header] = {
      0, 0, 1, stream_id, (uint8_t)(length >> 8), (uint8_t)length,
      /* Aligned with a frame; PTS only, in five bytes. */
      0x84, 0x80, 5,
      (uint8_t)(0x21 | (pts >> 29 & 0x0e)), (uint8_t)(pts >> 22), (uint8_t)(0x01 | (pts >> 14 & 0xfe)), (uint8_t)(pts >> 7), (uint8_t)(0x01 | (pts << 1 & 0xfe)),
  };
  memcpy(at, bytes, sizeof bytes);
}

/* Adaptation field of `length` bytes in all: with PCR where `pcr` is not negative, the rest stuffing. */
static uint8_t *put_adaptation(uint8_t *at, size_t length, bool starts, int64_t pcr) {
  uint8_t *end = at + length;
  *at++ = (uint8_t)(length - 1);
  if (length == 1) return at;
  *at++ = (uint8_t)((starts ? 0x40 : 0) | (pcr >= 0 ? 0x10 : 0));
  if (pcr >= 0) {
    for (int shift = 25; shift >= 1; shift -= 8) *at++ = (uint8_t)(pcr >> shift);
    *at++ = (uint8_t)((pcr & 1) << 7 | 0x7e);
    *at++ = 0;
  }
  memset(at, 0xff, (size_t)(end - at));
  return end;
}

/* Frames of one PES, from the first of `lengths` on. */
struct pes {
  const uint8_t *frames;
  const uint16_t *lengths;
  int count;
  int64_t number;
};

static uint8_t *put_pes(struct ts_muxer *muxer, uint8_t *packet, const struct pes *pes) {
  uint8_t head[pes_header];
  size_t payload = 0, at = 0, clocked_at = 0;
  for (int i = 0; i < pes->count; i++) payload += pes->lengths[i];
  int64_t pts = pes->number * ticks_per_frame & timestamp_mask;
  put_pes_header(head, audio_stream_id, payload, pts);
  size_t total = payload + pes_header;
  for (int next = 0; at < total; packet += ts_packet) {
    bool starts = at == 0, clock = next < pes->count && at >= clocked_at;
    int clocked = next;
    while (next < pes->count && at >= clocked_at) {
      clocked = next;
      if (next == 0) clocked_at = pes_header;
      for (int i = 0; i < ts_frames_per_pcr && next < pes->count; i++) clocked_at += pes->lengths[next++];
    }
    int64_t pcr = clock ? (pts + clocked * ticks_per_frame - decoder_delay) & timestamp_mask : -1;
    size_t room = ts_packet - header - (clock ? pcr_field : 0), taken = total - at < room ? total - at : room;
    size_t adaptation = ts_packet - header - taken;
    uint8_t *out = put_header(packet, audio_pid, starts, adaptation > 0, &muxer->audio_counter);
    if (adaptation > 0) out = put_adaptation(out, adaptation, starts, pcr);
    size_t of_head = at < pes_header ? pes_header - at : 0;
    if (of_head > taken) of_head = taken;
    memcpy(out, head + at, of_head);
    memcpy(out + of_head, pes->frames + (at + of_head - pes_header), taken - of_head);
    at += taken;
  }
  return packet;
}

/* A PES of its own, without a clock: the audio around it has that. */
static uint8_t *put_tag(struct ts_muxer *muxer, uint8_t *packet, const struct ts_tag *tag, int64_t number) {
  uint8_t head[pes_header];
  put_pes_header(head, private_stream_id, tag->length, number * ticks_per_frame & timestamp_mask);
  for (size_t at = 0; at < pes_header + tag->length; packet += ts_packet) {
    size_t room = ts_packet - header, left = pes_header + tag->length - at, taken = left < room ? left : room;
    uint8_t *out = put_header(packet, tag_pid, at == 0, taken < room, &muxer->tag_counter);
    if (taken < room) out = put_adaptation(out, room - taken, false, -1);
    for (size_t i = 0; i < taken; i++, at++) *out++ = at < pes_header ? head[at] : tag->bytes[at - pes_header];
  }
  return packet;
}

uint8_t *ts_segment(struct ts_muxer *muxer, const uint8_t *frames, const uint16_t *lengths, int count, int64_t number, const struct ts_tag *tags,
                    int tag_count, size_t *length) {
  size_t payload = 0;
  for (int i = 0; i < count; i++) payload += lengths[i];
  /* Tables; packets with PCR, each of which may leave one packet of its PES half full; the rest. */
  size_t packets = 2 + payload / (ts_packet - header) + (size_t)(count / ts_frames_per_pcr) + 2 * (size_t)(count / ts_frames_per_pes + 3);
  for (int i = 0; i < tag_count; i++) packets += (pes_header + tags[i].length) / (ts_packet - header) + 1;
  uint8_t *segment = malloc(packets * ts_packet);
  if (!segment) return NULL;
  uint8_t *packet = put_tables(muxer, segment);
  for (int first = 0; first < count;) {
    /* The last frame is a PES of its own: what measures a segment takes its last timestamp for its last frame. */
    int left = count - first > 1 ? count - first - 1 : 1;
    struct pes pes = {frames, lengths + first, left < ts_frames_per_pes ? left : ts_frames_per_pes, number + first};
    for (; tag_count > 0 && tags->frame < first + pes.count; tags++, tag_count--) packet = put_tag(muxer, packet, tags, number + tags->frame);
    packet = put_pes(muxer, packet, &pes);
    for (int i = 0; i < pes.count; i++) frames += pes.lengths[i];
    first += pes.count;
  }
  *length = (size_t)(packet - segment);
  return realloc(segment, *length);
}
