/* Runs the publisher's pure parts on vectors: framing, media clock, segmenter, playlists. Ends with 1 at the first that fails. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "framing.h"
#include "instant.h"
#include "log.h"
#include "media-clock.h"
#include "now-playing.h"
#include "ogg.h"
#include "opus-head.h"
#include "playlist.h"
#include "segmenter.h"
#include "silence.h"
#include "ts.h"

static int checks;

#define EXPECT(got, wanted)                                                                                                        \
  do {                                                                                                                             \
    long long g = (long long)(got), w = (long long)(wanted);                                                                       \
    checks++;                                                                                                                      \
    if (g != w) {                                                                                                                  \
      printf("%s:%d: %s is %lld, must be %lld\n", __func__, __LINE__, #got, g, w);                                                 \
      exit(1);                                                                                                                     \
    }                                                                                                                              \
  } while (0)

/* An ADTS frame: AAC-LC, 48 kHz, stereo. */
static size_t adts(uint8_t *frame, size_t length, uint8_t fill) {
  const uint8_t header[7] = {0xff, 0xf1, 0x4c, 0x80, (uint8_t)(length >> 3), (uint8_t)(length << 5 | 0x1f), 0xfc};
  memset(frame, fill, length);
  memcpy(frame, header, sizeof header);
  return length;
}

static int sunk;
static size_t sunk_bytes;
static void sink(const uint8_t *frame, size_t length, void *opaque) {
  (void)frame, (void)opaque;
  sunk++;
  sunk_bytes += length;
}

static void feed_in_pieces(struct framing *framing, const uint8_t *bytes, size_t length, size_t piece) {
  sunk = 0, sunk_bytes = 0;
  for (size_t at = 0; at < length; at += piece) framing_feed(framing, bytes + at, length - at < piece ? length - at : piece, sink, NULL);
}

static void framing_of_adts(void) {
  uint8_t stream[4000];
  size_t length = 0;
  for (int i = 0; i < 10; i++) length += adts(stream + length, 100 + (size_t)i, 0xff);
  for (size_t piece = 1; piece < 300; piece += 37) {
    struct framing framing = {.codec = codec_aac};
    feed_in_pieces(&framing, stream, length, piece);
    EXPECT(sunk, 10);
    EXPECT(framing.lost_bytes, 0);
    free(framing.held);
  }
  /* Joined in the middle of the first frame; then a hole in the fifth. */
  struct framing framing = {.codec = codec_aac};
  memmove(stream + 440, stream + 450, length - 450);
  feed_in_pieces(&framing, stream + 50, length - 60, 64);
  EXPECT(sunk, 8);
  EXPECT(framing.lost_bytes > 0, 1);
  free(framing.held);
}

static void framing_of_mp3(void) {
  uint8_t stream[384 * 6];
  for (int i = 0; i < 6; i++) {
    /* MPEG-1 layer III, 128 kbit/s, 48 kHz: 384 bytes. */
    memset(stream + i * 384, 0x55, 384);
    memcpy(stream + i * 384, (uint8_t[]){0xff, 0xfb, 0x94, 0x00}, 4);
  }
  struct framing framing = {.codec = codec_mp3};
  feed_in_pieces(&framing, stream, sizeof stream, 100);
  EXPECT(sunk, 6);
  EXPECT(sunk_bytes, sizeof stream);
  free(framing.held);
}

static void framing_of_ogg(void) {
  uint8_t page[80] = {'O', 'g', 'g', 'S', 0, 0, 0xc0, 3}, head[opus_head_most];
  page[26] = 1;
  page[27] = 40;
  ogg_page_seal(page, 68);
  EXPECT(ogg_page_length(page, sizeof page), 68);
  EXPECT(ogg_position(page), 960);
  EXPECT(ogg_page_valid(page, 68), 1);
  struct framing framing = {.codec = codec_opus};
  feed_in_pieces(&framing, page, 68, 7);
  EXPECT(sunk, 1);
  page[50] ^= 1;
  feed_in_pieces(&framing, page, 68, 7);
  EXPECT(sunk, 0);
  EXPECT(framing.lost_bytes, 68);
  free(framing.held);
  size_t length = opus_head(page, 2, head);
  long first = ogg_page_length(head, length);
  EXPECT(ogg_begins_stream(head), 1);
  EXPECT(ogg_page_valid(head, (size_t)first), 1);
  EXPECT(ogg_page_valid(head + first, length - (size_t)first), 1);
}

