// Vector code as compilers and people write it: loops that gcc vectorises, and intrinsics, each against the plain
// computation. Checks itself and prints sums.
#include <arm_neon.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/auxv.h>

#include "check.h"

enum { kCount = 1003 }; /* no multiple of any vector's length */
#define PLAIN __attribute__((noinline, optimize("no-tree-vectorize", "no-fast-math")))
#define VECTOR __attribute__((noinline))

static uint8_t bytes_a[kCount], bytes_b[kCount], bytes_out[kCount], bytes_want[kCount];
static int16_t shorts_a[kCount], shorts_b[kCount], shorts_out[kCount], shorts_want[kCount];
static int32_t words_a[kCount], words_out[kCount], words_want[kCount];
static float floats_a[kCount], floats_b[kCount], floats_out[kCount], floats_want[kCount];

static uint32_t seed = 1;
static uint32_t random_word(void) { return seed = seed * 1664525u + 1013904223u, seed ^ seed >> 15; }

static void fill(void) {
  for (int i = 0; i < kCount; ++i) {
    bytes_a[i] = random_word();
    bytes_b[i] = random_word();
    shorts_a[i] = random_word();
    shorts_b[i] = random_word();
    words_a[i] = random_word();
    floats_a[i] = (int32_t)random_word() / 65536.0f;
    floats_b[i] = (int32_t)random_word() / 4194304.0f;
  }
}

static uint32_t sum(const void* data, size_t bytes) {
  uint32_t hash = 2166136261u;
  for (size_t i = 0; i < bytes; ++i) hash = (hash ^ ((const uint8_t*)data)[i]) * 16777619u;
  return hash;
}
static void compare(const char* name, const void* out, const void* want, size_t bytes) {
  CHECK(memcmp(out, want, bytes) == 0);
  printf("%-28s %08x\n", name, (unsigned)sum(out, bytes));
}
#define COMPARE(name, kind) compare(name, kind##_out, kind##_want, sizeof kind##_out)

// Loops, written once: the plain one and the one that gcc makes vectors of.

#define LOOP(name, kind, element)                                       \
  static PLAIN void plain_##name(void) {                                \
    for (int i = 0; i < kCount; ++i) kind##_want[i] = (element);        \
  }                                                                     \
  static VECTOR void vector_##name(void) {                              \
    for (int i = 0; i < kCount; ++i) kind##_out[i] = (element);         \
  }

LOOP(byte_average, bytes, (bytes_a[i] + bytes_b[i] + 1) >> 1)
LOOP(byte_difference, bytes, abs(bytes_a[i] - bytes_b[i]))
LOOP(byte_blend, bytes, (bytes_a[i] * 77 + bytes_b[i] * 179 + 128) >> 8)
LOOP(byte_greater, bytes, bytes_a[i] > bytes_b[i] ? bytes_a[i] : 255 - bytes_b[i])
LOOP(short_product, shorts, (shorts_a[i] * shorts_b[i]) >> 15)
LOOP(short_clamp, shorts, shorts_a[i] < -1000 ? -1000 : shorts_a[i] > 1000 ? 1000 : shorts_a[i])
LOOP(word_shift, words, (words_a[i] >> 5) ^ (words_a[i] << 7))
LOOP(word_rotate, words, (int32_t)((uint32_t)words_a[i] << 13 | (uint32_t)words_a[i] >> 19))
LOOP(word_of_short, words, shorts_a[i] * shorts_b[i] + words_a[i])
LOOP(word_absolute, words, words_a[i] == INT32_MIN ? 0 : abs(words_a[i]))
LOOP(word_of_float, words, (int32_t)floats_b[i])
LOOP(float_of_word, floats, (float)words_a[i])
LOOP(float_sum, floats, floats_a[i] + floats_b[i])
LOOP(float_scale, floats, floats_a[i] * 3.25f - 17.0f)
LOOP(float_clamp, floats, floats_b[i] < 0 ? 0 : floats_b[i] > 255 ? 255 : floats_b[i])
LOOP(float_magnitude, floats, fabsf(floats_a[i]) - -floats_b[i])

