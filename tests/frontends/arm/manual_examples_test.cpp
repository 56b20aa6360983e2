// What the manual says of single instructions, one line a fact. Source: ARM DDI 0406C.d, sections by the line.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <string_view>

#include "tests/support/arm/program.h"

namespace sosie::arm {

namespace {

/// One instruction, R0 to R3 and the flags that are set (of "nzcvq") before it, R0 and flags after it.
struct Fact {
  std::string_view assembly;
  u32 word;
  std::array<u32, 4> before;
  std::string_view flags_before;
  u32 r0;
  std::string_view flags_after;
  std::string_view says;
};

// clang-format off
constexpr Fact kArmFacts[] = {
    {"lsls r0, r1, r2", 0xe1b00211, {7, 0x8000'0001, 32}, "", 0, "zc", "A2.2.1: by 32, the carry is bit 0"},
    {"lsls r0, r1, r2", 0xe1b00211, {7, 0x8000'0001, 33}, "c", 0, "z", "A2.2.1: by more, nothing is left"},
    {"lsls r0, r1, r2", 0xe1b00211, {7, 0x8000'0001, 0}, "c", 0x8000'0001, "nc", "A2.2.1: by 0 the carry stays"},
    {"lsls r0, r1, r2", 0xe1b00211, {7, 3, 0x100}, "c", 3, "c", "A8.8.95: only the low byte counts"},
    {"lsrs r0, r1, r2", 0xe1b00231, {7, 0x8000'0000, 32}, "", 0, "zc", "by 32, the carry is bit 31"},
    {"lsrs r0, r1, r2", 0xe1b00231, {7, 0x8000'0000, 33}, "c", 0, "z", "by more, no carry"},
    {"asrs r0, r1, r2", 0xe1b00251, {7, 0x8000'0000, 255}, "", 0xffff'ffff, "nc", "the sign, for ever"},
    {"rors r0, r1, r2", 0xe1b00271, {7, 0x8000'0001, 32}, "", 0x8000'0001, "nc", "by 32: only the carry"},
    {"lsrs r0, r1, #32", 0xe1b00021, {7, 0x8000'0000}, "", 0, "zc", "A8.4.3: LSR #0 is #32"},
    {"asrs r0, r1, #32", 0xe1b00041, {7, 0x8000'0000}, "", 0xffff'ffff, "nc", "A8.4.3: ASR #0 is #32"},
    {"rrxs r0, r1", 0xe1b00061, {7, 3}, "c", 0x8000'0001, "nc", "A8.8.151: the carry comes in, bit 0 goes out"},
    {"rrxs r0, r1", 0xe1b00061, {7, 2}, "", 1, "", "A8.8.151"},
    {"movs r0, #0x80000000", 0xe3b00102, {}, "", 0x8000'0000, "nc", "A5.2.4: a rotated constant has a carry"},
    {"movs r0, #0xff", 0xe3b000ff, {}, "c", 0xff, "c", "A5.2.4: one that is not rotated has none"},
    {"adds r0, r1, r2", 0xe0910002, {0, 0x7fff'ffff, 1}, "", 0x8000'0000, "nv", "A2.2.1 AddWithCarry"},
    {"adds r0, r1, r2", 0xe0910002, {0, 0xffff'ffff, 1}, "", 0, "zc", "A2.2.1 AddWithCarry"},
    {"subs r0, r1, r2", 0xe0510002, {0, 1, 1}, "", 0, "zc", "C is set where nothing is borrowed"},
    {"subs r0, r1, r2", 0xe0510002, {0, 0x8000'0000, 1}, "", 0x7fff'ffff, "cv", "A2.2.1"},
    {"adcs r0, r1, r2", 0xe0b10002, {0, 0xffff'ffff, 0}, "c", 0, "zc", "A2.2.1: the carry carries"},
    {"sbcs r0, r1, r2", 0xe0d10002, {0, 5, 5}, "", 0xffff'ffff, "n", "A2.2.1: no carry is a borrow"},
    {"rscs r0, r1, r2", 0xe0f10002, {0, 1, 5}, "c", 4, "c", "A8.8.156: Rm - Rn - NOT(carry)"},
    {"cmn r1, r2", 0xe1710002, {0, 0x8000'0000, 0x8000'0000}, "", 0, "zcv", "A2.2.1"},
    {"tst r1, #0x80000000", 0xe3110102, {0, 0x8000'0000}, "v", 0, "ncv", "A8.8.240: V stays"},
    {"movt r0, #0x1234", 0xe3410234, {0xffff'5678}, "", 0x1234'5678, "", "A8.8.106: the low half stays"},
    {"muls r0, r1, r2 if eq", 0x00100291, {9, 3, 4}, "", 9, "", "A8.3: the condition fails"},

    {"qadd r0, r1, r2", 0xe1020051, {0, 0x7fff'ffff, 1}, "", 0x7fff'ffff, "q", "A8.8.134"},
    {"qsub r0, r1, r2", 0xe1220051, {0, 0x8000'0000, 1}, "", 0x8000'0000, "q", "A8.8.141"},
    {"qdadd r0, r1, r2", 0xe1420051, {0, 0x8000'0000, 0x4000'0000}, "", 0xffff'ffff, "q", "A8.8.138: twice"},
    {"qadd r0, r1, r2", 0xe1020051, {0, 1, 1}, "q", 2, "q", "A2.4: Q stays set"},
    {"ssat r0, #8, r1", 0xe6a70011, {0, 128}, "", 127, "q", "A8.8.193"},
    {"ssat r0, #8, r1", 0xe6a70011, {0, 0xffff'ff80}, "", 0xffff'ff80, "", "A8.8.193: -128 fits"},
    {"ssat r0, #32, r1, asr #32", 0xe6bf0051, {0, 0x8000'0000}, "", 0xffff'ffff, "", "A8.8.193: sh = 1, imm5 = 0"},
    {"usat r0, #8, r1", 0xe6e80011, {0, 0xffff'ffff}, "", 0, "q", "A8.8.266: negative becomes 0"},
    {"usat r0, #0, r1", 0xe6e00011, {0, 1}, "", 0, "q", "A8.8.266: to no bits at all"},
    {"ssat16 r0, #8, r1", 0xe6a70f31, {0, 0xff7f'0080}, "", 0xff80'007f, "q", "A8.8.194"},

    {"sdiv r0, r1, r2", 0xe710f211, {9, 0x8000'0000, 0xffff'ffff}, "", 0x8000'0000, "", "A8.8.165: it overflows"},
    {"sdiv r0, r1, r2", 0xe710f211, {9, 0xffff'fff9, 2}, "", 0xffff'fffd, "", "A8.8.165: towards zero"},
    {"sdiv r0, r1, r2", 0xe710f211, {9, 5, 0}, "", 0, "", "A8.8.165: by zero is zero"},
    {"udiv r0, r1, r2", 0xe730f211, {9, 0xffff'ffff, 0}, "", 0, "", "A8.8.248: by zero is zero"},
    {"smlabb r0, r1, r2, r3", 0xe1003281, {0, 0x7fff, 0x7fff, 0x7fff'ffff}, "", 0xbfff'0000, "q", "A8.8.176: it wraps"},
    {"smuad r0, r1, r2", 0xe700f211, {0, 0x8000'8000, 0x8000'8000}, "", 0x8000'0000, "q", "A8.8.187: only then"},
    {"smlawt r0, r1, r2, r3", 0xe12032c1, {0, 0xffff'ffff, 0x0001'0000, 1}, "", 0, "", "A8.8.181: rounds down"},
    {"smmul r0, r1, r2", 0xe750f211, {0, 0x8000, 0x1'0000}, "", 0, "", "A8.8.186: cut"},
    {"smmulr r0, r1, r2", 0xe750f231, {0, 0x8000, 0x1'0000}, "", 1, "", "A8.8.186: rounded"},

    {"uqsub8 r0, r1, r2", 0xe6610ff2, {0, 0x00ff'1005, 0x01fe'2004}, "", 0x0001'0001, "", "A8.8.263"},
    {"shadd8 r0, r1, r2", 0xe6310f92, {0, 0x7f80'ff01, 0x7f80'ff02}, "", 0x7f80'ff01, "", "A8.8.170"},
    {"usad8 r0, r1, r2", 0xe780f211, {0, 0xff00'0001, 0x00ff'0000}, "", 0x1ff, "", "A8.8.264"},
    {"bfi r0, r1, #8, #4", 0xe7cb0411, {0xffff'ffff, 5}, "", 0xffff'f5ff, "", "A8.8.20"},
    {"bfc r0, #0, #32", 0xe7df001f, {0xffff'ffff}, "", 0, "", "A8.8.19"},
    {"ubfx r0, r1, #28, #4", 0xe7e30e51, {0, 0xf000'0000}, "", 15, "", "A8.8.246"},
    {"sbfx r0, r1, #28, #4", 0xe7a30e51, {0, 0xf000'0000}, "", 0xffff'ffff, "", "A8.8.164"},
    {"sbfx r0, r1, #0, #32", 0xe7bf0051, {0, 0x8765'4321}, "", 0x8765'4321, "", "A8.8.164"},
    {"revsh r0, r1", 0xe6ff0fb1, {0, 0x1234'0080}, "", 0xffff'8000, "", "A8.8.147"},
    {"rev16 r0, r1", 0xe6bf0fb1, {0, 0x1234'5678}, "", 0x3412'7856, "", "A8.8.146"},
    {"rbit r0, r1", 0xe6ff0f31, {0, 0x8000'000b}, "", 0xd000'0001, "", "A8.8.144"},
    {"clz r0, r1", 0xe16f0f11, {9, 0}, "", 32, "", "A8.8.33"},
    {"pkhtb r0, r1, r2, asr #32", 0xe6810052, {0, 0x1234'5678, 0x8000'0000}, "", 0x1234'ffff, "", "A8.8.125"},
    {"pkhbt r0, r1, r2, lsl #4", 0xe6810212, {0, 0x1234'5678, 0x0abc'd000}, "", 0xabcd'5678, "", "A8.8.125"},
    {"sxtb16 r0, r1, ror #8", 0xe68f0471, {0, 0x80ff'7fff}, "", 0xff80'007f, "", "A8.8.234"},
    {"sxtab r0, r1, r2, ror #24", 0xe6a10c72, {0, 1, 0xff00'0000}, "", 0, "", "A8.8.230"},
    {"mrs r0, apsr", 0xe10f0000, {}, "nq", 0x8800'0010, "nq", "B9.3.8: M says user mode"},
    {"msr apsr_nzcvq, r1", 0xe128f001, {0, 0xf800'0000}, "", 0, "nzcvq", "A8.8.112"},
    {"msr apsr_g, r1", 0xe124f001, {0, 0xf800'0000}, "c", 0, "c", "A8.8.112: other fields stay"},
};

constexpr Fact kThumbFacts[] = {
    {"movs r0, r1", 0x0008, {5, 0}, "cv", 0, "zcv", "A8.8.103 T2: C and V stay"},
    {"lsrs r0, r1, #32", 0x0808, {5, 0x8000'0000}, "", 0, "zc", "A8.8.96"},
    {"rors r0, r1", 0x41c8, {0x8000'0000, 32}, "", 0x8000'0000, "nc", "A8.8.150"},
    {"muls r0, r1, r0", 0x4348, {3, 0x8000'0000}, "cv", 0x8000'0000, "ncv", "A8.8.114: C and V stay"},
    {"ands.w r0, r1, #0x00ff00ff", 0xf01110ff, {0, 0xffff'ffff}, "c", 0x00ff'00ff, "c", "A6.3.2: no carry"},
    {"ands.w r0, r1, #0x80000000", 0xf0114000, {0, 0xffff'ffff}, "", 0x8000'0000, "nc", "A6.3.2: rotated"},
    {"orn r0, r1, r2", 0xea610002, {0, 1, 0xffff'fff0}, "", 15, "", "A8.8.121"},
    {"ssat r0, #16, r1, lsl #4", 0xf301100f, {0, 0x800}, "", 0x7fff, "q", "A8.8.193"},
    {"subw r0, r1, #0xfff", 0xf6a170ff, {0, 0xffe}, "c", 0xffff'ffff, "c", "A8.8.221 T4: no flags"},
    {"addw r0, pc, #4", 0xf20f0004, {}, "", kCodeAddress + 8, "", "A8.8.12 T3: ADR"},
    {"cmp r0, #0", 0x2800, {}, "", 0, "zc", "A8.8.37"},
};
// clang-format on

std::string flags_of(const State& s) {
  std::string text;
  if (s.n) text += 'n';
  if (s.z) text += 'z';
  if (s.c) text += 'c';
  if (s.v) text += 'v';
  if (s.q) text += 'q';
  return text;
}

void expect_fact(bool thumb, const Fact& fact) {
  Program program(thumb, {fact.word});
  for (unsigned r = 0; r < 4; ++r) program.start.r[r] = fact.before[r];
  for (char flag : fact.flags_before) {
    (flag == 'n'   ? program.start.n
     : flag == 'z' ? program.start.z
     : flag == 'c' ? program.start.c
     : flag == 'v' ? program.start.v
                   : program.start.q) = 1;
  }
  const Outcome outcome = run(program);
  EXPECT_EQ(outcome.ending, Outcome::kEnd) << fact.assembly;
  EXPECT_EQ(outcome.state.r[0], fact.r0) << fact.assembly << ": " << fact.says;
  for (unsigned r = 1; r < 4; ++r) EXPECT_EQ(outcome.state.r[r], fact.before[r]) << fact.assembly << ", r" << r;
  EXPECT_EQ(flags_of(outcome.state), fact.flags_after) << fact.assembly << ": " << fact.says;
}

TEST(ManualExamples, Arm) {
  for (const Fact& fact : kArmFacts) expect_fact(false, fact);
}

TEST(ManualExamples, Thumb) {
  for (const Fact& fact : kThumbFacts) expect_fact(true, fact);
}

/// R0:R3 and flags after a long multiplication of R1 and R2.
struct LongProduct {
  u64 value;
  std::string flags;
  bool operator==(const LongProduct&) const = default;
};

LongProduct long_product(u32 word, std::array<u32, 4> before) {
  Program program(false, {word});
  for (unsigned r = 0; r < 4; ++r) program.start.r[r] = before[r];
  const State s = run(program).state;
  return {u64{s.r[0]} << 32 | s.r[3], flags_of(s)};
}

TEST(ManualExamples, LongProducts_A4_4_3) {
  EXPECT_EQ(long_product(0xe0403291, {~0u, ~0u, ~0u, ~0u}), (LongProduct{~u64{0}, ""})) << "umaal: just fits";
  EXPECT_EQ(long_product(0xe0903291, {0, 0x1'0000, 0x1'0000, 9}), (LongProduct{u64{1} << 32, ""}))
      << "umulls: Z of 64 bits";
  EXPECT_EQ(long_product(0xe1403281, {0, 0xffff, 2, 0}), (LongProduct{~u64{1}, ""})) << "smlalbb: -1 * 2";
}

u32 ge_of(const State& s) { return cpsr(s) >> 16 & 15; }

u32 ge_after(u32 word, u32 r1, u32 r2) {
  Program program(false, {word});
  program.start.r[1] = r1;
  program.start.r[2] = r2;
  return ge_of(run(program).state);
}

TEST(ManualExamples, GreaterOrEqualFlags_A4_4_6) {
  EXPECT_EQ(ge_after(0xe6510f92, 0xff80'7f01, 0x0180'7fff), 0b1101u) << "uadd8: carries";
  EXPECT_EQ(ge_after(0xe6510ff2, 0x0500'ff00, 0x0501'fe00), 0b1011u) << "usub8: no borrows";
  EXPECT_EQ(ge_after(0xe6110f12, 0x7fff'8000, 0x7fff'0000), 0b1100u) << "sadd16: not negative, before it wraps";
  EXPECT_EQ(ge_after(0xe6110f72, 0x8000'0000, 0x0001'0000), 0b0011u) << "ssub16: negative, before it wraps";
  EXPECT_EQ(ge_after(0xe6110f32, 0x0000'0000, 0x0001'0000), 0b1100u) << "sasx: 0 + 0 above, 0 - 1 below";
}

TEST(ManualExamples, SelectsByGreaterOrEqual_A8_8_166) {
  Program program(false, {0xe6810fb2});  // sel r0, r1, r2
  program.start.r[1] = 0x1122'3344;
  program.start.r[2] = 0xaabb'ccdd;
  program.start.ge[0] = program.start.ge[3] = 1;
  EXPECT_EQ(run(program).state.r[0], 0x11bb'cc44u);
}

TEST(ManualExamples, ItBlockSetsNoFlagsAndChangesItsCondition_A8_8_54) {
  Program plain(true, {0xbf06, 0x2001, 0x2102, 0x2203});  // itte eq; moveq r0, #1; moveq r1, #2; movne r2, #3
  plain.start.z = 1;
  plain.start.n = 1;
  const State taken = run(plain).state;
  EXPECT_EQ(taken.r[0], 1u);
  EXPECT_EQ(taken.r[1], 2u);
  EXPECT_EQ(taken.r[2], 0u);
  EXPECT_EQ(flags_of(taken), "nz") << "16-bit MOV sets flags outside IT blocks only";
  EXPECT_EQ(taken.mode, kModeThumb) << "the block is over";

  Program compares(true, {0xbf02, 0x2901, 0x2205, 0xbf00});  // ittt eq; cmpeq r1, #1; moveq r2, #5; nop
  compares.start.z = 1;
  EXPECT_EQ(run(compares).state.r[2], 0u) << "a compare inside the block counts for the rest of it";
}

TEST(ManualExamples, ItStateBelongsToTheInstruction_A2_5_2) {
  Program program(true, {0xbf1c, 0xdf00, 0x3001});  // itt ne; svcne #0; addne r0, r0, #1
  const Outcome call = run(program);
  EXPECT_EQ(call.ending, Outcome::kSystemCall);
  EXPECT_EQ(call.state.r[15], kCodeAddress + 4);
  EXPECT_EQ(call.state.mode, kModeThumb | 0x18u << kModeItShift) << "one instruction is left, with condition NE";
}

/// Where a branch leads that the program takes; nothing is mapped there.
constexpr u32 kElsewhere = 0x0020'0000;

struct Branch {
  std::string_view assembly;
  bool thumb;
  u32 word;
  u32 target;  ///< in R0, and in memory where R0 and SP point when `in_memory`
  bool in_memory;
  u32 pc, mode;
  std::string_view says;
};

constexpr Branch kBranches[] = {
    {"bx r0", false, 0xe12fff10, kElsewhere | 1, false, kElsewhere, kModeThumb, "A8.8.27"},
    {"bx r0", true, 0x4700, kElsewhere, false, kElsewhere, 0, "A8.8.27"},
    {"mov pc, r0", false, 0xe1a0f000, kElsewhere | 1, false, kElsewhere, kModeThumb, "A2.3.1: interworks in ARM code"},
    {"mov pc, r0", true, 0x4687, kElsewhere | 2, false, kElsewhere | 2, kModeThumb, "A2.3.1: does not in Thumb code"},
    {"ldr pc, [r0]", false, 0xe590f000, kElsewhere | 1, true, kElsewhere, kModeThumb, "A2.3.1: LoadWritePC interworks"},
    {"ldr pc, [sp], #4", false, 0xe49df004, kElsewhere, true, kElsewhere, 0, "A2.3.1"},
    {"ldmia sp!, {r1, pc}", false, 0xe8bd8002, kElsewhere | 1, true, kElsewhere, kModeThumb, "A2.3.1"},
    {"pop {r1, pc}", true, 0xbd02, kElsewhere, true, kElsewhere, 0, "A8.8.131: to ARM code"},
};

TEST(ManualExamples, BranchesToAnAddress) {
  for (const Branch& branch : kBranches) {
    Program program(branch.thumb, {branch.word});
    program.start.r[0] = branch.in_memory ? kDataAddress : branch.target;
    program.start.r[13] = kDataAddress;
    program.set_word(kDataAddress, branch.target);
    program.set_word(kDataAddress + 4, branch.target);
    const Outcome outcome = run(program);
    EXPECT_EQ(outcome.state.r[15], branch.pc) << branch.assembly << ": " << branch.says;
    EXPECT_EQ(outcome.state.mode, branch.mode) << branch.assembly << ": " << branch.says;
  }
}

TEST(ManualExamples, CallsLeaveTheReturnAddress_A8_8_25) {
  Program to_arm(true, {0xbf00, 0xf000e802});  // nop; blx to Align(PC, 4) + 4
  const State s = run(to_arm).state;
  EXPECT_EQ(s.r[15], kCodeAddress + 4 + 4) << "the base is Align(PC, 4)";
  EXPECT_EQ(s.mode, 0u);
  EXPECT_EQ(s.r[14], (kCodeAddress + 6) | 1) << "bit 0 says that the caller is Thumb";

  const State far = run(Program(true, {0xf000f802})).state;  // bl to PC + 4
  EXPECT_EQ(far.r[15], kCodeAddress + 8);
  EXPECT_EQ(far.r[14], (kCodeAddress + 4) | 1);
  const State arm = run(Program(false, {0xeb000002})).state;  // bl to PC + 8
  EXPECT_EQ(arm.r[15], kCodeAddress + 16);
  EXPECT_EQ(arm.r[14], kCodeAddress + 4);

  Program through_lr(false, {0xe12fff3e});  // blx lr
  through_lr.start.r[14] = kElsewhere;
  const State t = run(through_lr).state;
  EXPECT_EQ(t.r[15], kElsewhere) << "the target is read before LR is written";
  EXPECT_EQ(t.r[14], kCodeAddress + 4);
}

TEST(ManualExamples, TableBranchCountsHalfwords_A8_8_236) {
  Program program(true, {0xe8d0f001, 0xbf00});  // tbb [r0, r1]
  program.start.r[0] = kDataAddress;
  program.start.r[1] = 3;
  program.data[3] = 0x80;
  EXPECT_EQ(run(program).state.r[15], kCodeAddress + 4 + 0x100);
}

TEST(ManualExamples, LiteralsCountFromTheAlignedPc_A8_8_64) {
  Program program(true, {0xbf00, 0xf85f0004, 0x4600});  // nop; ldr.w r0, [pc, #-4]; mov r0, r0
  EXPECT_EQ(run(program).state.r[0], 0xf85f'bf00u) << "Align(PC, 4) is the program's start + 4";
}

/// Memory instructions start with R0 in the middle of the data, whose words are their own addresses.
constexpr u32 kMiddle = kDataAddress + 0x1000;

Program with_addresses(bool thumb, std::initializer_list<u32> words) {
  Program program(thumb, words);
  for (u32 address = kDataAddress; address < kDataAddress + kDataBytes; address += 4)
    program.set_word(address, address);
  program.start.r[0] = kMiddle;
  return program;
}

TEST(ManualExamples, MultipleLoadsBeginAtTheLowestAddress_A8_8_58) {
  struct {
    u32 word;
    u32 r1, r2, base;
  } constexpr kForms[] = {
      {0xe8b00006, kMiddle, kMiddle + 4, kMiddle + 8},      // ldmia r0!, {r1, r2}
      {0xe9b00006, kMiddle + 4, kMiddle + 8, kMiddle + 8},  // ldmib r0!, {r1, r2}
      {0xe8300006, kMiddle - 4, kMiddle, kMiddle - 8},      // ldmda r0!, {r1, r2}
      {0xe9300006, kMiddle - 8, kMiddle - 4, kMiddle - 8},  // ldmdb r0!, {r1, r2}
  };
  for (const auto& form : kForms) {
    const State s = run(with_addresses(false, {form.word})).state;
    EXPECT_EQ(s.r[1], form.r1);
    EXPECT_EQ(s.r[2], form.r2);
    EXPECT_EQ(s.r[0], form.base);
  }
}

TEST(ManualExamples, MultipleLoadsOfTheBase) {
  EXPECT_EQ(run(with_addresses(false, {0xe8900003})).state.r[1], kMiddle + 4) << "A8.8.58: ldm r0, {r0, r1}";
  EXPECT_EQ(run(with_addresses(false, {0xe8900003})).state.r[0], kMiddle);
  EXPECT_EQ(run(with_addresses(true, {0xc803})).state.r[0], kMiddle) << "A8.8.57 T1: no write-back then";
  EXPECT_EQ(run(with_addresses(true, {0xc806})).state.r[0], kMiddle + 8) << "A8.8.57 T1: else always";
}

TEST(ManualExamples, MultipleStoresOfTheBaseStoreItsOldValue_A8_8_199) {
  const Outcome outcome = run(with_addresses(false, {0xe8a00003}));  // stmia r0!, {r0, r1}
  EXPECT_EQ(Program::read<u32>(outcome.data, kMiddle), kMiddle);
  EXPECT_EQ(outcome.state.r[0], kMiddle + 8);
}

TEST(ManualExamples, AnInstructionThatFaultsCanBeRunAgain_B1_9_8) {
  constexpr u32 kLastWord = kDataAddress + kDataBytes - 4;
  for (u32 word :
       {0xe8900003u /* ldm r0, {r0, r1} */, 0xe8b00006u /* ldm r0!, {r1, r2} */, 0xe8a00006u /* stm r0!, … */,
        0xe5b01008u /* ldr r1, [r0, #8]! */, 0xe0c020d8u /* ldrd r2, r3, [r0], #8 */}) {
    Program program = with_addresses(false, {word});
    program.start.r[0] = kLastWord;
    program.start.r[3] = 3;
    const Outcome outcome = run(program);
    EXPECT_TRUE(outcome.ending == Outcome::kReadFault || outcome.ending == Outcome::kWriteFault) << std::hex << word;
    EXPECT_EQ(outcome.state.r[0], kLastWord) << std::hex << word;
    EXPECT_EQ(outcome.state.r[15], kCodeAddress);
  }
}

TEST(ManualExamples, StoringThePcStoresItsAddressPlus8_A2_3) {
  EXPECT_EQ(Program::read<u32>(run(with_addresses(false, {0xe580f000})).data, kMiddle), kCodeAddress + 8);
}

TEST(ManualExamples, LoadsExtend_A8_8_84) {
  Program program = with_addresses(false, {0xe1d010d0, 0xe15020f2});  // ldrsb r1, [r0]; ldrsh r2, [r0, #-2]
  program.set_word(kMiddle - 4, 0x8001'0000);
  program.set_word(kMiddle, 0x1234'5680);
  const State s = run(program).state;
  EXPECT_EQ(s.r[1], 0xffff'ff80u);
  EXPECT_EQ(s.r[2], 0xffff'8001u);
}

TEST(ManualExamples, ExclusiveStoresNeedAMonitor_A3_4_1) {
  // ldrex r2, [r0]; strex r3, r1, [r0]; strex r4, r1, [r0]
  const Outcome pair = run(with_addresses(false, {0xe1902f9f, 0xe1803f91, 0xe1804f91}));
  EXPECT_EQ(pair.state.r[2], kMiddle);
  EXPECT_EQ(pair.state.r[3], 0u) << "stored";
  EXPECT_EQ(pair.state.r[4], 1u) << "a second store is not exclusive any more";
  EXPECT_EQ(Program::read<u32>(pair.data, kMiddle), 0u);
  // ldrex r2, [r0]; clrex; strex r3, r1, [r0]
  EXPECT_EQ(run(with_addresses(false, {0xe1902f9f, 0xf57ff01f, 0xe1803f91})).state.r[3], 1u);
  // ldrex r2, [r0]; str r1, [r0]; strex r3, r1, [r0]: somebody wrote
  EXPECT_EQ(run(with_addresses(false, {0xe1902f9f, 0xe5801000, 0xe1803f91})).state.r[3], 1u);
}

TEST(ManualExamples, UnalignedExclusivesFault_A3_2_1) {
  for (u32 word : {0xe1902f9fu /* ldrex */, 0xe1b04f9fu /* ldrexd */, 0xe1803f91u /* strex */, 0xe1001092u /* swp */}) {
    Program program = with_addresses(false, {word});
    program.start.r[0] = kMiddle + 2;
    const Outcome outcome = run(program);
    EXPECT_EQ(outcome.ending, Outcome::kRaise) << std::hex << word;
    EXPECT_EQ(outcome.vector, u32{kAlignment}) << std::hex << word;
  }
}

TEST(ManualExamples, SwapsReadThenWrite_A8_8_229) {
  Program program = with_addresses(false, {0xe1001092});  // swp r1, r2, [r0]
  program.start.r[2] = 5;
  const Outcome outcome = run(program);
  EXPECT_EQ(outcome.state.r[1], kMiddle);
  EXPECT_EQ(Program::read<u32>(outcome.data, kMiddle), 5u);
}

TEST(ManualExamples, ThreadPointers_B4_1_149) {
  Program program(false, {0xee1d1f70, 0xee0d0f50, 0xee1d2f50});  // mrc TPIDRURO to r1; mcr r0 to TPIDRURW; mrc it to r2
  program.start.tpidruro = 0x1234;
  program.start.r[0] = 0x5678;
  const State s = run(program).state;
  EXPECT_EQ(s.r[1], 0x1234u);
  EXPECT_EQ(s.r[2], 0x5678u);
  EXPECT_EQ(run(Program(false, {0xee0d0f70})).ending, Outcome::kRaise) << "TPIDRURO is read-only in user mode";
}

TEST(ManualExamples, Exceptions_A8_8_228) {
  const Outcome call = run(Program(false, {0xef000000}));
  EXPECT_EQ(call.ending, Outcome::kSystemCall);
  EXPECT_EQ(call.state.r[15], kCodeAddress + 4) << "SVC has happened";
  const Outcome undefined = run(Program(false, {0xe7f000f0}));
  EXPECT_EQ(undefined.vector, u32{kUndefined});
  EXPECT_EQ(undefined.state.r[15], kCodeAddress) << "UDF has not";
  EXPECT_EQ(run(Program(false, {0xe1200070})).vector, u32{kBreakpoint});
  EXPECT_EQ(run(Program(false, {0xf1010200})).vector, u32{kUndefined}) << "SETEND BE: there is no big-endian data";
  EXPECT_EQ(run(Program(false, {0xf1010000})).ending, Outcome::kEnd) << "SETEND LE";
}

}  // namespace

}  // namespace sosie::arm
