// Quicksort with the comparison behind a function pointer: indirect calls and branches that are hard to guess.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { kCount = 50000, kShort = 12 };

typedef int (*compare_fn)(const uint32_t*, const uint32_t*);

static uint32_t values[kCount];

static int rising(const uint32_t* a, const uint32_t* b) { return (*a > *b) - (*a < *b); }
static int falling(const uint32_t* a, const uint32_t* b) { return rising(b, a); }
static int low_half_first(const uint32_t* a, const uint32_t* b) {
  const int difference = (int)(*a & 0xffff) - (int)(*b & 0xffff);
  return difference ? difference : rising(a, b);
}
static int as_signed(const uint32_t* a, const uint32_t* b) {
  const int32_t x = (int32_t)*a, y = (int32_t)*b;
  return (x > y) - (x < y);
}

static const compare_fn orders[] = {rising, falling, low_half_first, as_signed};

static void swap(uint32_t* a, uint32_t* b) {
  const uint32_t kept = *a;
  *a = *b;
  *b = kept;
}

static void insertion_sort(uint32_t* first, uint32_t* last, compare_fn compare) {
  for (uint32_t* at = first + 1; at <= last; ++at) {
    const uint32_t value = *at;
    uint32_t* to = at;
    for (; to > first && compare(&value, to - 1) < 0; --to) *to = to[-1];
    *to = value;
  }
}

// Sorts [first, last]; goes down into the shorter part and round again with the longer.
static __attribute__((noinline)) void quicksort(uint32_t* first, uint32_t* last, compare_fn compare) {
  while (last - first >= kShort) {
    uint32_t* const middle = first + (last - first) / 2;
    if (compare(middle, first) < 0) swap(middle, first);
    if (compare(last, first) < 0) swap(last, first);
    if (compare(last, middle) < 0) swap(last, middle);
    const uint32_t pivot = *middle;
    uint32_t* low = first;
    uint32_t* high = last;
    do {
      while (compare(low, &pivot) < 0) ++low;
      while (compare(&pivot, high) < 0) --high;
      if (low <= high) swap(low++, high--);
    } while (low <= high);
    if (high - first < last - low) {
      quicksort(first, high, compare);
      first = low;
    } else {
      quicksort(low, last, compare);
      last = high;
    }
  }
  insertion_sort(first, last, compare);
}

static uint32_t scaled(uint32_t work, int argc, char** argv) {
  const uint32_t percent = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 100;
  const uint32_t amount = (uint32_t)((uint64_t)work * percent / 100);
  return amount ? amount : 1;
}

int main(int argc, char** argv) {
  const uint32_t rounds = scaled(110, argc, argv);
  uint32_t checksum = 0;
  uint32_t random = 12345;
  for (uint32_t i = 0; i < rounds; ++i) {
    const compare_fn compare = orders[i & 3];
    for (uint32_t n = 0; n < kCount; ++n) {
      random = random * 1664525u + 1013904223u;
      values[n] = random ^ (random >> 15);
    }
    quicksort(values, values + kCount - 1, compare);
    for (uint32_t n = 0; n < kCount; ++n) {
      if (n && compare(&values[n - 1], &values[n]) > 0) {
        printf("quicksort: round %u is out of order at %u\n", (unsigned)i, (unsigned)n);
        return 1;
      }
      checksum = checksum * 31 + values[n];
    }
  }
  printf("quicksort %u rounds, checksum %08x\n", (unsigned)rounds, (unsigned)checksum);
  return 0;
}
