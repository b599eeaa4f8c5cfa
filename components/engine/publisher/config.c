#include "config.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"

enum { max_words = 8 };

/* Where in the file we are, and what stands there. */
struct line {
  const char *path;
  int number;
  int count;
  char *words[max_words];
  bool with_secrets;
};

static void refuse(const struct line *line, const char *got, const char *allowed) {
  fail("bad-config", "%s:%d: %s is \"%.60s\"; allowed: %s; fix: correct the line", line->path, line->number, line->words[0], got, allowed);
}

static void copy(const struct line *line, const char *word, const char *alphabet, char *field, size_t size) {
  size_t length = strlen(word);
  if (length == 0 || length >= size || strspn(word, alphabet) != length) refuse(line, word, alphabet);
  memcpy(field, word, length + 1);
}

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-"
/* Names go into logs and metric labels, paths and types into HTTP requests, as they are. */
#define COPY_NAME(word, field) copy(line, word, LETTERS, field, sizeof(field))
#define COPY_PATH(word, field) copy(line, word, LETTERS "/", field, sizeof(field))

static int number(const struct line *line, const char *word, int low, int high) {
  char *end, allowed[40];
  long value = strtol(word, &end, 10);
  snprintf(allowed, sizeof allowed, "%d-%d", low, high);
  if (*word == 0 || *end != 0 || value < low || value > high) refuse(line, word, allowed);
  return (int)value;
}

static void room(const struct line *line, int count, int most) {
  if (count == most) fail("bad-config", "%s:%d: %s number %d; allowed: %d; fix: run a second publisher", line->path, line->number, line->words[0], count + 1, most);
}

static int format_named(const struct line *line, const struct config *config, const char *id) {
  for (int i = 0; i < config->format_count; i++)
    if (strcmp(config->formats[i].id, id) == 0) return i;
  refuse(line, id, "a format of an earlier \"format\" line");
  return -1;
}

static void read_secret(const struct line *line, const char *path, char secret[max_secret + 1]) {
  if (!line->with_secrets) return;
  FILE *file = fopen(path, "r");
  if (!file) fail("bad-config", "%s: %s; allowed: a file with the secret; fix: lay it there, readable by uid 1000", path, strerror(errno));
  size_t length = fread(secret, 1, max_secret, file);
  fclose(file);
  while (length > 0 && (secret[length - 1] == '\n' || secret[length - 1] == '\r')) length--;
  secret[length] = 0;
  if (length == 0 || strpbrk(secret, "\r\n"))
    fail("bad-config", "%s: %zu bytes; allowed: one line of 1-%d characters; fix: lay the secret there", path, length, max_secret);
}

static void read_engine(const struct line *line, struct config *config) {
  COPY_NAME(line->words[1], config->station);
  COPY_NAME(line->words[2], config->engine);
}

static void read_segments(const struct line *line, struct config *config) {
  char *end;
  double frames = strtod(line->words[1], &end) * 48000 / 1024;
  /* Three frames are 64 ms: then every segment starts at a whole millisecond. */
  if (*end != 0 || !(frames >= 45 && frames <= 469) || fabs(frames - round(frames)) > 1e-6 || (long)round(frames) % 3 != 0)
    refuse(line, line->words[1], "0.96-9.984 seconds in steps of 0.064: three AAC frames");
  config->segment_frames = (int)round(frames);
  config->segment_count = number(line, line->words[2], 3, 20);
}

static void read_format(const struct line *line, struct config *config) {
  room(line, config->format_count, max_formats);
  struct format_config *format = &config->formats[config->format_count];
  COPY_NAME(line->words[1], format->id);
  const char *codec = line->words[2];
  if (strcmp(codec, "aac") != 0 && strcmp(codec, "mp3") != 0 && strcmp(codec, "opus") != 0) refuse(line, codec, "aac, mp3, opus");
  format->codec = codec[0] == 'a' ? codec_aac : codec[0] == 'm' ? codec_mp3 : codec_opus;
  format->kilobits = number(line, line->words[3], 8, 1024);
  format->channels = number(line, line->words[4], 1, 6);
  format->udp_port = number(line, line->words[5], 1, 65535);
  for (int i = 0; i < config->format_count; i++)
    if (strcmp(config->formats[i].id, format->id) == 0 || config->formats[i].udp_port == format->udp_port)
      refuse(line, format->id, "an id and a UDP port that no other format has");
  config->format_count++;
}

