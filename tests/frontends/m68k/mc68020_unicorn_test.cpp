// Single instructions of the MC68020 on random operands, against Unicorn: registers, flags, memory. What Unicorn does
// not know is left to the other executors: the IR and host code have to agree with the interpreter about everything.
//
// SOSIE_STREAMS sets how many instructions run, SOSIE_SEED the seed of the first; a failure names its own.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <random>

#include "core/emit/interpreter.h"
#include "core/engine/cpu_record.h"
#include "core/ir/builder.h"
#include "core/ir/evaluator.h"
#include "core/memory/flat_memory.h"
#include "frontends/m68k/fp_helpers.h"
#include "frontends/m68k/isa.h"
#include "frontends/m68k/rows.h"
#include "frontends/m68k/state.h"
#include "jit/translator.h"
#include "tests/support/host_faults.h"
#include "tests/support/m68k/random_numbers.h"
#include "tests/support/m68k/unicorn.h"

namespace sosie::m68k {
namespace {

constexpr u32 kCodePage = 0x0001'0000, kCode = kCodePage + 4, kCodeBytes = 0x1000, kCcrAddress = kCodePage + 0x800;
constexpr u32 kData = 0x0040'0000, kDataBytes = 0x2'0000;

u16 ccr_of(const State& state) { return sr(state) & kCcrBits; }

struct Case {
  std::array<u16, 12> words;
  State state;
};
/// The instruction between two others, as it lies in memory: Unicorn's SR has no condition codes, so one before sets
/// them and one behind stores them.
std::vector<u16> program(const Case& c, u32 bytes) {
  std::vector<u16> code = {0x44fc, ccr_of(c.state)};  // move #…,ccr
  code.insert(code.end(), c.words.begin(), c.words.begin() + bytes / 2);
  code.insert(code.end(), {0x42f9, kCcrAddress >> 16, kCcrAddress & 0xffff});  // move ccr,(…).l
  for (u16& word : code) word = __builtin_bswap16(word);
  return code;
}

struct Result {
  enum Ending : u8 { kDone, kFault, kRaise } ending = kDone;
  u32 vector = 0;
  State state;
  std::vector<u8> data;
};

class Machine {
 public:
  explicit Machine(Model model = Model::kMc68020) : isa_(model) {
    memory_.map_zeroed(kCodePage, kCodeBytes, kPageRead | kPageWrite | kPageExecute);
    memory_.map_zeroed(kData, kDataBytes, kPageRead | kPageWrite);
    cpu_->context.memory = memory_.base();
  }
  const M68kIsa& isa() const { return isa_; }
  DecodedInsn decode(const Case& c) {
    for (std::size_t n = 0; n < c.words.size(); ++n) {
      memory_.write(kCode + 2 * static_cast<u32>(n), __builtin_bswap16(c.words[n]));
    }
    DecodedInsn insn;
    isa_.decode(kCode, c.state.mode, memory_, insn);
    return insn;
  }
  Result interpret(const Case& c, const std::vector<u8>& data) {
    const DecodedInsn insn = load(c, data);
    Result result;
    result.state = c.state;
    Interpreter interpreter(&result.state, memory_, isa_.layout());
    try {
      if (interpreter.run(insn) == Interpreter::Left::kNo)
        interpreter.set_location(insn.next_address(), insn.next_mode);
    } catch (const GuestFault& fault) {
      result.ending = fault.kind == GuestFault::kRaise ? Result::kRaise : Result::kFault;
      result.vector = static_cast<u32>(fault.detail);
    }
    return finished(result);
  }
  Result evaluate(const Case& c, const std::vector<u8>& data) {
    const ir::Block block = list(load(c, data), c);
    Result result;
    result.state = c.state;
    const ir::Outcome left = ir::Evaluator(memory_, isa_.layout()).run(block, &result.state);
    if (left.kind == ir::Outcome::kFault) result.ending = Result::kFault;
    if (left.kind == ir::Outcome::kRaise) result.ending = Result::kRaise, result.vector = static_cast<u32>(left.detail);
    return finished(result);
  }
  Result translate(const Case& c, const std::vector<u8>& data) {
    const ir::Block block = list(load(c, data), c);
    const sosie::test::HostFaults faults(translator_);
    translator_.clear();
    TranslatedCode code;
    EXPECT_TRUE(translator_.translate(block, code) && code.entry) << ir::print(block);
    cpu_->state = c.state;
    cpu_->context.budget = 100;
    const Exit exit = translator_.run(code.entry, &cpu_->state);
    Result result;
    result.state = cpu_->state;
    if (exit.kind == Exit::kFault) result.ending = Result::kFault;
    if (exit.kind == Exit::kRaise) result.ending = Result::kRaise, result.vector = static_cast<u32>(exit.detail);
    return finished(result);
  }