static void numbers_on_the_wall(void) {
  EXPECT(media_clock_time(375), 8 * ns_per_second);
  EXPECT(media_clock_time(180), 3840 * (int64_t)ns_per_ms);
  /* Slot 467546133 begins at 2026-11-22T19:52:30.720Z. */
  EXPECT(media_clock_time(INT64_C(467546133) * 180), INT64_C(1795377150720) * ns_per_ms);
}

/* A segmenter with two renditions, and an encoder that ticks every 40 ms. */
static struct config config;
static struct window window;
static struct segmenter segmenter;
static const atomic_bool blank = false;
static int64_t made;

static void open_rig(void) {
  memset(&config, 0, sizeof config);
  config.format_count = config.rendition_count = 2;
  config.renditions[1].format = 1;
  config.segment_frames = 180;
  config.segment_count = 6;
  window_open(&window, 2, 6, 1000);
  segmenter_open(&segmenter, &config, &window, &blank);
  segmenter.first_slot = 0;
  made = 0;
}

/* Encodes `seconds` from `wall` on, in real time; `skew`: how many frames of the second rendition are lost at the beginning. */
static int64_t encode(int64_t wall, double seconds, int skew) {
  uint8_t frame[200];
  int64_t end = wall + (int64_t)(seconds * 1e9), samples = 0, frames = 0;
  for (; wall < end; wall += 40 * ns_per_ms) {
    for (samples += 1920; (frames + 1) * 1024 <= samples; frames++, made++) {
      segmenter_frame(&segmenter, 0, frame, adts(frame, 100, 1), wall + ns_per_ms, wall + ns_per_ms);
      if (skew > 0)
        skew--;
      else
        segmenter_frame(&segmenter, 1, frame, adts(frame, 50, 2), wall + 3 * ns_per_ms, wall + 3 * ns_per_ms);
    }
    window_publish(&window, wall);
  }
  return wall;
}

static struct listing listed(int rendition) {
  struct listing all[max_renditions];
  window_snapshot(&window, all);
  return all[rendition];
}

static void expect_regular(int64_t last_slot) {
  for (int rendition = 0; rendition < 2; rendition++) {
    struct listing listing = listed(rendition);
    for (int i = 0; i < listing.count; i++) {
      const struct segment *segment = listing.segments[i];
      EXPECT(segment->frames, 180);
      EXPECT(segment->starts_ms % 3840, 0);
      EXPECT(segment->sequence, listing.segments[0]->sequence + i);
      EXPECT(segment->length % 188, 0);
    }
    EXPECT(listing.segments[listing.count - 1]->sequence, last_slot);
  }
}

/* 1,000,000 slots after 1970, and a bit. */
#define some_time (INT64_C(3840000) * ns_per_second)

static void segments_of_one_stream(void) {
  open_rig();
  encode(some_time + ns_per_second, 12, 0);
  expect_regular(1000002);
  EXPECT(listed(0).count, 3);
  EXPECT(listed(0).segments[0]->discontinuity, 1);
  EXPECT(listed(0).segments[1]->discontinuity, 0);
  EXPECT(listed(0).segments[1]->starts_ms, INT64_C(3840003840));
  EXPECT(segmenter.discontinuities, 0);
}

