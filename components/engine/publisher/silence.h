/* Silent AAC frames: what stands where an encoder's frames are missing, so that media time has no holes. Pure. */
#ifndef AIRPATH_SILENCE_H
#define AIRPATH_SILENCE_H

#include <stddef.h>
#include <stdint.h>

enum { silence_most = 32 };

/* Writes a silent frame with the header of `like`, an ADTS frame of the same stream. @returns its length; 0 when its channels are not 1, 2 or 6. */
size_t silence_frame(const uint8_t like[7], uint8_t frame[silence_most]);

#endif
