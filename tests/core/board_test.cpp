// Boards as tables: a machine is built from one, and every mistake in one is one clear line.
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "core/board/board.h"
#include "core/board/board_error.h"
#include "core/board/describe.h"
#include "core/board/machine.h"

namespace sosie {

namespace {

/// Four registers; outputs out0…out3 show the bits of register 0; inputs in0…in3 are read in register 1; register 2
/// sends.
class Port final : public MmioDevice {
 public:
  static constexpr DeviceInfo kInfo{"PORT4", "a port of four bits", "board_test"};

  explicit Port(const DeviceContext& context) : clock_(context.clock), master_(context.master), square_(clock_) {}

  const DeviceInfo& info() const override { return kInfo; }
  void reset() override { ++resets; }
  void serialize(Archive& archive) override {
    archive("registers", registers_)("inputs", inputs);
    for (IrqLine& line : out_) line.serialize(archive, "out");
  }
  IrqLine* output(std::string_view pin) override {
    return pin.size() == 4 && pin.starts_with("out") && pin[3] < '4' ? &out_[static_cast<u8>(pin[3] - '0')] : nullptr;
  }
  std::function<void(bool)> input(std::string_view pin) override {
    if (pin.size() != 3 || !pin.starts_with("in") || pin[2] > '3') return {};
    const unsigned index = static_cast<unsigned>(pin[2] - '0');
    return [this, index](bool level) {
      inputs = static_cast<u8>((inputs & ~(1u << index)) | unsigned{level} << index);
      ++changes;
    };
  }
  SerialLine* serial_output(std::string_view pin) override { return pin == "tx" ? &tx_ : nullptr; }
  std::function<void(u8)> serial_input(std::string_view pin) override {
    if (pin != "rx") return {};
    return [this](u8 character) { received += static_cast<char>(character); };
  }

  ClockLine* clock_output(std::string_view pin) override { return pin == "square" ? &square_ : nullptr; }
  std::function<void(u64)> clock_input(std::string_view pin, const Clock& of) override {
    if (pin != "ck") return {};
    return [this, &of](u64 cycles) { wave = {cycles, of.hz()}; };
  }

  u64 size() const override { return 4; }
  u64 read(u64 offset, unsigned) override { return offset == 1 ? inputs : registers_[offset]; }
  void write(u64 offset, unsigned, u64 value) override {
    registers_[offset] = static_cast<u8>(value);
    if (offset == 3) square_.set(value);
    if (offset == 2) tx_.send(static_cast<u8>(value));
    if (offset != 0) return;
    for (unsigned i = 0; i < 4; ++i) out_[i].set(((value >> i) & 1) != 0);
  }

  u64 hz() const { return clock_.hz(); }
  AddressSpace* master() const { return master_; }

  u8 inputs = 0;
  unsigned changes = 0, resets = 0;
  std::string received;
  std::pair<u64, u64> wave;  ///< cycles, of a clock with so many Hz

 private:
  const Clock& clock_;
  AddressSpace* master_;
  std::array<u8, 4> registers_{};
  std::array<IrqLine, 4> out_;
  SerialLine tx_;
  ClockLine square_;
};

/// A chip without registers.
class Relay final : public Device {
 public:
  static constexpr DeviceInfo kInfo{"RELAY", "in to out", "board_test"};

  explicit Relay(const DeviceContext&) {}
  const DeviceInfo& info() const override { return kInfo; }
  void reset() override {}
  void serialize(Archive& archive) override { out_.serialize(archive, "out"); }
  IrqLine* output(std::string_view pin) override { return pin == "out" ? &out_ : nullptr; }
  std::function<void(bool)> input(std::string_view pin) override {
    if (pin != "in") return {};
    return [this](bool level) { out_.set(level); };
  }

