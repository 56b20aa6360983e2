// Says hello, what it was started with, and a few tables: multiplication, division, a sieve, a sort.
#include <asm/unistd.h>
#include <linux/auxvec.h>
#include <linux/utsname.h>

#include "guest.h"

static uint32_t value_of(const uint32_t* auxiliary, uint32_t type) {
  for (; auxiliary[0] != AT_NULL; auxiliary += 2) {
    if (auxiliary[0] == type) return auxiliary[1];
  }
  return 0;
}

static unsigned primes_below(unsigned limit) {
  static uint8_t composite[20000];
  unsigned count = 0;
  for (unsigned n = 2; n < limit; ++n) {
    if (composite[n]) continue;
    ++count;
    for (unsigned m = n + n; m < limit; m += n) composite[m] = 1;
  }
  return count;
}

static void sort(uint32_t* values, int count) {
  for (int i = 1; i < count; ++i) {
    const uint32_t value = values[i];
    int j = i;
    for (; j > 0 && values[j - 1] > value; --j) values[j] = values[j - 1];
    values[j] = value;
  }
}

int program(int argc, char** argv, char** environment, const uint32_t* auxiliary) {
  print_text("Hello from a big-endian guest\n");
  print("arguments", argc);
  for (int i = 1; i < argc; ++i) {
    print_text(argv[i]);
    print_text("\n");
  }
  print("environment", environment[0] != 0);
  print("auxiliary", (long)value_of(auxiliary, AT_PAGESZ), (long)value_of(auxiliary, AT_PHENT),
        value_of(auxiliary, AT_RANDOM) != 0, value_of(auxiliary, AT_PLATFORM) == 0);
  struct new_utsname names;
  print("uname", call(__NR_uname, &names));
  print_text(names.machine);
  print_text("\n");
  print("primes", (long)primes_below(100), (long)primes_below(20000));
  uint32_t values[200], seed = 1, sum = 0;
  for (int i = 0; i < 200; ++i) values[i] = seed = seed * 1103515245 + 12345;
  sort(values, 200);
  for (int i = 0; i < 200; ++i) sum = sum * 31 + values[i] / (uint32_t)(i + 1) + values[i] % 1000;
  print_hex(sum);
  print_text("\n");
  for (int i = -3; i <= 3; i += 2) print("division", 100000 / i, -100001 % i, i * 70000, i << 17, i >> 1);
  return 7;
}
