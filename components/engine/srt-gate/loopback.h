/* The gate's last metre: a TCP listener on 127.0.0.1 that is open only while a peer delivers.
 * TCP rather than UDP: the pipeline sees a peer's end at once, as end of stream, and each connection starts a fresh demuxer, whatever codec the
 * next peer sends; nothing waits in a queue while nobody sends. */
#ifndef AIRPATH_LOOPBACK_H
#define AIRPATH_LOOPBACK_H

#include <stdbool.h>
#include <stddef.h>

struct loopback {
  int port, listener, client;
};

void loopback_open(struct loopback *loopback);
/* Ends the stream for the pipeline; harmless when already closed. */
void loopback_close(struct loopback *loopback);
/* Never blocks. @returns bytes that could not be handed over, because nobody fetches them or fetches too slowly. */
size_t loopback_write(struct loopback *loopback, const char *data, size_t length);

#endif