 private:
  DecodedInsn load(const Case& c, const std::vector<u8>& data) {
    const DecodedInsn insn = decode(c);
    const std::vector<u16> code = program(c, insn.bytes);
    std::memset(memory_.host(kCodePage), 0, kCodeBytes);
    std::memcpy(memory_.host(kCode - 4), code.data(), code.size() * 2);
    std::memcpy(memory_.host(kData), data.data(), kDataBytes);
    return insn;
  }
  static ir::Block list(const DecodedInsn& insn, const Case& c) {
    ir::Block block;
    block.address = insn.address;
    block.mode = c.state.mode;
    IrBuilder builder(block);
    builder.translate(insn);
    if (!builder.ended()) builder.jump_to(insn.next_address(), insn.next_mode);
    EXPECT_EQ(ir::verify(block), "") << ir::print(block);
    return block;
  }
  Result& finished(Result& result) {
    result.data.assign(memory_.host(kData), memory_.host(kData) + kDataBytes);
    return result;
  }

  M68kIsa isa_;
  FlatMemory memory_;
  jit::JitTranslator translator_{isa_, memory_, {1 << 20, true}};
  std::unique_ptr<CpuRecord<State>> cpu_ = std::make_unique<CpuRecord<State>>();
};

class Judge {
 public:
  Judge() {
    unicorn_.map(kCodePage, kCodeBytes, code_.data(), true);
    unicorn_.map(kData, kDataBytes, data_.data(), false);
  }
  Result run(const Case& c, const std::vector<u8>& data, u32 bytes) {
    const std::vector<u16> code = program(c, bytes);
    std::fill(code_.begin(), code_.end(), u8{0});
    std::memcpy(code_.data() + (kCode - 4 - kCodePage), code.data(), code.size() * 2);
    std::copy(data.begin(), data.end(), data_.begin());
    unicorn_.forget_code(kCodePage, kCodePage + kCodeBytes);
    Result result;
    result.state = c.state;
    unicorn_.put_registers(c.state);
    const test::Unicorn::Ending ending = unicorn_.run(kCode - 4, kCode + bytes + 6, 3);
    unicorn_.get_registers(result.state);
    const u8* const ccr = code_.data() + (kCcrAddress - kCodePage);
    set_sr(result.state, static_cast<u16>(ccr[0] << 8 | ccr[1]));
    result.data.assign(data_.begin(), data_.end());
    if (ending.interrupt >= 0) result.ending = Result::kRaise, result.vector = static_cast<u32>(ending.interrupt);
    else if (ending.error != UC_ERR_OK) result.ending = Result::kFault;
    return result;
  }

 private:
  struct alignas(4096) CodePage : std::array<u8, kCodeBytes> {};
  struct alignas(4096) Data : std::array<u8, kDataBytes> {};
  CodePage code_{};
  Data data_{};
  test::Unicorn unicorn_{UC_CPU_M68K_M68020};
};

/// Makes an instruction of a row; its extension words are random, its addresses mostly within the data.
class Maker {
 public:
  explicit Maker(u64 seed) : random_(seed) {}
  u32 number(u32 below) { return static_cast<u32>(random_() % below); }
  u32 any() { return static_cast<u32>(random_()); }

  Case make(const Row& row) {
    Case c{};
    c.words[0] = static_cast<u16>((any() & ~row.picture.mask) | row.picture.bits);
    for (std::size_t n = 1; n < c.words.size(); ++n) c.words[n] = static_cast<u16>(any());
    c.words[1] &= bits_that_exist(row);
    for (std::size_t n = 1; n < c.words.size(); ++n) c.words[n] = without_reserved(c.words[n]);
    State& s = c.state;
    for (u32& d : s.d) d = operand();
    for (u32& a : s.a) a = kData + kDataBytes / 2 + ((number(0x8000) - 0x4000u) & ~3u);
    s.pc = kCode;
    s.x = number(2), s.n = number(2), s.z = number(2), s.v = number(2), s.c = number(2);
    return c;
  }

