/* What the level of a buffer has been lately: its least and its most, over the last eight spans of time. */
#ifndef AIRPATH_LEVELS_H
#define AIRPATH_LEVELS_H

#include <stdbool.h>

enum { kept_spans = 8 };

struct levels {
  double least[kept_spans], most[kept_spans];
  int ticks, spans;
};

/* A level between two that count: it may be its span's least or most, where that has one already. */
void levels_glance(struct levels *levels, double level);
/* @returns whether a span has ended, `ticks` levels long. */
bool levels_note(struct levels *levels, double level, int ticks);

double levels_least(const struct levels *levels);
double levels_most(const struct levels *levels);
/* The least of the spans' peaks: what is exceeded all the time. */
double levels_steady(const struct levels *levels);
/* The calmest span's difference of most and least: what a bundle of arriving sound makes, without the delays of a busy machine. */
double levels_swing(const struct levels *levels);
/* Whether the newer half's peak is the older half's, give or take `tolerance`. */
bool levels_settled(const struct levels *levels, double tolerance);

#endif
