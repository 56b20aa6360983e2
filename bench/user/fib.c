// Fibonacci numbers by plain recursion: calls, returns and the stack.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static __attribute__((noinline)) uint32_t fib(uint32_t n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }

static uint32_t scaled(uint32_t work, int argc, char** argv) {
  const uint32_t percent = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 100;
  const uint32_t amount = (uint32_t)((uint64_t)work * percent / 100);
  return amount ? amount : 1;
}

int main(int argc, char** argv) {
  const uint32_t rounds = scaled(300, argc, argv);
  uint32_t checksum = 0;
  for (uint32_t i = 0; i < rounds; ++i) checksum = checksum * 31 + fib(27 + i % 4);
  printf("fib %u rounds, checksum %08x\n", (unsigned)rounds, (unsigned)checksum);
  return 0;
}
