/* The studio's side: MPEG-TS from stdin to several engines at once. */
#ifndef AIRPATH_SEND_H
#define AIRPATH_SEND_H

/* `destinations`: "HOST:PORT[,HOST:PORT…]". `passphrase_files`: a path for each, the last one for all that are left. @returns the exit status, when stdin ends or the process is asked to stop. */
int send_run(const char *destinations, const char *passphrase_files);

#endif
