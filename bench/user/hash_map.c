// A hash map from 32-bit keys to 32-bit values by open addressing: insertions, look-ups and removals at random, so
// loads that the cache does not foresee and branches that are hard to guess.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { kBits = 15, kSlots = 1 << kBits, kMask = kSlots - 1 };

struct slot {
  uint32_t key;  // 0: empty
  uint32_t value;
};

static struct slot slots[kSlots];
static uint32_t used;
static uint32_t random_state = 88172645u;

static uint32_t next_random(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 17;
  random_state ^= random_state << 5;
  return random_state;
}

static uint32_t home(uint32_t key) { return (key * 2654435769u) >> (32 - kBits); }

// The slot of a key, or the empty one where it would go.
static uint32_t locate(uint32_t key) {
  uint32_t at = home(key);
  while (slots[at].key && slots[at].key != key) at = (at + 1) & kMask;
  return at;
}

static __attribute__((noinline)) void add(uint32_t key, uint32_t value) {
  const uint32_t at = locate(key);
  if (!slots[at].key) {
    if (used >= kSlots / 4 * 3) return;
    slots[at].key = key;
    slots[at].value = 0;
    ++used;
  }
  slots[at].value += value;
}

static __attribute__((noinline)) uint32_t get(uint32_t key) {
  const uint32_t at = locate(key);
  return slots[at].key ? slots[at].value : 0x5bd1e995u;
}

// Takes a key out and moves those behind it back, so that no marks of what has gone are needed.
static __attribute__((noinline)) int take_out(uint32_t key) {
  uint32_t hole = locate(key);
  if (!slots[hole].key) return 0;
  for (uint32_t at = (hole + 1) & kMask; slots[at].key; at = (at + 1) & kMask) {
    if (((at - home(slots[at].key)) & kMask) < ((at - hole) & kMask)) continue;
    slots[hole] = slots[at];
    hole = at;
  }
  slots[hole].key = 0;
  --used;
  return 1;
}

static uint32_t scaled(uint32_t work, int argc, char** argv) {
  const uint32_t percent = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 100;
  const uint32_t amount = (uint32_t)((uint64_t)work * percent / 100);
  return amount ? amount : 1;
}

int main(int argc, char** argv) {
  const uint32_t steps = scaled(24000000, argc, argv);
  uint32_t checksum = 0;
  for (uint32_t i = 0; i < steps; ++i) {
    const uint32_t dice = next_random();
    const uint32_t key = ((dice >> 4) & 0x7fff) * 40503u + 1;
    switch (dice & 7) {
      case 0:
      case 1:
      case 2: add(key, i); break;
      case 3: checksum += (uint32_t)take_out(key); break;
      default: checksum = (checksum << 1 | checksum >> 31) ^ get(key); break;
    }
  }
  printf("hash_map %u steps, %u keys, checksum %08x\n", (unsigned)steps, (unsigned)used, (unsigned)checksum);
  return 0;
}
