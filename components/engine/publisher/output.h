/* What is known about one output, an Icecast mount or an HLS origin: its state, its numbers, and the log lines on each change. */
#ifndef AIRPATH_OUTPUT_H
#define AIRPATH_OUTPUT_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

enum { output_id_most = 340, reason_most = 200 };

struct output {
  char id[output_id_most];
  /* `stands_back`: it does not publish, and should not. */
  atomic_bool connected, stands_back;
  /* Steady ns: since when it is connected, and since when it was not before. */
  _Atomic int64_t up_since, down_since;
  atomic_ullong bytes, connections, failures;
  /* Wall clock; 0: never. */
  _Atomic int64_t last_success;
  pthread_mutex_t lock;
  /* Why it is not connected. */
  char reason[reason_most];
};

void output_open(struct output *output, const char *first_reason);

/* It publishes. */
void output_up(struct output *output);
void output_count(struct output *output, uint64_t bytes);

/* It does not, and why; a line of `level` when that is news. */
void output_down(struct output *output, const char *level, const char *reason);

/* It leaves the listeners to somebody else, and why. */
void output_stand_back(struct output *output, const char *reason);

/* Copies the reason. @returns true when connected. */
bool output_state(struct output *output, char reason[reason_most]);

#endif
