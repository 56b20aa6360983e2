// An interpreter with a switch for a small machine of 16 registers and 4096 words: an indirect jump for each of its
// instructions, as in the interpreters of languages.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

enum op {
  kHalt,        //
  kSet,         // a = imm16
  kMove,        // a = b
  kAdd,         // a = b + c
  kSub,         // a = b - c
  kMul,         // a = b * c
  kAnd,         // a = b & c
  kXor,         // a = b ^ c
  kAddImm,      // a = b + signed imm8
  kShiftLeft,   // a = b << imm8
  kShiftRight,  // a = b >> imm8
  kLoad,        // a = memory[b + imm8]
  kStore,       // memory[b + imm8] = a
  kJump,        // to imm16
  kJumpZero,    // to imm16 if a == 0
  kJumpSet,     // to imm16 if a != 0
  kLess,        // a = b < c
  kCall,        // to imm16, with a way back
  kReturn,      //
};

// An instruction: the operation, a, b and c in a byte each, or imm16 in the place of b and c.
#define OP(op, a, b, c) ((uint32_t)(op) | (uint32_t)(a) << 8 | (uint32_t)(b) << 16 | (uint32_t)((c)&255) << 24)
#define WIDE(op, a, imm) ((uint32_t)(op) | (uint32_t)(a) << 8 | (uint32_t)(imm) << 16)

enum { kWords = 4096, kItems = 200, kCollatzTop = 300 };

enum label { kFill = 10, kSort = 22, kSum = 40, kCollatz = 56, kEnd = 80 };

// r0 is the seed on the way in and the result on the way out; r1 holds 1 throughout.
static const uint32_t program[kEnd] = {
    [0] = WIDE(kSet, 1, 1),
    [1] = WIDE(kCall, 0, kFill),
    [2] = WIDE(kCall, 0, kSort),
    [3] = WIDE(kCall, 0, kSum),
    [4] = WIDE(kCall, 0, kCollatz),
    [5] = OP(kXor, 0, 0, 9),
    [6] = WIDE(kHalt, 0, 0),

    // Fill: kItems words from a linear congruence.
    [kFill] = WIDE(kSet, 2, 0),
    [kFill + 1] = WIDE(kSet, 3, kItems),
    [kFill + 2] = WIDE(kSet, 4, 25173),
    [kFill + 3] = OP(kMul, 0, 0, 4),
    [kFill + 4] = OP(kAddImm, 0, 0, 101),
    [kFill + 5] = OP(kShiftRight, 5, 0, 8),
    [kFill + 6] = OP(kStore, 5, 2, 0),
    [kFill + 7] = OP(kAddImm, 2, 2, 1),
    [kFill + 8] = OP(kLess, 6, 2, 3),
    [kFill + 9] = WIDE(kJumpSet, 6, kFill + 3),
    [kFill + 10] = WIDE(kReturn, 0, 0),

    // Sort: by insertion.
    [kSort] = WIDE(kSet, 2, 1),
    [kSort + 1] = WIDE(kSet, 3, kItems),
    [kSort + 2] = OP(kLoad, 4, 2, 0),
    [kSort + 3] = OP(kMove, 5, 2, 0),
    [kSort + 4] = WIDE(kJumpZero, 5, kSort + 10),
    [kSort + 5] = OP(kLoad, 6, 5, -1),
    [kSort + 6] = OP(kLess, 7, 4, 6),
    [kSort + 7] = WIDE(kJumpZero, 7, kSort + 10),
    [kSort + 8] = OP(kStore, 6, 5, 0),
    [kSort + 9] = WIDE(kJump, 0, kSort + 15),
    [kSort + 10] = OP(kStore, 4, 5, 0),
    [kSort + 11] = OP(kAddImm, 2, 2, 1),
    [kSort + 12] = OP(kLess, 7, 2, 3),
    [kSort + 13] = WIDE(kJumpSet, 7, kSort + 2),
    [kSort + 14] = WIDE(kReturn, 0, 0),
    [kSort + 15] = OP(kSub, 5, 5, 1),
    [kSort + 16] = WIDE(kJump, 0, kSort + 4),

    // Sum: r0 = a mix of the words in their order.
    [kSum] = WIDE(kSet, 2, 0),
    [kSum + 1] = OP(kLoad, 4, 2, 0),
    [kSum + 2] = OP(kShiftLeft, 5, 0, 5),
    [kSum + 3] = OP(kSub, 0, 5, 0),
    [kSum + 4] = OP(kAdd, 0, 0, 4),
    [kSum + 5] = OP(kAddImm, 2, 2, 1),
    [kSum + 6] = OP(kLess, 6, 2, 3),
    [kSum + 7] = WIDE(kJumpSet, 6, kSum + 1),
    [kSum + 8] = WIDE(kReturn, 0, 0),

    // Collatz: r9 = the steps to 1 from all numbers below kCollatzTop.
    [kCollatz] = WIDE(kSet, 9, 0),
    [kCollatz + 1] = WIDE(kSet, 2, 1),
    [kCollatz + 2] = WIDE(kSet, 3, kCollatzTop),
    [kCollatz + 3] = OP(kMove, 4, 2, 0),
    [kCollatz + 4] = OP(kSub, 5, 4, 1),
    [kCollatz + 5] = WIDE(kJumpZero, 5, kCollatz + 15),
    [kCollatz + 6] = OP(kAddImm, 9, 9, 1),
    [kCollatz + 7] = OP(kAnd, 5, 4, 1),
    [kCollatz + 8] = WIDE(kJumpSet, 5, kCollatz + 11),
    [kCollatz + 9] = OP(kShiftRight, 4, 4, 1),
    [kCollatz + 10] = WIDE(kJump, 0, kCollatz + 4),
    [kCollatz + 11] = OP(kAdd, 6, 4, 4),
    [kCollatz + 12] = OP(kAdd, 4, 4, 6),
    [kCollatz + 13] = OP(kAddImm, 4, 4, 1),
    [kCollatz + 14] = WIDE(kJump, 0, kCollatz + 4),
    [kCollatz + 15] = OP(kAddImm, 2, 2, 1),
    [kCollatz + 16] = OP(kLess, 5, 2, 3),
    [kCollatz + 17] = WIDE(kJumpSet, 5, kCollatz + 3),
    [kCollatz + 18] = WIDE(kReturn, 0, 0),
};

