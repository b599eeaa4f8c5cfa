#include "master.h"

#include <stdio.h>
#include <string.h>

#include "instant.h"
#include "peer.h"
#include "stop.h"

#define period_ns ns_per_second
#define patience_ns (2 * ns_per_second)

void master_open(struct master *master, const char *host, int port) {
  master->host = host;
  master->port = port;
  atomic_init(&master->hangs, false);
}

bool master_is(const struct master *master, const char *host, int port) {
  return master->port == port && strcmp(master->host, host) == 0;
}

bool master_hangs(const struct master *master) {
  return atomic_load(&master->hangs);
}

/* One that cannot be connected to is not our business: its mounts' own connections tell. */
static bool answers(const struct master *master) {
  char request[400], answer[4096], why[why_most];
  struct peer peer;
  int64_t deadline = steady_now() + patience_ns;
  if (!peer_connect(&peer, master->host, master->port, deadline, why)) return true;
  int length = snprintf(request, sizeof request, "GET /health.xsl HTTP/1.0\r\nHost: %s\r\nUser-Agent: airpath-publisher\r\n\r\n", master->host);
  peer_send_all(&peer, request, (size_t)length, deadline, why);
  peer_read_head(&peer, answer, sizeof answer, deadline, why);
  bool in_time = steady_now() < deadline;
  peer_abort(&peer);
  return in_time;
}

void *master_run(void *opaque) {
  struct master *master = opaque;
  while (!stop_sleep(period_ns)) atomic_store(&master->hangs, !answers(master));
  return NULL;
}
