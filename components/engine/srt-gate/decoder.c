#include "decoder.h"

#include <libavutil/mem.h>
#include <math.h>
#include <string.h>

#include "converter.h"
#include "opus-packets.h"

/* A frame of any codec but Opus lasts longer; what is less is rounding of time stamps. */
static const double least_gap_seconds = 0.008;
/* A longer jump is another time base, not a loss. */
static const double longest_gap_seconds = 1;
static const double ticks_per_second = 90000;

static enum AVCodecID codec_of(enum kind kind) {
  static const enum AVCodecID codecs[] = {
      [kind_none] = AV_CODEC_ID_NONE,   [kind_adts] = AV_CODEC_ID_AAC,   [kind_latm] = AV_CODEC_ID_AAC_LATM, [kind_mpeg_audio] = AV_CODEC_ID_MP3,
      [kind_ac3] = AV_CODEC_ID_AC3,     [kind_eac3] = AV_CODEC_ID_EAC3, [kind_opus] = AV_CODEC_ID_OPUS,     [kind_s302m] = AV_CODEC_ID_S302M,
  };
  return codecs[kind];
}

static bool takes_whole_pes(const struct decoder *decoder) {
  return decoder->stream.kind == kind_opus || decoder->stream.kind == kind_s302m;
}

void decoder_start(struct decoder *decoder, int channels, const struct decoder_events *events) {
  memset(decoder, 0, sizeof *decoder);
  decoder->channels = channels;
  decoder->events = *events;
  decoder->stream.pid = no_pid;
  decoder->pts = no_pts;
  decoder->expected = NAN;
}

static void close_parser(struct decoder *decoder) {
  if (decoder->parser) av_parser_close(decoder->parser);
  decoder->parser = NULL;
  avcodec_free_context(&decoder->parser_context);
}

void decoder_close(struct decoder *decoder) {
  close_parser(decoder);
  avcodec_free_context(&decoder->context);
  av_packet_free(&decoder->packet);
  av_frame_free(&decoder->frame);
  swr_free(&decoder->converter);
  av_channel_layout_uninit(&decoder->layout);
  av_freep(&decoder->output);
  av_freep(&decoder->pes);
  decoder->output_size = 0;
  decoder->pes_filled = 0;
  decoder->heard = (struct sound_format){0};
}

static void open_parser(struct decoder *decoder) {
  close_parser(decoder);
  if (takes_whole_pes(decoder) || !decoder->codec) return;
  decoder->parser = av_parser_init((int)decoder->codec->id);
  decoder->parser_context = avcodec_alloc_context3(NULL);
  if (!decoder->parser || !decoder->parser_context) return close_parser(decoder);
  /* Of MPEG audio the parser itself finds the layer. */
  if (decoder->stream.kind != kind_mpeg_audio) decoder->parser_context->codec_id = decoder->codec->id;
  decoder->parser_context->codec_type = AVMEDIA_TYPE_AUDIO;
}

static int set_opus_head(struct decoder *decoder) {
  uint8_t head[max_opus_head];
  size_t length = opus_head(decoder->stream.opus_channels, head);
  if (length == 0 || !(decoder->context->extradata = av_mallocz(length + AV_INPUT_BUFFER_PADDING_SIZE))) return -1;
  memcpy(decoder->context->extradata, head, length);
  decoder->context->extradata_size = (int)length;
  return 0;
}

void decoder_open(struct decoder *decoder, const struct stream *stream) {
  struct stream wanted = *stream;
  decoder_close(decoder);
  decoder->stream = wanted;
  decoder->expected = NAN;
  decoder->codec = avcodec_find_decoder(codec_of(wanted.kind));
  decoder->context = decoder->codec ? avcodec_alloc_context3(decoder->codec) : NULL;
  decoder->packet = av_packet_alloc();
  decoder->frame = av_frame_alloc();
  if (takes_whole_pes(decoder)) decoder->pes = av_malloc(max_pes + AV_INPUT_BUFFER_PADDING_SIZE);
  if (!decoder->context || !decoder->packet || !decoder->frame) return decoder_close(decoder);
  decoder->context->thread_count = 1;
  decoder->context->pkt_timebase = (AVRational){1, 90000};
  decoder->context->max_samples = max_pes;
  if ((wanted.kind == kind_opus && set_opus_head(decoder) < 0) || avcodec_open2(decoder->context, decoder->codec, NULL) < 0) return decoder_close(decoder);
  open_parser(decoder);
}

/* @returns whether `converter` fits the frame. */
static bool fit_converter(struct decoder *decoder) {
  const AVFrame *frame = decoder->frame;
  if (decoder->converter && frame->sample_rate == decoder->rate && frame->format == decoder->sample_format &&
      av_channel_layout_compare(&frame->ch_layout, &decoder->layout) == 0)
    return true;
  swr_free(&decoder->converter);
  if (frame->sample_rate < 8000 || frame->sample_rate > 192000 || frame->ch_layout.nb_channels < 1 || frame->ch_layout.nb_channels > 8) return false;
  decoder->rate = frame->sample_rate;
  decoder->sample_format = frame->format;
  if (av_channel_layout_copy(&decoder->layout, &frame->ch_layout) < 0) return false;
  decoder->converter = converter_open(frame, decoder->channels);
  return decoder->converter;
}

static void note_format(struct decoder *decoder) {
  /* One decoder takes all layers of MPEG audio; its parser tells which it is. */
  enum AVCodecID id = decoder->codec->id;
  if (decoder->stream.kind == kind_mpeg_audio && decoder->parser_context && decoder->parser_context->codec_id != AV_CODEC_ID_NONE) id = decoder->parser_context->codec_id;
  if (decoder->frame->sample_rate == decoder->heard.sample_rate && decoder->frame->ch_layout.nb_channels == decoder->heard.channels &&
      strcmp(decoder->heard.codec, avcodec_get_name(id)) == 0)
    return;
  decoder->heard.sample_rate = decoder->frame->sample_rate;
  decoder->heard.channels = decoder->frame->ch_layout.nb_channels;
  snprintf(decoder->heard.codec, sizeof decoder->heard.codec, "%s", avcodec_get_name(id));
}

