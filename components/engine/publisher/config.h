/* The publisher's configuration: lines, read once at start. */
#ifndef AIRPATH_CONFIG_H
#define AIRPATH_CONFIG_H

#include "framing.h"

enum { max_formats = 32, max_mounts = 64, max_renditions = 8, max_origins = 8, max_peers = 3, max_name = 64, max_path = 200, max_host = 253, max_secret = 200 };

struct format_config {
  char id[max_name + 1];
  enum codec codec;
  int kilobits;
  int channels;
  /* On loopback, where Liquidsoap sends the encoded stream. */
  int udp_port;
};

struct mount_config {
  /* Index into `formats`. */
  int format;
  char host[max_host + 1];
  int port;
  char mount[max_path + 1];
  char content_type[max_name + 1];
};

struct rendition_config {
  int format;
  char quality[max_name + 1];
  /* On the origins, with both slashes. */
  char folder[max_path + 1];
  /* Of segment names. */
  char prefix[max_name + 1];
};

struct origin_config {
  char host[max_host + 1];
  int port;
};

/* Another engine of the station. */
struct engine_config {
  char host[max_host + 1];
  int port;
};

struct config {
  char station[max_name + 1];
  char engine[max_name + 1];
  /* UTF-8, for people. */
  char display_name[max_path + 1];
  char source_password[max_secret + 1];
  char upload_token[max_secret + 1];
  /* AAC frames of 1024 samples at 48 kHz. */
  int segment_frames;
  int segment_count;
  int format_count, mount_count, rendition_count, origin_count, peer_count;
  struct format_config formats[max_formats];
  struct mount_config mounts[max_mounts];
  struct rendition_config renditions[max_renditions];
  struct origin_config origins[max_origins];
  struct engine_config peers[max_peers];
};

/* Reads `path` and, `with_secrets`, the files it names; ends the process with a message that says place, got, allowed and fix when anything is wrong. */
void config_read(const char *path, bool with_secrets, struct config *config);

#endif
