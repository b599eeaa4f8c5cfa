#include "converter.h"

#include <libavutil/channel_layout.h>

#include "decoder.h"

/* libswresample would lower mono by 3 dB, as a centre between two sides. */
static int spread_mono(SwrContext *converter) {
  const double matrix[6] = {1, 1};
  return swr_set_matrix(converter, matrix, 1);
}

SwrContext *converter_open(const AVFrame *frame, int channels) {
  const AVChannelLayout stereo = AV_CHANNEL_LAYOUT_STEREO, surround = AV_CHANNEL_LAYOUT_5POINT1_BACK;
  AVChannelLayout from = {0};
  SwrContext *converter = NULL;
  /* PCM says how many channels it has, not which. */
  if (frame->ch_layout.order == AV_CHANNEL_ORDER_UNSPEC)
    av_channel_layout_default(&from, frame->ch_layout.nb_channels);
  else if (av_channel_layout_copy(&from, &frame->ch_layout) < 0)
    return NULL;
  int failed = swr_alloc_set_opts2(&converter, channels == 6 ? &surround : &stereo, AV_SAMPLE_FMT_FLT, pipeline_rate, &from,
                                   (enum AVSampleFormat)frame->format, frame->sample_rate, 0, NULL);
  if (!failed && from.nb_channels == 1) failed = spread_mono(converter);
  if (!failed) failed = swr_init(converter);
  if (failed) swr_free(&converter);
  av_channel_layout_uninit(&from);
  return converter;
}
