/* All parts of the publisher, for those who tell of them. */
#ifndef AIRPATH_PUBLISHER_H
#define AIRPATH_PUBLISHER_H

#include "config.h"
#include "icecast.h"
#include "icy.h"
#include "ingest.h"
#include "master.h"
#include "now-playing.h"
#include "origin.h"
#include "programme.h"
#include "window.h"

struct publisher {
  struct config config;
  int64_t boot_second;
  struct window window;
  struct programme programme;
  struct ingest ingest;
  int master_count;
  struct master masters[max_mounts];
  /* One for each master. */
  struct icy icy[max_mounts];
  struct now_playing playing;
  struct icecast mounts[max_mounts];
  struct origin origins[max_origins];
};

#endif