static void a_format_that_lost_frames_is_put_in_its_place(void) {
  open_rig();
  /* The second rendition's first three frames never came: its numbers must be those of the first all the same. */
  encode(some_time + ns_per_second, 12, 3);
  expect_regular(1000002);
  EXPECT(media_clock_number(&segmenter.clock, 0, segmenter.clock.track[0].count), media_clock_number(&segmenter.clock, 1, segmenter.clock.track[1].count));
  /* Now it loses one under way: noticed, told to players, put right. */
  int64_t wall = some_time + 13 * ns_per_second;
  segmenter.clock.track[1].count--;
  encode(wall, 10, 0);
  expect_regular(1000004);
  EXPECT(segmenter.discontinuities, 1);
}

static void a_restart_is_silence_and_a_discontinuity(void) {
  open_rig();
  int64_t wall = encode(some_time + ns_per_second, 10, 0);
  wall = encode(wall + 6 * ns_per_second, 8, 0);
  expect_regular(1000005);
  int breaks = 0;
  for (int i = 0; i < 6; i++) breaks += listed(0).segments[i]->discontinuity;
  EXPECT(breaks, 2);
  /* It went on 17 s after slot 1000000 began: in the fifth. */
  EXPECT(listed(0).segments[4]->discontinuity, 1);
  EXPECT(listed(1).segments[4]->discontinuity, 1);
  EXPECT(segmenter.discontinuities, 1);
}

static void a_slow_encoder_that_catches_up_is_no_break(void) {
  open_rig();
  int64_t wall = encode(some_time + ns_per_second, 10, 0);
  uint8_t frame[200];
  /* 1.28 s of frames come at once, late; then all goes on. */
  wall += 1280 * ns_per_ms;
  for (int i = 0; i < 60; i++)
    for (int rendition = 0; rendition < 2; rendition++) segmenter_frame(&segmenter, rendition, frame, adts(frame, 100, 1), wall, wall);
  encode(wall, 8, 0);
  expect_regular(1000004);
  EXPECT(segmenter.discontinuities, 0);
}

static void a_long_outage_begins_a_new_list(void) {
  open_rig();
  int64_t wall = encode(some_time + ns_per_second, 10, 0);
  encode(wall + 60 * ns_per_second, 8, 0);
  expect_regular((some_time + 79 * ns_per_second) / (3840 * (int64_t)ns_per_ms) - 1);
  EXPECT(listed(0).segments[0]->discontinuity, 1);
  EXPECT(listed(0).discontinuity_sequence, 1001);
}

static void sequences_never_go_back(void) {
  open_rig();
  encode(some_time + ns_per_second, 12, 0);
  EXPECT(segmenter.last_sequence, 1000002);
  /* A person sets the clock back by an hour: dates follow, sequences go on. */
  int64_t earlier = some_time - 3600 * ns_per_second, steady = some_time + 13 * ns_per_second;
  uint8_t frame[200];
  for (int i = 0; i < 700; i++) {
    int64_t passed = media_clock_time(i);
    for (int rendition = 0; rendition < 2; rendition++)
      segmenter_frame(&segmenter, rendition, frame, adts(frame, 100, 1), earlier + passed, steady + passed);
  }
  struct listing listing = listed(0);
  EXPECT(segmenter.last_sequence > 1000002, 1);
  EXPECT(listing.segments[listing.count - 1]->starts_ms < 3840000000, 1);
  EXPECT(segmenter.discontinuities, 1);
}

static void the_end_is_published(void) {
  open_rig();
  encode(some_time + ns_per_second, 5, 0);
  segmenter_finish(&segmenter);
  struct listing listing = listed(0);
  EXPECT(listing.count, 2);
  EXPECT(listing.segments[1]->frames < 180, 1);
  EXPECT(listing.segments[1]->frames, listed(1).segments[1]->frames);
  char *text = playlist_text(&listing, "hifi-", 1000, 180);
  puts(text);
  free(text);
}

