#include "output.h"

#include <stdio.h>
#include <string.h>

#include "instant.h"
#include "log.h"

void output_open(struct output *output, const char *first_reason) {
  pthread_mutex_init(&output->lock, NULL);
  atomic_store(&output->down_since, steady_now());
  snprintf(output->reason, sizeof output->reason, "%s", first_reason);
}

void output_up(struct output *output) {
  if (atomic_load(&output->connected)) return;
  pthread_mutex_lock(&output->lock);
  output->reason[0] = 0;
  atomic_store(&output->up_since, steady_now());
  atomic_store(&output->connected, true);
  atomic_store(&output->stands_back, false);
  atomic_fetch_add(&output->connections, 1);
  pthread_mutex_unlock(&output->lock);
  log_event("info", output->id, "output-connected", "publishes");
}

void output_count(struct output *output, uint64_t bytes) {
  atomic_fetch_add(&output->bytes, bytes);
  atomic_store(&output->last_success, wall_now());
}

static void rest(struct output *output, const char *level, const char *reason, bool stands_back) {
  atomic_store(&output->stands_back, stands_back);
  pthread_mutex_lock(&output->lock);
  bool was_connected = atomic_exchange(&output->connected, false);
  bool news = was_connected || strncmp(output->reason, reason, sizeof output->reason - 1) != 0;
  if (was_connected) atomic_store(&output->down_since, steady_now());
  snprintf(output->reason, sizeof output->reason, "%s", reason);
  pthread_mutex_unlock(&output->lock);
  if (news) log_event(level, output->id, "output-disconnected", "%s", reason);
}

void output_down(struct output *output, const char *level, const char *reason) {
  rest(output, level, reason, false);
}

void output_stand_back(struct output *output, const char *reason) {
  rest(output, "info", reason, true);
}

bool output_state(struct output *output, char reason[reason_most]) {
  pthread_mutex_lock(&output->lock);
  memcpy(reason, output->reason, reason_most);
  bool connected = atomic_load(&output->connected);
  pthread_mutex_unlock(&output->lock);
  return connected;
}
