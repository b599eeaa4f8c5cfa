/* One JSON object a line on stdout: time, level, station, engine, subject, event, message. Never a secret. */
#ifndef AIRPATH_LOG_H
#define AIRPATH_LOG_H

/* Who speaks, in every line from now on; both stay valid for the life of the process. */
void log_identity(const char *station, const char *engine);

/* What this program's lines are about, before its first line: "input", "output". Valid for the life of the process. */
void log_about(const char *kind);

/* `subject`, the name of an input or output, may be NULL. */
void log_event(const char *level, const char *subject, const char *event, const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Logs at level "error" and ends the process with status 2: for what only a person can mend. */
void fail(const char *event, const char *format, ...) __attribute__((format(printf, 2, 3), noreturn));

#endif
