// Products of double matrices: loads, multiplications and additions in a triple loop.
// The second argument says what is in them: "exact", small whole numbers, so that no product or sum is rounded;
// "inexact", fractions of all lengths, so that nearly all are.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kSize = 96 };

static double left[kSize][kSize], right[kSize][kSize], product[kSize][kSize];

static uint32_t random_state = 12345;
static uint32_t next_random(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 17;
  random_state ^= random_state << 5;
  return random_state;
}

static double element(int exact) {
  const int32_t number = (int32_t)next_random();
  return exact ? number % 16 : number / 2147483648.0 / 3.0;
}

static void fill(double matrix[kSize][kSize], int exact) {
  for (int i = 0; i < kSize; ++i)
    for (int j = 0; j < kSize; ++j) matrix[i][j] = element(exact);
}

static __attribute__((noinline)) void multiply(void) {
  for (int i = 0; i < kSize; ++i) {
    for (int j = 0; j < kSize; ++j) {
      double sum = 0;
      for (int k = 0; k < kSize; ++k) sum += left[i][k] * right[k][j];
      product[i][j] = sum;
    }
  }
}

static uint64_t checksum(void) {
  uint64_t sum = 0;
  for (int i = 0; i < kSize; ++i) {
    for (int j = 0; j < kSize; ++j) {
      uint64_t bits;
      memcpy(&bits, &product[i][j], sizeof bits);
      sum = sum * 31 + bits;
    }
  }
  return sum;
}

static uint32_t scaled(uint32_t work, int argc, char** argv) {
  const uint32_t percent = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 100;
  const uint32_t amount = (uint32_t)((uint64_t)work * percent / 100);
  return amount ? amount : 1;
}

int main(int argc, char** argv) {
  const uint32_t rounds = scaled(300, argc, argv);
  const int exact = argc <= 2 || strcmp(argv[2], "inexact") != 0;
  uint64_t sum = 0;
  fill(left, exact);
  fill(right, exact);
  for (uint32_t i = 0; i < rounds; ++i) {
    multiply();
    sum = sum * 31 + checksum();
    for (int j = 0; j < kSize; ++j) left[i % kSize][j] = element(exact);
  }
  printf("matrix_multiply %u rounds, %s, checksum %016llx\n", (unsigned)rounds, exact ? "exact" : "inexact",
         (unsigned long long)sum);
  return 0;
}
