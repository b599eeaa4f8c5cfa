#include "peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>

#include "bound.h"
#include "log.h"

/* A peer that vanished without a word is given up after so long; libsrt itself takes five seconds at least. */
static const int peer_idle_ms = 5000;
static const int connect_ms = 2000;
/* Twelve times the latency at 8 Mbit/s, more than any PCM: what a hostile peer can make us hold is bounded. */
/* Calls wake libsrt themselves; so long it waits for one before it looks at clocks that nobody needs yet. */
static const struct timeval idle_patience = {.tv_usec = 100000};
enum { least_buffer = 1 << 20, buffer_per_ms = 12 * 1024 };

void peer_describe(const struct sockaddr *address, char name[max_peer_name]) {
  char host[INET6_ADDRSTRLEN] = "?";
  if (address->sa_family == AF_INET) {
    const struct sockaddr_in *ipv4 = (const struct sockaddr_in *)address;
    inet_ntop(AF_INET, &ipv4->sin_addr, host, sizeof host);
    snprintf(name, max_peer_name, "%s:%d", host, ntohs(ipv4->sin_port));
    return;
  }
  const struct sockaddr_in6 *ipv6 = (const struct sockaddr_in6 *)address;
  bool mapped = IN6_IS_ADDR_V4MAPPED(&ipv6->sin6_addr);
  if (mapped)
    inet_ntop(AF_INET, &ipv6->sin6_addr.s6_addr[12], host, sizeof host);
  else
    inet_ntop(AF_INET6, &ipv6->sin6_addr, host, sizeof host);
  snprintf(name, max_peer_name, mapped ? "%s:%d" : "[%s]:%d", host, ntohs(ipv6->sin6_port));
}

static void set_option(const struct input_config *config, SRTSOCKET socket, SRT_SOCKOPT option, const void *value, int size, const char *name) {
  if (srt_setsockflag(socket, option, value, size) == SRT_ERROR)
    fail("bad-config", "input %s: libsrt refuses %s: %s; fix: correct the input", config->name, name, srt_getlasterror_str());
}

static SRTSOCKET open_socket(const struct input_config *config) {
  const int live = SRTT_LIVE, yes = 1, idle = peer_idle_ms, wanted = config->latency_ms * buffer_per_ms;
  const int buffer = wanted > least_buffer ? wanted : least_buffer;
  SRTSOCKET socket = srt_create_socket();
  set_option(config, socket, SRTO_TRANSTYPE, &live, sizeof live, "live mode");
  set_option(config, socket, SRTO_RCVLATENCY, &config->latency_ms, sizeof config->latency_ms, "latency");
  set_option(config, socket, SRTO_PEERIDLETIMEO, &idle, sizeof idle, "peer idle timeout");
  set_option(config, socket, SRTO_RCVBUF, &buffer, sizeof buffer, "receive buffer");
  set_option(config, socket, SRTO_PASSPHRASE, config->passphrase, (int)strlen(config->passphrase), "passphrase");
  set_option(config, socket, SRTO_ENFORCEDENCRYPTION, &yes, sizeof yes, "enforced encryption");
  return socket;
}

/* On IPv6 and IPv4, or on IPv4 where there is nothing else. */
static int bound_everywhere(int port) {
  struct sockaddr_in6 both = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port), .sin6_addr = IN6ADDR_ANY_INIT};
  struct sockaddr_in ipv4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  int fd = bound(SOCK_DGRAM, (struct sockaddr *)&both, sizeof both);
  return fd >= 0 ? fd : bound(SOCK_DGRAM, (struct sockaddr *)&ipv4, sizeof ipv4);
}

struct door peer_listen(const struct input_config *config, srt_listen_callback_fn *on_call, void *opaque) {
  const int no = 0;
  struct door door = {.srt = open_socket(config), .udp = bound_everywhere(config->port)};
  socklen_t size = sizeof door.patience;
  set_option(config, door.srt, SRTO_RCVSYN, &no, sizeof no, "non-blocking accept");
  if (door.udp < 0)
    fail("bind", "input %s: UDP port %d: %s; allowed: a free port; fix: end what holds it", config->name, config->port, strerror(errno));
  srt_listen_callback(door.srt, on_call, opaque);
  if (srt_bind_acquire(door.srt, door.udp) == SRT_ERROR || srt_listen(door.srt, 1) == SRT_ERROR)
    fail("listen", "input %s: UDP port %d: %s", config->name, config->port, srt_getlasterror_str());
  getsockopt(door.udp, SOL_SOCKET, SO_RCVTIMEO, &door.patience, &size);
  peer_busy(&door, false);
  return door;
}

void peer_busy(const struct door *door, bool busy) {
  setsockopt(door->udp, SOL_SOCKET, SO_RCVTIMEO, busy ? &door->patience : &idle_patience, sizeof idle_patience);
}

bool peer_accept(const struct door *door, struct peer *peer) {
  struct sockaddr_storage address;
  int size = sizeof address;
  peer->socket = srt_accept(door->srt, (struct sockaddr *)&address, &size);
  if (peer->socket == SRT_INVALID_SOCK) return false;
  peer_describe((struct sockaddr *)&address, peer->name);
  return true;
}

bool peer_await(const struct door *door, struct peer *peer) {
  const int yes = 1, no = 0;
  srt_setsockflag(door->srt, SRTO_RCVSYN, &yes, sizeof yes);
  bool came = peer_accept(door, peer);
  srt_setsockflag(door->srt, SRTO_RCVSYN, &no, sizeof no);
  /* Nobody came, nobody can: the gate stops, or soon will. */
  if (!came) nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
  return came;
}

static bool call_address(const struct input_config *config, const struct addrinfo *address, struct peer *peer, char reason[128]) {
  peer->socket = open_socket(config);
  set_option(config, peer->socket, SRTO_CONNTIMEO, &connect_ms, sizeof connect_ms, "time to connect");
  if (srt_connect(peer->socket, address->ai_addr, (int)address->ai_addrlen) != SRT_ERROR) {
    peer_describe(address->ai_addr, peer->name);
    return true;
  }
  int why = srt_getrejectreason(peer->socket);
  snprintf(reason, 128, "%s", why == SRT_REJ_UNKNOWN ? srt_getlasterror_str() : srt_rejectreason_str(why));
  srt_close(peer->socket);
  peer->socket = SRT_INVALID_SOCK;
  return false;
}

bool peer_call(const struct input_config *config, struct peer *peer, char reason[128]) {
  /* The name is resolved each time: encoders move. */
  struct addrinfo hints = {.ai_family = AF_UNSPEC, .ai_socktype = SOCK_DGRAM}, *found;
  char service[6];
  snprintf(service, sizeof service, "%d", config->port);
  int failed = getaddrinfo(config->host, service, &hints, &found);
  if (failed) {
    snprintf(reason, 128, "%s", gai_strerror(failed));
    return false;
  }
  bool connected = false;
  for (const struct addrinfo *address = found; address && !connected; address = address->ai_next) connected = call_address(config, address, peer, reason);
  freeaddrinfo(found);
  return connected;
}
