/* srt-gate: the SRT door of an engine (listen) and of the simulated studio (send). */
#include <libavutil/log.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config.h"
#include "http.h"
#include "input.h"
#include "log.h"
#include "metrics.h"
#include "pacer.h"
#include "send.h"
#include "srt-log.h"
#include "status.h"

enum { metrics_port = 6002 };

atomic_bool stopping;

static struct config config;
static struct input inputs[max_inputs];

static struct http_answer answer(const char *path, void *opaque) {
  static const char json[] = "application/json";
  (void)opaque;
  if (strcmp(path, "/metrics") == 0) return (struct http_answer){"200 OK", "text/plain; version=0.0.4; charset=utf-8", metrics_text(inputs, config.count)};
  if (strcmp(path, "/status") == 0) return (struct http_answer){"200 OK", json, status_text(inputs, config.count)};
  if (strcmp(path, "/liveness") == 0) return (struct http_answer){"200 OK", json, strdup("{\"live\":true}\n")};
  return (struct http_answer){0};
}

static void *serve(void *unused) {
  (void)unused;
  http_serve(http_listen(metrics_port), answer, "known: /liveness /metrics /status\n", NULL);
  return NULL;
}

static void stop(int signal) {
  (void)signal;
  atomic_store(&stopping, true);
}

static int listen_run(const char *path) {
  pthread_t thread;
  config_read(path, true, &config);
  if (config.station[0]) log_identity(config.station, config.engine);
  /* A heap for each of thirty threads would never be given back. */
  mallopt(M_ARENA_MAX, 2);
  av_log_set_level(AV_LOG_QUIET);
  resampler_prepare();
  for (int i = 0; i < config.count; i++) {
    inputs[i].config = config.inputs[i];
    input_start(&inputs[i], config.channels);
  }
  if (pthread_create(&thread, NULL, serve, NULL) != 0) fail("thread", "no thread for HTTP");
  pacer_run(inputs, config.count);
  log_event("info", NULL, "stopping", "asked to stop");
  /* libsrt's clean-up would wait for ever for those who wait for a caller. */
  for (int i = 0; i < config.count; i++)
    if (!config.inputs[i].calls) srt_close(inputs[i].door.srt);
  return 0;
}

/* For deployments: the file alone, before any secret lies anywhere. */
static int check_run(const char *path) {
  config_read(path, false, &config);
  printf("%s: %d inputs\n", path, config.count);
  fflush(stdout);
  return 0;
}

int main(int count, char **arguments) {
  struct sigaction on_stop = {.sa_handler = stop};
  int status = 64;
  sigaction(SIGTERM, &on_stop, NULL);
  sigaction(SIGINT, &on_stop, NULL);
  signal(SIGPIPE, SIG_IGN);
  log_about("input");
  log_capture_srt();
  srt_startup();
  if (count == 3 && strcmp(arguments[1], "listen") == 0)
    status = listen_run(arguments[2]);
  else if (count == 3 && strcmp(arguments[1], "check") == 0)
    status = check_run(arguments[2]);
  else if (count == 4 && strcmp(arguments[1], "send") == 0)
    status = send_run(arguments[2], arguments[3]);
  else
    fprintf(stderr, "usage: srt-gate listen CONFIG | srt-gate check CONFIG | srt-gate send HOST:PORT[,HOST:PORT…] PASSPHRASE_FILE[,…]\n");
  /* Says goodbye to every peer, so that none waits for a timeout. */
  atomic_store(&stopping, true);
  srt_cleanup();
  _exit(status);
}
