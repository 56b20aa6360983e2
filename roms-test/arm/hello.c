// What `scripts/run` shows: a program that computes a little and prints tables.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/utsname.h>

enum { kLimit = 100000, kNumbers = 10000 };

static unsigned char composite[kLimit + 1];

static unsigned count_primes(unsigned limit) {
  for (unsigned n = 2; n * n <= kLimit; ++n) {
    for (unsigned m = n * n; !composite[n] && m <= kLimit; m += n) composite[m] = 1;
  }
  unsigned count = 0;
  for (unsigned n = 2; n <= limit; ++n) count += !composite[n];
  return count;
}

static uint32_t next_random(uint32_t* state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  return *state ^= *state << 5;
}

static int compare(const void* a, const void* b) {
  const uint32_t x = *(const uint32_t*)a, y = *(const uint32_t*)b;
  return (x > y) - (x < y);
}

static unsigned collatz_steps(uint64_t n) {
  unsigned steps = 0;
  for (; n != 1; ++steps) n = n % 2 ? 3 * n + 1 : n / 2;
  return steps;
}

int main(void) {
  struct utsname system;
  uname(&system);
  printf("Hello from an %s program.\n\n", system.machine);

  printf("%10s  %s\n", "up to", "primes");
  for (unsigned limit = 100; limit <= kLimit; limit *= 10) printf("%10u  %6u\n", limit, count_primes(limit));

  static uint32_t numbers[kNumbers];
  uint32_t state = 2463534242u, checksum = 0;
  for (unsigned i = 0; i < kNumbers; ++i) numbers[i] = next_random(&state);
  qsort(numbers, kNumbers, sizeof numbers[0], compare);
  for (unsigned i = 0; i < kNumbers; ++i) checksum = checksum * 31 + numbers[i];
  printf("\n%d numbers sorted: %u ... %u ... %u, checksum %08x\n", kNumbers, numbers[0], numbers[kNumbers / 2],
         numbers[kNumbers - 1], checksum);

  unsigned best = 1, most = 0;
  for (unsigned n = 1; n < 8000; ++n) {
    const unsigned steps = collatz_steps(n);
    if (steps > most) best = n, most = steps;
  }
  printf("longest Collatz sequence below 8000: from %u, %u steps\n", best, most);
  return 0;
}
