#include "loopback.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "bound.h"
#include "clock.h"
#include "log.h"
#include "wav.h"

/* Linux makes it twice as much: about a third of a second of stereo. Enough for a busy moment of the pipeline, too little to add lasting latency. */
static const int send_buffer = 64 * 1024;

void loopback_init(struct loopback *loopback, const char *input, int port, int channels) {
  *loopback = (struct loopback){.input = input, .port = port, .channels = channels, .listener = -1, .sign = -1, .client = -1};
}

static void drop(int *fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

static int bound_here(int type, int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return bound(type | SOCK_NONBLOCK, (struct sockaddr *)&address, sizeof address);
}

/* The sign comes last: who sees it finds somebody who listens. */
static bool opened(struct loopback *loopback) {
  loopback->listener = bound_here(SOCK_STREAM, loopback->port);
  if (loopback->listener < 0 || listen(loopback->listener, 1) < 0) return false;
  loopback->sign = bound_here(SOCK_DGRAM, loopback->port);
  return loopback->sign >= 0;
}

void loopback_open(struct loopback *loopback) {
  if (loopback->listener >= 0 || clock_seconds() < loopback->retry_at) return;
  if (opened(loopback)) {
    loopback->complained = false;
    return;
  }
  /* The other inputs go on. */
  if (!loopback->complained)
    log_event("error", loopback->input, "loopback", "127.0.0.1:%d: %s; allowed: a free port, TCP and UDP; fix: one gate per engine", loopback->port, strerror(errno));
  loopback->complained = true;
  loopback->retry_at = clock_seconds() + 1;
  drop(&loopback->listener);
}

void loopback_close(struct loopback *loopback) {
  drop(&loopback->client);
  drop(&loopback->sign);
  drop(&loopback->listener);
}

void loopback_accept(struct loopback *loopback) {
  int yes = 1;
  int fd = loopback->listener < 0 ? -1 : accept4(loopback->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return;
  /* The newest one wins: after a crash of the pipeline the old connection may not have ended yet. */
  drop(&loopback->client);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &send_buffer, sizeof send_buffer);
  loopback->client = fd;
  loopback->rest_length = wav_head_length;
  wav_head(loopback->channels, (uint8_t *)loopback->rest);
}

bool loopback_is_fetched(const struct loopback *loopback) {
  return loopback->client >= 0;
}

/* @returns bytes taken; 0 when the socket is full or gone. */
static size_t hand_over(struct loopback *loopback, const char *data, size_t length) {
  ssize_t written = send(loopback->client, data, length, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (written >= 0) return (size_t)written;
  if (errno != EAGAIN && errno != EWOULDBLOCK) drop(&loopback->client);
  return 0;
}

size_t loopback_write(struct loopback *loopback, const char *data, size_t length) {
  if (loopback->client < 0) return length;
  if (loopback->rest_length > 0) {
    size_t written = hand_over(loopback, loopback->rest, loopback->rest_length);
    loopback->rest_length -= written;
    memmove(loopback->rest, loopback->rest + written, loopback->rest_length);
    if (loopback->rest_length > 0 || loopback->client < 0) return length;
  }
  size_t written = hand_over(loopback, data, length);
  if (written == 0) return length;
  loopback->rest_length = length - written;
  memcpy(loopback->rest, data + written, loopback->rest_length);
  return 0;
}
