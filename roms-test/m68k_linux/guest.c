// What the compiler asks of a library, and the lines of text.
#include "guest.h"

#include <asm/unistd.h>

int begin(uint32_t* stack) {
  const int argc = (int)stack[0];
  char** const argv = (char**)(stack + 1);
  char** const environment = argv + argc + 1;
  char** end = environment;
  while (*end) ++end;
  return program(argc, argv, environment, (const uint32_t*)(end + 1));
}

void* memcpy(void* to, const void* from, size_t count) {
  char* t = to;
  const char* f = from;
  while (count--) *t++ = *f++;
  return to;
}
void* memset(void* to, int value, size_t count) {
  char* t = to;
  while (count--) *t++ = (char)value;
  return to;
}
int memcmp(const void* a, const void* b, size_t count) {
  const unsigned char *x = a, *y = b;
  for (; count--; ++x, ++y) {
    if (*x != *y) return *x - *y;
  }
  return 0;
}

// The 68000 multiplies 16 bits by 16 and divides 32 bits by 16.
static uint32_t multiply(uint32_t a, uint32_t b) {
  __asm__("mulu.w %1, %0" : "+d"(a) : "d"(b) : "cc");
  return a;
}
uint32_t __mulsi3(uint32_t a, uint32_t b) {
  return multiply(a, b) + ((multiply(a >> 16, b) + multiply(a, b >> 16)) << 16);
}
static uint32_t divide(uint32_t a, uint32_t b, uint32_t* rest) {
  uint32_t quotient = 0, left = 0;
  for (int bit = 31; bit >= 0; --bit) {
    const int over = left >> 31;
    left = left << 1 | (a >> bit & 1);
    if (over || left >= b) {
      left -= b;
      quotient |= 1u << bit;
    }
  }
  *rest = left;
  return quotient;
}
uint32_t __udivsi3(uint32_t a, uint32_t b) {
  uint32_t rest;
  return divide(a, b, &rest);
}
uint32_t __umodsi3(uint32_t a, uint32_t b) {
  uint32_t rest;
  divide(a, b, &rest);
  return rest;
}
static uint32_t magnitude(int32_t n) { return n < 0 ? -(uint32_t)n : (uint32_t)n; }
int32_t __divsi3(int32_t a, int32_t b) {
  const uint32_t quotient = __udivsi3(magnitude(a), magnitude(b));
  return (int32_t)((a < 0) != (b < 0) ? -quotient : quotient);
}
int32_t __modsi3(int32_t a, int32_t b) {
  const uint32_t rest = __umodsi3(magnitude(a), magnitude(b));
  return (int32_t)(a < 0 ? -rest : rest);
}

size_t length_of(const char* text) {
  size_t length = 0;
  while (text[length]) ++length;
  return length;
}

void print_text(const char* text) { call(__NR_write, 1, text, length_of(text)); }

void print_number(long number) {
  char text[16];
  char* at = text + sizeof text - 1;
  *at = 0;
  uint32_t left = magnitude(number);
  do {
    *--at = (char)('0' + left % 10);
    left /= 10;
  } while (left);
  if (number < 0) *--at = '-';
  print_text(at);
}

void print_hex(uint32_t number) {
  char text[9];
  for (int i = 0; i < 8; ++i) text[i] = "0123456789abcdef"[number >> (28 - 4 * i) & 15];
  text[8] = 0;
  print_text(text);
}
void print_long(uint64_t number) {
  print_hex((uint32_t)(number >> 32));
  print_hex((uint32_t)number);
}

void print_numbers(const char* name, int count, const long* numbers) {
  print_text(name);
  print_text(":");
  for (int i = 0; i < count; ++i) {
    print_text(" ");
    print_number(numbers[i]);
  }
  print_text("\n");
}
