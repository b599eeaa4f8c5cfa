#include "input.h"

#include <srt/access_control.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "log.h"
#include "reception.h"

/* A connected peer that delivers nothing for so long must make room for another. */
static const double idle_seconds = 10;
enum { retry_ms = 1000, receive_ms = 100 };

static int on_call(void *opaque, SRTSOCKET socket, int version, const struct sockaddr *peer, const char *stream) {
  (void)version, (void)stream;
  struct input *input = opaque;
  /* A peer that gives no sound holds no place: an encoder that crashed and comes back must not wait until its old connection times out. */
  if (!atomic_load(&input->taken)) return 0;
  char caller[max_peer_name];
  peer_describe(peer, caller);
  pthread_mutex_lock(&input->lock);
  input->numbers.refusals++;
  pthread_mutex_unlock(&input->lock);
  srt_setrejectreason(socket, SRT_REJX_CONFLICT);
  log_event("warning", input->config.name, "peer-refused", "%s refused: another peer delivers; one at a time", caller);
  return -1;
}

static void read_statistics(struct input *input, SRTSOCKET peer) {
  SRT_TRACEBSTATS s;
  if (srt_bstats(peer, &s, 1) == SRT_ERROR) return;
  pthread_mutex_lock(&input->lock);
  struct input_numbers *n = &input->numbers;
  n->packets_received += (uint64_t)s.pktRecv;
  n->packets_lost += (uint64_t)s.pktRcvLoss;
  n->packets_dropped += (uint64_t)s.pktRcvDrop;
  n->packets_retransmitted += (uint64_t)s.pktRcvRetrans;
  n->packets_belated += (uint64_t)s.pktRcvBelated;
  n->packets_undecryptable += (uint64_t)s.pktRcvUndecrypt;
  n->bytes_received += s.byteRecv;
  n->receive_bits_per_second = s.mbpsRecvRate * 1e6;
  n->rtt_seconds = s.msRTT / 1e3;
  n->buffer_seconds = s.msRcvBuf / 1e3;
  n->belated_seconds = s.pktRcvAvgBelatedTime / 1e3;
  n->reorder_distance = s.pktReorderDistance;
  pthread_mutex_unlock(&input->lock);
}

/* Two handshakes may have crossed; the later one waits in the backlog and is sent away. */
static void refuse_waiting(struct input *input) {
  struct peer extra;
  if (input->config.calls || !peer_accept(&input->door, &extra)) return;
  pthread_mutex_lock(&input->lock);
  input->numbers.refusals++;
  pthread_mutex_unlock(&input->lock);
  log_event("warning", input->config.name, "peer-refused", "%s called at the same moment as another peer; one at a time", extra.name);
  srt_close(extra.socket);
}

static void note_delivery(struct input *input, bool delivers) {
  if (atomic_exchange(&input->delivering, delivers) == delivers) return;
  if (delivers)
    log_event("info", input->config.name, "peer-delivering", "data arrives");
  else
    log_event("warning", input->config.name, "peer-silent", "connected, nothing received for %.1f s", input->config.lost_ms / 1e3);
}

/* @returns why the peer was left; `next` is who took its place, if any. */
static const char *receive(struct input *input, struct reception *reception, SRTSOCKET peer, struct peer *next) {
  char data[SRT_LIVE_MAX_PLSIZE];
  double last_statistics = clock_seconds();
  while (!atomic_load(&stopping)) {
    int length = srt_recvmsg(peer, data, sizeof data);
    double now = clock_seconds();
    if (length > 0) {
      note_delivery(input, true);
      reception_data(reception, (const uint8_t *)data, (size_t)length);
    } else {
      int error = srt_getlasterror(NULL);
      if (error != SRT_ETIMEOUT && error != SRT_EASYNCRCV) return srt_getsockstate(peer) == SRTS_BROKEN ? "connection broken or closed" : srt_getlasterror_str();
      if (now - reception->last_data > input->config.lost_ms / 1e3) note_delivery(input, false);
      if (now - reception->last_data > idle_seconds) return "idle for 10 s";
    }
    bool holds = reception_holds_place(reception);
    atomic_store(&input->taken, holds);
    if (!holds && !input->config.calls && peer_accept(&input->door, next)) return "no sound, and another peer called";
    if (now - last_statistics < 1) continue;
    read_statistics(input, peer);
    reception_tend(reception);
    if (holds) refuse_waiting(input);
    last_statistics = now;
  }
  return "the gate stops";
}