/* Frames in, segment out: every packet in its place. */
static void transport_stream(void) {
  uint8_t frames[180 * 240];
  uint16_t lengths[180];
  size_t length, at = 0;
  for (int i = 0; i < 180; i++) at += lengths[i] = (uint16_t)adts(frames + at, 200 + (size_t)i % 40, (uint8_t)i);
  struct ts_muxer muxer = {0};
  uint8_t *ts = ts_segment(&muxer, frames, lengths, 180, INT64_C(467546133) * 180, NULL, 0, &length);
  int counter = -1, starts = 0, clocks = 0;
  EXPECT(length % 188, 0);
  for (size_t p = 0; p < length; p += 188) {
    EXPECT(ts[p], 0x47);
    int pid = (ts[p + 1] & 0x1f) << 8 | ts[p + 2];
    EXPECT(pid, p == 0 ? 0 : p == 188 ? 0x1000 : 0x100);
    if (pid != 0x100) continue;
    EXPECT(ts[p + 3] & 15, (counter + 1) & 15);
    counter = ts[p + 3] & 15;
    starts += ts[p + 1] >> 6 & 1;
    clocks += (ts[p + 3] & 0x20) && ts[p + 4] > 0 && (ts[p + 5] & 0x10);
  }
  EXPECT(starts, 7);
  /* Eight a PES of 29 or 30 frames, one in the last frame's. */
  EXPECT(clocks, 49);
  free(ts);
}

/* Every packet of timed ID3 in a segment: where it stands, its PTS, its tag. */
static void timed_tags(void) {
  uint8_t frames[180 * 240], bytes[2][id3_most];
  uint16_t lengths[180];
  size_t length, at = 0;
  char longest[now_playing_most + 1];
  memset(longest, 'x', now_playing_most);
  longest[now_playing_most - 3] = longest[now_playing_most] = 0;
  for (int i = 0; i < 180; i++) at += lengths[i] = (uint16_t)adts(frames + at, 200, (uint8_t)i);
  const struct ts_tag tags[] = {{0, bytes[0], id3_tag("Titre", "", bytes[0])}, {65, bytes[1], id3_tag(longest, "abc", bytes[1])}};
  EXPECT(tags[0].length, 26);
  EXPECT(memcmp(bytes[0], "ID3\4\0\0\0\0\0\20TIT2\0\0\0\6\0\0\3Titre", 26), 0);
  EXPECT(tags[1].length, id3_most);
  struct ts_muxer muxer = {0};
  const int64_t first = INT64_C(467546133) * 180;
  uint8_t *ts = ts_segment(&muxer, frames, lengths, 180, first, tags, 2, &length);
  int audio = 0, seen = 0, before[2] = {0}, packets = 0;
  for (size_t p = 0; p < length; p += 188) {
    const uint8_t *packet = ts + p;
    int pid = (packet[1] & 0x1f) << 8 | packet[2];
    if (pid == 0x100) audio += packet[1] >> 6 & 1;
    if (pid != 0x101) continue;
    EXPECT(packet[3] & 15, packets++);
    if (!(packet[1] & 0x40)) continue;
    const uint8_t *pes = packet + 4 + (packet[3] & 0x20 ? 1 + packet[4] : 0);
    EXPECT(memcmp(pes, (uint8_t[]){0, 0, 1, 0xbd}, 4), 0);
    EXPECT(pes[4] << 8 | pes[5], tags[seen].length + 8);
    int64_t pts = (int64_t)(pes[9] >> 1 & 7) << 30 | pes[10] << 22 | (pes[11] >> 1) << 15 | pes[12] << 7 | pes[13] >> 1;
    EXPECT(pts, (first + tags[seen].frame) * 1920 & ((INT64_C(1) << 33) - 1));
    EXPECT(memcmp(pes + 14, "ID3", 3), 0);
    before[seen++] = audio;
  }
  EXPECT(seen, 2);
  /* One packet for the short one, two for the longest that there can be. */
  EXPECT(packets, 3);
  EXPECT(before[0], 0);
  /* Frame 65 is in the third PES. */
  EXPECT(before[1], 2);
  free(ts);
}

