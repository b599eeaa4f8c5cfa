/*
 * The publisher: takes the encoded formats of one engine from Liquidsoap, publishes each on every Icecast master, cuts HLS segments and carries
 * them to every origin. Usage: publisher [CONFIG] | publisher --check CONFIG.
 */
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "http.h"
#include "instant.h"
#include "log.h"
#include "metrics.h"
#include "publisher.h"
#include "status.h"
#include "stop.h"

enum { http_port = 6003, stack_size = 262144 };
/* What is in the way after that is cut: the last segment has a request's time to reach a slow origin. */
#define stop_ns (5 * ns_per_second)

/* Relays ask for a mount every 2 s (components/icecast/config.ts), and begin 10 s after they lost it (Icecast's slave.c); a second to connect. */
#define relays_ask_ns (3 * ns_per_second)
#define relays_return_ns (12 * ns_per_second)

static struct publisher publisher;

/* Liquidsoap says with its question whether its programme is silence, and what plays. The server passes on only our own machine's questions whole. */
static bool is_status(const char *path) {
  static const char question[] = "/status?blank=", yes[] = "true";
  size_t length = strlen(question);
  if (strncmp(path, question, length) != 0) return strcmp(path, "/status") == 0;
  programme_told(&publisher.programme, strncmp(path + length, yes, strlen(yes)) == 0);
  now_playing_tell(&publisher.playing, path + length, wall_now());
  return true;
}

/* Whether listeners can hear a programme of this engine. Asked by the station's other engines, and before this one is replaced. */
static bool is_heard(void) {
  int mounts = publisher.config.mount_count;
  bool connected = mounts == 0;
  for (int i = 0; i < mounts && !connected; i++) connected = atomic_load(&publisher.mounts[i].output.connected);
  return connected && programme_sounds(&publisher.programme);
}

/* Whether relays have had the time to fetch it too: who is replaced before leaves listeners to nobody. */
static bool is_relayed(void) {
  int64_t now = steady_now();
  for (int i = 0; i < publisher.config.mount_count; i++) {
    const struct output *output = &publisher.mounts[i].output;
    if (!atomic_load(&output->connected)) continue;
    if (now - atomic_load(&output->up_since) < relays_ask_ns || now - atomic_load(&output->down_since) < relays_return_ns) return false;
  }
  return is_heard();
}

static struct http_answer whether(bool yes, const char *type, char *body) {
  return (struct http_answer){yes ? "200 OK" : "503 Service Unavailable", type, body};
}

static struct http_answer answer(const char *path, void *opaque) {
  static const char json[] = "application/json; charset=utf-8", plain[] = "text/plain; charset=utf-8";
  bool yes;
  if (strcmp(path, "/metrics") == 0) return (struct http_answer){"200 OK", "text/plain; version=0.0.4; charset=utf-8", metrics_text(opaque)};
  if (is_status(path)) return (struct http_answer){"200 OK", json, status_text(opaque)};
  if (strcmp(path, "/programme") == 0) {
    yes = is_heard();
    return whether(yes, plain, strdup(yes ? "heard\n" : "silent\n"));
  }
  if (strcmp(path, "/relayed") == 0) {
    yes = is_relayed();
    return whether(yes, plain, strdup(yes ? "relayed\n" : "silent\n"));
  }
  if (strcmp(path, "/stand-back") == 0) {
    programme_stand_back(&publisher.programme);
    return (struct http_answer){"200 OK", plain, strdup("the mounts are left to another engine that is heard\n")};
  }
  if (strcmp(path, "/liveness") == 0) return (struct http_answer){"200 OK", plain, strdup("alive\n")};
  if (strcmp(path, "/readiness") != 0) return (struct http_answer){0};
  char *body = readiness_text(opaque, &yes);
  return whether(yes, json, body);
}

static void *serve(void *listener) {
  http_serve(*(int *)listener, answer, "known: /liveness /metrics /programme /readiness /relayed /stand-back /status\n", &publisher);
  return NULL;
}

