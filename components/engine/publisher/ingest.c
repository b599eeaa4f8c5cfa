#include "ingest.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "instant.h"
#include "log.h"
#include "ogg.h"
#include "opus-head.h"
#include "stop.h"

enum { ring_seconds = 4, least_ring = 131072, datagram_most = 65536, receive_buffer = 1 << 20, tick_ms = 100 };
/* A busy machine holds Liquidsoap up for half a second; relays have two seconds of burst to find the other engine in. */
#define gap_ns ns_per_second
#define gather_ns (4 * (int64_t)ns_per_ms)

static int open_port(const struct format_config *format) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)format->udp_port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), size = receive_buffer;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0)
    fail("bind", "UDP port %d of format %s on loopback: %s; allowed: a free port; fix: end what holds it", format->udp_port, format->id, strerror(errno));
  return fd;
}

static int rendition_of(const struct config *config, int format) {
  for (int i = 0; i < config->rendition_count; i++)
    if (config->renditions[i].format == format) return i;
  return -1;
}

void ingest_open(struct ingest *ingest, const struct config *config, struct window *window, const atomic_bool *blank) {
  ingest->config = config;
  ingest->window = window;
  segmenter_open(&ingest->segmenter, config, window, blank);
  for (int i = 0; i < config->format_count; i++) {
    struct feed *feed = &ingest->feeds[i];
    size_t size = (size_t)config->formats[i].kilobits * 125 * ring_seconds;
    feed->format = &config->formats[i];
    feed->fd = open_port(feed->format);
    feed->rendition = rendition_of(config, i);
    feed->framing.codec = feed->format->codec;
    feed->segmenter = &ingest->segmenter;
    ring_open(&feed->ring, size < least_ring ? least_ring : size, gap_ns);
  }
}

/* Ogg: header pages are kept for who comes later; a page may last longer than a gap. */
static void take_page(struct feed *feed, const uint8_t *page, size_t length) {
  int64_t position = ogg_position(page);
  if (ogg_begins_stream(page)) feed->in_head = true;
  if (feed->in_head && position <= 0) return ring_put_head(&feed->ring, page, length, feed->steady, ogg_begins_stream(page));
  feed->in_head = false;
  if (!ring_has_head(&feed->ring)) {
    uint8_t head[opus_head_most];
    ring_set_head(&feed->ring, head, opus_head(page, feed->format->channels, head));
  }
  int64_t lasts = (position - feed->position) * ns_per_second / 48000;
  if (feed->position > 0 && lasts > 0 && lasts < 5 * ns_per_second) ring_set_patience(&feed->ring, lasts * 5 / 2 > gap_ns ? lasts * 5 / 2 : gap_ns);
  feed->position = position;
  ring_put(&feed->ring, page, length, feed->steady);
}

static void take_frame(const uint8_t *frame, size_t length, void *opaque) {
  struct feed *feed = opaque;
  atomic_fetch_add(&feed->frames, 1);
  atomic_store(&feed->last_frame, feed->wall);
  if (feed->format->codec == codec_opus) return take_page(feed, frame, length);
  ring_put(&feed->ring, frame, length, feed->steady);
  if (feed->rendition >= 0) segmenter_frame(feed->segmenter, feed->rendition, frame, length, feed->wall, feed->steady);
}

/* The encoder stopped for a while, or another one speaks: half a frame's other half will not come. */
static void notice_gap(struct feed *feed, uint16_t sender) {
  bool another = feed->sender != 0 && sender != feed->sender, late = feed->last != 0 && feed->steady - feed->last > feed->ring.patience;
  feed->sender = sender;
  if (!another && !late) return;
  atomic_fetch_add(&feed->gaps, 1);
  framing_restart(&feed->framing);
  if (another && feed->rendition >= 0) segmenter_restart(feed->segmenter, feed->steady);
}

static void take_datagrams(struct feed *feed) {
  static uint8_t datagram[datagram_most];
  struct sockaddr_in sender;
  socklen_t size = sizeof sender;
  for (ssize_t length; (length = recvfrom(feed->fd, datagram, sizeof datagram, 0, (struct sockaddr *)&sender, &size)) >= 0;) {
    feed->wall = wall_now();
    feed->steady = steady_now();
    notice_gap(feed, ntohs(sender.sin_port));
    feed->last = feed->steady;
    atomic_fetch_add(&feed->bytes, (unsigned long long)length);
    framing_feed(&feed->framing, datagram, (size_t)length, take_frame, feed);
    atomic_store(&feed->lost_bytes, feed->framing.lost_bytes);
  }
  ring_wake(&feed->ring);
}

void *ingest_run(void *opaque) {
  struct ingest *ingest = opaque;
  struct pollfd polled[max_formats];
  int count = ingest->config->format_count;
  for (int i = 0; i < count; i++) polled[i] = (struct pollfd){.fd = ingest->feeds[i].fd, .events = POLLIN};
  while (!stopping()) {
    /* What one tick of Liquidsoap encodes comes within milliseconds, and is passed on at once: a wake-up of each reader a tick instead of several. */
    if (poll(polled, (nfds_t)count, tick_ms) > 0 && !stop_sleep(gather_ns)) poll(polled, (nfds_t)count, 0);
    for (int i = 0; i < count; i++)
      if (polled[i].revents) take_datagrams(&ingest->feeds[i]);
    window_publish(ingest->window, steady_now());
  }
  segmenter_finish(&ingest->segmenter);
  for (int i = 0; i < count; i++) ring_close(&ingest->feeds[i].ring);
  window_close(ingest->window);
  return NULL;
}
