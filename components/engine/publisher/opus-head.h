/* The two header pages of an Ogg Opus stream (RFC 7845), made up for a stream whose beginning was not heard. Pure. */
#ifndef AIRPATH_OPUS_HEAD_H
#define AIRPATH_OPUS_HEAD_H

#include <stddef.h>
#include <stdint.h>

enum { opus_head_most = 160 };

/* For the stream that `page` belongs to. @returns the length. */
size_t opus_head(const uint8_t *page, int channels, uint8_t head[opus_head_most]);

#endif
