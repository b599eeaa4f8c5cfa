/* One audio stream's bytes in, 48 kHz interleaved float out, whatever codec, sample rate and channels it has, and whenever they change. */
#ifndef AIRPATH_DECODER_H
#define AIRPATH_DECODER_H

#include <libavcodec/avcodec.h>
#include <libswresample/swresample.h>

#include "transport.h"

/* The pipeline: frames of sound a second, and how many it takes at a time (`frame_samples` in pipeline/settings.liq). */
enum { pipeline_rate = 48000, pipeline_frame = 2048, max_pes = 65536 };

struct decoder_events {
  /* `count` frames of sound. */
  void (*sound)(void *opaque, const float *frames, size_t count);
  /* `count` frames that belong before the next ones are lost. */
  void (*gap)(void *opaque, size_t count);
  void *opaque;
};

/* What is heard now. */
struct sound_format {
  /* FFmpeg's name, "" while nothing was decoded. */
  char codec[24];
  int sample_rate, channels;
};

struct decoder {
  struct decoder_events events;
  /* Of the output. */
  int channels;
  struct stream stream;
  const AVCodec *codec;
  AVCodecContext *context, *parser_context;
  AVCodecParserContext *parser;
  AVPacket *packet;
  AVFrame *frame;
  SwrContext *converter;
  AVChannelLayout layout;
  int rate, sample_format;
  struct sound_format heard;
  float *output;
  unsigned output_size;
  /* A PES packet as a whole, for codecs whose packets are not told apart by their content. */
  uint8_t *pes;
  size_t pes_filled;
  /* Time stamp for what comes next from the stream, and the one expected of the next frame, in 90 000ths. */
  int64_t pts;
  double expected;
  uint64_t errors, frames_decoded;
};

void decoder_start(struct decoder *decoder, int channels, const struct decoder_events *events);
/* Opens what the stream needs; harmless to repeat: a decoder that got stuck starts fresh. */
void decoder_open(struct decoder *decoder, const struct stream *stream);
void decoder_close(struct decoder *decoder);

void decoder_begin_pes(struct decoder *decoder, int64_t pts);
void decoder_data(struct decoder *decoder, const uint8_t *data, size_t length);
void decoder_end_pes(struct decoder *decoder);
/* Forgets what is incomplete. */
void decoder_lost(struct decoder *decoder);

#endif