/* Compares the frame's time stamp with where the sound before it ended. */
static void fill_gap(struct decoder *decoder) {
  const AVFrame *frame = decoder->frame;
  double duration = frame->nb_samples * ticks_per_second / frame->sample_rate;
  if (frame->pts != AV_NOPTS_VALUE && isfinite(decoder->expected)) {
    double gap = remainder((double)frame->pts - decoder->expected, 0x1p33) / ticks_per_second;
    if (gap > least_gap_seconds && gap < longest_gap_seconds) decoder->events.gap(decoder->events.opaque, (size_t)lrint(gap * pipeline_rate));
  }
  if (frame->pts != AV_NOPTS_VALUE)
    decoder->expected = (double)frame->pts + duration;
  else
    decoder->expected += duration;
}

static void take_frame(struct decoder *decoder) {
  AVFrame *frame = decoder->frame;
  if (!fit_converter(decoder)) {
    decoder->errors++;
    return;
  }
  note_format(decoder);
  fill_gap(decoder);
  int room = swr_get_out_samples(decoder->converter, frame->nb_samples);
  if (room <= 0) return;
  av_fast_malloc(&decoder->output, &decoder->output_size, (size_t)room * (size_t)decoder->channels * sizeof(float));
  if (!decoder->output) return;
  int count = swr_convert(decoder->converter, (uint8_t *[]){(uint8_t *)decoder->output}, room, (const uint8_t **)frame->extended_data, frame->nb_samples);
  if (count <= 0) return;
  decoder->frames_decoded += (uint64_t)count;
  decoder->events.sound(decoder->events.opaque, decoder->output, (size_t)count);
}

/* One packet of the codec; `data` is followed by padding. */
static void decode(struct decoder *decoder, const uint8_t *data, size_t length, int64_t pts) {
  decoder->packet->data = (uint8_t *)data;
  decoder->packet->size = (int)length;
  decoder->packet->pts = decoder->packet->dts = pts == no_pts ? AV_NOPTS_VALUE : pts;
  if (avcodec_send_packet(decoder->context, decoder->packet) < 0) decoder->errors++;
  for (int result = 0; result >= 0;) {
    result = avcodec_receive_frame(decoder->context, decoder->frame);
    if (result >= 0) take_frame(decoder);
    else if (result != AVERROR(EAGAIN) && result != AVERROR_EOF) decoder->errors++;
    av_frame_unref(decoder->frame);
  }
}

void decoder_begin_pes(struct decoder *decoder, int64_t pts) {
  decoder->pts = pts;
  decoder->pes_filled = 0;
}

static void parse(struct decoder *decoder, const uint8_t *data, size_t length) {
  uint8_t padded[packet_size + AV_INPUT_BUFFER_PADDING_SIZE] = {0};
  memcpy(padded, data, length);
  for (size_t at = 0; at < length;) {
    uint8_t *whole;
    int size, used = av_parser_parse2(decoder->parser, decoder->parser_context, &whole, &size, padded + at, (int)(length - at),
                                      decoder->pts == no_pts ? AV_NOPTS_VALUE : decoder->pts, AV_NOPTS_VALUE, 0);
    if (used < 0 || (used == 0 && size == 0)) return;
    decoder->pts = no_pts;
    at += (size_t)used;
    if (size > 0) decode(decoder, whole, (size_t)size, decoder->parser->pts == AV_NOPTS_VALUE ? no_pts : decoder->parser->pts);
  }
}

void decoder_data(struct decoder *decoder, const uint8_t *data, size_t length) {
  if (!decoder->context || length > packet_size) return;
  if (decoder->parser) return parse(decoder, data, length);
  if (!decoder->pes) return;
  if (length > max_pes - decoder->pes_filled) return decoder_lost(decoder);
  memcpy(decoder->pes + decoder->pes_filled, data, length);
  decoder->pes_filled += length;
}

static void decode_opus(struct decoder *decoder) {
  for (size_t at = 0, taken; at < decoder->pes_filled; at += taken) {
    const uint8_t *body;
    uint8_t saved[AV_INPUT_BUFFER_PADDING_SIZE];
    taken = opus_packet(decoder->pes + at, decoder->pes_filled - at, &body);
    if (taken == 0) {
      decoder->errors++;
      return;
    }
    /* Padding, in the place of the next packet, for as long as it takes. */
    memcpy(saved, decoder->pes + at + taken, sizeof saved);
    memset(decoder->pes + at + taken, 0, sizeof saved);
    decode(decoder, body, (size_t)(decoder->pes + at + taken - body), decoder->pts);
    memcpy(decoder->pes + at + taken, saved, sizeof saved);
    decoder->pts = no_pts;
  }
}

void decoder_end_pes(struct decoder *decoder) {
  if (!decoder->context || !decoder->pes || decoder->pes_filled == 0) return;
  memset(decoder->pes + decoder->pes_filled, 0, AV_INPUT_BUFFER_PADDING_SIZE);
  if (decoder->stream.kind == kind_opus)
    decode_opus(decoder);
  else
    decode(decoder, decoder->pes, decoder->pes_filled, decoder->pts);
  decoder->pes_filled = 0;
}

void decoder_lost(struct decoder *decoder) {
  decoder->errors++;
  decoder->pes_filled = 0;
  if (decoder->context) open_parser(decoder);
}
