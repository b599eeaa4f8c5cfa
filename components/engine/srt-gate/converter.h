/* From what a decoder gives to what the pipeline takes: 48 kHz, interleaved float, 2 or 6 channels. Sound that has that form already passes unchanged. */
#ifndef AIRPATH_CONVERTER_H
#define AIRPATH_CONVERTER_H

#include <libavutil/frame.h>
#include <libswresample/swresample.h>

/* Mono goes to both sides at its own level; stereo leaves the other channels of 5.1 silent; 5.1 becomes stereo by libswresample's standard downmix, whose
 * front channels keep their level.
 * @returns NULL when libswresample refuses. */
SwrContext *converter_open(const AVFrame *frame, int channels);

#endif
