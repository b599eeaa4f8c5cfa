#pragma once

#include <poll.h>
#include <stdint.h>

/* One request: what a client sends, what the engine answers. */

enum {
  head_limit = 4096,
  body_limit = 1024,
  answer_limit = 1 << 20,
  visit_limit = 512,
};

enum stage { free_seat, reading, asking, answering, leaving };

struct visit {
  enum stage stage;
  int client, engine;
  uint16_t engine_port;
  int64_t deadline;
  char request[head_limit + body_limit + 1];
  int request_size, request_sent;
  char *answer;
  int answer_size, answer_sent;
  long thrown_away;
};

int64_t now_ms(void);

/* A client has connected. */
void begin_visit(struct visit *visit, int client, uint16_t engine_port);
void end_visit(struct visit *visit);

/* What it waits for; fd -1: nothing. */
struct pollfd visit_waits_for(const struct visit *visit);
void continue_visit(struct visit *visit);
void visit_is_late(struct visit *visit);
