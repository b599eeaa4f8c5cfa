#include "icecast.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "icecast-request.h"
#include "instant.h"
#include "peer.h"
#include "stop.h"

#define patience_ns (2 * ns_per_second)
#define check_ns (ns_per_second / 2)
#define tick_ns (100 * (int64_t)ns_per_ms)
/* What only a person can mend is tried less often. */
#define retry_ns ns_per_second
#define refused_retry_ns (10 * ns_per_second)

enum { chunk = 8192 };

void icecast_open(struct icecast *icecast, const struct config *config, const struct mount_config *mount, struct ring *ring, const struct master *master, struct programme *programme) {
  icecast->config = config;
  icecast->mount = mount;
  icecast->ring = ring;
  icecast->master = master;
  icecast->programme = programme;
  snprintf(icecast->output.id, sizeof icecast->output.id, "icecast-%s-%s", mount->host, config->formats[mount->format].id);
  output_open(&icecast->output, "the encoder delivers nothing");
}

/* No failure: listeners hear the other engine. */
static const char left[] = "another engine has a programme, and this one has none, or for a moment only, or is to be replaced: the mount is left to it";

/* @returns how long to wait before the next try; 0 when the master waits for audio. */
static int64_t greet(struct icecast *icecast, struct peer *peer, char why[why_most]) {
  char request[request_most], answer[1024], phrase[80] = "";
  int64_t deadline = steady_now() + patience_ns;
  size_t length = icecast_request(icecast->config, icecast->mount, request);
  bool sent = peer_send_all(peer, request, length, deadline, why);
  explicit_bzero(request, sizeof request);
  if (!sent || !peer_read_head(peer, answer, sizeof answer, deadline, why)) return retry_ns;
  int status = icecast_status(answer, phrase, sizeof phrase);
  if (status == 100 || status == 200) return 0;
  if (status == 401)
    snprintf(why, why_most, "401: the master does not take the source password; fix: give both the same secret");
  else
    snprintf(why, why_most, "refused: %d %s", status, phrase);
  /* A mount in use is often our own last connection, of which the master has not learnt yet. */
  return status == 401 ? refused_retry_ns : retry_ns * 2;
}

/* Sends until something ends it. @returns false, and why, unless the process ends. */
static bool stream(struct icecast *icecast, struct peer *peer, char why[why_most]) {
  uint8_t buffer[chunk];
  uint64_t cursor;
  size_t length;
  uint8_t *head = ring_join(icecast->ring, &cursor, &length);
  bool begun = peer_send_all(peer, head, length, steady_now() + patience_ns, why);
  free(head);
  if (!begun) return false;
  output_up(&icecast->output);
  int64_t progress = steady_now(), checked = progress;
  for (;;) {
    int64_t now = steady_now();
    enum ring_state state = ring_read(icecast->ring, cursor, buffer, sizeof buffer, now + tick_ns, &length);
    if (state == ring_ended) return true;
    if (state == ring_idle || state == ring_overrun) {
      snprintf(why, why_most, "%s", state == ring_idle ? "the encoder delivers nothing" : "too slow: it is seconds behind");
      return false;
    }
    long sent = length == 0 ? 0 : peer_send(peer, buffer, length, why);
    if (sent < 0) return false;
    now = steady_now();
    if (sent > 0) output_count(&icecast->output, (uint64_t)sent);
    if (sent > 0 || length == 0) progress = now;
    cursor += (uint64_t)sent;
    if ((size_t)sent < length) peer_wait_writable(peer, tick_ns);
    if (now - progress > patience_ns || master_hangs(icecast->master)) {
      snprintf(why, why_most, "the master hangs");
      return false;
    }
    if (programme_is_elsewhere(icecast->programme)) {
      snprintf(why, why_most, "%s", left);
      return false;
    }
    if (now - checked > check_ns) {
      checked = now;
      if (!peer_alive(peer, why)) return false;
    }
  }
}

/* One connection. @returns how long to wait before the next. */
static int64_t publish(struct icecast *icecast) {
  char why[why_most] = "";
  struct peer peer;
  int64_t wait = retry_ns;
  if (peer_connect(&peer, icecast->mount->host, icecast->mount->port, steady_now() + patience_ns, why)) {
    wait = greet(icecast, &peer, why);
    if (wait == 0 && stream(icecast, &peer, why)) {
      peer_finish(&peer, ns_per_second / 2);
      output_down(&icecast->output, "info", "the publisher stops");
      return 0;
    }
    if (ring_live(icecast->ring) && strcmp(why, left) != 0)
      peer_abort(&peer);
    else
      peer_finish(&peer, 0);
  }
  if (strcmp(why, left) == 0) {
    output_stand_back(&icecast->output, left);
    return tick_ns;
  }
  atomic_fetch_add(&icecast->output.failures, 1);
  output_down(&icecast->output, wait == refused_retry_ns ? "error" : "warning", why);
  return wait > 0 ? wait : retry_ns;
}

void *icecast_run(void *opaque) {
  struct icecast *icecast = opaque;
  unsigned seed = (unsigned)((uintptr_t)icecast ^ (uintptr_t)steady_now());
  while (!stopping()) {
    if (!ring_wait_live(icecast->ring, steady_now() + ns_per_second)) {
      programme_forget(icecast->programme);
      if (!stopping()) output_down(&icecast->output, "warning", "the encoder delivers nothing");
      continue;
    }
    if (programme_is_elsewhere(icecast->programme) || programme_settles(icecast->programme)) {
      output_stand_back(&icecast->output, left);
      stop_sleep(tick_ns);
      continue;
    }
    /* What is sent to it would wait there, and be heard late. */
    if (master_hangs(icecast->master)) {
      output_down(&icecast->output, "warning", "the master hangs");
      stop_sleep(ns_per_second / 4);
      continue;
    }
    int64_t wait = publish(icecast);
    /* A fifth more or less, so that a fleet does not come back in one beat. */
    stop_sleep(wait / 10 * 8 + wait / 1000 * (rand_r(&seed) % 400));
  }
  return NULL;
}
