/* Media playlists (RFC 8216) and segment names as text. Pure. */
#ifndef AIRPATH_PLAYLIST_H
#define AIRPATH_PLAYLIST_H

#include "window.h"

enum { playlist_name_most = 2 * max_name };

/* "hifi-<boot>-<sequence>.ts": unique over restarts, so that no cache ever confuses two segments. */
void playlist_segment_name(const char *prefix, int64_t boot_second, int64_t sequence, char name[playlist_name_most]);

/* @returns the playlist, to be freed; NULL when there is no memory. */
char *playlist_text(const struct listing *listing, const char *prefix, int64_t boot_second, int segment_frames);

#endif
