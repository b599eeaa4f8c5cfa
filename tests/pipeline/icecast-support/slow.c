/* Loaded into Icecast: time between two steps, as on a busy machine, so that what may race there does so each time. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { between_looks = 20000, before_lock = 5000, apart = 4000 }; /* microseconds */

typedef int (*format_checked)(char *, size_t, int, size_t, const char *, va_list);
typedef int (*lock)(pthread_rwlock_t *);
typedef ssize_t (*receive)(int, void *, size_t, int);

/* "%d" alone: how Icecast tells whether a mount is public, between two looks at the headers of its source. */
int __vsnprintf_chk(char *text, size_t size, int flag, size_t room, const char *format, va_list values) {
  static format_checked next;
  if (!next) next = (format_checked)dlsym(RTLD_NEXT, "__vsnprintf_chk");
  if (strcmp(format, "%d") == 0) usleep(between_looks);
  return next(text, size, flag, room, format, values);
}

/* Of the listeners of a mount, among others: between finding a fallback that runs and moving them to it. */
int pthread_rwlock_wrlock(pthread_rwlock_t *held) {
  static lock next;
  if (!next) next = (lock)dlsym(RTLD_NEXT, "pthread_rwlock_wrlock");
  usleep(before_lock);
  return next(held);
}

/* Sources that end together are not noticed together. */
ssize_t recv(int socket, void *bytes, size_t size, int flags) {
  static receive next;
  if (!next) next = (receive)dlsym(RTLD_NEXT, "recv");
  ssize_t got = next(socket, bytes, size, flags);
  if (got == 0) usleep(socket % 8 * apart);
  return got;
}
