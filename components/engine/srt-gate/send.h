/* The studio's side: MPEG-TS from stdin to several engines at once. */
#ifndef AIRPATH_SEND_H
#define AIRPATH_SEND_H

/* `destinations`: "HOST:PORT[,HOST:PORT…]". @returns the exit status, when stdin ends or the process is asked to stop. */
int send_run(const char *destinations, const char *passphrase_file);

#endif
