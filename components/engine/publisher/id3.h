/* An ID3 tag (v2.4, UTF-8) that tells what plays: title and artist. Pure. */
#ifndef AIRPATH_ID3_H
#define AIRPATH_ID3_H

#include <stddef.h>
#include <stdint.h>

/* Bytes of title and artist together. With them a tag and its PES header fill two packets of MPEG-TS, which BANDWIDTH counts (hls-bandwidth.ts). */
enum { now_playing_most = 320, id3_most = 10 + 2 * 11 + now_playing_most };

/* @returns the tag's length; an empty artist has no frame, an empty title has one: nothing is known. */
size_t id3_tag(const char *title, const char *artist, uint8_t tag[id3_most]);

#endif
