/*
 * Whether this engine's programme is worth hearing, and whether another engine's is: an engine that plays safe_blank leaves the Icecast mounts to
 * one that has a programme, and one that has just started comes back with sound, never with the seconds of silence before its inputs are there.
 * HLS needs no such step: segments are marked, and the origins choose.
 */
#ifndef AIRPATH_PROGRAMME_H
#define AIRPATH_PROGRAMME_H

#include <stdatomic.h>
#include <stdbool.h>

#include "config.h"

struct programme {
  const struct config *config;
  /* As Liquidsoap judges it; true until it has spoken. */
  atomic_bool blank;
  atomic_bool peer_sounds;
  /* Until then another engine counts as sounding that has not said otherwise: it sounded a moment ago, or has not been asked yet. Steady ns. */
  atomic_llong peer_believed_until;
  /* Until then the mounts are left to another engine whatever is encoded: this one is about to be replaced. Steady ns. */
  atomic_llong stands_back_until;
  /* Until then it has not sounded for long. Steady ns. */
  atomic_llong settled_at;
};

void programme_open(struct programme *programme, const struct config *config);

/* Liquidsoap says whether what it encodes is silence. */
void programme_told(struct programme *programme, bool blank);

/* Liquidsoap is gone: what it said is void. */
void programme_forget(struct programme *programme);

/* The engine is about to be replaced. Obeyed only while another one sounds, and for seconds, so that whoever asks, and whatever comes of it, nobody
 * loses the programme. */
void programme_stand_back(struct programme *programme);

/* @returns whether listeners of this engine hear a programme, as far as it depends on what is encoded. */
bool programme_sounds(const struct programme *programme);

/* @returns whether another engine has what this one has not, or is to give up. */
bool programme_is_elsewhere(const struct programme *programme);

/* @returns whether mounts that this engine is not on can wait: it has sounded for seconds only, and listeners hear another one. */
bool programme_settles(const struct programme *programme);

/* The thread that asks the other engines. */
void *programme_run(void *programme);

#endif
