// The string functions of the C library, on short and middling strings: strlen, memcpy, memmove, memset, memcmp,
// strcmp, strchr, strrchr, strstr, strcpy, strcat and qsort.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kStrings = 2000, kLongest = 200 };

static char arena[kStrings * (kLongest + 8)];
static char* strings[kStrings];
static uint32_t random_state = 2463534242u;

static uint32_t next_random(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 17;
  random_state ^= random_state << 5;
  return random_state;
}

// Strings of many lengths, the short ones far more often, that share their beginnings with others.
static void make_strings(void) {
  char* out = arena;
  for (uint32_t i = 0; i < kStrings; ++i) {
    strings[i] = out;
    const uint32_t length = 3 + next_random() % (next_random() % 4 ? 24 : kLongest - 3);
    const uint32_t shared = i ? next_random() % 12 : 0;
    for (uint32_t n = 0; n < length; ++n) *out++ = n < shared ? (char)('a' + n) : (char)('a' + next_random() % 26);
    *out++ = 0;
  }
}

static int compare_strings(const void* a, const void* b) { return strcmp(*(char* const*)a, *(char* const*)b); }

static uint32_t sign(int value) { return value < 0 ? 1 : value > 0 ? 2 : 3; }

static uint32_t offset_in(const char* from, const char* at) { return at ? (uint32_t)(at - from) : 999; }

static __attribute__((noinline)) uint32_t look(uint32_t sum) {
  for (uint32_t i = 0; i < kStrings; ++i) {
    const char* const one = strings[i];
    const char* const other = strings[(i * 7 + 1) % kStrings];
    const char wanted = (char)('a' + (i + sum) % 26);
    const char pair[3] = {wanted, (char)('a' + i % 26), 0};
    sum = sum * 31 + (uint32_t)strlen(one);
    sum = sum * 31 + sign(strcmp(one, other));
    sum = sum * 31 + sign(strncmp(one, other, 8));
    sum = sum * 31 + offset_in(one, strchr(one, wanted));
    sum = sum * 31 + offset_in(one, strrchr(one, wanted));
    sum = sum * 31 + offset_in(one, strstr(one, pair));
  }
  return sum;
}

static __attribute__((noinline)) uint32_t move(uint32_t sum) {
  static char buffer[4 * kLongest + 64];
  for (uint32_t i = 0; i < kStrings; ++i) {
    const char* const one = strings[i];
    const uint32_t length = (uint32_t)strlen(one);
    memset(buffer, (int)(sum & 0x7f) | 1, length + 40);
    memcpy(buffer + (i & 7), one, length + 1);
    strcat(buffer + (i & 7), strings[(i + 1) % kStrings]);
    memmove(buffer + 5, buffer + (i & 7), length + 1);
    strcpy(buffer + length + 3, one);
    sum = sum * 31 + (uint32_t)strlen(buffer + 5) + (uint8_t)buffer[length / 2];
    sum = sum * 31 + sign(memcmp(buffer + 5, one, length));
    sum = sum * 31 + offset_in(buffer, memchr(buffer, 'q', length + 4));
  }
  return sum;
}

static __attribute__((noinline)) uint32_t sort(uint32_t sum) {
  for (uint32_t i = kStrings - 1; i; --i) {
    const uint32_t other = next_random() % (i + 1);
    char* const kept = strings[i];
    strings[i] = strings[other];
    strings[other] = kept;
  }
  qsort(strings, kStrings, sizeof strings[0], compare_strings);
  for (uint32_t i = 0; i < kStrings; i += 50) sum = sum * 31 + (uint8_t)strings[i][strlen(strings[i]) - 1];
  return sum;
}

static uint32_t scaled(uint32_t work, int argc, char** argv) {
  const uint32_t percent = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 100;
  const uint32_t amount = (uint32_t)((uint64_t)work * percent / 100);
  return amount ? amount : 1;
}

int main(int argc, char** argv) {
  const uint32_t rounds = scaled(400, argc, argv);
  uint32_t checksum = 0;
  make_strings();
  for (uint32_t i = 0; i < rounds; ++i) {
    checksum = sort(checksum);
    for (int n = 0; n < 4; ++n) checksum = move(look(checksum));
  }
  printf("strings %u rounds, checksum %08x\n", (unsigned)rounds, (unsigned)checksum);
  return 0;
}
