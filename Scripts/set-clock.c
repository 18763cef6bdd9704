// A clock that can be set, for rehearsals: LD_PRELOAD adds the seconds that stand in $SET_CLOCK (a file of text, mapped
// for as long as the process lives) to the wall's clock. The clock that nobody sets is left alone.
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>

static long lead(void) {
  static const char *text;
  if (!text) {
    const char *name = getenv("SET_CLOCK");
    int file = name ? open(name, O_RDONLY) : -1;
    void *map = file < 0 ? MAP_FAILED : mmap(0, 32, PROT_READ, MAP_SHARED, file, 0);
    text = map == MAP_FAILED ? "0" : map;
  }
  return atol(text);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  static int (*real)(clockid_t, struct timespec *);
  if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
  int result = real(clock, now);
  if (!result && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) now->tv_sec += lead();
  return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone) {
  struct timespec exact;
  (void)zone;
  if (clock_gettime(CLOCK_REALTIME, &exact)) return -1;
  now->tv_sec = exact.tv_sec;
  now->tv_usec = exact.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *result) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (result) *result = now.tv_sec;
  return now.tv_sec;
}
