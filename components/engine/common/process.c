#include "process.h"

#include <dirent.h>
#include <time.h>
#include <unistd.h>

static long resident_bytes(void) {
  long total, resident = 0;
  FILE *file = fopen("/proc/self/statm", "r");
  if (!file) return 0;
  if (fscanf(file, "%ld %ld", &total, &resident) != 2) resident = 0;
  fclose(file);
  return resident * sysconf(_SC_PAGESIZE);
}

static int open_files(void) {
  int count = 0;
  DIR *folder = opendir("/proc/self/fd");
  if (!folder) return 0;
  for (const struct dirent *entry; (entry = readdir(folder));) count += entry->d_name[0] != '.';
  closedir(folder);
  /* The folder itself was open. */
  return count - 1;
}

void process_metrics(FILE *out) {
  struct timespec busy;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &busy);
  fprintf(out, "# HELP process_cpu_seconds_total Time on the CPU\n# TYPE process_cpu_seconds_total counter\n");
  fprintf(out, "process_cpu_seconds_total %.2f\n", (double)busy.tv_sec + (double)busy.tv_nsec / 1e9);
  fprintf(out, "# HELP process_resident_memory_bytes Resident memory\n# TYPE process_resident_memory_bytes gauge\n");
  fprintf(out, "process_resident_memory_bytes %ld\n", resident_bytes());
  fprintf(out, "# HELP process_open_fds Open file descriptors\n# TYPE process_open_fds gauge\n");
  fprintf(out, "process_open_fds %d\n", open_files());
}
