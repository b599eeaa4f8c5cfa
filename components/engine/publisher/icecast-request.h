/* What a source client says to Icecast, and what it hears. Pure. */
#ifndef AIRPATH_ICECAST_REQUEST_H
#define AIRPATH_ICECAST_REQUEST_H

#include "config.h"

enum { request_most = 2048 };

/* @returns the request's length. The text holds the password. */
size_t icecast_request(const struct config *config, const struct mount_config *mount, char request[request_most]);

/* What tells a mount's listeners what plays: `song` in UTF-8. @returns the request's length. The text holds the password. */
size_t icecast_metadata_request(const struct config *config, const struct mount_config *mount, const char *song, char request[request_most]);

/* @returns the HTTP status of an answer; 0 when it is none. Its words in `phrase`. */
int icecast_status(const char *answer, char *phrase, size_t size);

#endif