#define REDUCTION(name, type, start, step)           \
  static PLAIN type plain_##name(void) {             \
    type s = start;                                  \
    for (int i = 0; i < kCount; ++i) step;           \
    return s;                                        \
  }                                                  \
  static VECTOR type vector_##name(void) {           \
    type s = start;                                  \
    for (int i = 0; i < kCount; ++i) step;           \
    return s;                                        \
  }
REDUCTION(dot_product, int32_t, 0, s += shorts_a[i] * shorts_b[i])
REDUCTION(byte_total, uint32_t, 0, s += bytes_a[i])
REDUCTION(differences, uint32_t, 0, s += abs(bytes_a[i] - bytes_b[i]))
REDUCTION(greatest, int32_t, INT32_MIN, s = words_a[i] > s ? words_a[i] : s)
REDUCTION(parity, uint32_t, 0, s ^= words_a[i])

// Structures in memory: three and four channels.

static uint8_t pixels[3 * kCount], wide_pixels[4 * kCount];
static PLAIN void plain_grey(void) {
  for (int i = 0; i < kCount; ++i) {
    bytes_want[i] = (pixels[3 * i] * 77 + pixels[3 * i + 1] * 151 + pixels[3 * i + 2] * 28) >> 8;
  }
}
static void vector_grey(void) {
  int i = 0;
  for (; i + 8 <= kCount; i += 8) {
    const uint8x8x3_t rgb = vld3_u8(pixels + 3 * i);
    uint16x8_t grey = vmull_u8(rgb.val[0], vdup_n_u8(77));
    grey = vmlal_u8(grey, rgb.val[1], vdup_n_u8(151));
    grey = vmlal_u8(grey, rgb.val[2], vdup_n_u8(28));
    vst1_u8(bytes_out + i, vshrn_n_u16(grey, 8));
  }
  for (; i < kCount; ++i) {
    bytes_out[i] = (pixels[3 * i] * 77 + pixels[3 * i + 1] * 151 + pixels[3 * i + 2] * 28) >> 8;
  }
}
static void swap_channels(void) {
  uint8_t got[4 * 32];
  for (int i = 0; i < 32; i += 8) {
    uint8x8x4_t p = vld4_u8(wide_pixels + 4 * i);
    const uint8x8_t red = p.val[0];
    p.val[0] = p.val[2];
    p.val[2] = red;
    vst4_u8(got + 4 * i, p);
  }
  int wrong = 0;
  for (int i = 0; i < 32; ++i) {
    for (int c = 0; c < 4; ++c) wrong += got[4 * i + c] != wide_pixels[4 * i + (c == 0 ? 2 : c == 2 ? 0 : c)];
  }
  CHECK(wrong == 0);
}

// Saturation, tables, permutations.

static int16_t saturate(int32_t v) { return v > 32767 ? 32767 : v < -32768 ? -32768 : v; }
static void saturation(void) {
  for (int i = 0; i + 8 <= kCount; i += 8) {
    const int16x8_t a = vld1q_s16(shorts_a + i), b = vld1q_s16(shorts_b + i);
    int16_t sums[8], products[8];
    uint8_t narrow[8];
    vst1q_s16(sums, vqaddq_s16(a, b));
    vst1q_s16(products, vqrdmulhq_s16(a, b));
    vst1_u8(narrow, vqrshrun_n_s16(a, 7));
    for (int n = 0; n < 8; ++n) {
      const int x = shorts_a[i + n], y = shorts_b[i + n], rounded = (x + 64) >> 7;
      CHECK(sums[n] == saturate(x + y));
      CHECK(products[n] == saturate((int32_t)(((int64_t)x * y * 2 + 32768) >> 16)));
      CHECK(narrow[n] == (rounded < 0 ? 0 : rounded > 255 ? 255 : rounded));
    }
  }
}
static void tables(void) {
  uint8_t table[32], got[8];
  for (int i = 0; i < 32; ++i) table[i] = i * 7 + 3;
  const uint8x8x4_t lanes = {{vld1_u8(table), vld1_u8(table + 8), vld1_u8(table + 16), vld1_u8(table + 24)}};
  for (int i = 0; i + 8 <= kCount; i += 8) {
    vst1_u8(got, vtbl4_u8(lanes, vand_u8(vld1_u8(bytes_a + i), vdup_n_u8(63))));
    for (int n = 0; n < 8; ++n) CHECK(got[n] == ((bytes_a[i + n] & 63) < 32 ? table[bytes_a[i + n] & 63] : 0));
  }
}
static void transposition(void) {
  float got[16];
  float32x4x4_t m = {{vld1q_f32(floats_a), vld1q_f32(floats_a + 4), vld1q_f32(floats_a + 8), vld1q_f32(floats_a + 12)}};
  const float32x4x2_t low = vtrnq_f32(m.val[0], m.val[1]), high = vtrnq_f32(m.val[2], m.val[3]);
  for (int n = 0; n < 2; ++n) {
    vst1q_f32(got + 4 * n, vcombine_f32(vget_low_f32(low.val[n]), vget_low_f32(high.val[n])));
    vst1q_f32(got + 4 * n + 8, vcombine_f32(vget_high_f32(low.val[n]), vget_high_f32(high.val[n])));
  }
  for (int r = 0; r < 4; ++r) {
    for (int c = 0; c < 4; ++c) CHECK(got[4 * r + c] == floats_a[4 * c + r]);
  }
}

