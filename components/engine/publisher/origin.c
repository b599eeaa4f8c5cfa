#include "origin.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "instant.h"
#include "log.h"
#include "playlist.h"
#include "stop.h"

enum { connect_ms = 1000, request_ms = 2000, url_most = 1024, created = 201, not_found = 404 };

void origin_open(struct origin *origin, const struct config *config, const struct origin_config *address, struct window *window, int64_t boot_second) {
  char authorization[max_secret + 32];
  origin->config = config;
  origin->address = address;
  origin->window = window;
  origin->boot_second = boot_second;
  snprintf(origin->output.id, sizeof origin->output.id, "hls-%s", address->host);
  output_open(&origin->output, "no segment yet");
  snprintf(authorization, sizeof authorization, "Authorization: Bearer %s", config->upload_token);
  origin->headers = curl_slist_append(curl_slist_append(NULL, authorization), "Expect:");
  explicit_bzero(authorization, sizeof authorization);
  origin->curl = curl_easy_init();
  if (!origin->curl || !origin->headers) fail("no-memory", "no HTTP client for %s", origin->output.id);
}

static size_t ignore(char *bytes, size_t size, size_t count, void *opaque) {
  (void)bytes, (void)opaque;
  return size * count;
}

/* @returns the HTTP status; 0, and why, when there was none. */
static long request(struct origin *origin, const char *method, const char *path, const char *type, const void *body, size_t length) {
  char url[url_most], content_type[80], error[CURL_ERROR_SIZE] = "";
  if (origin->unreachable) return 0;
  CURL *curl = origin->curl;
  snprintf(url, sizeof url, "http://%s:%d%s", origin->address->host, origin->address->port, path);
  struct curl_slist type_header = {.data = content_type, .next = origin->headers};
  snprintf(content_type, sizeof content_type, "Content-Type: %s", type ? type : "");
  /* The connection outlives the reset; every option is this request's. */
  curl_easy_reset(curl);
  curl_easy_setopt(curl, CURLOPT_URL, url);
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http");
  curl_easy_setopt(curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, (long)connect_ms);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, (long)request_ms);
  /* An origin that comes back may have another address. */
  curl_easy_setopt(curl, CURLOPT_DNS_CACHE_TIMEOUT, 0L);
  curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, error);
  curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, ignore);
  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, body ? &type_header : origin->headers);
  curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
  if (body) {
    curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE, (long)length);
    curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);
  }
  CURLcode code = curl_easy_perform(curl);
  long status = 0;
  if (code == CURLE_OK) curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
  origin->unreachable = code != CURLE_OK;
  if (code != CURLE_OK) {
    snprintf(origin->why, sizeof origin->why, "%.190s", code == CURLE_OPERATION_TIMEDOUT ? "does not answer in time" : *error ? error : curl_easy_strerror(code));
  } else if (status >= 300 && !(status == not_found && !body)) {
    snprintf(origin->why, sizeof origin->why, "%s of %s: status %ld%s", method, strrchr(path, '.'), status,
             status == 401 || status == 403 ? "; fix: give both the same upload token"
             : status == 507 || status == 500 ? "; is it full?"
                                              : "");
    status = -status;
  }
  return status;
}

static long put(struct origin *origin, const char *path, const char *type, const void *body, size_t length) {
  long status = request(origin, "PUT", path, type, body, length);
  if (status > 0) output_count(&origin->output, length);
  return status;
}

static void segment_path(const struct origin *origin, int rendition, int64_t sequence, char path[url_most]) {
  const struct rendition_config *config = &origin->config->renditions[rendition];
  char name[playlist_name_most];
  playlist_segment_name(config->prefix, origin->boot_second, sequence, name);
  snprintf(path, url_most, "%s%s", config->folder, name);
}

static bool holds(const struct holding *holding, int64_t sequence) {
  for (int i = 0; i < holding->count; i++)
    if (holding->sequences[i] == sequence) return true;
  return false;
}

static void forget_oldest(struct holding *holding) {
  holding->count--;
  memmove(holding->sequences, holding->sequences + 1, (size_t)holding->count * sizeof holding->sequences[0]);
}

