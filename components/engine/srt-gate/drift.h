/* How fast to play, so that the jitter buffer stays at its target although the sender's clock is not ours: a slow PI controller. */
#ifndef AIRPATH_DRIFT_H
#define AIRPATH_DRIFT_H

struct drift {
  /* Speed above normal: positive for a sender whose clock is fast. */
  double ppm;
  /* What is known of the sender's clock by now. */
  double learned;
};

/* `excess`: seconds in the buffer above its target; `elapsed`: seconds since the last step. */
void drift_step(struct drift *drift, double excess, double elapsed);

#endif
