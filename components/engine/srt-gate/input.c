#include "input.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <srt/access_control.h>

#include "log.h"
#include "loopback.h"

/* A peer that says nothing for so long is heard as gone: the pipeline goes on to the next source. */
static const double silent_seconds = 0.5;
/* A connected peer that delivers nothing for so long must make room for another. */
static const double idle_seconds = 10;
/* A peer that vanished without a word is given up after so long; libsrt itself takes five seconds at least. */
static const int peer_idle_ms = 5000;

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void describe(const struct sockaddr *address, char *text, size_t size) {
  const struct sockaddr_in *ipv4 = (const struct sockaddr_in *)address;
  char host[INET_ADDRSTRLEN] = "?";
  if (address->sa_family == AF_INET) inet_ntop(AF_INET, &ipv4->sin_addr, host, sizeof host);
  snprintf(text, size, "%s:%d", host, ntohs(ipv4->sin_port));
}

static int on_call(void *opaque, SRTSOCKET socket, int version, const struct sockaddr *peer, const char *stream) {
  (void)version, (void)stream;
  struct input *input = opaque;
  /* A silent peer holds no place: an encoder that crashed and comes back must not wait until its old connection times out. */
  if (!atomic_load(&input->connected) || !atomic_load(&input->delivering)) return 0;
  char caller[64];
  describe(peer, caller, sizeof caller);
  atomic_fetch_add(&input->refusals, 1);
  srt_setrejectreason(socket, SRT_REJX_CONFLICT);
  log_event("warning", input->config.name, "peer-refused", "%s refused: another peer delivers; one at a time", caller);
  return -1;
}

static void set_option(const struct input *input, SRT_SOCKOPT option, const void *value, int size, const char *name) {
  if (srt_setsockflag(input->listener, option, value, size) == SRT_ERROR)
    fail("bad-config", "input %s: libsrt refuses %s: %s; fix: correct the input", input->config.name, name, srt_getlasterror_str());
}

static void open_listener(struct input *input) {
  const struct input_config *config = &input->config;
  const int live = SRTT_LIVE, yes = 1, no = 0, idle = peer_idle_ms;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)config->port)};
  input->listener = srt_create_socket();
  set_option(input, SRTO_TRANSTYPE, &live, sizeof live, "live mode");
  set_option(input, SRTO_RCVSYN, &no, sizeof no, "non-blocking accept");
  set_option(input, SRTO_RCVLATENCY, &config->latency_ms, sizeof config->latency_ms, "latency");
  set_option(input, SRTO_PEERIDLETIMEO, &idle, sizeof idle, "peer idle timeout");
  set_option(input, SRTO_PASSPHRASE, config->passphrase, (int)strlen(config->passphrase), "passphrase");
  set_option(input, SRTO_ENFORCEDENCRYPTION, &yes, sizeof yes, "enforced encryption");
  if (srt_bind(input->listener, (struct sockaddr *)&address, sizeof address) == SRT_ERROR)
    fail("bind", "input %s: UDP port %d: %s; allowed: a free port; fix: end what holds it", config->name, config->port, srt_getlasterror_str());
  srt_listen_callback(input->listener, on_call, input);
  if (srt_listen(input->listener, 1) == SRT_ERROR)
    fail("listen", "input %s: UDP port %d: %s", config->name, config->port, srt_getlasterror_str());
}

static void read_statistics(struct input *input, SRTSOCKET peer, uint64_t not_fetched) {
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
  n->loopback_bytes_dropped += not_fetched;
  n->receive_bits_per_second = s.mbpsRecvRate * 1e6;
  n->rtt_seconds = s.msRTT / 1e3;
  n->buffer_seconds = s.msRcvBuf / 1e3;
  n->belated_seconds = s.pktRcvAvgBelatedTime / 1e3;
  n->reorder_distance = s.pktReorderDistance;
  pthread_mutex_unlock(&input->lock);
}

struct peer {
  SRTSOCKET socket;
  char name[64];
};

/* @returns whether somebody was waiting. */
static bool take_peer(struct input *input, struct peer *peer) {
  struct sockaddr_storage address;
  int size = sizeof address;
  peer->socket = srt_accept(input->listener, (struct sockaddr *)&address, &size);
  if (peer->socket == SRT_INVALID_SOCK) return false;
  describe((struct sockaddr *)&address, peer->name, sizeof peer->name);
  return true;
}

