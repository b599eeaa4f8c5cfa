/* One input's numbers at one moment, for those who tell them: /metrics and /status. */
#ifndef AIRPATH_VIEW_H
#define AIRPATH_VIEW_H

#include "input.h"

struct view {
  const struct input_config *config;
  bool connected, delivering, decodable;
  char peer[max_peer_name];
  struct sound_format heard;
  struct input_numbers input;
  struct jitter_numbers jitter;
  double concealed_seconds, overrun_seconds;
};

struct view view_of(struct input *input);

#endif
