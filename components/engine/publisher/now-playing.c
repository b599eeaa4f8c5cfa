#include "now-playing.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "instant.h"

/* Frames of 1024 samples at 48 kHz: 46.875 a second. */
#define number_of(wall) ((wall) / 1000 * 3 / 64000)
/* Nobody tells of what plays a minute later: the wall clock was set back since. */
enum { minute_frames = 2812 };

void now_playing_open(struct now_playing *playing) {
  memset(playing, 0, sizeof *playing);
  pthread_mutex_init(&playing->lock, NULL);
}

static int hex(char digit) {
  return isdigit((unsigned char)digit) ? digit - '0' : isxdigit((unsigned char)digit) ? tolower(digit) - 'a' + 10 : -1;
}

/* How many bytes the character that begins here has; 0 when it is not UTF-8. */
static size_t character(const unsigned char *at) {
  size_t length = at[0] < 0x80 ? 1 : at[0] >= 0xc2 && at[0] < 0xe0 ? 2 : (at[0] & 0xf0) == 0xe0 ? 3 : at[0] >= 0xf0 && at[0] < 0xf5 ? 4 : 0;
  for (size_t i = 1; i < length; i++)
    if ((at[i] & 0xc0) != 0x80) return 0;
  bool overlong = (at[0] == 0xe0 && at[1] < 0xa0) || (at[0] == 0xf0 && at[1] < 0x90);
  bool none = (at[0] == 0xed && at[1] >= 0xa0) || (at[0] == 0xf4 && at[1] >= 0x90);
  return overlong || none ? 0 : length;
}

static void clean(char *text) {
  for (unsigned char *at = (unsigned char *)text; *at;) {
    size_t length = character(at);
    if (length == 0) *at = '?';
    if (*at < 0x20 || *at == 0x7f) *at = ' ';
    at += length > 0 ? length : 1;
  }
}

/* @returns whether the parameter is there and fits */
static bool parameter(const char *query, const char *name, char value[now_playing_most + 1]) {
  size_t length = strlen(name), filled = 0;
  while (query && strncmp(query, name, length) != 0) query = strchr(query, '&') ? strchr(query, '&') + 1 : NULL;
  if (!query) return false;
  for (const char *at = query + length; *at && *at != '&'; at++) {
    if (filled == now_playing_most) return false;
    char byte = *at == '+' ? ' ' : *at;
    if (*at == '%') {
      if (hex(at[1]) < 0 || hex(at[2]) < 0) return false;
      byte = (char)(hex(at[1]) << 4 | hex(at[2]));
      at += 2;
    }
    value[filled++] = byte ? byte : ' ';
  }
  value[filled] = 0;
  clean(value);
  return true;
}

void now_playing_tell(struct now_playing *playing, const char *query, int64_t wall) {
  struct announcement told = {.since = wall};
  if (!parameter(query, "title=", told.title)) return;
  if (strstr(query, "artist=") && !parameter(query, "artist=", told.artist)) return;
  if (strlen(told.title) + strlen(told.artist) > now_playing_most) return;
  pthread_mutex_lock(&playing->lock);
  struct announcement *current = &playing->current;
  if (playing->version == 0 || strcmp(told.title, current->title) != 0 || strcmp(told.artist, current->artist) != 0) {
    playing->previous = *current;
    *current = told;
    playing->version++;
  }
  pthread_mutex_unlock(&playing->lock);
}

uint64_t now_playing_get(struct now_playing *playing, struct announcement *current) {
  pthread_mutex_lock(&playing->lock);
  *current = playing->current;
  uint64_t version = playing->version;
  pthread_mutex_unlock(&playing->lock);
  return version;
}

void now_playing_song(const struct announcement *announcement, char song[song_most]) {
  const char *between = *announcement->artist && *announcement->title ? " - " : "";
  snprintf(song, song_most, "%s%s%s", announcement->artist, between, announcement->title);
}

void now_playing_tags(struct now_playing *playing, int64_t first, int count, struct segment_tags *tags) {
  pthread_mutex_lock(&playing->lock);
  const struct announcement *told[] = {&playing->previous, &playing->current};
  tags->count = 0;
  for (int i = 0; i < 2; i++) {
    int64_t number = number_of(told[i]->since);
    if (number > first + count + minute_frames) number = first;
    if (told[i]->since == 0 || number >= first + count) continue;
    int frame = number > first ? (int)(number - first) : 0;
    /* Of two that are older than the segment the newer one holds. */
    if (frame == 0) tags->count = 0;
    uint8_t *bytes = tags->bytes[tags->count];
    tags->tags[tags->count++] = (struct ts_tag){frame, bytes, id3_tag(told[i]->title, told[i]->artist, bytes)};
  }
  pthread_mutex_unlock(&playing->lock);
}
