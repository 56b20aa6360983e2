// Floating-point instructions one after the other: what FPCR's default makes of them, executed, listed and translated,
// against the general helper, which settles FPSR after each.
//
// SOSIE_STREAMS sets how many streams a test runs, SOSIE_SEED the seed of the first; a failure names its own.
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <cstring>
#include <memory>
#include <random>
#include <vector>

#include "core/emit/interpreter.h"
#include "core/engine/cpu_record.h"
#include "core/ir/builder.h"
#include "core/ir/evaluator.h"
#include "core/memory/flat_memory.h"
#include "frontends/m68k/fp_helpers.h"
#include "frontends/m68k/isa.h"
#include "jit/translator.h"
#include "tests/support/host_faults.h"
#include "tests/support/m68k/random_numbers.h"

namespace sosie::m68k {

namespace {

constexpr u32 kCode = 0x10000, kData = 0x20000, kPage = 0x1000;
constexpr unsigned kInsns = 10, kMaxFailures = 3;

u64 from_environment(const char* name, u64 otherwise) {
  const char* const text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 0) : otherwise;
}

class FpStreams : public testing::Test {
 protected:
  FpStreams() {
    memory_.map_zeroed(kCode, kPage, kPageRead | kPageWrite | kPageExecute);
    memory_.map_zeroed(kData, kPage, kPageRead | kPageWrite);
    cpu_->context.memory = memory_.base();
  }

  void make(u64 seed) {
    random_.seed(seed);
    start_ = {};
    for (FpRegister& fp : start_.fp) fp = test::random_number([this](u32 n) { return below(n); });
    for (u32& d : start_.d) d = below(3) == 0 ? below(100) - 50 : static_cast<u32>(random_());
    start_.a[0] = kData;
    set_fpsr(start_, static_cast<u32>(random_()));
    start_.pc = kCode;
    data_.clear();
    while (data_.size() < kPage) add_number();
    data_.resize(kPage);
    code_.clear();
    for (unsigned n = 0; n < kInsns; ++n) add_instruction();
  }

  bool interpret(u32 mode) {
    load();
    cpu_->state.mode = mode;
    Interpreter interpreter(&cpu_->state, memory_, isa_.layout());
    for (u64 address = kCode; address < end();) {
      DecodedInsn insn;
      if (isa_.decode(address, mode, memory_, insn) != FetchResult::kOk) return false;
      interpreter.clear_left();
      interpreter.run(insn);
      address = insn.next_address();
    }
    return true;
  }
  ir::Block list() {
    ir::Block block;
    block.address = kCode;
    IrBuilder builder(block);
    for (u64 address = kCode; address < end();) {
      DecodedInsn insn;
      isa_.decode(address, 0, memory_, insn);
      builder.translate(insn);
      address = insn.next_address();
    }
    builder.jump_to(end(), 0);
    EXPECT_EQ(ir::verify(block), "") << ir::print(block);
    return block;
  }
  void evaluate() {
    load();
    ir::Evaluator(memory_, isa_.layout()).run(list(), &cpu_->state);
  }
  void translate() {
    load();
    translator_.clear();
    TranslatedCode code;
    const ir::Block block = list();
    ASSERT_TRUE(translator_.translate(block, code) && code.entry) << ir::print(block);
    cpu_->context.budget = 1000;
    translator_.run(code.entry, &cpu_->state);
  }

  /// What is the same however it was computed.
  std::string outcome() const {
    const State& s = cpu_->state;
    std::string text = fmt::format("fpsr {:08x}", fpsr(s));
    for (const FpRegister& fp : s.fp) text += fmt::format(" {:04x}.{:016x}", fp.head, fp.mantissa);
    text += fmt::format(" d {:x} data {:x}", fmt::join(s.d, ","), memory_hash());
    return text;
  }
  /// The state as it lies there, but for the place.
  std::vector<u8> raw() const {
    State s = cpu_->state;
    s.pc = s.mode = 0;
    s.scratch = 0;
    const u8* const bytes = reinterpret_cast<const u8*>(&s);
    return {bytes, bytes + sizeof s};
  }
  std::string listing() const { return fmt::format("{:04x}", fmt::join(code_, " ")); }

 private:
  u32 below(u32 n) { return static_cast<u32>(random_() % n); }
  u64 end() const { return kCode + 2 * code_.size(); }

