#include "send.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "config.h"
#include "input.h"
#include "log.h"

enum { max_destinations = 8, packet = 188, payload = 7 * packet, slots = 256, retry_ms = 1000, connect_ms = 2000, gather_ms = 20, idle_ms = 500 };

/* The newest datagrams, read by every destination at its own place: who falls behind loses old ones and holds up nobody. */
static struct {
  pthread_mutex_t lock;
  pthread_cond_t added;
  unsigned long next;
  size_t lengths[slots];
  char data[slots][payload];
} ring = {.lock = PTHREAD_MUTEX_INITIALIZER, .added = PTHREAD_COND_INITIALIZER};

struct destination {
  char host[256], port[6], name[264];
  char passphrase[max_passphrase + 1];
};

static void wait_ms(int milliseconds) {
  struct timespec time = {milliseconds / 1000, (milliseconds % 1000) * 1000000L};
  nanosleep(&time, NULL);
}

/* @returns a connected socket, or SRT_INVALID_SOCK with the reason in `reason`. The name is resolved each time: engines move. */
static SRTSOCKET call(const struct destination *to, const char **reason) {
  const int live = SRTT_LIVE, timeout = connect_ms, yes = 1, send_timeout = 1000, key_length = 32;
  struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_DGRAM}, *found;
  int failed = getaddrinfo(to->host, to->port, &hints, &found);
  if (failed) return *reason = gai_strerror(failed), SRT_INVALID_SOCK;
  SRTSOCKET socket = srt_create_socket();
  srt_setsockflag(socket, SRTO_TRANSTYPE, &live, sizeof live);
  srt_setsockflag(socket, SRTO_CONNTIMEO, &timeout, sizeof timeout);
  srt_setsockflag(socket, SRTO_SNDTIMEO, &send_timeout, sizeof send_timeout);
  srt_setsockflag(socket, SRTO_PBKEYLEN, &key_length, sizeof key_length);
  srt_setsockflag(socket, SRTO_ENFORCEDENCRYPTION, &yes, sizeof yes);
  srt_setsockflag(socket, SRTO_PASSPHRASE, to->passphrase, (int)strlen(to->passphrase));
  int result = srt_connect(socket, found->ai_addr, (int)found->ai_addrlen);
  freeaddrinfo(found);
  if (result != SRT_ERROR) return socket;
  int why = srt_getrejectreason(socket);
  *reason = why == SRT_REJ_UNKNOWN ? srt_getlasterror_str() : srt_rejectreason_str(why);
  srt_close(socket);
  return SRT_INVALID_SOCK;
}

/* @returns the length of the next message, or 0 when there is none. */
static size_t take(unsigned long *position, char data[payload]) {
  pthread_mutex_lock(&ring.lock);
  while (*position == ring.next && !atomic_load(&stopping)) {
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 1;
    pthread_cond_timedwait(&ring.added, &ring.lock, &until);
  }
  size_t length = 0;
  if (ring.next - *position > slots) *position = ring.next;
  if (*position != ring.next) {
    unsigned long slot = (*position)++ % slots;
    length = ring.lengths[slot];
    memcpy(data, ring.data[slot], length);
  }
  pthread_mutex_unlock(&ring.lock);
  return length;
}

static void feed(const struct destination *to, SRTSOCKET socket) {
  char data[payload];
  pthread_mutex_lock(&ring.lock);
  unsigned long position = ring.next;
  pthread_mutex_unlock(&ring.lock);
  while (!atomic_load(&stopping)) {
    size_t length = take(&position, data);
    if (length > 0 && srt_sendmsg2(socket, data, (int)length, NULL) == SRT_ERROR) {
      log_event("warning", to->name, "disconnected", "%s", srt_getlasterror_str());
      return;
    }
  }
}

static void *run(void *argument) {
  struct destination *to = argument;
  const char *last_reason = "";
  while (!atomic_load(&stopping)) {
    const char *reason = "";
    SRTSOCKET socket = call(to, &reason);
    if (socket == SRT_INVALID_SOCK) {
      /* Once per reason: a destination that is away for a night is one line, not thirty thousand. */
      if (strcmp(reason, last_reason) != 0) log_event("warning", to->name, "connect-failed", "%s; tried again every %d ms", reason, retry_ms);
      last_reason = reason;
    } else {
      log_event("info", to->name, "connected", "sending");
      feed(to, socket);
      srt_close(socket);
      last_reason = "";
    }
    wait_ms(retry_ms);
  }
  return NULL;
}

static void start(char *text, const char *passphrase_file) {
  struct destination *to = calloc(1, sizeof *to);
  char *colon = strrchr(text, ':');
  long port = colon ? strtol(colon + 1, NULL, 10) : 0;
  if (!to || !colon || colon == text || (size_t)(colon - text) >= sizeof to->host || port < 1 || port > 65535)
    fail("bad-destination", "destination \"%s\"; allowed: HOST:PORT, port 1-65535; fix: correct it", text);
  snprintf(to->host, sizeof to->host, "%.*s", (int)(colon - text), text);
  snprintf(to->port, sizeof to->port, "%d", (int)port);
  snprintf(to->name, sizeof to->name, "%s:%s", to->host, to->port);
  passphrase_read(passphrase_file, to->passphrase);
  pthread_t thread;
  if (pthread_create(&thread, NULL, run, to) != 0) fail("thread", "no thread for %s", to->name);
  pthread_detach(thread);
}

static void add(const char *data, size_t length) {
  pthread_mutex_lock(&ring.lock);
  unsigned long slot = ring.next++ % slots;
  memcpy(ring.data[slot], data, length);
  ring.lengths[slot] = length;
  pthread_cond_broadcast(&ring.added);
  pthread_mutex_unlock(&ring.lock);
}

/* Sends the whole packets of MPEG-TS in `data`. @returns how many bytes of the next one are left, now at its beginning. */
static size_t hand_over(char data[payload], size_t filled) {
  size_t whole = filled - filled % packet;
  add(data, whole);
  memmove(data, data + whole, filled - whole);
  return filled - whole;
}

int send_run(const char *destinations, const char *passphrase_files) {
  char *list = strdup(destinations), *rest = NULL, *files = strdup(passphrase_files), *more = NULL, data[payload];
  const char *file = strtok_r(files, ",", &more);
  int count = 0;
  for (char *one = strtok_r(list, ",", &rest); one; one = strtok_r(NULL, ",", &rest)) {
    if (++count > max_destinations) fail("bad-destination", "more than %d destinations; allowed: 1-%d", max_destinations, max_destinations);
    start(one, file ? file : "");
    const char *next = strtok_r(NULL, ",", &more);
    if (next) file = next;
  }
  if (count == 0) fail("bad-destination", "no destination in \"%s\"; allowed: HOST:PORT[,HOST:PORT…]", destinations);
  free(list);
  free(files);
  for (size_t filled = 0; !atomic_load(&stopping);) {
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    bool whole = filled >= packet;
    int ready = poll(&input, 1, whole ? gather_ms : idle_ms);
    /* A programme of few bits, silence above all, would wait for a full message longer than a receiver takes it for alive. */
    if (ready == 0 && whole) filled = hand_over(data, filled);
    if (ready <= 0) continue;
    ssize_t length = read(STDIN_FILENO, data + filled, payload - filled);
    if (length <= 0) {
      log_event("error", NULL, "stdin-ended", "%s", length < 0 ? strerror(errno) : "end of stream");
      return 1;
    }
    filled += (size_t)length;
    if (filled == payload) filled = hand_over(data, filled);
  }
  return 0;
}
