// What the C programs share: checks that say where they fail, and go on.
#pragma once

#include <errno.h>
#include <stdio.h>
#include <string.h>

static int failures;

#define CHECK(condition) check((condition), #condition, __LINE__)

static inline void check(int holds, const char* condition, int line) {
  if (holds) return;
  printf("line %d: %s (errno %d, %s)\n", line, condition, errno, strerror(errno));
  ++failures;
}

/* In a user namespace that maps no ids, naming one is invalid (user_namespaces(7)). */
static inline int ids_are_mapped(void) {
  FILE* const map = fopen("/proc/self/uid_map", "r");
  if (!map) return 1;
  const int any = fgetc(map) != EOF;
  fclose(map);
  return any;
}

/* The end of main: a line and a status. */
static inline int checked(const char* name) {
  printf("%s: %s\n", name, failures ? "FAILED" : "ok");
  return failures != 0;
}
