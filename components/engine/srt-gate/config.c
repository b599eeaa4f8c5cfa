#include "config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"

static const char input_line[] = "input NAME listen PORT LOOPBACK_PORT LATENCY_MS LOST_MS PASSPHRASE_FILE";

void passphrase_read(const char *path, char passphrase[max_passphrase + 1]) {
  char text[256] = {0};
  FILE *file = fopen(path, "r");
  if (!file) fail("bad-config", "%s: %s; allowed: a file with the SRT passphrase; fix: lay the secret there, readable by uid 1000", path, strerror(errno));
  size_t length = fread(text, 1, sizeof text - 1, file);
  fclose(file);
  while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r')) text[--length] = 0;
  if (length < 10 || length > max_passphrase)
    fail("bad-config", "%s: a passphrase of %zu bytes; allowed: 10-79 (SRT's own limits); fix: derive a longer or shorter secret", path, length);
  memcpy(passphrase, text, length + 1);
}

/* A name goes into logs and metric labels as it is. */
static int is_name(const char *text) {
  size_t length = strlen(text);
  return length > 0 && length <= max_name &&
         strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") == length;
}

static int number(const char *path, int line, const char *field, const char *text, int low, int high) {
  char *end;
  long value = strtol(text, &end, 10);
  if (*text == 0 || *end != 0 || value < low || value > high)
    fail("bad-config", "%s:%d: %s is \"%.40s\"; allowed: %d-%d; fix: correct the line", path, line, field, text, low, high);
  return (int)value;
}

static void check_unique(const char *path, int line, const struct config *config, const struct input_config *added) {
  for (int i = 0; i < config->count; i++) {
    const struct input_config *other = &config->inputs[i];
    const char *field = strcmp(other->name, added->name) == 0                                ? "name"
                        : !other->calls && !added->calls && other->port == added->port       ? "port"
                        : other->loopback_port == added->loopback_port                       ? "loopback port"
                                                                                             : NULL;
    if (field)
      fail("bad-config", "%s:%d: input \"%s\" has the %s of input \"%s\"; allowed: unique names and ports; fix: change one of them", path,
           line, added->name, field, other->name);
  }
}

/* "engine.example:10000", "192.0.2.1:10000" or "[2001:db8::1]:10000". */
static void read_destination(const char *path, int line, char *text, struct input_config *input) {
  char *colon = strrchr(text, ':'), *host = text;
  if (colon) *colon = 0;
  size_t length = strlen(host);
  bool bracketed = length > 2 && host[0] == '[' && host[length - 1] == ']';
  if (bracketed) host[length - 1] = 0, host++, length -= 2;
  if (!colon || length == 0 || length > max_host || (!bracketed && strchr(host, ':')))
    fail("bad-config", "%s:%d: destination \"%.80s\"; allowed: HOST:PORT, IPv6 in brackets; fix: correct the line", path, line, host);
  memcpy(input->host, host, length + 1);
  input->port = number(path, line, "port to call", colon + 1, 1, 65535);
}

static void read_input(const char *path, int line, char *words[8], bool with_secrets, struct config *config) {
  if (config->count == max_inputs)
    fail("bad-config", "%s:%d: more than %d inputs; allowed: %d; fix: run a second gate", path, line, max_inputs, max_inputs);
  struct input_config input = {0};
  if (!is_name(words[1]))
    fail("bad-config", "%s:%d: name \"%.80s\"; allowed: 1-%d of A-Z a-z 0-9 . _ -; fix: rename the input", path, line, words[1], max_name);
  strcpy(input.name, words[1]);
  input.calls = strcmp(words[2], "call") == 0;
  if (input.calls)
    read_destination(path, line, words[3], &input);
  else if (strcmp(words[2], "listen") == 0)
    input.port = number(path, line, "port", words[3], 1, 65535);
  else
    fail("bad-config", "%s:%d: mode \"%.40s\"; allowed: listen, call; fix: correct the line", path, line, words[2]);
  input.loopback_port = number(path, line, "loopback port", words[4], 1, 65535);
  input.latency_ms = number(path, line, "latency in ms", words[5], 20, 8000);
  input.lost_ms = number(path, line, "lost-after in ms", words[6], 100, 10000);
  if (with_secrets) passphrase_read(words[7], input.passphrase);
  check_unique(path, line, config, &input);
  config->inputs[config->count++] = input;
}

static void read_line(const char *path, int line, char *text, bool with_secrets, struct config *config) {
  char *words[9] = {0};
  int count = 0;
  char *rest = NULL;
  for (char *word = strtok_r(text, " \t\r\n", &rest); word && count < 9; word = strtok_r(NULL, " \t\r\n", &rest)) words[count++] = word;
  if (count == 0 || words[0][0] == '#') return;
  if (count == 8 && strcmp(words[0], "input") == 0) {
    read_input(path, line, words, with_secrets, config);
  } else if (count == 3 && strcmp(words[0], "engine") == 0 && is_name(words[1]) && is_name(words[2])) {
    strcpy(config->station, words[1]);
    strcpy(config->engine, words[2]);
  } else if (count == 2 && strcmp(words[0], "audio") == 0 && (strcmp(words[1], "2") == 0 || strcmp(words[1], "6") == 0)) {
    config->channels = words[1][0] - '0';
  } else {
    fail("bad-config",
         "%s:%d: \"%.40s\" with %d words; allowed: \"engine STATION NAME\", \"audio 2\", \"audio 6\", \"%s\", or \"call HOST:PORT\" in the place of "
         "\"listen PORT\"; fix: correct the line",
         path, line, words[0], count, input_line);
  }
}

void config_read(const char *path, bool with_secrets, struct config *config) {
  char text[1024];
  FILE *file = fopen(path, "r");
  if (!file) fail("bad-config", "%s: %s; allowed: a readable file; fix: lay the configuration there", path, strerror(errno));
  memset(config, 0, sizeof *config);
  for (int line = 1; fgets(text, sizeof text, file); line++) read_line(path, line, text, with_secrets, config);
  fclose(file);
  if (config->count == 0) fail("bad-config", "%s: no input; allowed: 1-%d; fix: add \"%s\"", path, max_inputs, input_line);
  if (config->channels == 0) fail("bad-config", "%s: no \"audio\" line; allowed: \"audio 2\" or \"audio 6\"; fix: say how many channels the pipeline has", path);
}
