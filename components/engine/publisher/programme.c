#include "programme.h"

#include <stdio.h>
#include <string.h>

#include "icecast-request.h"
#include "instant.h"
#include "peer.h"
#include "stop.h"

/* Half a second: who falls silent is left before a relay's burst is played out. An answer is a state in memory. */
#define period_ns (ns_per_second / 2)
#define patience_ns ns_per_second
/* Who has no programme must not come with silence because a question was lost: a busy machine, a name that was looked up slowly. */
#define belief_ns (3 * ns_per_second)
/* And who has just started asks in vain for longer, where a cluster learns of a new pod's address, and a first look-up of a name is lost: seen, 3 s of silence.
 * It costs nothing: without any engine listeners have the relays' silence, and who sounds is heard at once. */
#define unasked_ns (15 * ns_per_second)
/* From the proof that another engine sounds to the end of this one's processes: 2 to 8 s on a busy machine. */
#define stand_back_ns (20 * ns_per_second)
/* Inputs run dry while the rest of an engine starts: seen, 320 ms of silence half a second after its first sound, on air because relays had taken it at once. */
#define settling_ns (5 * ns_per_second)

void programme_open(struct programme *programme, const struct config *config) {
  programme->config = config;
  atomic_init(&programme->blank, true);
  atomic_init(&programme->peer_sounds, false);
  atomic_init(&programme->peer_believed_until, config->peer_count > 0 ? steady_now() + unasked_ns : 0);
  atomic_init(&programme->stands_back_until, 0);
  atomic_init(&programme->settled_at, 0);
}

void programme_told(struct programme *programme, bool blank) {
  if (atomic_exchange(&programme->blank, blank) && !blank) atomic_store(&programme->settled_at, steady_now() + settling_ns);
}

void programme_forget(struct programme *programme) {
  atomic_store(&programme->blank, true);
  /* What was to be replaced has ended: the next one is heard as soon as it sounds. */
  atomic_store(&programme->stands_back_until, 0);
}

static bool stands_back(const struct programme *programme) {
  return steady_now() < atomic_load(&programme->stands_back_until);
}

bool programme_sounds(const struct programme *programme) {
  return !atomic_load(&programme->blank) && !(stands_back(programme) && atomic_load(&programme->peer_sounds));
}

bool programme_is_elsewhere(const struct programme *programme) {
  if (atomic_load(&programme->blank) && steady_now() < atomic_load(&programme->peer_believed_until)) return true;
  return stands_back(programme) && atomic_load(&programme->peer_sounds);
}

bool programme_settles(const struct programme *programme) {
  return atomic_load(&programme->peer_sounds) && steady_now() < atomic_load(&programme->settled_at);
}

enum said { nothing, silent, sounding };

static enum said ask(const struct engine_config *engine) {
  char request[400], answer[1024] = "", phrase[80], why[why_most];
  struct peer peer;
  int64_t deadline = steady_now() + patience_ns;
  if (!peer_connect(&peer, engine->host, engine->port, deadline, why)) return nothing;
  int length = snprintf(request, sizeof request, "GET /programme HTTP/1.0\r\nHost: %s\r\nUser-Agent: airpath-publisher\r\n\r\n", engine->host);
  bool answered = peer_send_all(&peer, request, (size_t)length, deadline, why) && peer_read_head(&peer, answer, sizeof answer, deadline, why);
  peer_abort(&peer);
  if (!answered) return nothing;
  return icecast_status(answer, phrase, sizeof phrase) == 200 ? sounding : silent;
}

/* @returns what the engines said together: one that sounds is enough, and of one that says nothing one does not know. */
static enum said ask_all(const struct config *config) {
  enum said together = silent;
  for (int i = 0; i < config->peer_count && together != sounding; i++) {
    enum said one = ask(&config->peers[i]);
    if (one != silent) together = one;
  }
  return together;
}

static void learn(struct programme *programme) {
  enum said said = ask_all(programme->config);
  atomic_store(&programme->peer_sounds, said == sounding);
  if (said != nothing) atomic_store(&programme->peer_believed_until, said == sounding ? steady_now() + belief_ns : 0);
}

void programme_stand_back(struct programme *programme) {
  /* What was learnt half a second ago may be over: the other one may just have stood back itself. */
  learn(programme);
  atomic_store(&programme->stands_back_until, steady_now() + stand_back_ns);
}

void *programme_run(void *opaque) {
  struct programme *programme = opaque;
  do learn(programme);
  while (!stop_sleep(period_ns));
  return NULL;
}
