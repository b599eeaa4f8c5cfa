#include "icy.h"

#include <stdio.h>
#include <string.h>

#include "icecast-request.h"
#include "instant.h"
#include "log.h"
#include "peer.h"
#include "stop.h"

#define patience_ns ns_per_second
/* At most so often a mount is told, however fast things change: then the newest. */
#define period_ns (ns_per_second / 2)
#define retry_ns (2 * ns_per_second)

void icy_open(struct icy *icy, const struct config *config, const struct master *master, struct icecast *mounts, struct now_playing *playing) {
  memset(icy, 0, sizeof *icy);
  icy->config = config;
  icy->master = master;
  icy->mounts = mounts;
  icy->playing = playing;
}

/* @returns false, and why, when the master did not take it */
static bool tell(struct icy *icy, const struct mount_config *mount, const char *song, char why[why_most]) {
  char request[request_most], answer[1024], phrase[80] = "";
  struct peer peer;
  int64_t deadline = steady_now() + patience_ns;
  size_t length = icecast_metadata_request(icy->config, mount, song, request);
  if (!peer_connect(&peer, mount->host, mount->port, deadline, why)) return false;
  bool answered = peer_send_all(&peer, request, length, deadline, why) && peer_read_head(&peer, answer, sizeof answer, deadline, why);
  explicit_bzero(request, sizeof request);
  peer_finish(&peer, 0);
  if (!answered) return false;
  int status = icecast_status(answer, phrase, sizeof phrase);
  if (status != 200) snprintf(why, why_most, "refused: %d %s", status, phrase);
  return status == 200;
}

/* Is there something that this mount does not know? Ogg carries comments in its header pages: another header would be a break. */
static bool wants(const struct icy *icy, int i, uint64_t version, unsigned long long connection) {
  struct icecast *mount = &icy->mounts[i];
  if (mount->master != icy->master || icy->config->formats[mount->mount->format].codec == codec_opus) return false;
  return atomic_load(&mount->output.connected) && (icy->told[i] != version || icy->connection[i] != connection);
}

/* @returns false when a mount could not be told */
static bool tell_all(struct icy *icy) {
  struct announcement now;
  char song[song_most], why[why_most] = "";
  uint64_t version = now_playing_get(icy->playing, &now);
  bool well = true;
  now_playing_song(&now, song);
  for (int i = 0; version > 0 && i < icy->config->mount_count && !stopping() && !master_hangs(icy->master); i++) {
    struct icecast *mount = &icy->mounts[i];
    unsigned long long connection = atomic_load(&mount->output.connections);
    if (!wants(icy, i, version, connection)) continue;
    if (tell(icy, mount->mount, song, why)) {
      icy->told[i] = version;
      icy->connection[i] = connection;
      atomic_fetch_add(&icy->updates, 1);
      continue;
    }
    atomic_fetch_add(&icy->failures, 1);
    if (!icy->failing) log_event("warning", mount->output.id, "now-playing-refused", "%s", why);
    well = false;
  }
  icy->failing = !well;
  return well;
}

void *icy_run(void *opaque) {
  struct icy *icy = opaque;
  while (!stopping()) stop_sleep(tell_all(icy) ? period_ns : retry_ns);
  return NULL;
}