static void read_mount(const struct line *line, struct config *config) {
  room(line, config->mount_count, max_mounts);
  struct mount_config *mount = &config->mounts[config->mount_count++];
  mount->format = format_named(line, config, line->words[1]);
  COPY_NAME(line->words[2], mount->host);
  mount->port = number(line, line->words[3], 1, 65535);
  COPY_PATH(line->words[4], mount->mount);
  if (mount->mount[0] != '/') refuse(line, mount->mount, "a path that starts with /");
  COPY_PATH(line->words[5], mount->content_type);
}

static void read_rendition(const struct line *line, struct config *config) {
  room(line, config->rendition_count, max_renditions);
  struct rendition_config *rendition = &config->renditions[config->rendition_count++];
  rendition->format = format_named(line, config, line->words[1]);
  if (config->formats[rendition->format].codec != codec_aac) refuse(line, line->words[1], "a format whose codec is aac");
  COPY_NAME(line->words[2], rendition->quality);
  COPY_PATH(line->words[3], rendition->folder);
  if (rendition->folder[0] != '/' || rendition->folder[strlen(rendition->folder) - 1] != '/')
    refuse(line, rendition->folder, "a folder that starts and ends with /");
  COPY_NAME(line->words[4], rendition->prefix);
}

static void read_origin(const struct line *line, struct config *config) {
  room(line, config->origin_count, max_origins);
  struct origin_config *origin = &config->origins[config->origin_count++];
  COPY_NAME(line->words[1], origin->host);
  origin->port = number(line, line->words[2], 1, 65535);
}

static void read_peer(const struct line *line, struct config *config) {
  room(line, config->peer_count, max_peers);
  struct engine_config *peer = &config->peers[config->peer_count++];
  COPY_NAME(line->words[1], peer->host);
  peer->port = number(line, line->words[2], 1, 65535);
}

static void read_source_password(const struct line *line, struct config *config) {
  read_secret(line, line->words[1], config->source_password);
}

static void read_upload_token(const struct line *line, struct config *config) {
  read_secret(line, line->words[1], config->upload_token);
}

static const struct {
  const char *word;
  int count;
  void (*read)(const struct line *, struct config *);
} kinds[] = {
    {"engine", 3, read_engine},   {"source-password", 2, read_source_password}, {"upload-token", 2, read_upload_token},
    {"segments", 3, read_segments}, {"format", 6, read_format},                 {"mount", 6, read_mount},
    {"rendition", 5, read_rendition}, {"origin", 3, read_origin},                 {"peer", 3, read_peer},
};

/* To the end of the line; controls would end the header that carries it. */
static void read_display_name(const char *text, char name[max_path + 1]) {
  size_t length = 0;
  for (; *text && length < max_path; text++)
    if ((unsigned char)*text >= 0x20 && *text != 0x7f) name[length++] = *text;
  name[length] = 0;
}

static void read_line(struct line *line, char *text, struct config *config) {
  if (strncmp(text, "name ", 5) == 0) return read_display_name(text + 5, config->display_name);
  char *rest = NULL;
  line->count = 0;
  for (char *word = strtok_r(text, " \t\r\n", &rest); word && line->count < max_words; word = strtok_r(NULL, " \t\r\n", &rest))
    line->words[line->count++] = word;
  if (line->count == 0 || line->words[0][0] == '#') return;
  for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
    if (line->count == kinds[i].count && strcmp(line->words[0], kinds[i].word) == 0) return kinds[i].read(line, config);
  fail("bad-config", "%s:%d: \"%.40s\" with %d words; allowed: engine, name, source-password, upload-token, segments, format, mount, rendition, origin, peer; fix: correct the line",
       line->path, line->number, line->words[0], line->count);
}

static void check_whole(const char *path, const struct config *config, bool with_secrets) {
  const char *missing = config->engine[0] == 0                                                            ? "engine"
                        : config->format_count == 0                                                       ? "format"
                        : with_secrets && config->mount_count > 0 && config->source_password[0] == 0      ? "source-password"
                        : config->rendition_count > 0 && config->segment_frames == 0                      ? "segments"
                        : with_secrets && config->origin_count > 0 && config->upload_token[0] == 0        ? "upload-token"
                                                                                                          : NULL;
  if (missing) fail("bad-config", "%s: no \"%s\" line; allowed: one at least; fix: add it", path, missing);
}

void config_read(const char *path, bool with_secrets, struct config *config) {
  char text[1024];
  FILE *file = fopen(path, "r");
  if (!file) fail("bad-config", "%s: %s; allowed: a readable file; fix: lay the configuration there", path, strerror(errno));
  memset(config, 0, sizeof *config);
  struct line line = {.path = path, .with_secrets = with_secrets};
  for (line.number = 1; fgets(text, sizeof text, file); line.number++) read_line(&line, text, config);
  fclose(file);
  check_whole(path, config, with_secrets);
}