  /// A single, a double or an integer, big-endian.
  void add_number() {
    const auto append = [&](u64 value, unsigned bytes) {
      while (bytes-- > 0) data_.push_back(static_cast<u8>(value >> 8 * bytes));
    };
    switch (below(6)) {
      case 0: append(random_(), 8); break;
      case 1: append(u64{below(2)} << 63 | u64{below(2)} << below(63), 8); break;
      case 2: append(u64{below(100)} << 32 | (below(100) - 50), 8); break;
      case 3: append(0x3f80'0000'3f80'0000 + (random_() & 0x80ff'ff00'80ff'ff00), 8); break;
      default: append((random_() & 0x800f'ffff'ffff'ffff) + (u64{1023 - 20 + below(40)} << 52), 8); break;
    }
  }
  void add_instruction() {
    constexpr u16 kOps[] = {0x00, 0x18, 0x1a, 0x04, 0x3a, 0x22, 0x22, 0x28, 0x28, 0x23,
                            0x23, 0x20, 0x20, 0x24, 0x27, 0x38, 0x38, 0x01, 0x1f, 0x26};
    constexpr u16 kFormats[] = {0, 1, 1, 2, 4, 5, 5, 5, 6};
    const u16 operation = kOps[below(std::size(kOps))], reg = static_cast<u16>(below(8) << 7);
    const u16 format = static_cast<u16>(kFormats[below(std::size(kFormats))] << 10);
    const auto offset = static_cast<u16>(8 * below(400));
    switch (below(16)) {
      case 0: code_.insert(code_.end(), {0xf201, 0xa800}); break;  // fmove fpsr,d1
      case 1: code_.insert(code_.end(), {0xf202, 0x8800}); break;  // fmove d2,fpsr
      case 2: code_.insert(code_.end(), {0xf228, static_cast<u16>(0xd000 | (1 << below(8))), offset}); break;  // fmovem
      case 3: code_.insert(code_.end(), {0xf243, static_cast<u16>(below(32))}); break;  // fscc d3
      case 4:
        code_.insert(code_.end(), {0xf200, static_cast<u16>(0x5c00 | reg | (0x30 + below(6)))});
        break;  // fmovecr
      case 5:
      case 6:
        code_.insert(code_.end(), {0xf228, static_cast<u16>(0x6000 | format | reg), offset});
        break;  // fmove to memory
      case 7:
        code_.insert(code_.end(), {0xf204, static_cast<u16>((below(2) ? 0x4000 : 0x4400) | reg | operation)});
        break;
      case 8:
      case 9:
      case 10:
      case 11: code_.insert(code_.end(), {0xf228, static_cast<u16>(0x4000 | format | reg | operation), offset}); break;
      default: code_.insert(code_.end(), {0xf200, static_cast<u16>(below(8) << 10 | reg | operation)}); break;
    }
  }
  void load() {
    std::memcpy(memory_.host(kData), data_.data(), kPage);
    for (std::size_t n = 0; n < code_.size(); ++n) {
      memory_.write(kCode + 2 * static_cast<u32>(n), __builtin_bswap16(code_[n]));
    }
    cpu_->state = start_;
  }
  u64 memory_hash() const {
    u64 hash = 0;
    for (u32 n = 0; n < kPage; n += 8) hash = hash * 0x9e37'79b9'7f4a'7c15 + memory_.read<u64>(kData + n);
    return hash;
  }

  const M68kIsa isa_{Model::kMc68020};
  FlatMemory memory_;
  std::mt19937_64 random_;
  State start_;
  std::vector<u16> code_;
  std::vector<u8> data_;
  std::unique_ptr<CpuRecord<State>> cpu_ = std::make_unique<CpuRecord<State>>();
  jit::JitTranslator translator_{isa_, memory_, {}};
  const sosie::test::HostFaults faults_{translator_};
};

TEST_F(FpStreams, TheDefaultsWaysGiveWhatTheGeneralHelperGives) {
  const u64 first = from_environment("SOSIE_SEED", 1), count = from_environment("SOSIE_STREAMS", 4000);
  unsigned failures = 0;
  for (u64 seed = first; seed < first + count && failures < kMaxFailures; ++seed) {
    make(seed);
    const auto expect = [&](std::string_view who, const auto& want, const auto& got) {
      if (want == got) return;
      ++failures;
      ADD_FAILURE() << fmt::format("SOSIE_STREAMS=1 SOSIE_SEED={}: {}: {}\n{}\n{}", seed, who, listing(), want, got);
    };
    ASSERT_TRUE(interpret(kModeFpRounding));  // FPCR asks for nothing else, but the general helper does not know that
    const std::string general = outcome();
    ASSERT_TRUE(interpret(0));
    expect("interpreter", general, outcome());
    const std::vector<u8> interpreted = raw();
    evaluate();
    expect("IR", interpreted, raw());
    translate();
    expect("host code's results", general, outcome());
    expect("host code", interpreted, raw());
  }
}

}  // namespace
}  // namespace sosie::m68k
