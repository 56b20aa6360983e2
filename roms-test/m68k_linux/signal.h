// What programs say and are told of signals: the kernel's structs, and setting a handler.
// Source: uapi headers asm/{sigcontext,ucontext,siginfo}.h of Linux 6.1.
#pragma once

#include <asm/unistd.h>

#include "guest.h"

#define SA_SIGINFO 4
#define SA_ONSTACK 0x08000000
#define SA_RESTART 0x10000000

struct action {
  void (*handler)();
  uint32_t flags;
  void (*restorer)(void);
  uint32_t mask[2];
};
struct information {
  int32_t signal, error, code;
  union {
    struct {
      int32_t pid, uid, value;
    } sent;
    uint32_t address;
  } u;
  uint8_t rest[100];
};
struct context {
  uint32_t flags, link;
  uint32_t stack[3];
  int32_t version;
  uint32_t d[8], a[8], pc, sr;
  uint32_t control[3], numbers[8][3];  // of the FPU
  uint32_t filler[80];
  uint32_t mask[2];
};

static inline void on(int signal, void (*handler)(), uint32_t flags, uint32_t blocked) {
  const struct action action = {handler, flags, 0, {blocked, 0}};
  print("rt_sigaction", call(__NR_rt_sigaction, signal, &action, 0, 8));
}
