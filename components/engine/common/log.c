#include "log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static const char *own_station;
static const char *own_engine;
static const char *subject_kind = "subject";
static pthread_mutex_t line_lock = PTHREAD_MUTEX_INITIALIZER;

void log_identity(const char *station, const char *engine) {
  own_station = station;
  own_engine = engine;
}

void log_about(const char *kind) {
  subject_kind = kind;
}

static void put_string(const char *key, const char *value) {
  printf(",\"%s\":\"", key);
  for (const unsigned char *c = (const unsigned char *)value; *c; c++) {
    if (*c == '"' || *c == '\\')
      printf("\\%c", *c);
    else if (*c < 0x20 || *c >= 0x7f)
      printf("\\u%04x", *c);
    else
      putchar(*c);
  }
  putchar('"');
}

static void put_line(const char *level, const char *subject, const char *event, const char *message) {
  struct timespec now;
  struct tm utc;
  char second[32];
  clock_gettime(CLOCK_REALTIME, &now);
  gmtime_r(&now.tv_sec, &utc);
  strftime(second, sizeof second, "%Y-%m-%dT%H:%M:%S", &utc);
  pthread_mutex_lock(&line_lock);
  printf("{\"time\":\"%s.%03ldZ\"", second, now.tv_nsec / 1000000);
  put_string("level", level);
  if (own_station) put_string("station", own_station);
  if (own_engine) put_string("engine", own_engine);
  if (subject) put_string(subject_kind, subject);
  put_string("event", event);
  put_string("message", message);
  puts("}");
  fflush(stdout);
  pthread_mutex_unlock(&line_lock);
}

void log_event(const char *level, const char *subject, const char *event, const char *format, ...) {
  char message[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  put_line(level, subject, event, message);
}

void fail(const char *event, const char *format, ...) {
  char message[512];
  va_list arguments;
  va_start(arguments, format);
  vsnprintf(message, sizeof message, format, arguments);
  va_end(arguments);
  put_line("error", NULL, event, message);
  exit(2);
}