static void what_plays(void) {
  const int64_t start = INT64_C(467546133) * 180, wall = media_clock_time(start);
  struct now_playing playing;
  struct announcement now;
  struct segment_tags tags;
  char song[song_most];
  now_playing_open(&playing);
  now_playing_tags(&playing, start, 180, &tags);
  EXPECT(tags.count, 0);
  const char *const nothing[] = {"", "true", "false&artist=a", "title=%", "title=%4", "title=%zz", "title=a&artist=%x"};
  for (size_t i = 0; i < sizeof nothing / sizeof *nothing; i++) now_playing_tell(&playing, nothing[i], wall);
  EXPECT(now_playing_get(&playing, &now), 0);
  now_playing_tell(&playing, "false&title=%C3%89t%C3%A9+1&artist=Zo%c3%ab", wall + media_clock_time(60));
  now_playing_tell(&playing, "true&title=%C3%89t%C3%A9%201&artist=Zo%C3%AB", wall + media_clock_time(90));
  EXPECT(now_playing_get(&playing, &now), 1);
  EXPECT(now.since, wall + media_clock_time(60));
  now_playing_song(&now, song);
  EXPECT(strcmp(song, "Zo\303\253 - \303\211t\303\251 1"), 0);
  /* In its segment where it was told, from then on at the beginning; not before. */
  now_playing_tags(&playing, start, 180, &tags);
  EXPECT(tags.count, 1);
  EXPECT(tags.tags[0].frame >= 59 && tags.tags[0].frame <= 60, 1);
  now_playing_tags(&playing, start + 180, 180, &tags);
  EXPECT(tags.count, 1);
  EXPECT(tags.tags[0].frame, 0);
  now_playing_tags(&playing, start - 180, 180, &tags);
  EXPECT(tags.count, 0);
  /* Another: the old one at the beginning, the new one in the middle; in the next segment it alone. */
  now_playing_tell(&playing, "title=Two%0a%00%ff%ed%a0%80%f0%9f%8e%b5", wall + media_clock_time(200));
  now_playing_get(&playing, &now);
  EXPECT(strcmp(now.title, "Two  ????\360\237\216\265"), 0);
  now_playing_tags(&playing, start + 180, 180, &tags);
  EXPECT(tags.count, 2);
  EXPECT(tags.tags[0].frame, 0);
  EXPECT(tags.tags[1].frame >= 19 && tags.tags[1].frame <= 20, 1);
  now_playing_tags(&playing, start + 360, 180, &tags);
  EXPECT(tags.count, 1);
  EXPECT(memcmp(tags.tags[0].bytes + 21, "Two", 3), 0);
  /* The wall clock was set back by an hour: what was told is not lost. */
  now_playing_tags(&playing, start - 168750, 180, &tags);
  EXPECT(tags.count, 1);
  /* Too long changes nothing; nothing at all takes it back. */
  char query[now_playing_most + 20] = "title=";
  memset(query + 6, 'y', now_playing_most + 1);
  now_playing_tell(&playing, query, wall);
  EXPECT(now_playing_get(&playing, &now), 2);
  now_playing_tell(&playing, "title=&artist=", wall);
  EXPECT(now_playing_get(&playing, &now), 3);
  now_playing_song(&now, song);
  EXPECT(*song, 0);
}

static void silent_frames(void) {
  uint8_t like[7], frame[silence_most];
  adts(like, 7, 0);
  EXPECT(silence_frame(like, frame), 13);
  EXPECT(frame_length(codec_aac, frame, 13), 13);
  like[3] = 0xc0;
  EXPECT(silence_frame(like, frame), 0);
}

int main(void) {
  framing_of_adts();
  framing_of_mp3();
  framing_of_ogg();
  numbers_on_the_wall();
  segments_of_one_stream();
  a_format_that_lost_frames_is_put_in_its_place();
  a_restart_is_silence_and_a_discontinuity();
  a_slow_encoder_that_catches_up_is_no_break();
  a_long_outage_begins_a_new_list();
  sequences_never_go_back();
  the_end_is_published();
  transport_stream();
  timed_tags();
  what_plays();
  silent_frames();
  printf("%d checks hold\n", checks);
}
