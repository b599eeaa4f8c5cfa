#include "icecast-request.h"

#include <stdio.h>
#include <string.h>

enum { credentials_most = (max_secret + 16) * 4 / 3 + 8 };

static void base64(const char *text, char *out) {
  static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  size_t length = strlen(text);
  const unsigned char *in = (const unsigned char *)text;
  for (size_t i = 0; i < length; i += 3) {
    unsigned bits = (unsigned)in[i] << 16 | (i + 1 < length ? (unsigned)in[i + 1] << 8 : 0) | (i + 2 < length ? in[i + 2] : 0);
    *out++ = letters[bits >> 18];
    *out++ = letters[bits >> 12 & 63];
    *out++ = i + 1 < length ? letters[bits >> 6 & 63] : '=';
    *out++ = i + 2 < length ? letters[bits & 63] : '=';
  }
  *out = 0;
}

static void put_credentials(const struct config *config, char encoded[credentials_most]) {
  char credentials[max_secret + 16];
  snprintf(credentials, sizeof credentials, "source:%s", config->source_password);
  base64(credentials, encoded);
  explicit_bzero(credentials, sizeof credentials);
}

size_t icecast_request(const struct config *config, const struct mount_config *mount, char request[request_most]) {
  const struct format_config *format = &config->formats[mount->format];
  char encoded[credentials_most];
  put_credentials(config, encoded);
  return (size_t)snprintf(request, request_most,
                          "PUT %s HTTP/1.1\r\nHost: %s:%d\r\nAuthorization: Basic %s\r\nUser-Agent: airpath-publisher\r\nContent-Type: %s\r\n"
                          "Ice-Name: %s\r\nIce-Public: 0\r\nIce-Bitrate: %d\r\nIce-Audio-Info: ice-samplerate=48000;ice-bitrate=%d;ice-channels=%d\r\n"
                          "Expect: 100-continue\r\n\r\n",
                          mount->mount, mount->host, mount->port, encoded, mount->content_type, config->display_name, format->kilobits, format->kilobits,
                          format->channels);
}

size_t icecast_metadata_request(const struct config *config, const struct mount_config *mount, const char *song, char request[request_most]) {
  char encoded[credentials_most], escaped[3 * strlen(song) + 1], *end = escaped;
  for (const unsigned char *c = (const unsigned char *)song; *c; c++) end += sprintf(end, "%%%02X", *c);
  *end = 0;
  put_credentials(config, encoded);
  return (size_t)snprintf(request, request_most,
                          "GET /admin/metadata?mode=updinfo&mount=%s&charset=UTF-8&song=%s HTTP/1.1\r\nHost: %s:%d\r\nAuthorization: Basic %s\r\n"
                          "User-Agent: airpath-publisher\r\nConnection: close\r\n\r\n",
                          mount->mount, escaped, mount->host, mount->port, encoded);
}

int icecast_status(const char *answer, char *phrase, size_t size) {
  int status = 0, at = 0;
  if (sscanf(answer, "HTTP/%*d.%*d %3d%n", &status, &at) != 1) return 0;
  const char *words = answer + at + strspn(answer + at, " ");
  snprintf(phrase, size, "%.*s", (int)strcspn(words, "\r\n"), words);
  return status;
}
