// The MC68881's registers in a signal's frame: what a handler is told, and what it may change.
#include "signal.h"

static const double kThreeQuarters = 0.75, kOneAndAHalf = 1.5;
static double after[3];
static uint32_t control_after;

static void change(int signal, struct information* info, struct context* context) {
  (void)info;
  print("handler", signal, (long)context->control[0], (long)context->numbers[2][0], (long)context->numbers[2][1],
        (long)context->numbers[2][2], (long)context->numbers[7][0]);
  // 1.25, and rounding to zero.
  context->numbers[2][0] = 0x3fff0000;
  context->numbers[2][1] = 0xa0000000;
  context->numbers[2][2] = 0;
  context->control[0] = 0x10;
  // A handler's own use of the registers does not show.
  __asm__ volatile("fmove.d %0, %%fp0\n\tfmove.d %0, %%fp7" ::"m"(kOneAndAHalf) : "fp0", "fp7");
}

static void raise(int signal) {
  const uint32_t self = (uint32_t)call(__NR_getpid);
  register uint32_t d0 __asm__("d0") = __NR_kill;
  register uint32_t d1 __asm__("d1") = self;
  register uint32_t d2 __asm__("d2") = (uint32_t)signal;
  __asm__ volatile(
      "fmove.d %5, %%fp0\n\tfmove.d %6, %%fp2\n\tfmove.d %5, %%fp7\n\tfmove.l #0, %%fpcr\n\t"
      "trap #0\n\t"
      "fmove.d %%fp0, %0\n\tfmove.d %%fp2, %1\n\tfmove.d %%fp7, %2\n\tfmove.l %%fpcr, %3\n\tfmove.l #0, %%fpcr"
      : "=m"(after[0]), "=m"(after[1]), "=m"(after[2]), "=m"(control_after), "+d"(d0)
      : "m"(kThreeQuarters), "m"(kOneAndAHalf), "d"(d1), "d"(d2)
      : "fp0", "fp2", "fp7", "memory");
  const uint32_t* const bits = (const uint32_t*)after;
  print("after", (long)bits[0], (long)bits[2], (long)bits[4], (long)control_after);
}

int program(int argc, char** argv, char** environment, const uint32_t* auxiliary) {
  (void)argc, (void)argv, (void)environment, (void)auxiliary;
  on(10, change, SA_SIGINFO, 0);
  raise(10);
  return 0;
}
