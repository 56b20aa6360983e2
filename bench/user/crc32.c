// CRC-32 by a table of 256 words: a chain of dependent loads, one for each byte.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

static uint32_t table[256];

static void make_table(void) {
  for (uint32_t i = 0; i < 256; ++i) {
    uint32_t value = i;
    for (int bit = 0; bit < 8; ++bit) value = (value >> 1) ^ (0xedb88320u & (0u - (value & 1)));
    table[i] = value;
  }
}

static __attribute__((noinline)) uint32_t crc32(uint32_t crc, const uint8_t* data, uint32_t size) {
  crc = ~crc;
  for (uint32_t i = 0; i < size; ++i) crc = (crc >> 8) ^ table[(crc ^ data[i]) & 255];
  return ~crc;
}

static uint32_t scaled(uint32_t work, int argc, char** argv) {
  const uint32_t percent = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 100;
  const uint32_t amount = (uint32_t)((uint64_t)work * percent / 100);
  return amount ? amount : 1;
}

int main(int argc, char** argv) {
  static uint8_t data[65536];
  const uint32_t rounds = scaled(2500, argc, argv);
  make_table();
  for (uint32_t i = 0; i < sizeof data; ++i) data[i] = (uint8_t)((i * 2654435761u) >> 24);
  uint32_t crc = crc32(0, (const uint8_t*)"123456789", 9);
  printf("crc32 of 123456789: %08x\n", (unsigned)crc);
  for (uint32_t i = 0; i < rounds; ++i) crc = crc32(crc, data, sizeof data);
  printf("crc32 %u rounds, checksum %08x\n", (unsigned)rounds, (unsigned)crc);
  return 0;
}
