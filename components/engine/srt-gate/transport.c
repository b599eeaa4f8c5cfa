#include "transport.h"

#include <string.h>

enum { sync_byte = 0x47, no_continuity = -1, fixed_header = 9 };

void transport_start(struct transport *transport, const struct transport_events *events) {
  memset(transport, 0, sizeof *transport);
  transport->events = *events;
  transport->audio.pid = no_pid;
  transport->continuity = no_continuity;
}

static void lose(struct transport *transport) {
  transport->in_pes = false;
  transport->events.lost(transport->events.opaque);
}

static void end_pes(struct transport *transport) {
  if (!transport->in_pes) return;
  transport->in_pes = false;
  transport->events.end(transport->events.opaque);
}

static int64_t read_pts(const uint8_t *header) {
  if (!(header[7] & 0x80) || header[8] < 5) return no_pts;
  return (int64_t)(header[9] >> 1 & 7) << 30 | (int64_t)header[10] << 22 | (int64_t)(header[11] >> 1) << 15 | header[12] << 7 | header[13] >> 1;
}

/* @returns how many bytes of `data` belong to the header. It may come in several packets. */
static size_t take_header(struct transport *transport, const uint8_t *data, size_t length) {
  size_t taken = 0;
  while (taken < length && transport->header_filled < transport->header_size) {
    transport->header[transport->header_filled++] = data[taken++];
    if (transport->header_filled == fixed_header) transport->header_size = fixed_header + transport->header[8];
  }
  return taken;
}

/* @returns whether the whole header makes sense. */
static bool begin_pes(struct transport *transport) {
  const uint8_t *header = transport->header;
  size_t size = (size_t)header[4] << 8 | header[5], own = transport->header_size - 6;
  if (header[0] != 0 || header[1] != 0 || header[2] != 1 || (header[6] & 0xc0) != 0x80) return false;
  transport->has_length = size != 0;
  if (transport->has_length && size < own) return false;
  transport->remaining = transport->has_length ? size - own : 0;
  transport->events.begin(transport->events.opaque, read_pts(header));
  return true;
}

static void take_audio(struct transport *transport, bool start, const uint8_t *payload, size_t length) {
  if (start) {
    /* Without a length, the next one's start is a packet's end. */
    if (transport->in_pes && transport->has_length && transport->remaining > 0) lose(transport);
    end_pes(transport);
    transport->in_pes = true;
    transport->has_length = false;
    transport->header_filled = 0;
    transport->header_size = fixed_header;
  }
  if (!transport->in_pes) return;
  if (transport->header_filled < transport->header_size) {
    size_t taken = take_header(transport, payload, length);
    payload += taken, length -= taken;
    if (transport->header_filled < transport->header_size) return;
    if (!begin_pes(transport)) return lose(transport);
  }
  if (transport->has_length && length > transport->remaining) length = transport->remaining;
  if (length > 0) transport->events.data(transport->events.opaque, payload, length);
  transport->remaining -= transport->has_length ? length : 0;
  if (transport->has_length && transport->remaining == 0) end_pes(transport);
}

static void choose_audio(struct transport *transport) {
  struct stream now = tables_audio(&transport->tables), *before = &transport->audio;
  if (now.pid == before->pid && now.kind == before->kind && now.opus_channels == before->opus_channels) return;
  end_pes(transport);
  *before = now;
  transport->continuity = no_continuity;
  transport->events.stream(transport->events.opaque, &now);
}

/* @returns false for a repeated packet, which says nothing new. */
static bool check_continuity(struct transport *transport, int counter, bool announced) {
  int before = transport->continuity;
  transport->continuity = counter;
  if (before == counter && !announced) return false;
  if (before != no_continuity && counter != ((before + 1) & 15) && !announced) lose(transport);
  return true;
}

static void take_packet(struct transport *transport, const uint8_t *packet) {
  int pid = (packet[1] & 0x1f) << 8 | packet[2];
  bool start = packet[1] & 0x40, damaged = packet[1] & 0x80, adapted = packet[3] & 0x20, announced = false;
  size_t at = 4;
  transport->packets++;
  if (damaged) {
    if (pid == transport->audio.pid) lose(transport);
    return;
  }
  if (adapted) {
    announced = packet[4] > 0 && packet[5] & 0x80;
    at += 1u + packet[4];
  }
  if (!(packet[3] & 0x10) || at >= packet_size) return;
  if (pid == transport->audio.pid) {
    transport->scrambled = packet[3] & 0xc0;
    if (!transport->scrambled && check_continuity(transport, packet[3] & 15, announced))
      take_audio(transport, start, packet + at, packet_size - at);
  } else if (tables_take(&transport->tables, pid, start, packet + at, packet_size - at)) {
    choose_audio(transport);
  }
}

/* Finds the next packet at the start of `partial`. @returns whether there is a whole one. */
static bool align(struct transport *transport) {
  size_t skipped = 0;
  for (; skipped < transport->filled; skipped++) {
    const uint8_t *here = transport->partial + skipped;
    size_t left = transport->filled - skipped;
    if (*here == sync_byte && (transport->locked || left <= packet_size || here[packet_size] == sync_byte)) break;
    transport->locked = false;
  }
  transport->filled -= skipped;
  memmove(transport->partial, transport->partial + skipped, transport->filled);
  return transport->filled >= packet_size && (transport->locked || transport->filled > packet_size);
}

void transport_push(struct transport *transport, const uint8_t *data, size_t length) {
  transport->bytes += length;
  while (length > 0) {
    size_t room = sizeof transport->partial - transport->filled, taken = length < room ? length : room;
    memcpy(transport->partial + transport->filled, data, taken);
    transport->filled += taken, data += taken, length -= taken;
    while (align(transport)) {
      transport->locked = true;
      take_packet(transport, transport->partial);
      transport->filled -= packet_size;
      memmove(transport->partial, transport->partial + packet_size, transport->filled);
    }
  }
}
