// Division of 64-bit numbers: one instruction on the host, the library routines __aeabi_uldivmod and __aeabi_ldivmod
// on 32-bit ARM, with their shifts, counted zeros and carries.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint64_t random_state = 0x9e3779b97f4a7c15u;

static uint64_t next_random(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state;
}

static __attribute__((noinline)) uint64_t greatest_common_divisor(uint64_t a, uint64_t b) {
  while (b) {
    const uint64_t rest = a % b;
    a = b;
    b = rest;
  }
  return a;
}

static __attribute__((noinline)) uint32_t digit_sum(uint64_t value, uint64_t base) {
  uint32_t sum = 0;
  for (; value; value /= base) sum = sum * 3 + (uint32_t)(value % base);
  return sum;
}

static __attribute__((noinline)) int64_t signed_mix(int64_t a, int64_t b) { return a / b + a % b; }

static uint32_t scaled(uint32_t work, int argc, char** argv) {
  const uint32_t percent = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 100;
  const uint32_t amount = (uint32_t)((uint64_t)work * percent / 100);
  return amount ? amount : 1;
}

int main(int argc, char** argv) {
  const uint32_t steps = scaled(2500000, argc, argv);
  uint64_t checksum = 0;
  for (uint32_t i = 0; i < steps; ++i) {
    const uint64_t a = next_random();
    const uint64_t b = (next_random() >> (a & 63)) | 1;
    checksum = checksum * 31 + a / b + a % b;
    checksum += (uint64_t)signed_mix((int64_t)a, (int64_t)(b >> 1) + 3);
    checksum ^= digit_sum(a >> (i & 31), 10 + (b & 7));
    if (i % 4 == 0) checksum += greatest_common_divisor(a, b);
  }
  printf("div64 %u steps, checksum %08x%08x\n", (unsigned)steps, (unsigned)(checksum >> 32), (unsigned)checksum);
  return 0;
}