 private:
  IrqLine out_;
};

Board toy() {
  return {
      .name = "toy",
      .title = "A toy",
      .source = "board_test",
      .spaces = {{"memory", 24, Unmapped::kBusError, ByteOrder::kBig}},
      .clocks = {{"crystal", 8'000'000}, {"slow", 8'000'000, 3}},
      .ram = {{"ram", {"memory", 0, 0x1000}}},
      .parts =
          {
              {.name = "a",
               .chip = make<Port>(),
               .clock = "slow",
               .at = {even_bytes("memory", 0xff'8000, 0x20)},
               .wires = {{"out0", "b.in0"}, {"out1", "!b.in1"}, {"out2", "relay.in"}, {"tx", "b.rx"}},
               .master = "memory"},
              {.name = "b",
               .chip = make<Port>(),
               .at = {{"memory", 0xff'9000}},
               .wires = {{"out[0..1]", "a.in[2..3]"}}},
              {.name = "relay", .chip = make<Relay>(), .wires = {{"out", "b.in3"}}},
          },
      .pull_ups = {"a.in0"},
      .privileged = {{"memory", 0xff'8000, 0x8000}},
      .waits = {{{"memory", 0, 0x1000}, {.slot_ticks = 4}}},
  };
}

/// The line that a mistake gives.
template <class Change>
std::string mistake(Change change) {
  Board board = toy();
  change(board);
  try {
    Machine machine(board);
  } catch (const BoardError& error) {
    return error.what();
  }
  return "no mistake";
}
std::string wire_mistake(Wire wire) {
  return mistake([&](Board& board) { board.parts[0].wires = {wire}; });
}

TEST(Machine, PartsAreMappedClockedAndReset) {
  Machine machine(toy());
  Port& a = machine.part<Port>("a");
  EXPECT_EQ(a.resets, 1u);
  EXPECT_EQ(a.hz(), 2'666'667u);
  EXPECT_EQ(machine.part<Port>("b").hz(), 8'000'000u);
  EXPECT_EQ(a.master(), &machine.space("memory"));
  EXPECT_EQ(machine.part<Port>("b").master(), nullptr);
  machine.space("memory").write(0xff'8006, 1, 0x21);
  u64 value;
  EXPECT_EQ(machine.space("memory").read(0xff'801e, 1, value), AccessStatus::kOk);
  EXPECT_EQ(value, 0x21u) << "the range repeats the chip";
  EXPECT_EQ(machine.space("memory").read(0xff'801e, 1, value, Privilege::kUser), AccessStatus::kBusError);
  EXPECT_EQ(machine.space("memory").wait_ticks(2, false, {5}), 3u);
  machine.reset();
  EXPECT_EQ(a.resets, 2u);
}

TEST(Machine, InputsHaveTheirLevelsFromPowerOn) {
  Machine machine(toy());
  EXPECT_EQ(machine.part<Port>("b").inputs, 0b0010) << "in1 is low only while a.out1 is active";
  EXPECT_EQ(machine.part<Port>("a").inputs, 0b0001) << "in0 is pulled up";
}

TEST(Machine, WiresCarryLevelsWithTheirPolarity) {
  Machine machine(toy());
  Port &a = machine.part<Port>("a"), &b = machine.part<Port>("b");
  a.write(0, 1, 0b0011);
  EXPECT_EQ(b.inputs, 0b0001);
  a.write(0, 1, 0b0100);
  EXPECT_EQ(b.inputs, 0b1010) << "through the relay";
  b.write(0, 1, 0b0010);
  EXPECT_EQ(a.inputs, 0b1001) << "out1 is in3";
  const unsigned changes = a.changes;
  b.write(0, 1, 0b0010);
  EXPECT_EQ(a.changes, changes) << "only changes arrive";
}

TEST(Machine, SeveralWiresToOnePinAreOred) {
  Machine machine([] {
    Board board = toy();
    board.parts[0].wires = {{"out0", "!b.in0"}, {"out1", "!b.in0"}};
    return board;
  }());
  Port &a = machine.part<Port>("a"), &b = machine.part<Port>("b");
  EXPECT_EQ(b.inputs & 1, 1);
  const unsigned changes = b.changes;
  a.write(0, 1, 0b01);
  EXPECT_EQ(b.inputs & 1, 0);
  a.write(0, 1, 0b11);
  a.write(0, 1, 0b10);
  EXPECT_EQ(b.inputs & 1, 0);
  EXPECT_EQ(b.changes, changes + 1);
  a.write(0, 1, 0);
  EXPECT_EQ(b.inputs & 1, 1);
}

TEST(Machine, SerialWiresCarryCharacters) {
  Machine machine(toy());
  machine.part<Port>("a").write(2, 1, 'x');
  machine.part<Port>("a").write(2, 1, 'y');
  EXPECT_EQ(machine.part<Port>("b").received, "xy");
}

TEST(Machine, ClockWiresCarryPeriods) {
  Machine machine([] {
    Board board = toy();
    board.parts[0].wires = {{"square", "a.ck"}, {"square", "b.ck"}};
    return board;
  }());
  machine.part<Port>("a").write(3, 1, 100);
  EXPECT_EQ(machine.part<Port>("a").wave, (std::pair<u64, u64>{100, 2'666'667}));
  EXPECT_EQ(machine.part<Port>("b").wave, (std::pair<u64, u64>{100, 2'666'667}));
}

TEST(Machine, StateIsSavedAndLoadedWithoutEdges) {
  Machine machine(toy());
  machine.scheduler().advance(1234);
  machine.part<Port>("a").write(0, 1, 0b0111);
  machine.space("memory").write(0x10, 2, 0x5678);
  SavingArchive saving;
  machine.serialize(saving);
  const std::vector<u8> saved = saving.take();

  Machine other(toy());
  Port &a = other.part<Port>("a"), &b = other.part<Port>("b");
  const unsigned changes = b.changes;
  LoadingArchive loading(saved);
  other.serialize(loading);
  EXPECT_EQ(other.scheduler().now(), Ticks{1234});
  EXPECT_EQ(b.inputs, 0b1001);
  EXPECT_EQ(b.changes, changes) << "the levels were those of the saved machine";
  EXPECT_EQ(other.space("memory").peek(0x10, 2), 0x5678u);
  a.write(0, 1, 0b0101);
  EXPECT_EQ(b.inputs, 0b1011);
}

TEST(Machine, TwoShareNothing) {
  Machine one(toy()), two(toy());
  one.part<Port>("a").write(0, 1, 1);
  one.scheduler().advance(5);
  EXPECT_EQ(two.part<Port>("b").inputs & 1, 0);
  EXPECT_EQ(two.scheduler().now(), Ticks{0});
}

TEST(Machine, RomsGetTheirImages) {
  Board board = toy();
  board.rom = {{"rom", {"memory", 0xfc'0000, 4}, Unmapped::kBusError}};
  board.aliases = {{"rom's first bytes", {"memory", 0, 2}, 0xfc'0000}};
  board.holes = {{"nothing", {"memory", 0xf0'0000, 0x10'0000}, Unmapped::kOpenBus}};
  Machine machine(board, {{"rom", {1, 2, 3, 4}}});
  EXPECT_EQ(machine.space("memory").peek(0, 2), 0x102u);
  u64 value;
  EXPECT_EQ(machine.space("memory").read(0xf0'0000, 2, value), AccessStatus::kOk);
  EXPECT_THROW(Machine(board, {{"rom", {1, 2, 3}}}), BoardError);
  EXPECT_THROW(Machine(board, {}), BoardError);
}

// --- mistakes ---

TEST(BoardMistakes, Wires) {
  EXPECT_EQ(wire_mistake({"out0", "c.in0"}), "toy: a.out0 is wired to c.in0, but there is no part c");
  EXPECT_EQ(wire_mistake({"irq", "b.in0"}), "toy: a.irq is wired to b.in0, but PORT4 has no output irq");
  EXPECT_EQ(wire_mistake({"out0", "b.nmi"}), "toy: a.out0 is wired to b.nmi, but PORT4 has no input nmi");
  EXPECT_EQ(wire_mistake({"out0", "b"}), "toy: a.out0 is wired to b, which is no part.pin");
  EXPECT_EQ(wire_mistake({"", "b.in0"}), "toy: a. is wired to b.in0, which is no part.pin");
  EXPECT_EQ(wire_mistake({"tx", "b.in0"}),
            "toy: a.tx is wired to b.in0, but one of them is for characters, the other for levels");
  EXPECT_EQ(wire_mistake({"out0", "b.rx"}),
            "toy: a.out0 is wired to b.rx, but one of them is for levels, the other for characters");
  EXPECT_EQ(wire_mistake({"square", "b.rx"}),
            "toy: a.square is wired to b.rx, but one of them is for clocks, the other for characters");
  EXPECT_EQ(wire_mistake({"tx", "!b.rx"}), "toy: a.tx is wired to b.rx with a polarity, but it does not carry levels");
  EXPECT_EQ(mistake([](Board& board) {
              board.parts[1].wires = {{"tx", "b.rx"}};
            }),
            "toy: b.tx is wired to b.rx, and so is another output");
  EXPECT_EQ(mistake([](Board& board) {
              board.parts[1].wires = {{"out0", "!b.in0"}};
            }),
            "toy: b.out0 is wired to b.in0 with one polarity and by another part with the other");
}

TEST(BoardMistakes, RangesOfPins) {
  EXPECT_EQ(wire_mistake({"out[0..2]", "b.in[0..1]"}), "toy: a.out[0..2] is wired to b.in[0..1]: 3 pins to 2");
  EXPECT_EQ(wire_mistake({"out[0..3]", "b.in[1..4]"}), "toy: a.out3 is wired to b.in4, but PORT4 has no input in4");
  for (const std::string_view pins : {"out[0-2]", "out[2..0]", "out[..2]", "out[0..]", "out[0..2", "out[0..99999]"}) {
    EXPECT_EQ(wire_mistake({pins, "b.in[0..2]"}),
              "toy: " + std::string(pins) + " is no range of pins; write it like pin[0..3]");
  }
}

TEST(BoardMistakes, PullUps) {
  const auto pull_up = [](std::string_view pin) { return mistake([&](Board& board) { board.pull_ups = {pin}; }); };
  EXPECT_EQ(pull_up("c.in0"), "toy: c.in0 is pulled up, but there is no part c");
  EXPECT_EQ(pull_up("b.x"), "toy: b.x is pulled up, but PORT4 has no input x");
  EXPECT_EQ(pull_up("b"), "toy: b is pulled up, but is no part.pin");
  EXPECT_EQ(pull_up("b.in0"), "toy: b.in0 is pulled up, but it is driven");
}

TEST(BoardMistakes, Names) {
  EXPECT_EQ(mistake([](Board& board) { board.parts[1].name = "a"; }), "toy: part a is there twice");
  EXPECT_EQ(mistake([](Board& board) { board.parts[1].name = ""; }), "toy: a part has no name");
  EXPECT_EQ(mistake([](Board& board) { board.clocks[1].name = "crystal"; }), "toy: clock crystal is there twice");
  EXPECT_EQ(mistake([](Board& board) { board.spaces.push_back(board.spaces[0]); }), "toy: space memory is there twice");
  EXPECT_EQ(mistake([](Board& board) { board.ram.push_back(board.ram[0]); }), "toy: RAM ram is there twice");
}

TEST(BoardMistakes, Clocks) {
  EXPECT_EQ(mistake([](Board& board) { board.clocks.clear(); }), "toy: there is no clock");
  EXPECT_EQ(mistake([](Board& board) { board.clocks[0].hz_den = 2; }),
            "toy: clock crystal is the master, so it has to be whole Hz");
  EXPECT_EQ(mistake([](Board& board) { board.clocks[1].hz_num = 0; }), "toy: clock slow stands still");
  EXPECT_EQ(mistake([](Board& board) { board.clocks[1].hz_num = 24'000'001; }),
            "toy: clock slow is faster than crystal, the first one");
  EXPECT_EQ(mistake([](Board& board) { board.parts[0].clock = "fast"; }),
            "toy: a runs at fast, but there is no such clock");
}

TEST(BoardMistakes, Addresses) {
  const auto at = [](unsigned part, At at) { return mistake([&](Board& board) { board.parts[part].at = {at}; }); };
  EXPECT_EQ(at(0, {"io", 0}), "toy: a is in io, but there is no such space");
  EXPECT_EQ(at(0, {"memory", 0xff'fffe}), "toy: a at 0xfffffe ends beyond the 24 bits of memory");
  EXPECT_EQ(at(0, {"memory", ~u64{0}}), "toy: a at 0xffffffffffffffff ends beyond the 24 bits of memory");
  EXPECT_EQ(at(0, {.space = "memory", .base = 0x8000, .offset = 4}), "toy: a begins at offset 0x4 of 0x4");
  EXPECT_EQ(at(1, {"memory", 0xff'801e}), "toy: b at 0xff801e overlaps a at 0xff8000");
  EXPECT_EQ(at(2, {"memory", 0xff'801e}), "toy: relay has an address, but a RELAY has no registers");
  EXPECT_EQ(mistake([](Board& board) { board.parts[0].master = "io"; }),
            "toy: a is master of io, but there is no such space");
  EXPECT_EQ(mistake([](Board& board) { board.parts[0].peripherals = "io"; }),
            "toy: a is master of io, but there is no such space");
  EXPECT_EQ(mistake([](Board& board) { board.spaces[0].address_bits = 64; }),
            "toy: space memory has 64 address bits, which is not from 10 to 63");
}

TEST(BoardMistakes, Memory) {
  EXPECT_EQ(mistake([](Board& board) { board.ram[0].at.bytes = 0; }), "toy: ram at 0x0 has no size");
  EXPECT_EQ(mistake([](Board& board) { board.ram[0].at.bytes = 0x100'0001; }),
            "toy: ram at 0x0 ends beyond the 24 bits of memory");
  EXPECT_EQ(mistake([](Board& board) {
              board.rom = {{"rom", {"memory", 0x8000, 4}, Unmapped::kOpenBus}};
            }),
            "toy: there is no image for rom");
  EXPECT_EQ(mistake([](Board& board) {
              board.aliases = {{"mirror", {"memory", 0x1000, 0x800}, 0x801}};
            }),
            "toy: mirror is a second view of 0x801, where there is no such memory");
  EXPECT_EQ(mistake([](Board& board) {
              board.holes = {{"hole", {"io", 0, 4}, Unmapped::kOpenBus}};
            }),
            "toy: hole is in io, but there is no such space");
  EXPECT_EQ(mistake([](Board& board) {
              board.privileged = {{"memory", 0x100}};
            }),
            "toy: a privileged range at 0x100 has no size");
  EXPECT_EQ(mistake([](Board& board) {
              board.waits = {{{"memory", 0, 4}, {.slot_ticks = 0}}};
            }),
            "toy: the slots at 0x0 have no length");
}

TEST(Machine, AsksForPartsThatAreThere) {
  Machine machine(toy());
  EXPECT_THROW(machine.part<Relay>("a"), BoardError);
  EXPECT_THROW(machine.device("c"), BoardError);
  EXPECT_THROW(machine.space("io"), BoardError);
  EXPECT_THROW(machine.clock("fast"), BoardError);
}

TEST(Describe, SaysWhatTheTableSays) {
  Board board = toy();
  board.rom = {{"rom", {"memory", 0xfc'0000, 0x3'0000}, Unmapped::kBusError}};
  EXPECT_EQ(describe(board), R"(# A toy

board_test

## Clocks

Time is counted in ticks of crystal.

| Clock   | Frequency    |
| ------- | ------------ |
| crystal | 8.000000 MHz |
| slow    | 2.666667 MHz |

## Parts

| Part  | Chip  | What it is          | Clock   | Bus master of | Source     |
| ----- | ----- | ------------------- | ------- | ------------- | ---------- |
| a     | PORT4 | a port of four bits | slow    | memory        | board_test |
| b     | PORT4 | a port of four bits | crystal |               | board_test |
| relay | RELAY | in to out           | crystal |               | board_test |

## Addresses: memory

24 bits, high byte first; where nobody answers, a bus error.

| From   | To     | What |
| ------ | ------ | ---- |
| 000000 | 000fff | ram  |
| fc0000 | feffff | rom  |
| ff8000 | ff801f | a    |
| ff9000 | ff9003 | b    |

- ff8000–ffffff: for supervisors only.
- 000000–000fff: an access waits for a tick that 4 divides.

## Wires

| From        | To         | Polarity         |
| ----------- | ---------- | ---------------- |
| a.out0      | b.in0      |                  |
| a.out1      | b.in1      | low while active |
| a.out2      | relay.in   |                  |
| a.tx        | b.rx       |                  |
| b.out[0..1] | a.in[2..3] |                  |
| relay.out   | b.in3      |                  |
| (pull-up)   | a.in0      |                  |
)");
}

}  // namespace

}  // namespace sosie
