#include "playlist.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

void playlist_segment_name(const char *prefix, int64_t boot_second, int64_t sequence, char name[playlist_name_most]) {
  snprintf(name, playlist_name_most, "%s%" PRId64 "-%" PRId64 ".ts", prefix, boot_second, sequence);
}

static double seconds(int frames) {
  return frames * 1024 / 48000.;
}

static void put_segment(FILE *out, const struct segment *segment, const char *prefix, int64_t boot_second) {
  char name[playlist_name_most], second[32];
  time_t starts = (time_t)(segment->starts_ms / 1000);
  struct tm utc;
  strftime(second, sizeof second, "%Y-%m-%dT%H:%M:%S", gmtime_r(&starts, &utc));
  playlist_segment_name(prefix, boot_second, segment->sequence, name);
  if (segment->discontinuity) fputs("#EXT-X-DISCONTINUITY\n", out);
  /* For the origin, which then takes another engine's segment; players ignore what they do not know (RFC 8216 6.3.1). */
  if (segment->blank) fputs("#EXT-X-AIRPATH-BLANK\n", out);
  fprintf(out, "#EXT-X-PROGRAM-DATE-TIME:%s.%03dZ\n#EXTINF:%.6f,\n%s\n", second, (int)(segment->starts_ms % 1000), seconds(segment->frames), name);
}

char *playlist_text(const struct listing *listing, const char *prefix, int64_t boot_second, int segment_frames) {
  char *text = NULL;
  size_t size;
  FILE *out = open_memstream(&text, &size);
  if (!out) return NULL;
  fprintf(out,
          "#EXTM3U\n#EXT-X-VERSION:6\n#EXT-X-TARGETDURATION:%d\n#EXT-X-MEDIA-SEQUENCE:%" PRId64 "\n#EXT-X-DISCONTINUITY-SEQUENCE:%" PRId64
          "\n#EXT-X-INDEPENDENT-SEGMENTS\n",
          (segment_frames * 1024 + 47999) / 48000, listing->count > 0 ? listing->segments[0]->sequence : 0, listing->discontinuity_sequence);
  for (int i = 0; i < listing->count; i++) put_segment(out, listing->segments[i], prefix, boot_second);
  fclose(out);
  return text;
}