 private:
  /// As a full extension word it is one that the manual defines.
  static u16 without_reserved(u16 word) {
    if ((word & 0x0130) == 0x0100) word |= 0x0010;
    if ((word & 0x0107) == 0x0104 || (word & 0x0144) == 0x0144) word &= ~0x0004;
    return word;
  }
  /// Of the second word: Unicorn calls others illegal.
  static u16 bits_that_exist(const Row& row) {
    const std::string_view name = row.name;
    if (row.text.starts_with("0000 1000")) return 0x00ff;  // bit numbers
    if (name == "cas") return 0x01c7;
    if (name == "mul" || name == "div") return 0x7c07;
    return 0xffff;
  }
  u32 operand() {
    switch (number(4)) {
      case 0: return number(64) - 32;
      case 1: return any() & 0xffff;
      case 2: return 0x8000'0000u >> number(32);
      default: return any();
    }
  }
  std::mt19937_64 random_;
};

/// Flags that the manual leaves undefined, by mnemonic: bits of CCR that are not compared.
u16 undefined_flags(const DecodedInsn& insn, const Result& expected) {
  const std::string_view name = insn.name();
  constexpr u16 kV = 2, kZ = 4, kN = 8, kC = 1;
  if (name == "chk") return kZ | kV | kC | kN;
  if (name.starts_with("div") && expected.state.v) return kN | kZ;
  return 0;
}

std::string difference(const Result& expected, const Result& got, const DecodedInsn& insn) {
  if (expected.ending != got.ending) return fmt::format("ending {} / {}", int{expected.ending}, int{got.ending});
  if (expected.ending == Result::kFault) return {};  // Unicorn leaves registers half changed
  if (expected.ending == Result::kRaise) {
    return expected.vector == got.vector ? "" : fmt::format("vector {} / {}", expected.vector, got.vector);
  }
  for (int n = 0; n < 8; ++n) {
    if (expected.state.d[n] != got.state.d[n]) {
      return fmt::format("d{} {:x} / {:x}", n, expected.state.d[n], got.state.d[n]);
    }
    if (expected.state.a[n] != got.state.a[n]) {
      return fmt::format("a{} {:x} / {:x}", n, expected.state.a[n], got.state.a[n]);
    }
  }
  const u16 compared = static_cast<u16>(kCcrBits & ~undefined_flags(insn, expected));
  if ((sr(expected.state) ^ sr(got.state)) & compared) {
    return fmt::format("ccr {:02x} / {:02x}", sr(expected.state) & kCcrBits, sr(got.state) & kCcrBits);
  }
  for (u32 n = 0; n < kDataBytes; ++n) {
    if (expected.data[n] != got.data[n]) {
      return fmt::format("byte at {:x}: {:02x} / {:02x}", kData + n, expected.data[n], got.data[n]);
    }
  }
  return {};
}

/// Instructions that go elsewhere, and those that Unicorn does not know or leaves to two processors.
bool is_left_out(std::string_view name) {
  constexpr std::string_view kNames[] = {"bcc", "bra", "bsr", "cas2", "cmp2", "pack", "unpk", "trapcc"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

u64 from_environment(const char* name, u64 otherwise) {
  const char* const text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 0) : otherwise;
}

std::vector<const Row*> rows_of(std::initializer_list<std::span<const Row>> groups) {
  std::vector<const Row*> rows;
  for (const auto& group : groups) {
    for (const Row& row : group) rows.push_back(&row);
  }
  return rows;
}
std::vector<u8> random_data() {
  std::vector<u8> data(kDataBytes);
  Maker filler(1);
  for (u8& byte : data) byte = static_cast<u8>(filler.any());
  return data;
}

/// The state that is no mnemonic's business: compared between our own executors, where all of it has to be the same.
std::string whole_difference(const Result& expected, const Result& got) {
  if (expected.ending != got.ending) return fmt::format("ending {} / {}", int{expected.ending}, int{got.ending});
  if (expected.vector != got.vector && expected.ending == Result::kRaise) return "vector";
  State a = expected.state, b = got.state;
  a.pc = b.pc = 0;
  a.scratch = b.scratch = 0;
  for (std::size_t n = 0; n < sizeof a; n += 4) {
    u32 want, is;
    std::memcpy(&want, reinterpret_cast<const u8*>(&a) + n, 4);
    std::memcpy(&is, reinterpret_cast<const u8*>(&b) + n, 4);
    if (want != is) return fmt::format("state at {}: {:x} / {:x}", n, want, is);
  }
  return expected.data == got.data ? "" : "memory";
}

TEST(Mc68020, IrAndHostCodeAgreeWithTheInterpreter) {
  Machine machine;
  const std::vector<const Row*> rows = rows_of({mc68010(), mc68020(), bit_field(), floating_point()});
  const std::vector<u8> data = random_data();
  const u64 first = from_environment("SOSIE_SEED", 1), count = from_environment("SOSIE_STREAMS", 6'000);
  unsigned failures = 0;
  for (u64 seed = first; seed < first + count && failures < 10; ++seed) {
    Maker maker(seed);
    Case c = maker.make(*rows[maker.number(static_cast<u32>(rows.size()))]);
    for (FpRegister& fp : c.state.fp) fp = test::random_number([&](u32 n) { return maker.number(n); });
    c.state.fpcr = maker.number(2) ? 0 : maker.any() & 0xf0;
    c.state.mode |= fp_mode_of(c.state.fpcr);
    const DecodedInsn insn = machine.decode(c);
    const Result expected = machine.interpret(c, data);
    const auto expect = [&](std::string_view who, const Result& got) {
      const std::string wrong = whole_difference(expected, got);
      if (wrong.empty()) return;
      ++failures;
      ADD_FAILURE() << fmt::format("SOSIE_STREAMS=1 SOSIE_SEED={}: {}: {} {:04x}: {} (expected / got)", seed, who,
                                   insn.name(), fmt::join(c.words.begin(), c.words.begin() + insn.bytes / 2, " "),
                                   wrong);
    };
    expect("IR", machine.evaluate(c, data));
    expect("host code", machine.translate(c, data));
  }
}

TEST(Mc68020, InstructionsAgreeWithUnicorn) {
  Machine machine;
  const auto judge = std::make_unique<Judge>();
  const std::vector<const Row*> rows = rows_of({mc68020(), bit_field(), data_movement(), integer_arithmetic(),
                                                multiply_divide(), logical(), shift_rotate(), bit_manipulation()});
  const std::vector<u8> data = random_data();
  const u64 first = from_environment("SOSIE_SEED", 1), count = from_environment("SOSIE_STREAMS", 20'000);
  unsigned failures = 0;
  u64 done = 0;
  for (u64 seed = first; seed < first + count && failures < 10; ++seed) {
    Maker maker(seed);
    const Row& row = *rows[maker.number(static_cast<u32>(rows.size()))];
    const Case c = maker.make(row);
    const DecodedInsn insn = machine.decode(c);
    if (insn.meaning != &row.meaning || is_left_out(insn.name()) || test::unicorn_is_wrong(c.words[0])) continue;
    const Result expected = judge->run(c, data, insn.bytes), got = machine.interpret(c, data);
    done += expected.ending == Result::kDone;
    const std::string wrong = difference(expected, got, insn);
    if (wrong.empty()) continue;
    ++failures;
    ADD_FAILURE() << fmt::format("SOSIE_STREAMS=1 SOSIE_SEED={}: {} {:04x}: {} (expected / got)", seed, insn.name(),
                                 fmt::join(c.words.begin(), c.words.begin() + insn.bytes / 2, " "), wrong);
  }
  if (failures == 0 && count >= 1000) {
    EXPECT_GT(done * 3, count) << "too few instructions come to their end";
  }
}

/// Unicorn does not know it.
TEST(Mc68040, Move16CopiesALine) {
  Machine machine(Model::kMc68040);
  const std::vector<const Row*> rows = rows_of({mc68040()});
  const std::vector<u8> data = random_data();
  for (u64 seed = 1; seed <= 500; ++seed) {
    Maker maker(seed);
    Case c = maker.make(*rows[maker.number(static_cast<u32>(rows.size()))]);
    const bool of_registers = (c.words[0] & 0xfff8) == 0xf620;
    const unsigned y = c.words[0] & 7, x = c.words[1] >> 12 & 7;
    u32 from = c.state.a[y], to = c.state.a[x];
    if (of_registers) {
      c.words[1] = static_cast<u16>(0x8000 | x << 12);
    } else {
      const u32 absolute = kData + maker.number(kDataBytes);
      c.words[1] = static_cast<u16>(absolute >> 16), c.words[2] = static_cast<u16>(absolute);
      to = absolute;
      if (c.words[0] & 8) std::swap(from, to);
    }
    const bool goes_on = of_registers || (c.words[0] & 0x10) == 0;
    const DecodedInsn insn = machine.decode(c);
    ASSERT_EQ(insn.name(), "move16");
    const Result got = machine.interpret(c, data);
    std::vector<u8> expected = data;
    const auto line = [](u32 address) { return static_cast<std::ptrdiff_t>((address & ~15u) - kData); };
    std::copy_n(data.begin() + line(from), 16, expected.begin() + line(to));
    ASSERT_EQ(got.ending, Result::kDone) << seed;
    ASSERT_EQ(got.data, expected) << seed;
    ASSERT_EQ(got.state.a[y], c.state.a[y] + (goes_on ? 16 : 0)) << seed;
    ASSERT_TRUE(!of_registers || got.state.a[x] == c.state.a[x] + 16) << seed;
    ASSERT_EQ(whole_difference(got, machine.evaluate(c, data)), "") << seed;
    ASSERT_EQ(whole_difference(got, machine.translate(c, data)), "") << seed;
  }
}

TEST(Mc68040, EarlierModelsLackMove16) {
  for (const Model model : {Model::kMc68020, Model::kMc68030}) {
    Machine machine(model);
    Case c{};
    c.words = {0xf620, 0x9000};
    EXPECT_NE(machine.decode(c).name(), "move16");
  }
}

}  // namespace
}  // namespace sosie::m68k
