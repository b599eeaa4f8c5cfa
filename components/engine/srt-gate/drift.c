#include "drift.h"

/* Clocks that agree never move the buffer's peak further than this, which is the arrival's own unrest: they are left alone. */
static const double calm_seconds = 0.006;
static const double limit_ppm = 500;
/* No ear hears a change of speed of 4 ppm within a second: a 1 kHz tone bends by 0.004 Hz. */
static const double slew_ppm_per_second = 4;
/* 10 ms off → 100 ppm, so 100 s to settle; critically damped by a quarter of the square of it. 200 ppm off moves the buffer by 21 ms at most. */
static const double proportional = 0.01, integral = 0.01 * 0.01 / 4;

static double clamp(double value, double low, double high) {
  return value < low ? low : value > high ? high : value;
}

void drift_step(struct drift *drift, double excess, double elapsed) {
  double off = excess > calm_seconds ? excess - calm_seconds : excess < -calm_seconds ? excess + calm_seconds : 0;
  drift->learned = clamp(drift->learned + integral * off * 1e6 * elapsed, -limit_ppm, limit_ppm);
  double wanted = clamp(drift->learned + proportional * off * 1e6, -limit_ppm, limit_ppm), step = slew_ppm_per_second * elapsed;
  drift->ppm = clamp(wanted, drift->ppm - step, drift->ppm + step);
}
