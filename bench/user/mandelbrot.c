// The Mandelbrot set in float: short loops of single-precision arithmetic that end by a comparison.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum { kWidth = 320, kHeight = 240, kMost = 100 };

static __attribute__((noinline)) int iterations(float re, float im) {
  float x = 0, y = 0;
  int count = 0;
  while (count < kMost) {
    const float x2 = x * x, y2 = y * y;
    if (x2 + y2 > 4.0f) break;
    y = 2.0f * x * y + im;
    x = x2 - y2 + re;
    ++count;
  }
  return count;
}

/// A picture of the part around (-0.75, 0) that is 3 / `zoom` wide.
static uint32_t picture(float zoom) {
  const float step = 3.0f / zoom / kWidth;
  uint32_t checksum = 0;
  for (int row = 0; row < kHeight; ++row) {
    const float im = (float)(row - kHeight / 2) * step;
    for (int column = 0; column < kWidth; ++column) {
      const float re = (float)(column - kWidth / 2) * step - 0.75f;
      checksum = checksum * 31 + (uint32_t)iterations(re, im);
    }
  }
  return checksum;
}

static uint32_t scaled(uint32_t work, int argc, char** argv) {
  const uint32_t percent = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 100;
  const uint32_t amount = (uint32_t)((uint64_t)work * percent / 100);
  return amount ? amount : 1;
}

int main(int argc, char** argv) {
  const uint32_t pictures = scaled(30, argc, argv);
  uint32_t checksum = 0;
  for (uint32_t i = 0; i < pictures; ++i) checksum = checksum * 31 + picture(1.0f + (float)i / 16);
  printf("mandelbrot %u pictures, checksum %08x\n", (unsigned)pictures, (unsigned)checksum);
  return 0;
}