/* Two handshakes may have crossed; the later one waits in the backlog and is sent away. */
static void refuse_waiting(struct input *input) {
  struct peer extra;
  if (!take_peer(input, &extra)) return;
  atomic_fetch_add(&input->refusals, 1);
  log_event("warning", input->config.name, "peer-refused", "%s called at the same moment as another peer; one at a time", extra.name);
  srt_close(extra.socket);
}

static void say_silent(struct input *input, struct loopback *loopback) {
  log_event("warning", input->config.name, "peer-silent", "connected, nothing received for %.1f s", silent_seconds);
  atomic_store(&input->delivering, false);
  loopback_close(loopback);
}

/* @returns why the peer was left; `next` is who took its place, if any. */
static const char *receive(struct input *input, SRTSOCKET peer, struct loopback *loopback, struct peer *next) {
  char data[SRT_LIVE_MAX_PLSIZE];
  double last_data = now(), last_statistics = last_data;
  uint64_t not_fetched = 0;
  while (!atomic_load(&stopping)) {
    int length = srt_recvmsg(peer, data, sizeof data);
    double at = now();
    if (length > 0) {
      if (!atomic_load(&input->delivering)) log_event("info", input->config.name, "peer-delivering", "first data arrived");
      atomic_store(&input->delivering, true);
      loopback_open(loopback);
      not_fetched += loopback_write(loopback, data, (size_t)length);
      last_data = at;
    } else {
      int error = srt_getlasterror(NULL);
      if (error != SRT_ETIMEOUT && error != SRT_EASYNCRCV) return srt_getsockstate(peer) == SRTS_BROKEN ? "connection broken or closed" : srt_getlasterror_str();
      if (at - last_data > silent_seconds && atomic_load(&input->delivering)) say_silent(input, loopback);
      if (at - last_data > silent_seconds && take_peer(input, next)) return "silent, and another peer called";
      if (at - last_data > idle_seconds) return "idle for 10 s";
    }
    if (at - last_statistics >= 1) {
      read_statistics(input, peer, not_fetched);
      if (atomic_load(&input->delivering)) refuse_waiting(input);
      not_fetched = 0;
      last_statistics = at;
    }
  }
  return "the gate stops";
}

static void serve_peer(struct input *input, const struct peer *peer, struct loopback *loopback, struct peer *next) {
  const int yes = 1, timeout_ms = 100;
  atomic_store(&input->connected, true);
  srt_setsockflag(peer->socket, SRTO_RCVSYN, &yes, sizeof yes);
  srt_setsockflag(peer->socket, SRTO_RCVTIMEO, &timeout_ms, sizeof timeout_ms);
  pthread_mutex_lock(&input->lock);
  input->numbers.connections++;
  pthread_mutex_unlock(&input->lock);
  log_event("info", input->config.name, "peer-connected", "%s", peer->name);
  const char *reason = receive(input, peer->socket, loopback, next);
  log_event("warning", input->config.name, "peer-gone", "%s: %s", peer->name, reason);
  loopback_close(loopback);
  read_statistics(input, peer->socket, 0);
  srt_close(peer->socket);
  pthread_mutex_lock(&input->lock);
  input->numbers.receive_bits_per_second = input->numbers.rtt_seconds = input->numbers.buffer_seconds = 0;
  pthread_mutex_unlock(&input->lock);
  atomic_store(&input->delivering, false);
  atomic_store(&input->connected, false);
}

static void *run(void *argument) {
  struct input *input = argument;
  struct loopback loopback = {.port = input->config.loopback_port, .listener = -1, .client = -1};
  int poll = srt_epoll_create(), events = SRT_EPOLL_IN;
  srt_epoll_add_usock(poll, input->listener, &events);
  while (!atomic_load(&stopping)) {
    SRT_EPOLL_EVENT ready;
    struct peer peer, next;
    if (srt_epoll_uwait(poll, &ready, 1, 300) <= 0 || !take_peer(input, &peer)) continue;
    do {
      next.socket = SRT_INVALID_SOCK;
      serve_peer(input, &peer, &loopback, &next);
      peer = next;
    } while (peer.socket != SRT_INVALID_SOCK);
  }
  srt_epoll_release(poll);
  return NULL;
}

void input_start(struct input *input) {
  pthread_t thread;
  pthread_mutex_init(&input->lock, NULL);
  open_listener(input);
  if (pthread_create(&thread, NULL, run, input) != 0) fail("thread", "input %s: no thread; fix: raise the limit of processes", input->config.name);
  pthread_detach(thread);
  log_event("info", input->config.name, "listening", "UDP port %d, latency %d ms", input->config.port, input->config.latency_ms);
}