static uint32_t memory[kWords];

static __attribute__((noinline)) uint32_t run(const uint32_t* code, uint32_t seed, uint32_t* steps) {
  uint32_t r[16] = {seed};
  uint32_t back[16];
  uint32_t depth = 0;
  uint32_t pc = 0;
  uint32_t count = 0;
  for (;;) {
    const uint32_t word = code[pc++];
    const uint32_t a = (word >> 8) & 15;
    const uint32_t b = (word >> 16) & 15;
    const uint32_t c = (word >> 24) & 15;
    const uint32_t imm16 = word >> 16;
    const uint32_t imm8 = (uint32_t)((int32_t)word >> 24);
    ++count;
    switch ((enum op)(word & 255)) {
      case kHalt: *steps += count; return r[0];
      case kSet: r[a] = imm16; break;
      case kMove: r[a] = r[b]; break;
      case kAdd: r[a] = r[b] + r[c]; break;
      case kSub: r[a] = r[b] - r[c]; break;
      case kMul: r[a] = r[b] * r[c]; break;
      case kAnd: r[a] = r[b] & r[c]; break;
      case kXor: r[a] = r[b] ^ r[c]; break;
      case kAddImm: r[a] = r[b] + imm8; break;
      case kShiftLeft: r[a] = r[b] << (imm8 & 31); break;
      case kShiftRight: r[a] = r[b] >> (imm8 & 31); break;
      case kLoad: r[a] = memory[(r[b] + imm8) % kWords]; break;
      case kStore: memory[(r[b] + imm8) % kWords] = r[a]; break;
      case kJump: pc = imm16; break;
      case kJumpZero:
        if (!r[a]) pc = imm16;
        break;
      case kJumpSet:
        if (r[a]) pc = imm16;
        break;
      case kLess: r[a] = r[b] < r[c]; break;
      case kCall:
        back[depth++ & 15] = pc;
        pc = imm16;
        break;
      case kReturn: pc = back[--depth & 15]; break;
    }
  }
}

static uint32_t scaled(uint32_t work, int argc, char** argv) {
  const uint32_t percent = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 100;
  const uint32_t amount = (uint32_t)((uint64_t)work * percent / 100);
  return amount ? amount : 1;
}

int main(int argc, char** argv) {
  const uint32_t rounds = scaled(1200, argc, argv);
  uint32_t checksum = 1;
  uint32_t steps = 0;
  for (uint32_t i = 0; i < rounds; ++i) checksum = checksum * 31 + run(program, checksum + i, &steps);
  printf("bytecode_switch %u rounds, %u steps, checksum %08x\n", (unsigned)rounds, (unsigned)steps, (unsigned)checksum);
  return 0;
}
