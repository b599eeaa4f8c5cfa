#include "bound.h"

#include <errno.h>
#include <netinet/in.h>
#include <unistd.h>

int bound(int type, const struct sockaddr *address, socklen_t size) {
  const int yes = 1, no = 0;
  int fd = socket(address->sa_family, type | SOCK_CLOEXEC, 0);
  if (fd < 0) return fd;
  /* What an ended process left of TCP does not count; of UDP nobody may take what is taken. */
  if (type & SOCK_STREAM) setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  if (address->sa_family == AF_INET6) setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &no, sizeof no);
  if (bind(fd, address, size) == 0) return fd;
  int why = errno;
  close(fd);
  errno = why;
  return -1;
}
