/* Ogg pages (RFC 3533), as far as a relay of pages must know them. Pure. */
#ifndef AIRPATH_OGG_H
#define AIRPATH_OGG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* @returns the page's length; 0 when more bytes are needed to tell; -1 when no page begins here. */
long ogg_page_length(const uint8_t *bytes, size_t available);

/* Does the page's checksum agree? */
bool ogg_page_valid(const uint8_t *page, size_t length);

/* Writes the checksum. */
void ogg_page_seal(uint8_t *page, size_t length);

/* True of the first page of a stream: Opus' identification header. */
bool ogg_begins_stream(const uint8_t *page);

/* Samples at 48 kHz from the stream's beginning to this page's end; 0 for header pages, -1 where no packet ends. */
int64_t ogg_position(const uint8_t *page);

#endif
