#include "tables.h"

#include <string.h>

void tables_reset(struct tables *tables) {
  memset(tables, 0, sizeof *tables);
}

static uint32_t checksum(const uint8_t *data, size_t length) {
  uint32_t crc = 0xffffffff;
  for (size_t i = 0; i < length; i++) {
    crc ^= (uint32_t)data[i] << 24;
    for (int bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? crc << 1 ^ 0x04c11db7 : crc << 1;
  }
  return crc;
}

static size_t section_length(const struct section *section) {
  return 3 + ((size_t)(section->data[1] & 0x0f) << 8 | section->data[2]);
}

/* @returns whether the section is whole; its checksum is right then. */
static bool add(struct section *section, const uint8_t *data, size_t length) {
  size_t room = max_section - section->filled, taken = length < room ? length : room;
  memcpy(section->data + section->filled, data, taken);
  section->filled += taken;
  if (section->filled < 3) return false;
  size_t whole = section_length(section);
  if (whole > max_section) section->started = false;
  if (whole > section->filled || !section->started) return false;
  section->started = false;
  return checksum(section->data, whole) == 0;
}

/* @returns whether a section was completed. Of several in one packet the first is read; they are repeated several times a second. */
static bool collect(struct section *section, bool start, const uint8_t *payload, size_t length) {
  if (start) {
    if (length == 0 || payload[0] >= length) return false;
    size_t pointer = payload[0];
    /* The end of the previous section lies before the pointer. */
    bool whole = section->started && pointer > 0 && add(section, payload + 1, pointer);
    if (whole) return true;
    section->filled = 0;
    section->started = true;
    payload += 1 + pointer;
    length -= 1 + pointer;
  }
  return section->started && add(section, payload, length);
}

static void read_pat(struct tables *tables) {
  const struct section *section = &tables->pat;
  size_t end = section_length(section) - 4;
  int pids[max_programmes], count = 0;
  if (section->data[0] != 0 || !(section->data[5] & 1)) return;
  for (size_t at = 8; at + 4 <= end && count < max_programmes; at += 4) {
    int programme = section->data[at] << 8 | section->data[at + 1], pid = (section->data[at + 2] & 0x1f) << 8 | section->data[at + 3];
    if (programme != 0) pids[count++] = pid;
  }
  bool same = count == tables->count;
  for (int i = 0; i < count && same; i++) same = tables->programmes[i].pid == pids[i];
  if (same) return;
  memset(tables->programmes, 0, sizeof tables->programmes);
  for (int i = 0; i < count; i++) {
    tables->programmes[i].pid = pids[i];
    tables->programmes[i].audio.pid = no_pid;
  }
  tables->count = count;
}

static enum kind registered(const uint8_t *name) {
  if (memcmp(name, "Opus", 4) == 0) return kind_opus;
  if (memcmp(name, "BSSD", 4) == 0) return kind_s302m;
  if (memcmp(name, "AC-3", 4) == 0) return kind_ac3;
  if (memcmp(name, "EAC3", 4) == 0) return kind_eac3;
  return kind_none;
}

/* Private data (type 6) says in its descriptors what it is. */
static void read_descriptors(const uint8_t *data, size_t length, struct stream *stream) {
  for (size_t at = 0; at + 2 <= length && at + 2 + data[at + 1] <= length; at += 2u + data[at + 1]) {
    const uint8_t tag = data[at], size = data[at + 1], *body = data + at + 2;
    if (tag == 0x05 && size >= 4 && registered(body) != kind_none) stream->kind = registered(body);
    if (tag == 0x6a) stream->kind = kind_ac3;
    if (tag == 0x7a) stream->kind = kind_eac3;
    if (tag == 0x7f && size >= 2 && body[0] == 0x80) stream->opus_channels = body[1];
  }
}

static struct stream read_stream(const uint8_t *entry, size_t information) {
  struct stream stream = {.pid = (entry[1] & 0x1f) << 8 | entry[2]};
  switch (entry[0]) {
    case 0x03:
    case 0x04: stream.kind = kind_mpeg_audio; break;
    case 0x0f: stream.kind = kind_adts; break;
    case 0x11: stream.kind = kind_latm; break;
    case 0x81: stream.kind = kind_ac3; break;
    case 0x87: stream.kind = kind_eac3; break;
    case 0x06: read_descriptors(entry + 5, information, &stream); break;
    default: break;
  }
  return stream;
}

/* @returns the programme's first audio stream. */
static struct stream read_pmt(const struct section *section) {
  const uint8_t *data = section->data;
  size_t end = section_length(section) - 4, at;
  struct stream none = {.pid = no_pid};
  if (data[0] != 2 || section_length(section) < 16) return none;
  at = 12 + ((size_t)(data[10] & 0x0f) << 8 | data[11]);
  while (at + 5 <= end) {
    size_t information = (size_t)(data[at + 3] & 0x0f) << 8 | data[at + 4];
    if (at + 5 + information > end) break;
    struct stream stream = read_stream(data + at, information);
    if (stream.kind != kind_none) return stream;
    at += 5 + information;
  }
  return none;
}

bool tables_take(struct tables *tables, int pid, bool start, const uint8_t *payload, size_t length) {
  if (pid == 0) {
    if (!collect(&tables->pat, start, payload, length) || section_length(&tables->pat) < 12) return false;
    read_pat(tables);
    return true;
  }
  for (int i = 0; i < tables->count; i++) {
    if (tables->programmes[i].pid != pid || !collect(&tables->programmes[i].section, start, payload, length)) continue;
    tables->programmes[i].audio = read_pmt(&tables->programmes[i].section);
    tables->without_audio = tables_audio(tables).pid == no_pid;
    return true;
  }
  return false;
}

struct stream tables_audio(const struct tables *tables) {
  for (int i = 0; i < tables->count; i++)
    if (tables->programmes[i].audio.pid != no_pid) return tables->programmes[i].audio;
  return (struct stream){.pid = no_pid};
}
