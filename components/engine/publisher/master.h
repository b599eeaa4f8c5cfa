/*
 * Is an Icecast master alive? Of one that hangs (stopped, or stuck) the kernel goes on taking megabytes: a connection of 32 kbit/s would not be
 * noticed for minutes, and what piled up would be heard, late, when it wakes. So it is asked once a second; any answer will do.
 */
#ifndef AIRPATH_MASTER_H
#define AIRPATH_MASTER_H

#include <stdatomic.h>
#include <stdbool.h>

struct master {
  const char *host;
  int port;
  atomic_bool hangs;
};

/* `host` stays valid for the life of the process. */
void master_open(struct master *master, const char *host, int port);
bool master_is(const struct master *master, const char *host, int port);

/* Does it take connections, but say nothing for two seconds? */
bool master_hangs(const struct master *master);

/* The thread. It ends when the process stops. */
void *master_run(void *master);

#endif
