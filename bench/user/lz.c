// LZ77: makes a text, packs it by hash chains over a window, unpacks it and compares.
//
// A packed stream is a row of tokens: 0nnnnnnn and n+1 literal bytes, or 1nnnnnnn and a 16-bit distance, which copies
// n+4 bytes from that far back.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { kTextSize = 1 << 17, kWindow = 1 << 15, kHashBits = 13, kLeast = 4, kMost = kLeast + 127, kDepth = 24 };

static uint8_t text[kTextSize];
static uint8_t packed[kTextSize + kTextSize / 64 + 64];
static uint8_t unpacked[kTextSize];
static int32_t newest[1 << kHashBits];
static int32_t older[kWindow];

static uint32_t random_state;

static uint32_t next_random(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 17;
  random_state ^= random_state << 5;
  return random_state;
}

static void make_text(uint32_t seed) {
  static const char syllables[16][4] = {"ka", "ro", "mi", "ten", "sa",  "lu",  "do", "vel",
                                        "an", "is", "or", "pe",  "qui", "tha", "en", "bo"};
  static char words[128][16];
  random_state = seed * 2654435761u | 1;
  for (int i = 0; i < 128; ++i) {
    words[i][0] = 0;
    for (uint32_t n = 1 + next_random() % 4; n; --n) strcat(words[i], syllables[next_random() & 15]);
  }
  for (uint32_t at = 0; at < kTextSize;) {
    const uint32_t dice = next_random();
    // The least of two throws: some words come far more often than others.
    const uint32_t one = dice & 127, other = (dice >> 7) & 127;
    for (const char* c = words[one < other ? one : other]; *c && at < kTextSize; ++c) text[at++] = (uint8_t)*c;
    if (at < kTextSize) text[at++] = (dice >> 16) % 11 ? ' ' : '\n';
    if ((dice >> 24) < 3 && at < kTextSize) text[at++] = (uint8_t)(dice >> 15);
  }
}

static uint32_t hash_at(const uint8_t* at) {
  const uint32_t value = (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
  return (value * 2654435761u) >> (32 - kHashBits);
}

static void remember(int32_t at) {
  if (at + kLeast > kTextSize) return;
  const uint32_t hash = hash_at(text + at);
  older[at & (kWindow - 1)] = newest[hash];
  newest[hash] = at;
}

static int32_t longest_match(int32_t at, int32_t* distance) {
  int32_t best = kLeast - 1;
  int32_t most = kTextSize - at;
  if (most < kLeast) return 0;
  if (most > kMost) most = kMost;
  int32_t from = newest[hash_at(text + at)];
  for (int tries = kDepth; tries && from >= 0 && at - from < kWindow; --tries, from = older[from & (kWindow - 1)]) {
    if (best < most && text[from + best] != text[at + best]) continue;
    int32_t length = 0;
    while (length < most && text[from + length] == text[at + length]) ++length;
    if (length <= best) continue;
    best = length;
    *distance = at - from;
    if (best == most) break;
  }
  return best >= kLeast ? best : 0;
}

static uint8_t* put_literals(uint8_t* out, int32_t from, int32_t to) {
  while (from < to) {
    const int32_t count = to - from < 128 ? to - from : 128;
    *out++ = (uint8_t)(count - 1);
    for (int32_t i = 0; i < count; ++i) *out++ = text[from++];
  }
  return out;
}

static __attribute__((noinline)) uint32_t pack(void) {
  uint8_t* out = packed;
  int32_t literals = 0;
  for (int32_t i = 0; i < 1 << kHashBits; ++i) newest[i] = -1;
  for (int32_t at = 0; at < kTextSize;) {
    int32_t distance = 0;
    int32_t length = longest_match(at, &distance);
    if (!length) {
      remember(at++);
      continue;
    }
    out = put_literals(out, literals, at);
    *out++ = (uint8_t)(0x80 | (length - kLeast));
    *out++ = (uint8_t)distance;
    *out++ = (uint8_t)(distance >> 8);
    while (length--) remember(at++);
    literals = at;
  }
  out = put_literals(out, literals, kTextSize);
  return (uint32_t)(out - packed);
}

static __attribute__((noinline)) uint32_t unpack(uint32_t size) {
  const uint8_t* in = packed;
  const uint8_t* const end = packed + size;
  uint8_t* out = unpacked;
  while (in < end) {
    const uint32_t token = *in++;
    if (token < 0x80) {
      for (uint32_t i = 0; i <= token; ++i) *out++ = *in++;
    } else {
      const uint8_t* from = out - (in[0] | in[1] << 8);
      in += 2;
      for (uint32_t count = token - 0x80 + kLeast; count; --count) *out++ = *from++;
    }
  }
  return (uint32_t)(out - unpacked);
}

static uint32_t scaled(uint32_t work, int argc, char** argv) {
  const uint32_t percent = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 100;
  const uint32_t amount = (uint32_t)((uint64_t)work * percent / 100);
  return amount ? amount : 1;
}

int main(int argc, char** argv) {
  const uint32_t rounds = scaled(180, argc, argv);
  uint32_t checksum = 0, total = 0;
  for (uint32_t i = 0; i < rounds; ++i) {
    make_text(i + 1);
    const uint32_t size = pack();
    if (unpack(size) != kTextSize || memcmp(text, unpacked, kTextSize) != 0) {
      printf("lz: round %u does not come back as it was\n", (unsigned)i);
      return 1;
    }
    total += size;
    for (uint32_t at = 0; at < size; ++at) checksum = checksum * 31 + packed[at];
  }
  printf("lz %u rounds, %u bytes packed, checksum %08x\n", (unsigned)rounds, (unsigned)total, (unsigned)checksum);
  return 0;
}
