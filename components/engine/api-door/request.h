#pragma once

#include <stddef.h>

/* Reads requests as far as the door must, and writes them anew for the engine. */

enum verdict { incomplete, complete, refused };

struct ruling {
  enum verdict verdict;
  int status;          /* When refused. */
  const char *message; /* When refused. */
};

/* Judges what came so far: `text` ends with a zero byte after `size` bytes. */
struct ruling judge(const char *text, size_t size, size_t head_limit, size_t body_limit);

/* Writes the complete request as the engine gets it: its line, its authorization, its body, nothing else. @return its size, or -1 when it does not fit */
int rewrite(const char *text, char *into, size_t room);
