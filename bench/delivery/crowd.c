/*
 * Listeners of one stream, in one thread: more and more come, each asks and goes on reading, until one is refused, loses its connection or would hear a
 * gap, as players do that begin with a second in hand and play on in real time.
 *
 *   crowd HOST PORT PATH MOST A_SECOND BYTES_PER_SECOND
 *
 * Prints {"listeners", "why", "longest_gap_ms", "megabytes"}: how many were being served then, and what ended it: "refused" (not answered 200, or without
 * sound for five seconds), "ended", "gap", or "most" when so many had come and ten seconds had passed.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { most_events = 512 };

struct listener {
  int socket;
  bool asked, answered, refused, ended;
  /* Bytes of sound, and what of the head has been seen of "\r\n\r\n". */
  int64_t bytes;
  int head;
  /* When it called, when its player began, and how long that stood since; seconds. */
  double called, begins, stood, longest;
};

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void usage(const char *why) {
  fprintf(stderr, "crowd: %s; usage: crowd HOST PORT PATH MOST A_SECOND BYTES_PER_SECOND\n", why);
  exit(2);
}

static double number(const char *text, double least, double most, const char *what) {
  char *end;
  double value = strtod(text, &end);
  if (*end != '\0' || value < least || value > most) usage(what);
  return value;
}

/* Sound arrived, or should have by now: the player's buffer is what came, less what was played. */
static void account(struct listener *listener, double at, double bytes_per_second) {
  if (listener->begins == 0) return;
  double empty = listener->begins + listener->stood + (double)listener->bytes / bytes_per_second;
  if (at <= empty) return;
  listener->stood += at - empty;
  if (at - empty > listener->longest) listener->longest = at - empty;
}

/* @returns bytes of sound among those read: what follows the head */
static int64_t beyond_head(struct listener *listener, const char *bytes, ssize_t length) {
  static const char end[] = "\r\n\r\n";
  if (listener->head == 0 && !listener->answered) {
    listener->answered = true;
    if (length < 12 || memcmp(bytes + 8, " 200", 4) != 0) listener->refused = true;
  }
  ssize_t index = 0;
  for (; index < length && listener->head < 4; index++) listener->head = bytes[index] == end[listener->head] ? listener->head + 1 : bytes[index] == '\r';
  return length - index;
}

static void drain(struct listener *listener, double bytes_per_second) {
  static char bytes[65536];
  for (;;) {
    ssize_t length = read(listener->socket, bytes, sizeof bytes);
    if (length < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (length <= 0) {
      listener->ended = true;
      close(listener->socket);
      return;
    }
    double at = now();
    int64_t sound = beyond_head(listener, bytes, length);
    if (sound > 0 && listener->begins == 0) listener->begins = at + 1;
    account(listener, at, bytes_per_second);
    listener->bytes += sound;
  }
}

static void ask(struct listener *listener, const char *request) {
  listener->asked = true;
  if (write(listener->socket, request, strlen(request)) < 0) listener->refused = true;
}

static void serve(int poll, int timeout, const char *request, double bytes_per_second) {
  struct epoll_event events[most_events];
  int count = epoll_wait(poll, events, most_events, timeout);
  for (int i = 0; i < count; i++) {
    struct listener *listener = events[i].data.ptr;
    if (!listener->asked && (events[i].events & EPOLLOUT)) {
      ask(listener, request);
      struct epoll_event event = {.events = EPOLLIN, .data.ptr = listener};
      epoll_ctl(poll, EPOLL_CTL_MOD, listener->socket, &event);
    } else {
      drain(listener, bytes_per_second);
    }
  }
}

static const double patience = 5, gap = 0.02, look_every = 0.5;
static const double at_the_end = 10;

static void call(struct listener *listener, int poll, const struct addrinfo *address) {
  listener->called = now();
  listener->socket = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (listener->socket < 0 || (connect(listener->socket, address->ai_addr, address->ai_addrlen) != 0 && errno != EINPROGRESS)) {
    listener->refused = true;
    return;
  }
  struct epoll_event event = {.events = EPOLLIN | EPOLLOUT, .data.ptr = listener};
  epoll_ctl(poll, EPOLL_CTL_ADD, listener->socket, &event);
}

/* @returns what went wrong for one of them, or NULL */
static const char *trouble(struct listener *all, int count, double bytes_per_second) {
  double at = now();
  for (struct listener *each = all; each < all + count; each++) {
    if (!each->ended) account(each, at, bytes_per_second);
    if (each->refused || (each->begins == 0 && at - each->called > patience)) return "refused";
    if (each->ended) return "ended";
    if (each->longest > gap) return "gap";
  }
  return NULL;
}

static void tell(const struct listener *all, int count, const char *why) {
  double longest = 0, megabytes = 0;
  int served = 0;
  for (const struct listener *each = all; each < all + count; each++) {
    megabytes += (double)each->bytes / 1e6;
    if (each->begins > 0 && !each->ended && !each->refused && each->longest <= gap) served++;
    if (each->longest > longest) longest = each->longest;
  }
  printf("{\"listeners\":%d,\"why\":\"%s\",\"longest_gap_ms\":%.0f,\"megabytes\":%.1f}\n", served, why, longest * 1000, megabytes);
}

int main(int argc, char **argv) {
  if (argc != 7) usage("six arguments are needed");
  int most = (int)number(argv[4], 1, 25000, "MOST: 1-25000"), count = 0;
  double rate = number(argv[5], 1, 1000, "A_SECOND: 1-1000"), bytes_per_second = number(argv[6], 1000, 1e6, "BYTES_PER_SECOND: 1000-1000000");
  struct rlimit files = {.rlim_cur = (rlim_t)most + 64, .rlim_max = (rlim_t)most + 64};
  if (setrlimit(RLIMIT_NOFILE, &files) != 0) usage("so many connections may not be open (ulimit -n)");
  struct addrinfo *address, hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM};
  if (getaddrinfo(argv[1], argv[2], &hints, &address) != 0) usage("HOST is not known");
  char request[512];
  snprintf(request, sizeof request, "GET %s HTTP/1.0\r\nHost: %s\r\nUser-Agent: crowd\r\n\r\n", argv[3], argv[1]);

  struct listener *all = calloc((size_t)most, sizeof *all);
  int poll = epoll_create1(0);
  const char *why = NULL;
  double started = now(), end = started + most / rate + at_the_end;
  for (double looked = started; !why && now() < end;) {
    while (count < most && count < (now() - started) * rate) call(&all[count++], poll, address);
    serve(poll, 5, request, bytes_per_second);
    if (now() - looked < look_every) continue;
    why = trouble(all, count, bytes_per_second);
    looked = now();
  }
  tell(all, count, why ? why : "most");
  return 0;
}
