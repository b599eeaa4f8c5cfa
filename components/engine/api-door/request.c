#include "request.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct ruling more = {.verdict = incomplete}, whole = {.verdict = complete};

static struct ruling refuse(int status, const char *message) {
  return (struct ruling){.verdict = refused, .status = status, .message = message};
}

/* "METHOD /path HTTP/1.x": printable, no more. @return the length of the line, 0 when it is none */
static size_t request_line(const char *text) {
  size_t method = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
  if (method == 0 || method > 16 || text[method] != ' ' || text[method + 1] != '/') return 0;
  size_t target = method + 1;
  while (isgraph((unsigned char)text[target])) target++;
  if (strncmp(text + target, " HTTP/1.", 8) != 0 || !isdigit((unsigned char)text[target + 8])) return 0;
  size_t length = target + 9;
  return text[length] == '\r' || text[length] == '\n' ? length : 0;
}

/* The value of a header, up to the end of its line; NULL when it is not there. */
static const char *header(const char *text, const char *name) {
  size_t length = strlen(name);
  for (const char *line = strchr(text, '\n'); line && line[1] != '\r' && line[1] != '\n'; line = strchr(line + 1, '\n'))
    if (strncasecmp(line + 1, name, length) == 0 && line[1 + length] == ':') return line + 2 + length + strspn(line + 2 + length, " \t");
  return NULL;
}

static const char *end_of_head(const char *text) {
  const char *end = strstr(text, "\r\n\r\n");
  return end ? end + 4 : NULL;
}

static const char *const known[] = {"GET ", "HEAD ", "POST ", "PUT ", "DELETE ", "OPTIONS "};

static bool is_known(const char *text) {
  for (size_t i = 0; i < sizeof known / sizeof *known; i++)
    if (strncmp(text, known[i], strlen(known[i])) == 0) return true;
  return false;
}

struct ruling judge(const char *text, size_t size, size_t head_limit, size_t body_limit) {
  if (memchr(text, 0, size)) {
    const char *head = end_of_head(text);
    if (!head || (size_t)(head - text) > strlen(text)) return refuse(400, "a head with zero bytes is no HTTP");
  }
  const char *body = end_of_head(text);
  if (!body) return size >= head_limit ? refuse(431, "the head has more than 4096 bytes") : more;
  if (request_line(text) == 0) return refuse(400, "no HTTP/1 request");
  if (!is_known(text)) return refuse(405, "unknown method; allowed: GET, and POST and DELETE where the API says so");
  if (header(text, "Transfer-Encoding")) return refuse(411, "chunked bodies are not taken; send Content-Length");
  const char *given = header(text, "Content-Length");
  if (!given) return whole;
  if (!isdigit((unsigned char)*given)) return refuse(400, "Content-Length is no number");
  unsigned long length = strtoul(given, NULL, 10);
  if (length > body_limit) return refuse(413, "the body has more than 1024 bytes");
  return size - (size_t)(body - text) >= length ? whole : more;
}

int rewrite(const char *text, char *into, size_t room) {
  const char *authorization = header(text, "Authorization"), *given = header(text, "Content-Length"), *body = end_of_head(text);
  int length = given ? (int)strtoul(given, NULL, 10) : 0;
  int size = snprintf(into, room, "%.*s\r\nHost: engine\r\nConnection: close\r\n", (int)request_line(text), text);
  if (authorization) size += snprintf(into + size, room - (size_t)size, "Authorization: %.*s\r\n", (int)strcspn(authorization, "\r\n"), authorization);
  if (given) size += snprintf(into + size, room - (size_t)size, "Content-Length: %d\r\n", length);
  size += snprintf(into + size, room - (size_t)size, "\r\n");
  if ((size_t)(size + length) > room) return -1;
  memcpy(into + size, body, (size_t)length);
  return size + length;
}