/* @returns true when the origin holds all that is listed. */
static bool send_segments(struct origin *origin, int rendition, const struct listing *listing) {
  struct holding *holding = &origin->holdings[rendition];
  char path[url_most];
  for (int i = 0; i < listing->count; i++) {
    const struct segment *segment = listing->segments[i];
    if (holds(holding, segment->sequence)) continue;
    segment_path(origin, rendition, segment->sequence, path);
    if (put(origin, path, "video/mp2t", segment->bytes, segment->length) <= 0) return false;
    atomic_fetch_add(&holding->segments_sent, 1);
    if (holding->count == held_most) forget_oldest(holding);
    holding->sequences[holding->count++] = segment->sequence;
  }
  return true;
}

enum sent { sent_nothing, sent_all, sent_to_empty };

static enum sent send_playlist(struct origin *origin, int rendition, const struct listing *listing) {
  const struct rendition_config *config = &origin->config->renditions[rendition];
  struct holding *holding = &origin->holdings[rendition];
  char path[url_most];
  char *text = playlist_text(listing, config->prefix, origin->boot_second, origin->config->segment_frames);
  if (!text) return sent_nothing;
  if (holding->playlist && strcmp(text, holding->playlist) == 0) return free(text), sent_all;
  snprintf(path, sizeof path, "%s%s.m3u8", config->folder, config->quality);
  long status = put(origin, path, "application/vnd.apple.mpegurl", text, strlen(text));
  if (status <= 0) return free(text), sent_nothing;
  atomic_fetch_add(&origin->playlists_sent, 1);
  bool empty = status == created && holding->playlist;
  free(holding->playlist);
  holding->playlist = text;
  return empty ? sent_to_empty : sent_all;
}

/* An origin that had no playlist any more has lost its segments too, or has withdrawn the playlist of an engine that stood still: all is sent again. */
static bool send_rendition(struct origin *origin, int rendition, const struct listing *listing) {
  enum sent sent = send_playlist(origin, rendition, listing);
  if (sent != sent_to_empty) return sent == sent_all;
  log_event("warning", origin->output.id, "files-lost", "%s: the origin had lost it; all is sent again", origin->config->renditions[rendition].quality);
  origin->holdings[rendition].count = 0;
  return send_segments(origin, rendition, listing);
}

/* A player may still ask for what its last playlist listed: one playlist's worth stays. */
static void drop_old(struct origin *origin, int rendition) {
  struct holding *holding = &origin->holdings[rendition];
  char path[url_most];
  while (holding->count > 2 * origin->config->segment_count) {
    segment_path(origin, rendition, holding->sequences[0], path);
    if (request(origin, "DELETE", path, NULL, NULL, 0) <= 0) return;
    forget_oldest(holding);
  }
}

static bool publish(struct origin *origin, const struct listing listings[max_renditions]) {
  bool complete[max_renditions] = {false}, all = true;
  int renditions = origin->config->rendition_count;
  origin->unreachable = false;
  for (int i = 0; i < renditions; i++) complete[i] = listings[i].count == 0 || send_segments(origin, i, &listings[i]);
  for (int i = 0; i < renditions; i++)
    all = complete[i] && (listings[i].count == 0 || send_rendition(origin, i, &listings[i])) && all;
  for (int i = 0; i < renditions; i++) drop_old(origin, i);
  return all;
}

void *origin_run(void *opaque) {
  struct origin *origin = opaque;
  struct listing listings[max_renditions];
  uint64_t known = 0;
  bool agrees = true;
  while (window_wait(origin->window, known, steady_now() + ns_per_second) || !agrees) {
    uint64_t version = window_snapshot(origin->window, listings);
    bool due = version != known || !agrees;
    bool last = stopping();
    if (due) agrees = publish(origin, listings);
    window_release(listings, origin->config->rendition_count);
    known = version;
    if (due && agrees) output_up(&origin->output);
    if (due && !agrees) {
      atomic_fetch_add(&origin->output.failures, 1);
      output_down(&origin->output, "warning", origin->why);
      if (last) break;
      stop_sleep(ns_per_second);
    }
  }
  return NULL;
}
