// The sieve of Eratosthenes over bytes: short loops of byte stores with a stride.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { kLimit = 1 << 18 };

static uint8_t composite[kLimit];

static __attribute__((noinline)) uint32_t sieve(uint32_t limit, uint32_t* last) {
  for (uint32_t i = 0; i < limit; ++i) composite[i] = i < 2;
  for (uint32_t i = 2; i * i < limit; ++i)
    if (!composite[i])
      for (uint32_t j = i * i; j < limit; j += i) composite[j] = 1;
  uint32_t count = 0;
  for (uint32_t i = 0; i < limit; ++i)
    if (!composite[i]) {
      ++count;
      *last = i;
    }
  return count;
}

static uint32_t scaled(uint32_t work, int argc, char** argv) {
  const uint32_t percent = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 100;
  const uint32_t amount = (uint32_t)((uint64_t)work * percent / 100);
  return amount ? amount : 1;
}

int main(int argc, char** argv) {
  const uint32_t rounds = scaled(500, argc, argv);
  uint32_t checksum = 0;
  for (uint32_t i = 0; i < rounds; ++i) {
    uint32_t last = 0;
    const uint32_t count = sieve(kLimit - (i & 1023), &last);
    checksum = checksum * 31 + (count ^ (last << 8));
  }
  printf("sieve %u rounds, checksum %08x\n", (unsigned)rounds, (unsigned)checksum);
  return 0;
}
