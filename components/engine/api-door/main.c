/*
 * api-door: stands before Liquidsoap's HTTP server. Liquidsoap reads heads without a limit, in time that grows with their square, on the lock that its
 * streaming threads need: a head of a megabyte is heard. Only whole, small requests pass here; who is slow waits here.
 *
 *   api-door PORT ENGINE_PORT [PORT ENGINE_PORT]…
 */
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "door.h"

enum { doors_limit = 4 };

static struct visit visits[visit_limit];

static int listen_on(int port) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_ANY)};
  int door = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), yes = 1;
  setsockopt(door, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (door < 0 || bind(door, (struct sockaddr *)&address, sizeof address) < 0 || listen(door, 256) < 0) {
    fprintf(stderr, "api-door: port %d: %s; allowed: a free port\n", port, strerror(errno));
    exit(1);
  }
  return door;
}

/* A free seat; where there is none, that of the client that has kept us waiting longest. */
static struct visit *seat(void) {
  struct visit *oldest = NULL;
  for (int i = 0; i < visit_limit; i++) {
    if (visits[i].stage == free_seat) return &visits[i];
    if (visits[i].stage != asking && (!oldest || visits[i].deadline < oldest->deadline)) oldest = &visits[i];
  }
  if (oldest) end_visit(oldest);
  return oldest;
}

static void let_in(int door, uint16_t engine_port) {
  int client = accept4(door, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (client < 0) return;
  struct visit *visit = seat();
  if (visit) begin_visit(visit, client, engine_port);
  else close(client);
}

int main(int count, char **given) {
  if (count < 3 || count % 2 == 0 || count > 1 + 2 * doors_limit) {
    fprintf(stderr, "api-door: %d arguments; allowed: PORT ENGINE_PORT, up to %d times\n", count - 1, doors_limit);
    return 2;
  }
  signal(SIGPIPE, SIG_IGN);
  int doors = (count - 1) / 2;
  struct pollfd waiting[doors_limit + visit_limit];
  for (int i = 0; i < doors; i++) waiting[i] = (struct pollfd){.fd = listen_on(atoi(given[1 + 2 * i])), .events = POLLIN};
  for (;;) {
    int64_t next = now_ms() + 60000;
    for (int i = 0; i < visit_limit; i++) {
      waiting[doors + i] = visit_waits_for(&visits[i]);
      if (visits[i].stage != free_seat && visits[i].deadline < next) next = visits[i].deadline;
    }
    int64_t rest = next - now_ms();
    if (poll(waiting, (nfds_t)(doors + visit_limit), rest < 0 ? 0 : (int)rest) < 0 && errno != EINTR) return 1;
    for (int i = 0; i < visit_limit; i++) {
      if (visits[i].stage == free_seat) continue;
      if (waiting[doors + i].revents) continue_visit(&visits[i]);
      else if (now_ms() >= visits[i].deadline) visit_is_late(&visits[i]);
    }
    for (int i = 0; i < doors; i++)
      if (waiting[i].revents) let_in(waiting[i].fd, (uint16_t)atoi(given[2 + 2 * i]));
  }
}
