// Every published vector: registers, memory, prefetch queue, and each bus cycle at its place.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "frontends/m68k/cpu.h"
#include "tests/support/m68k/vector_file.h"
#include "tests/support/vectors.h"

namespace sosie::m68k {

namespace {

using test::Transaction;
using test::VectorCase;
using test::VectorState;

/// 16 MiB of RAM behind the slow path, which writes down what goes by. Time that passes in between is idle.
class RecordingBus final : public ExactBus {
 public:
  RecordingBus(Scheduler& scheduler, AddressSpace& nothing) : ExactBus(scheduler, nothing, 1), memory_(1u << 24) {}

  void begin(const VectorState& state) {
    for (u32 address : written_) memory_[address] = 0;
    written_.clear();
    for (const auto& [address, word] : state.memory) put_word(address, word);
    transactions_.clear();
    end_ = scheduler().now();
  }
  /// What happened since; idle clocks at the end are written down here.
  const std::vector<Transaction>& finish() {
    record_idle();
    return transactions_;
  }
  u16 word(u32 address) const { return static_cast<u16>(memory_[address] << 8 | memory_[address + 1]); }

 protected:
  AccessStatus read_slowly(const BusCycle& cycle, u16& value) override {
    const u32 address = cycle.address & kMask;
    value = cycle.bytes == 1 ? memory_[address] : word(address);
    record(Transaction::kRead, cycle, value);
    return AccessStatus::kOk;
  }
  AccessStatus write_slowly(const BusCycle& cycle, u16 value) override {
    const u32 address = cycle.address & kMask;
    if (cycle.bytes == 1) put_byte(address, static_cast<u8>(value));
    else put_word(address, value);
    record(Transaction::kWrite, cycle, value);
    return AccessStatus::kOk;
  }
  std::optional<u16> peek_slowly(u32 address) const override { return word(address & kMask); }
  void refuse(const BusCycle& cycle, u16 value) override {
    record(cycle.write ? Transaction::kRefusedWrite : Transaction::kRefusedRead, cycle, value);
  }

 private:
  static constexpr u32 kMask = 0xff'ffff;

  void put_byte(u32 address, u8 value) {
    memory_[address] = value;
    written_.push_back(address);
  }
  void put_word(u32 address, u16 value) {
    put_byte(address, static_cast<u8>(value >> 8));
    put_byte(address + 1, static_cast<u8>(value));
  }
  void record_idle() {
    const u32 idle = static_cast<u32>(scheduler().now().n - end_.n);
    if (idle > 0) transactions_.push_back({Transaction::kIdle, idle});
    end_ = scheduler().now();
  }
  void record(Transaction::Kind kind, const BusCycle& cycle, u16 value) {
    record_idle();
    pass();
    const bool byte = cycle.bytes == 1, odd = cycle.address & 1;
    const u32 function_code =
        (cycle.privilege == Privilege::kSupervisor ? 4u : 0u) | (cycle.space == BusSpace::kProgram ? 2u : 1u);
    transactions_.push_back({kind, static_cast<u32>(scheduler().now().n - end_.n), function_code,
                             cycle.address & kMask & ~1u, byte && !odd ? u32{value} << 8 : value, !byte || !odd,
                             !byte || odd});
    end_ = scheduler().now();
  }

  std::vector<u8> memory_;
  std::vector<u32> written_;
  std::vector<Transaction> transactions_;
  Ticks end_;
};

bool same(const Transaction& a, const Transaction& b) {
  if (a.kind != b.kind || a.cycles != b.cycles) return false;
  if (a.kind == Transaction::kIdle) return true;
  // What a refused read would have read is nobody's business; one that is refused names no lanes.
  const bool same_data = a.kind == Transaction::kRefusedRead || a.data == b.data;
  const bool refused = a.kind == Transaction::kRefusedRead || a.kind == Transaction::kRefusedWrite;
  const bool same_lanes = refused || (!a.uds == !b.uds && !a.lds == !b.lds);
  return a.function_code == b.function_code && a.address == b.address && same_data && same_lanes;
}

std::vector<Transaction> merged(const std::vector<Transaction>& transactions) {
  std::vector<Transaction> result;
  for (const Transaction& t : transactions) {
    if (t.kind == Transaction::kIdle && !result.empty() && result.back().kind == Transaction::kIdle) {
      result.back().cycles += t.cycles;
    } else {
      result.push_back(t);
    }
  }
  return result;
}

std::string to_string(const std::vector<Transaction>& transactions) {
  std::string text;
  for (const Transaction& t : transactions) text += "\n    " + to_string(t);
  return text;
}

class M68kVectors : public testing::Test {
 protected:
  void load(const VectorState& s) {
    State state;
    std::copy(std::begin(s.d), std::end(s.d), state.d);
    std::copy(std::begin(s.a), std::end(s.a), state.a);
    state.a[7] = s.usp;
    state.other_sp = s.ssp;
    set_sr(state, static_cast<u16>(s.sr));
    state.fetch = s.pc;
    state.queue = s.prefetch[0] << 16 | s.prefetch[1];
    cpu_.start(state);
    bus_.begin(s);
  }

