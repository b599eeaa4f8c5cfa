#include "http.h"

#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "log.h"

/* More than Prometheus, a health check and a curious person need at once; beyond it the oldest client is let go. */
enum { max_clients = 16, max_request = 4096, client_seconds = 2 };

struct server {
  http_answerer *answer;
  const char *known;
  void *opaque;
};

struct client {
  int fd;
  bool is_local;
  time_t since;
  char request[max_request + 1];
  size_t received;
  char *response;
  size_t length, sent;
};

static struct client clients[max_clients];

static time_t seconds(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec;
}

static void leave(struct client *client) {
  close(client->fd);
  free(client->response);
  memset(client, 0, sizeof *client);
  client->fd = -1;
}

static const char plain[] = "text/plain; charset=utf-8";

static void respond(struct client *client, const char *status, const char *type, const char *body) {
  static const char head[] = "HTTP/1.1 %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s";
  int length = snprintf(NULL, 0, head, status, type, strlen(body), body);
  client->response = malloc((size_t)length + 1);
  if (!client->response) return leave(client);
  client->length = (size_t)snprintf(client->response, (size_t)length + 1, head, status, type, strlen(body), body);
}

static void answer_request(struct client *client, const struct server *server) {
  char method[8], path[2048];
  if (sscanf(client->request, "%7s %2047s HTTP/1.", method, path) != 2) return respond(client, "400 Bad Request", plain, "not an HTTP request\n");
  if (strcmp(method, "GET") != 0) return respond(client, "405 Method Not Allowed", plain, "allowed: GET\n");
  /* What a question tells beside asking counts from this machine alone. */
  if (!client->is_local) path[strcspn(path, "?")] = 0;
  struct http_answer answer = server->answer(path, server->opaque);
  if (!answer.body) return respond(client, "404 Not Found", plain, server->known);
  respond(client, answer.status, answer.type, answer.body);
  free(answer.body);
}

static void read_request(struct client *client, const struct server *server) {
  ssize_t length = recv(client->fd, client->request + client->received, max_request - client->received, MSG_DONTWAIT);
  if (length == 0 || (length < 0 && errno != EAGAIN)) return leave(client);
  if (length < 0) return;
  client->received += (size_t)length;
  client->request[client->received] = 0;
  if (strstr(client->request, "\r\n\r\n") || strstr(client->request, "\n\n"))
    answer_request(client, server);
  else if (client->received == max_request || memchr(client->request, 0, client->received))
    respond(client, "400 Bad Request", plain, "not an HTTP request, or too long a one\n");
}

static void write_response(struct client *client) {
  ssize_t length = send(client->fd, client->response + client->sent, client->length - client->sent, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (length < 0 && errno != EAGAIN) return leave(client);
  if (length > 0) client->sent += (size_t)length;
  if (client->sent == client->length) {
    shutdown(client->fd, SHUT_WR);
    leave(client);
  }
}

static struct client *place_for_one(void) {
  struct client *oldest = &clients[0];
  for (int i = 0; i < max_clients; i++) {
    if (clients[i].fd < 0) return &clients[i];
    if (clients[i].since < oldest->since) oldest = &clients[i];
  }
  leave(oldest);
  return oldest;
}

static void accept_client(int listener) {
  struct sockaddr_in address = {0};
  socklen_t size = sizeof address;
  int fd = accept4(listener, (struct sockaddr *)&address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return;
  struct client *client = place_for_one();
  client->fd = fd;
  client->is_local = ntohl(address.sin_addr.s_addr) >> 24 == IN_LOOPBACKNET;
  client->since = seconds();
}

int http_listen(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  int yes = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, max_clients) < 0)
    fail("bind", "TCP port %d for metrics: %s; allowed: a free port; fix: end what holds it", port, strerror(errno));
  return fd;
}

void http_serve(int listener, http_answerer *answer, const char *known, void *opaque) {
  const struct server server = {answer, known, opaque};
  for (int i = 0; i < max_clients; i++) clients[i].fd = -1;
  for (;;) {
    struct pollfd polled[max_clients + 1] = {{.fd = listener, .events = POLLIN}};
    for (int i = 0; i < max_clients; i++)
      polled[i + 1] = (struct pollfd){.fd = clients[i].fd, .events = clients[i].response ? POLLOUT : POLLIN};
    poll(polled, max_clients + 1, 500);
    for (int i = 0; i < max_clients; i++) {
      if (clients[i].fd < 0) continue;
      if (seconds() - clients[i].since > client_seconds)
        leave(&clients[i]);
      else if (polled[i + 1].revents && clients[i].response)
        write_response(&clients[i]);
      else if (polled[i + 1].revents)
        read_request(&clients[i], &server);
    }
    if (polled[0].revents) accept_client(listener);
  }
}