// Estimates and Newton's steps, fused products.

static void reciprocals(void) {
  float got[4];
  for (int i = 0; i + 4 <= kCount; i += 4) {
    const float32x4_t a = vaddq_f32(vabsq_f32(vld1q_f32(floats_b + i)), vdupq_n_f32(0.5f));
    float32x4_t r = vrecpeq_f32(a), q = vrsqrteq_f32(a);
    for (int step = 0; step < 2; ++step) {
      r = vmulq_f32(r, vrecpsq_f32(a, r));
      q = vmulq_f32(q, vrsqrtsq_f32(vmulq_f32(a, q), q));
    }
    vst1q_f32(got, vsubq_f32(vmulq_f32(a, r), vdupq_n_f32(1)));
    for (int n = 0; n < 4; ++n) CHECK(fabsf(got[n]) < 1e-6f);
    vst1q_f32(got, vsubq_f32(vmulq_f32(vmulq_f32(q, q), a), vdupq_n_f32(1)));
    for (int n = 0; n < 4; ++n) CHECK(fabsf(got[n]) < 1e-6f);
  }
}
static PLAIN void plain_fused(void) {
  for (int i = 0; i < kCount; ++i) floats_want[i] = (float)((double)floats_b[i] * 0.5 + floats_a[i]);
}
static void vector_fused(void) {
  int i = 0;
  for (; i + 4 <= kCount; i += 4) {
    vst1q_f32(floats_out + i, vfmaq_f32(vld1q_f32(floats_a + i), vld1q_f32(floats_b + i), vdupq_n_f32(0.5f)));
  }
  for (; i < kCount; ++i) floats_out[i] = fmaf(floats_b[i], 0.5f, floats_a[i]);
}

#define RUN(name, kind) plain_##name(), vector_##name(), COMPARE(#name, kind)
#define REDUCE(name)                                               \
  do {                                                             \
    const uint32_t want = plain_##name(), got = vector_##name();   \
    compare(#name, &got, &want, sizeof got);                       \
  } while (0)

int main(void) {
  CHECK(getauxval(AT_HWCAP) & 1 << 12); /* HWCAP_NEON */
  fill();
  for (int i = 0; i < 3 * kCount; ++i) pixels[i] = random_word();
  for (int i = 0; i < 4 * kCount; ++i) wide_pixels[i] = random_word();
  for (int round = 0; round < 20; ++round) {
    saturation();
    tables();
    reciprocals();
  }
  swap_channels();
  transposition();
  RUN(byte_average, bytes);
  RUN(byte_difference, bytes);
  RUN(byte_blend, bytes);
  RUN(byte_greater, bytes);
  RUN(grey, bytes);
  RUN(short_product, shorts);
  RUN(short_clamp, shorts);
  RUN(word_shift, words);
  RUN(word_rotate, words);
  RUN(word_of_short, words);
  RUN(word_absolute, words);
  RUN(word_of_float, words);
  RUN(float_of_word, floats);
  RUN(float_sum, floats);
  RUN(float_scale, floats);
  RUN(float_clamp, floats);
  RUN(float_magnitude, floats);
  RUN(fused, floats);
  REDUCE(dot_product);
  REDUCE(byte_total);
  REDUCE(differences);
  REDUCE(greatest);
  REDUCE(parity);
  return checked("neon");
}