static void arrive(struct input *input, const struct peer *peer) {
  const int yes = 1, timeout_ms = receive_ms;
  srt_setsockflag(peer->socket, SRTO_RCVSYN, &yes, sizeof yes);
  srt_setsockflag(peer->socket, SRTO_RCVTIMEO, &timeout_ms, sizeof timeout_ms);
  pthread_mutex_lock(&input->lock);
  input->numbers.connections++;
  strcpy(input->peer, peer->name);
  pthread_mutex_unlock(&input->lock);
  atomic_store(&input->connected, true);
  log_event("info", input->config.name, "peer-connected", "%s", peer->name);
}

static void leave(struct input *input, const struct peer *peer) {
  read_statistics(input, peer->socket);
  srt_close(peer->socket);
  pthread_mutex_lock(&input->lock);
  struct input_numbers *n = &input->numbers;
  n->receive_bits_per_second = n->rtt_seconds = n->buffer_seconds = n->belated_seconds = n->jitter_seconds = 0;
  n->reorder_distance = 0;
  input->peer[0] = 0;
  input->heard = (struct sound_format){0};
  pthread_mutex_unlock(&input->lock);
  atomic_store(&input->delivering, false);
  atomic_store(&input->connected, false);
  atomic_store(&input->taken, false);
}

/* @returns who took the peer's place; its socket is SRT_INVALID_SOCK for nobody. */
static struct peer serve_peer(struct input *input, const struct peer *peer) {
  struct reception reception;
  struct peer next = {.socket = SRT_INVALID_SOCK};
  arrive(input, peer);
  reception_start(&reception, input, input->jitter.channels);
  const char *reason = receive(input, &reception, peer->socket, &next);
  reception_end(&reception);
  log_event("warning", input->config.name, "peer-gone", "%s: %s", peer->name, reason);
  leave(input, peer);
  return next;
}

static void *run_listener(void *argument) {
  struct input *input = argument;
  while (!atomic_load(&stopping)) {
    struct peer peer;
    if (!peer_await(&input->door, &peer)) continue;
    peer_busy(&input->door, true);
    while (peer.socket != SRT_INVALID_SOCK) peer = serve_peer(input, &peer);
    peer_busy(&input->door, false);
  }
  return NULL;
}

static void *run_caller(void *argument) {
  struct input *input = argument;
  char reason[128], last_reason[128] = "";
  while (!atomic_load(&stopping)) {
    struct peer peer;
    if (peer_call(&input->config, &peer, reason)) {
      serve_peer(input, &peer);
      last_reason[0] = 0;
    } else if (strcmp(reason, last_reason) != 0) {
      /* Once per reason: an encoder that is away for a night is one line, not thirty thousand. */
      log_event("warning", input->config.name, "call-failed", "%s:%d: %s; tried again every %d ms", input->config.host, input->config.port, reason, retry_ms);
      strcpy(last_reason, reason);
    }
    nanosleep(&(struct timespec){retry_ms / 1000, retry_ms % 1000 * 1000000L}, NULL);
  }
  return NULL;
}

void input_start(struct input *input, int channels) {
  const struct input_config *config = &input->config;
  pthread_t thread;
  pthread_mutex_init(&input->lock, NULL);
  input->numbers.level_dbfs = silence_dbfs;
  jitter_init(&input->jitter, channels);
  loopback_init(&input->loopback, config->name, config->loopback_port, channels);
  if (!config->calls) input->door = peer_listen(config, on_call, input);
  if (pthread_create(&thread, NULL, config->calls ? run_caller : run_listener, input) != 0)
    fail("thread", "input %s: no thread; fix: raise the limit of processes", config->name);
  pthread_detach(thread);
  if (config->calls)
    log_event("info", config->name, "calling", "%s, UDP port %d, latency %d ms", config->host, config->port, config->latency_ms);
  else
    log_event("info", config->name, "listening", "UDP port %d, latency %d ms", config->port, config->latency_ms);
}
