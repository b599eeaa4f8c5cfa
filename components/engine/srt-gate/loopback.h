/* The gate's last metre: a TCP listener on 127.0.0.1 that is open only while there is something good to hear. What it gives is a WAV stream: of bare
 * PCM FFmpeg makes packets of 85 ms and waits for each, of WAV packets as long as its reader likes.
 * TCP rather than UDP: the pipeline sees a source's end at once, as end of stream; nothing waits in a queue while nobody sends. */
#ifndef AIRPATH_LOOPBACK_H
#define AIRPATH_LOOPBACK_H

#include <stdbool.h>
#include <stddef.h>

/* 20 ms of 5.1. */
enum { max_write = 960 * 6 * sizeof(float) };

struct loopback {
  const char *input;
  /* `sign`: a UDP socket on the same port, which nobody sends to. The pipeline looks for it in the kernel's list, and tries only ports that have one. */
  int port, channels, listener, sign, client;
  /* When the port could not be had, it is tried again after a second. */
  double retry_at;
  bool complained;
  /* What is left of a chunk that was taken in part, frames are never cut; at first the head. */
  char rest[max_write];
  size_t rest_length;
};

void loopback_init(struct loopback *loopback, const char *input, int port, int channels);
void loopback_open(struct loopback *loopback);
/* Takes in who has just come. */
void loopback_accept(struct loopback *loopback);
/* @returns whether the pipeline is there. */
bool loopback_is_fetched(const struct loopback *loopback);
/* Ends the stream for the pipeline; harmless when already closed. */
void loopback_close(struct loopback *loopback);
/* Never blocks. @returns bytes that could not be handed over, because nobody fetches them or fetches too slowly: all or none. */
size_t loopback_write(struct loopback *loopback, const char *data, size_t length);

#endif
