/* A socket of ours, on an address of ours. */
#ifndef AIRPATH_BOUND_H
#define AIRPATH_BOUND_H

#include <sys/socket.h>

/* @param type SOCK_STREAM or SOCK_DGRAM, with what socket(2) takes besides. IPv6 takes IPv4 too. @returns -1 and errno when it can't be had. */
int bound(int type, const struct sockaddr *address, socklen_t size);

#endif
