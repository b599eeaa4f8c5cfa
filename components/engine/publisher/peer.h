/* A TCP connection to a server that may hang: everything has a deadline. */
#ifndef AIRPATH_PEER_H
#define AIRPATH_PEER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { why_most = 160 };

struct peer {
  int fd;
};

/* @returns false, and why, when there is no connection by `deadline` (steady). */
bool peer_connect(struct peer *peer, const char *host, int port, int64_t deadline, char why[why_most]);

/* Sends all of it. @returns false, and why, when it is not taken by `deadline`. */
bool peer_send_all(struct peer *peer, const void *bytes, size_t length, int64_t deadline, char why[why_most]);

/* Sends what the socket takes now. @returns how much, 0 when it takes nothing, -1 and why when the connection ended. */
long peer_send(struct peer *peer, const void *bytes, size_t length, char why[why_most]);

/* Waits until the socket takes more. */
void peer_wait_writable(struct peer *peer, int64_t duration);

/* Reads a line-based answer up to its empty line. @returns false, and why, when it is not there by `deadline`. */
bool peer_read_head(struct peer *peer, char *answer, size_t size, int64_t deadline, char why[why_most]);

/* @returns false, and why, when the server closed. */
bool peer_alive(struct peer *peer, char why[why_most]);

/* Lets what was sent arrive, waits for the server's own end for at most `duration`. */
void peer_finish(struct peer *peer, int64_t duration);

/* At once; what was sent and not read is void. */
void peer_abort(struct peer *peer);

#endif
