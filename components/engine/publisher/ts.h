/*
 * MPEG-TS (ISO/IEC 13818-1) of one AAC track, segment by segment. Pure. Each segment starts with PAT and PMT and can be decoded alone; timestamps
 * come from the media clock, and continuity counters run on from segment to segment.
 */
#ifndef AIRPATH_TS_H
#define AIRPATH_TS_H

#include <stddef.h>
#include <stdint.h>

/* Thirty frames are 0.64 s: a PES needs a PTS every 0.7 s, and fewer PES waste fewer packets. A PCR at least every 0.1 s: four frames are 85 ms. */
enum { ts_packet = 188, ts_frames_per_pes = 30, ts_frames_per_pcr = 4 };

struct ts_muxer {
  uint8_t pat_counter, pmt_counter, audio_counter, tag_counter;
};

/* A timed ID3 tag: what it says holds from that frame of the segment on. */
struct ts_tag {
  int frame;
  const uint8_t *bytes;
  size_t length;
};

/*
 * @param frames `count` ADTS frames, one after the other; `lengths` tells each one's
 * @param number of the first frame since 1970 (media-clock.h)
 * @param tags `tag_count` of them, in order of their frames; each stands before the PES with its frame
 * @returns the segment, to be freed, its length in *length; NULL when there is no memory
 */
uint8_t *ts_segment(struct ts_muxer *muxer, const uint8_t *frames, const uint16_t *lengths, int count, int64_t number, const struct ts_tag *tags,
                    int tag_count, size_t *length);

#endif
