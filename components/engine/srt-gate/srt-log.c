#include "srt-log.h"

#include <srt/srt.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>

#include "log.h"

static void from_srt(void *opaque, int level, const char *file, int line, const char *area, const char *message) {
  (void)opaque, (void)level, (void)file, (void)line;
  char text[400];
  snprintf(text, sizeof text, "%s: %s", area, message);
  text[strcspn(text, "\n")] = 0;
  log_event("error", NULL, "libsrt", "%s", text);
}

void log_capture_srt(void) {
  srt_setlogflags(SRT_LOGF_DISABLE_TIME | SRT_LOGF_DISABLE_THREADNAME | SRT_LOGF_DISABLE_SEVERITY | SRT_LOGF_DISABLE_EOL);
  srt_setloglevel(LOG_CRIT);
  srt_setloghandler(NULL, from_srt);
}
