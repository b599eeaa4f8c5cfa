#include "view.h"

#include <string.h>

struct view view_of(struct input *input) {
  struct view view = {
      .config = &input->config,
      .connected = atomic_load(&input->connected),
      .delivering = atomic_load(&input->delivering),
      .decodable = atomic_load(&input->decodable),
  };
  pthread_mutex_lock(&input->lock);
  view.input = input->numbers;
  view.heard = input->heard;
  strcpy(view.peer, input->peer);
  pthread_mutex_unlock(&input->lock);
  pthread_mutex_lock(&input->jitter.lock);
  view.jitter = input->jitter.numbers;
  pthread_mutex_unlock(&input->jitter.lock);
  view.concealed_seconds = (double)view.jitter.concealed_frames / pipeline_rate;
  view.overrun_seconds = (double)view.jitter.overrun_frames / pipeline_rate;
  return view;
}
