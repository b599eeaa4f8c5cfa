/* SRT connections: those that come to us, and those that we make. */
#ifndef AIRPATH_PEER_H
#define AIRPATH_PEER_H

#include <srt/srt.h>
#include <stdbool.h>
#include <sys/time.h>

#include "config.h"

enum { max_peer_name = 64 };

struct peer {
  SRTSOCKET socket;
  /* "192.0.2.1:40000" or "[2001:db8::1]:40000". */
  char name[max_peer_name];
};

/* Where peers call. */
struct door {
  SRTSOCKET srt;
  int udp;
  /* How long libsrt waits for a datagram before it looks at its timers, by its own choice: a few milliseconds. */
  struct timeval patience;
};

/* Listens on IPv6 and IPv4, or on IPv4 where there is nothing else; ends the process when the port cannot be had. */
struct door peer_listen(const struct input_config *config, srt_listen_callback_fn *on_call, void *opaque);

/* While nobody is connected (not `busy`), libsrt's timers have nothing to do: six idle inputs that look at them cost more than one that hears. */
void peer_busy(const struct door *door, bool busy);

/* Waits until somebody calls; false when libsrt is shut down. It sleeps all the time: libsrt's epoll would look a hundred times a second. */
bool peer_await(const struct door *door, struct peer *peer);

/* @returns whether somebody was waiting. */
bool peer_accept(const struct door *door, struct peer *peer);

/* Tries every address of the host once. @returns whether somebody answered; `reason` says why not. */
bool peer_call(const struct input_config *config, struct peer *peer, char reason[128]);

void peer_describe(const struct sockaddr *address, char name[max_peer_name]);

#endif
