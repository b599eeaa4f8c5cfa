#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "door.h"
#include "request.h"

/* Milliseconds: for a client to send its request and to take its answer, for the engine to give one. */
static const int64_t client_patience = 2000, engine_patience = 5000;
/* Bytes after the answer: who sends more than that has not come to hear it. */
static const long thrown_away_limit = 8 << 20;

int64_t now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void begin_visit(struct visit *visit, int client, uint16_t engine_port) {
  *visit = (struct visit){.stage = reading, .client = client, .engine = -1, .engine_port = engine_port, .deadline = now_ms() + client_patience};
}

void end_visit(struct visit *visit) {
  close(visit->client);
  if (visit->engine >= 0) close(visit->engine);
  free(visit->answer);
  visit->answer = NULL;
  visit->stage = free_seat;
}

struct pollfd visit_waits_for(const struct visit *visit) {
  switch (visit->stage) {
    case reading: return (struct pollfd){.fd = visit->client, .events = POLLIN};
    case asking: return (struct pollfd){.fd = visit->engine, .events = visit->request_sent < visit->request_size ? POLLOUT : POLLIN};
    case answering: return (struct pollfd){.fd = visit->client, .events = POLLOUT};
    case leaving: return (struct pollfd){.fd = visit->client, .events = POLLIN};
    default: return (struct pollfd){.fd = -1};
  }
}

static void answer_with(struct visit *visit) {
  if (visit->engine >= 0) close(visit->engine);
  visit->engine = -1;
  visit->stage = answering;
  visit->deadline = now_ms() + client_patience;
}

static void answer_error(struct visit *visit, int status, const char *message) {
  char body[160];
  int length = snprintf(body, sizeof body, "{\"error_message\":\"%s\"}\n", message);
  free(visit->answer);
  visit->answer_size = asprintf(&visit->answer, "HTTP/1.1 %d Refused\r\nContent-Type: application/json\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", status,
                                length, body);
  if (visit->answer_size < 0) {
    visit->answer = NULL;
    end_visit(visit);
    return;
  }
  visit->answer_sent = 0;
  fprintf(stderr, "api-door: %d %s\n", status, message);
  answer_with(visit);
}

static void ask_engine(struct visit *visit) {
  char request[sizeof visit->request + 256];
  int size = rewrite(visit->request, request, sizeof request);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(visit->engine_port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (size < 0 || size > (int)sizeof visit->request) {
    answer_error(visit, 431, "the head has more than 4096 bytes");
    return;
  }
  visit->engine = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (visit->engine < 0 || (connect(visit->engine, (struct sockaddr *)&address, sizeof address) < 0 && errno != EINPROGRESS)) {
    answer_error(visit, 503, "the engine does not listen");
    return;
  }
  memcpy(visit->request, request, (size_t)size);
  visit->request_size = size;
  visit->request_sent = 0;
  visit->stage = asking;
  visit->deadline = now_ms() + engine_patience;
}

static void read_request(struct visit *visit) {
  int room = (int)sizeof visit->request - 1 - visit->request_size;
  ssize_t got = recv(visit->client, visit->request + visit->request_size, (size_t)room, 0);
  if (got <= 0) {
    if (got == 0 || errno != EAGAIN) end_visit(visit);
    return;
  }
  visit->request_size += (int)got;
  visit->request[visit->request_size] = 0;
  struct ruling ruling = judge(visit->request, (size_t)visit->request_size, head_limit, body_limit);
  if (ruling.verdict == refused) answer_error(visit, ruling.status, ruling.message);
  if (ruling.verdict == complete) ask_engine(visit);
}

static void exchange(struct visit *visit) {
  if (visit->request_sent < visit->request_size) {
    ssize_t sent = send(visit->engine, visit->request + visit->request_sent, (size_t)(visit->request_size - visit->request_sent), MSG_NOSIGNAL);
    if (sent > 0) visit->request_sent += (int)sent;
    else if (errno != EAGAIN) answer_error(visit, 503, "the engine does not listen");
    return;
  }
  char part[16384];
  ssize_t got = recv(visit->engine, part, sizeof part, 0);
  if (got > 0 && visit->answer_size + got <= answer_limit) {
    char *answer = realloc(visit->answer, (size_t)(visit->answer_size + got));
    if (!answer) {
      end_visit(visit);
      return;
    }
    memcpy(answer + visit->answer_size, part, (size_t)got);
    visit->answer = answer;
    visit->answer_size += (int)got;
  } else if (got < 0 && errno == EAGAIN) {
    return;
  } else if (visit->answer_size == 0) {
    answer_error(visit, 502, "the engine gave no answer");
  } else {
    answer_with(visit);
  }
}

/* What a client still sends is thrown away until it has done, within limits: an unread byte at close would take the answer back. */
static void see_off(struct visit *visit) {
  char rest[16384];
  ssize_t got = recv(visit->client, rest, sizeof rest, 0);
  if (got > 0) visit->thrown_away += got;
  bool still_sends = got > 0 || (got < 0 && errno == EAGAIN);
  if (!still_sends || visit->thrown_away > thrown_away_limit) end_visit(visit);
}

static void give_answer(struct visit *visit) {
  ssize_t sent = send(visit->client, visit->answer + visit->answer_sent, (size_t)(visit->answer_size - visit->answer_sent), MSG_NOSIGNAL);
  if (sent < 0 && errno == EAGAIN) return;
  if (sent > 0) visit->answer_sent += (int)sent;
  if (sent > 0 && visit->answer_sent < visit->answer_size) return;
  shutdown(visit->client, SHUT_WR);
  visit->stage = leaving;
  visit->deadline = now_ms() + client_patience;
  see_off(visit);
}

void continue_visit(struct visit *visit) {
  if (visit->stage == reading) read_request(visit);
  else if (visit->stage == asking) exchange(visit);
  else if (visit->stage == answering) give_answer(visit);
  else if (visit->stage == leaving) see_off(visit);
}

void visit_is_late(struct visit *visit) {
  if (visit->stage == reading) answer_error(visit, 408, "the request did not come within 2 s");
  else if (visit->stage == asking) answer_error(visit, 504, "the engine gave no answer within 5 s");
  else end_visit(visit);
}