  /// \return what is wrong, nothing where all is well.
  std::string run(const VectorCase& one) {
    load(one.before);
    const Ticks begin = scheduler_.now();
    cpu_.step();
    const auto transactions = bus_.finish();
    std::string wrong = differences(one.after);
    const u64 cycles = scheduler_.now().n - begin.n;
    if (cycles != one.cycles) wrong += fmt::format(" {} cycles instead of {};", cycles, one.cycles);
    const auto expected = merged(one.transactions);
    if (!std::equal(expected.begin(), expected.end(), transactions.begin(), transactions.end(), same)) {
      wrong += "\n  bus:" + to_string(transactions) + "\n  instead of:" + to_string(expected);
    }
    return wrong;
  }

  std::string differences(const VectorState& after) {
    const State& state = cpu_.state();
    std::string wrong;
    const auto compare = [&](std::string_view name, u32 is, u32 should_be) {
      if (is != should_be) wrong += fmt::format(" {} is {:x} instead of {:x};", name, is, should_be);
    };
    for (unsigned n = 0; n < 8; ++n) compare(fmt::format("d{}", n), state.d[n], after.d[n]);
    for (unsigned n = 0; n < 7; ++n) compare(fmt::format("a{}", n), state.a[n], after.a[n]);
    const bool supervisor = state.mode & kModeSupervisor;
    compare("usp", supervisor ? state.other_sp : state.a[7], after.usp);
    compare("ssp", supervisor ? state.a[7] : state.other_sp, after.ssp);
    compare("sr", sr(state), after.sr);
    compare("pc", state.fetch, after.pc);
    compare("queue", state.queue, after.prefetch[0] << 16 | after.prefetch[1]);
    for (const auto& [address, word] : after.memory) compare(fmt::format("{:06x}", address), bus_.word(address), word);
    return wrong;
  }

  Scheduler scheduler_{8'000'000};
  AddressSpace nothing_{"nothing", 24, Unmapped::kBusError, ByteOrder::kBig};
  RecordingBus bus_{scheduler_, nothing_};
  M68kIsa isa_;
  Cpu cpu_{isa_, bus_, {}};
};

/// TRAPV prefetches the following word before it knows that it traps, so in the program's own space, supervisor or not;
/// the vectors, which are in doubt there, have supervisor space already.
void correct_trapv(VectorCase& one) {
  Transaction& prefetch = one.transactions.front();
  if (one.name.find(" TRAPV ") != one.name.npos && prefetch.kind == Transaction::kRead && !(one.before.sr & 0x2000)) {
    prefetch.function_code = 2;
  }
}

TEST_F(M68kVectors, RegistersMemoryAndBusCyclesAgree) {
  const auto folder = sosie::test::vectors_folder("m68000");
  if (!folder) GTEST_SKIP() << "no 68000 vectors: set SOSIE_VECTORS to the folder that has m68000/";
  unsigned files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(*folder)) {
    const std::string name = entry.path().filename().string();
    if (!name.ends_with(".json.bin")) continue;
    ++files;
    unsigned failed = 0, cases = 0;
    std::string first;
    for (VectorCase& one : test::read_vectors(entry.path())) {
      correct_trapv(one);
      ++cases;
      std::string wrong = run(one);
      if (!wrong.empty() && ++failed == 1) first = one.name + ":" + wrong;
    }
    EXPECT_EQ(failed, 0u) << name << ": of " << cases << " cases, the first being " << first;
  }
  EXPECT_GT(files, 0u);
}

}  // namespace

}  // namespace sosie::m68k