static pthread_t start(void *(*run)(void *), void *opaque) {
  pthread_attr_t small;
  pthread_t thread;
  pthread_attr_init(&small);
  pthread_attr_setstacksize(&small, stack_size);
  if (pthread_create(&thread, &small, run, opaque) != 0) fail("no-thread", "no thread; allowed: one for each mount and origin, two for each master, and three; fix: raise the limit");
  return thread;
}

static void wait_for_all(const pthread_t *threads, int count) {
  struct timespec until = timespec_of(steady_now() + stop_ns);
  for (int i = 0; i < count; i++) pthread_clockjoin_np(threads[i], NULL, CLOCK_MONOTONIC, &until);
}

/* Each master is watched once, however many mounts it has. */
static struct master *master_of(const struct mount_config *mount) {
  for (int i = 0; i < publisher.master_count; i++)
    if (master_is(&publisher.masters[i], mount->host, mount->port)) return &publisher.masters[i];
  struct master *master = &publisher.masters[publisher.master_count++];
  master_open(master, mount->host, mount->port);
  return master;
}

static void open_all(void) {
  struct config *config = &publisher.config;
  publisher.boot_second = wall_now() / ns_per_second;
  window_open(&publisher.window, config->rendition_count, config->segment_count, publisher.boot_second);
  programme_open(&publisher.programme, config);
  now_playing_open(&publisher.playing);
  ingest_open(&publisher.ingest, config, &publisher.window, &publisher.programme.blank);
  publisher.ingest.segmenter.playing = &publisher.playing;
  for (int i = 0; i < config->mount_count; i++)
    icecast_open(&publisher.mounts[i], config, &config->mounts[i], &publisher.ingest.feeds[config->mounts[i].format].ring, master_of(&config->mounts[i]), &publisher.programme);
  for (int i = 0; i < publisher.master_count; i++) icy_open(&publisher.icy[i], config, &publisher.masters[i], publisher.mounts, &publisher.playing);
  for (int i = 0; i < config->origin_count; i++) origin_open(&publisher.origins[i], config, &config->origins[i], &publisher.window, publisher.boot_second);
}

int main(int count, char **words) {
  log_about("output");
  bool check = count == 3 && strcmp(words[1], "--check") == 0;
  if (count > 2 && !check) {
    fprintf(stderr, "usage: publisher [CONFIG] | publisher --check CONFIG\n");
    return 64;
  }
  config_read(check ? words[2] : count == 2 ? words[1] : "/etc/airpath/publisher.conf", !check, &publisher.config);
  if (check) return 0;
  const struct config *config = &publisher.config;
  log_identity(config->station, config->engine);
  /* One heap for all threads: each would keep one of its own. */
  mallopt(M_ARENA_MAX, 1);
  /* A segment's memory goes back at once. */
  mallopt(M_MMAP_THRESHOLD, 65536);
  sigset_t ends;
  int signal_number, listener = http_listen(http_port);
  sigemptyset(&ends);
  sigaddset(&ends, SIGTERM);
  sigaddset(&ends, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ends, NULL);
  curl_global_init(CURL_GLOBAL_NOTHING);
  stop_open();
  open_all();
  pthread_t threads[2 + 3 * max_mounts + max_origins];
  int started = 0;
  threads[started++] = start(ingest_run, &publisher.ingest);
  if (config->peer_count > 0) threads[started++] = start(programme_run, &publisher.programme);
  for (int i = 0; i < config->mount_count; i++) threads[started++] = start(icecast_run, &publisher.mounts[i]);
  for (int i = 0; i < publisher.master_count; i++) threads[started++] = start(master_run, &publisher.masters[i]);
  for (int i = 0; i < publisher.master_count; i++) threads[started++] = start(icy_run, &publisher.icy[i]);
  for (int i = 0; i < config->origin_count; i++) threads[started++] = start(origin_run, &publisher.origins[i]);
  start(serve, &listener);
  log_event("info", NULL, "started", "%d formats, %d mounts, %d renditions, %d origins", config->format_count, config->mount_count, config->rendition_count, config->origin_count);
  sigwait(&ends, &signal_number);
  log_event("info", NULL, "stopping", "publishes what is left");
  stop_now();
  wait_for_all(threads, started);
  log_event("info", NULL, "stopped", "done");
  _exit(0);
}
