/* What libsrt has to say, in our log. */
#ifndef AIRPATH_SRT_LOG_H
#define AIRPATH_SRT_LOG_H

/* Takes what libsrt calls critical. Its lesser lines name normal things errors: "no pending connection". */
void log_capture_srt(void);

#endif
