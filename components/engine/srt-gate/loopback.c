#include "loopback.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "log.h"

void loopback_open(struct loopback *loopback) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)loopback->port)};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int yes = 1;
  if (loopback->listener >= 0) return;
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (fd < 0) fail("loopback", "socket: %s; fix: raise the limit of open files", strerror(errno));
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, 1) < 0)
    fail("loopback", "127.0.0.1:%d: %s; allowed: a free TCP port; fix: one gate per engine", loopback->port, strerror(errno));
  loopback->listener = fd;
}

static void drop(int *fd) {
  if (*fd >= 0) close(*fd);
  *fd = -1;
}

void loopback_close(struct loopback *loopback) {
  drop(&loopback->client);
  drop(&loopback->listener);
}

static void take_client(struct loopback *loopback) {
  /* About two seconds of 256 kbit/s: enough for a busy moment of the pipeline, too little to add lasting latency. */
  int yes = 1, buffer = 64 * 1024;
  int fd = accept4(loopback->listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return;
  /* The newest one wins: after a crash of the pipeline the old connection may not have ended yet. */
  drop(&loopback->client);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &buffer, sizeof buffer);
  loopback->client = fd;
}

size_t loopback_write(struct loopback *loopback, const char *data, size_t length) {
  take_client(loopback);
  if (loopback->client < 0) return length;
  ssize_t written = send(loopback->client, data, length, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (written == (ssize_t)length) return 0;
  if (written < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) return length;
  /* A part of a datagram would shift every later MPEG-TS packet: start the stream anew. */
  drop(&loopback->client);
  return length;
}
