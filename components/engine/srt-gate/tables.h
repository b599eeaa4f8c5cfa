/* What an MPEG transport stream says of itself: its programme tables (PAT, PMT; ISO/IEC 13818-1), reduced to the one audio stream to decode. */
#ifndef AIRPATH_TABLES_H
#define AIRPATH_TABLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { max_section = 1024, max_programmes = 8, no_pid = -1 };

/* The codecs that a studio may send. */
enum kind { kind_none, kind_adts, kind_latm, kind_mpeg_audio, kind_ac3, kind_eac3, kind_opus, kind_s302m };

struct stream {
  int pid;
  enum kind kind;
  /* Opus only: the channel configuration code of its descriptor. */
  int opus_channels;
};

struct section {
  uint8_t data[max_section];
  size_t filled;
  bool started;
};

struct tables {
  struct section pat;
  struct {
    int pid;
    struct section section;
    struct stream audio;
  } programmes[max_programmes];
  int count;
  /* For the log: a PMT was read, and named nothing that can be decoded. */
  bool without_audio;
};

void tables_reset(struct tables *tables);

/* Takes a packet's payload when `pid` carries a table. Sections with a wrong checksum are passed over.
 * @returns whether a whole table was read: `tables_audio` may answer something new. */
bool tables_take(struct tables *tables, int pid, bool start, const uint8_t *payload, size_t length);

/* The first audio stream of the first programme that has one; `pid` is no_pid while none is known. */
struct stream tables_audio(const struct tables *tables);

#endif
