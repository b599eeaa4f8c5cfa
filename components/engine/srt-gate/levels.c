#include "levels.h"

#include <math.h>

static void widen(struct levels *levels, double level) {
  int span = levels->spans % kept_spans;
  levels->least[span] = fmin(levels->least[span], level);
  levels->most[span] = fmax(levels->most[span], level);
}

void levels_glance(struct levels *levels, double level) {
  if (levels->ticks > 0) widen(levels, level);
}

bool levels_note(struct levels *levels, double level, int ticks) {
  int span = levels->spans % kept_spans;
  if (levels->ticks == 0) levels->least[span] = levels->most[span] = level;
  widen(levels, level);
  if (++levels->ticks < ticks) return false;
  levels->ticks = 0;
  levels->spans++;
  return true;
}

static int kept(const struct levels *levels) {
  return levels->spans < kept_spans ? levels->spans : kept_spans;
}

double levels_least(const struct levels *levels) {
  double least = INFINITY;
  for (int i = 0; i < kept(levels); i++) least = fmin(least, levels->least[i]);
  return least;
}

double levels_most(const struct levels *levels) {
  double most = -INFINITY;
  for (int i = 0; i < kept(levels); i++) most = fmax(most, levels->most[i]);
  return most;
}

double levels_steady(const struct levels *levels) {
  double steady = INFINITY;
  for (int i = 0; i < kept(levels); i++) steady = fmin(steady, levels->most[i]);
  return steady;
}

double levels_swing(const struct levels *levels) {
  double swing = INFINITY;
  for (int i = 0; i < kept(levels); i++) swing = fmin(swing, levels->most[i] - levels->least[i]);
  return swing;
}

bool levels_settled(const struct levels *levels, double tolerance) {
  double newer = -INFINITY, older = -INFINITY;
  if (levels->spans < kept_spans) return false;
  for (int back = 1; back <= kept_spans; back++) {
    double most = levels->most[(levels->spans - back) % kept_spans];
    if (back <= kept_spans / 2)
      newer = fmax(newer, most);
    else
      older = fmax(older, most);
  }
  return fabs(newer - older) < tolerance;
}
