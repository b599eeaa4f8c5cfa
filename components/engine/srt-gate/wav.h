/* The head of a WAV stream without end: 48 kHz, floats. */
#ifndef AIRPATH_WAV_H
#define AIRPATH_WAV_H

#include <stdint.h>

enum { wav_head_length = 68 };

/* @param channels 2, or 6 for 5.1. */
void wav_head(int channels, uint8_t head[wav_head_length]);

#endif
