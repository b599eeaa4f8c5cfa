/* What plays now, as the operator's API was told: one writer, read by the segmenter and by the threads that tell Icecast. */
#ifndef AIRPATH_NOW_PLAYING_H
#define AIRPATH_NOW_PLAYING_H

#include <pthread.h>
#include <stdbool.h>

#include "id3.h"
#include "ts.h"

enum { song_most = 2 * now_playing_most + 4 };

/* One thing that was told. */
struct announcement {
  char title[now_playing_most + 1], artist[now_playing_most + 1];
  /* Wall clock; 0: nothing was told yet. */
  int64_t since;
};

struct now_playing {
  pthread_mutex_t lock;
  /* Counts what was told; 0: nothing. */
  uint64_t version;
  struct announcement current, previous;
};

void now_playing_open(struct now_playing *playing);

/*
 * Takes "title=…&artist=…", percent-encoded, out of a query. What was told before, or is too long, changes nothing; control characters become spaces, and
 * what is not UTF-8 question marks. A query without title is none.
 */
void now_playing_tell(struct now_playing *playing, const char *query, int64_t wall);

/* Copies what plays now. @returns its version. */
uint64_t now_playing_get(struct now_playing *playing, struct announcement *current);

/* "Artist - Title", as Icecast's listeners know it. */
void now_playing_song(const struct announcement *announcement, char song[song_most]);

/* The tags of one segment: what plays when it begins, so that who joins there knows, and one change in it. */
struct segment_tags {
  int count;
  struct ts_tag tags[2];
  uint8_t bytes[2][id3_most];
};

/* @param first number of the segment's first frame (media-clock.h), of `count` */
void now_playing_tags(struct now_playing *playing, int64_t first, int count, struct segment_tags *tags);

#endif
