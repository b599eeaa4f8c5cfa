/* One mount on one Icecast master: a source client on a thread of its own, so that a master that hangs costs its own mounts and nothing else. */
#ifndef AIRPATH_ICECAST_H
#define AIRPATH_ICECAST_H

#include "config.h"
#include "master.h"
#include "output.h"
#include "programme.h"
#include "ring.h"

struct icecast {
  const struct config *config;
  const struct mount_config *mount;
  struct ring *ring;
  const struct master *master;
  struct programme *programme;
  struct output output;
};

void icecast_open(struct icecast *icecast, const struct config *config, const struct mount_config *mount, struct ring *ring, const struct master *master, struct programme *programme);

/* The thread. It ends after the ring was closed. */
void *icecast_run(void *icecast);

#endif
