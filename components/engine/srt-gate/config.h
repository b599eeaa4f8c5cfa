/* The gate's configuration: one line per input, read once at start. */
#ifndef AIRPATH_CONFIG_H
#define AIRPATH_CONFIG_H

#include <stdbool.h>

enum { max_inputs = 32, max_name = 64, max_host = 253, max_passphrase = 79 };

struct input_config {
  char name[max_name + 1];
  /* false: studios call us at UDP `port`; true: we call `host`, UDP `port`. */
  bool calls;
  int port;
  char host[max_host + 1];
  /* TCP port on loopback where the pipeline fetches what they send. */
  int loopback_port;
  int latency_ms;
  /* So long without sound, and the source is gone for the pipeline. */
  int lost_ms;
  char passphrase[max_passphrase + 1];
};

struct config {
  char station[max_name + 1];
  char engine[max_name + 1];
  /* What the pipeline gets: 2 or 6 (5.1). */
  int channels;
  int count;
  struct input_config inputs[max_inputs];
};

/* Reads `path` and, `with_secrets`, every passphrase file it names; ends the process with a message that says place, got, allowed and fix when anything is wrong. */
void config_read(const char *path, bool with_secrets, struct config *config);

/* Reads one passphrase: 10-79 bytes, without its line end. */
void passphrase_read(const char *path, char passphrase[max_passphrase + 1]);

#endif
