#include "peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "instant.h"

/* Little waits in the socket, and what a lost network does not acknowledge ends the connection. */
enum { send_buffer = 16384, unacknowledged_ms = 3000 };

static bool say(char why[why_most], const char *what, const char *detail) {
  snprintf(why, why_most, "%s%s%.120s", what, *detail ? ": " : "", detail);
  return false;
}

static bool wait_for(int fd, short events, int64_t deadline) {
  int64_t left = deadline - steady_now();
  struct pollfd polled = {.fd = fd, .events = events};
  return left > 0 && poll(&polled, 1, (int)(left / ns_per_ms) + 1) > 0;
}

static int open_socket(int family) {
  int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), yes = 1, size = send_buffer, timeout = unacknowledged_ms;
  if (fd < 0) return -1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  setsockopt(fd, IPPROTO_TCP, TCP_USER_TIMEOUT, &timeout, sizeof timeout);
  setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
  return fd;
}

static bool connect_to(struct peer *peer, const struct addrinfo *address, int64_t deadline, char why[why_most]) {
  int error = 0;
  socklen_t size = sizeof error;
  int fd = open_socket(address->ai_family);
  if (fd < 0) return say(why, "no socket", strerror(errno));
  if (connect(fd, address->ai_addr, address->ai_addrlen) < 0) error = errno;
  if (error == EINPROGRESS) {
    error = ETIMEDOUT;
    if (wait_for(fd, POLLOUT, deadline)) getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size);
  }
  *peer = (struct peer){.fd = fd};
  if (error == 0) return true;
  close(fd);
  return say(why, "cannot connect", strerror(error));
}

bool peer_connect(struct peer *peer, const char *host, int port, int64_t deadline, char why[why_most]) {
  struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM, .ai_flags = AI_NUMERICSERV}, *found;
  char service[8];
  snprintf(service, sizeof service, "%d", port);
  int status = getaddrinfo(host, service, &hints, &found);
  if (status != 0) return say(why, "cannot find the host", gai_strerror(status));
  bool connected = false;
  for (struct addrinfo *address = found; address && !connected; address = address->ai_next) connected = connect_to(peer, address, deadline, why);
  freeaddrinfo(found);
  return connected;
}

long peer_send(struct peer *peer, const void *bytes, size_t length, char why[why_most]) {
  ssize_t sent = send(peer->fd, bytes, length, MSG_NOSIGNAL | MSG_DONTWAIT);
  if (sent >= 0) return sent;
  if (errno == EAGAIN || errno == EINTR) return 0;
  say(why, "connection lost", strerror(errno));
  return -1;
}

bool peer_send_all(struct peer *peer, const void *bytes, size_t length, int64_t deadline, char why[why_most]) {
  for (const char *at = bytes; length > 0;) {
    long sent = peer_send(peer, at, length, why);
    if (sent < 0) return false;
    at += sent;
    length -= (size_t)sent;
    if (length > 0 && !wait_for(peer->fd, POLLOUT, deadline)) return say(why, "takes nothing", "timed out");
  }
  return true;
}

void peer_wait_writable(struct peer *peer, int64_t duration) {
  wait_for(peer->fd, POLLOUT, steady_now() + duration);
}

bool peer_read_head(struct peer *peer, char *answer, size_t size, int64_t deadline, char why[why_most]) {
  for (size_t length = 0; length + 1 < size;) {
    if (!wait_for(peer->fd, POLLIN, deadline)) return say(why, "does not answer", "timed out");
    ssize_t read = recv(peer->fd, answer + length, size - 1 - length, MSG_DONTWAIT);
    if (read == 0) return say(why, "closed without an answer", "");
    if (read < 0 && errno != EAGAIN) return say(why, "connection lost", strerror(errno));
    if (read > 0) length += (size_t)read;
    answer[length] = 0;
    if (strstr(answer, "\r\n\r\n")) return true;
  }
  return say(why, "answers too much", "");
}

bool peer_alive(struct peer *peer, char why[why_most]) {
  char ignored[256];
  ssize_t read = recv(peer->fd, ignored, sizeof ignored, MSG_DONTWAIT);
  if (read == 0) return say(why, "closed by the server", "");
  if (read < 0 && errno != EAGAIN) return say(why, "connection lost", strerror(errno));
  return true;
}

void peer_finish(struct peer *peer, int64_t duration) {
  char ignored[256];
  int64_t deadline = steady_now() + duration;
  shutdown(peer->fd, SHUT_WR);
  while (wait_for(peer->fd, POLLIN, deadline) && recv(peer->fd, ignored, sizeof ignored, MSG_DONTWAIT) > 0) continue;
  close(peer->fd);
}

void peer_abort(struct peer *peer) {
  struct linger at_once = {.l_onoff = 1, .l_linger = 0};
  setsockopt(peer->fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(peer->fd);
}
