// Clocks and sleeping. Checks itself.
#define _GNU_SOURCE
#include <stdint.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <sys/times.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

static int64_t nanoseconds(struct timespec t) { return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec; }

static int64_t now(clockid_t clock) {
  struct timespec t;
  CHECK(clock_gettime(clock, &t) == 0 && t.tv_nsec >= 0 && t.tv_nsec < 1000000000);
  return nanoseconds(t);
}

int main(void) {
  const int64_t start = now(CLOCK_MONOTONIC);
  const struct timespec wait = {0, 20000000};
  CHECK(nanosleep(&wait, NULL) == 0);
  const int64_t slept = now(CLOCK_MONOTONIC) - start;
  CHECK(slept >= 20000000);
  const int64_t until = now(CLOCK_MONOTONIC) + 20000000;
  const struct timespec absolute = {(time_t)(until / 1000000000), (long)(until % 1000000000)};
  CHECK(clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &absolute, NULL) == 0 && now(CLOCK_MONOTONIC) >= until);
  struct timeval day;
  CHECK(gettimeofday(&day, NULL) == 0 && day.tv_sec > 1600000000);
  const time_t seconds = time(NULL);
  CHECK(seconds - day.tv_sec <= 1 && seconds - day.tv_sec >= -1);
  struct timespec resolution;
  CHECK(clock_getres(CLOCK_MONOTONIC, &resolution) == 0 && resolution.tv_sec == 0);
  CHECK(now(CLOCK_PROCESS_CPUTIME_ID) > 0);
  struct tms ticks;
  CHECK(times(&ticks) != (clock_t)-1);
  const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
  const struct itimerspec soon = {.it_value = {0, 5000000}};
  uint64_t expired = 0;
  CHECK(timer >= 0 && timerfd_settime(timer, 0, &soon, NULL) == 0 && read(timer, &expired, 8) == 8 && expired == 1);
  struct tm local;
  const time_t then = 86400 * 365;
  CHECK(gmtime_r(&then, &local) && local.tm_year == 71 && local.tm_yday == 0);
  return checked("times");
}
