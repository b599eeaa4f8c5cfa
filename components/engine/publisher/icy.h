/* Tells one Icecast master what plays, mount by mount, on a thread and connections of its own: audio never waits for it. */
#ifndef AIRPATH_ICY_H
#define AIRPATH_ICY_H

#include "config.h"
#include "icecast.h"
#include "master.h"
#include "now-playing.h"

struct icy {
  const struct config *config;
  const struct master *master;
  struct icecast *mounts;
  struct now_playing *playing;
  /* What each mount was told, and on which of its connections: Icecast forgets it with the source. */
  uint64_t told[max_mounts];
  unsigned long long connection[max_mounts];
  /* The last round failed, which the log knows. */
  bool failing;
  atomic_ullong updates, failures;
};

/* `mounts` are all the publisher's. */
void icy_open(struct icy *icy, const struct config *config, const struct master *master, struct icecast *mounts, struct now_playing *playing);

/* The thread. It ends when the process stops. */
void *icy_run(void *icy);

#endif
