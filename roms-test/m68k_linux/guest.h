// What the m68k programs share. They use no library, as there is none for the 68000: system calls, and lines of text.
#pragma once

#include <stddef.h>
#include <stdint.h>

int program(int argc, char** argv, char** environment, const uint32_t* auxiliary);

static inline long call6(long number, long a, long b, long c, long d, long e, long f) {
  register long d0 __asm__("d0") = number;
  register long d1 __asm__("d1") = a;
  register long d2 __asm__("d2") = b;
  register long d3 __asm__("d3") = c;
  register long d4 __asm__("d4") = d;
  register long d5 __asm__("d5") = e;
  register long a0 __asm__("a0") = f;
  __asm__ volatile("trap #0" : "+d"(d0) : "d"(d1), "d"(d2), "d"(d3), "d"(d4), "d"(d5), "a"(a0) : "memory");
  return d0;
}
#define CALL_OF(_0, _1, _2, _3, _4, _5, _6, name, ...) name
#define CALL0(n) call6(n, 0, 0, 0, 0, 0, 0)
#define CALL1(n, a) call6(n, (long)(a), 0, 0, 0, 0, 0)
#define CALL2(n, a, b) call6(n, (long)(a), (long)(b), 0, 0, 0, 0)
#define CALL3(n, a, b, c) call6(n, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define CALL4(n, a, b, c, d) call6(n, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define CALL5(n, a, b, c, d, e) call6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0)
#define CALL6(n, a, b, c, d, e, f) call6(n, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))
// call(number, arguments...)
#define call(...) CALL_OF(__VA_ARGS__, CALL6, CALL5, CALL4, CALL3, CALL2, CALL1, CALL0)(__VA_ARGS__)

// Lines of text: print("name", a, b, ...) is "name: a b ..." with numbers in decimal.
void print_text(const char* text);
void print_number(long number);
void print_hex(uint32_t number);
void print_long(uint64_t number);  // in hexadecimal
void print_numbers(const char* name, int count, const long* numbers);
#define print(name, ...)                                                 \
  do {                                                                   \
    const long numbers_[] = {__VA_ARGS__};                               \
    print_numbers(name, sizeof numbers_ / sizeof numbers_[0], numbers_); \
  } while (0)

size_t length_of(const char* text);
