// The MC68901 alone, register by register; section numbers are the data sheet's.
#include "devices/multi/mc68901.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/support/bench.h"

namespace sosie {

namespace {

constexpr u64 kTimerHz = 2'457'600;

using M = Mc68901;

struct Mfp : Bench<Mc68901> {
  Mfp() : Bench(kTimerHz) {}

  bool irq() { return chip.output("irq")->active(); }
  void enable_all() {
    for (const u8 index : {M::kIera, M::kIerb, M::kImra, M::kImrb}) write(index, 0xff);
    write(M::kVr, 0x48);
  }
  u16 pending() { return static_cast<u16>(read(M::kIpra) << 8 | read(M::kIprb)); }
};

// --- interrupts ---

TEST(Mc68901Interrupts, VectorsAreTheBaseAndTheChannel_5_2) {
  struct Source {
    u8 pin;
    u8 vector;
  };
  for (const Source source : {Source{0, 0x40}, Source{1, 0x41}, Source{2, 0x42}, Source{3, 0x43}, Source{4, 0x46},
                              Source{5, 0x47}, Source{6, 0x4e}, Source{7, 0x4f}}) {
    Mfp mfp;
    mfp.enable_all();
    mfp.write(M::kAer, 0xff);
    mfp.drive("i" + std::to_string(source.pin), true);
    EXPECT_TRUE(mfp.irq());
    EXPECT_EQ(mfp.chip.acknowledge(6), source.vector);
    EXPECT_FALSE(mfp.irq());
  }
}

TEST(Mc68901Interrupts, NothingAnswersAnAcknowledgeWithoutARequest) {
  Mfp mfp;
  mfp.enable_all();
  EXPECT_EQ(mfp.chip.acknowledge(6), std::nullopt);
}

TEST(Mc68901Interrupts, TheHighestChannelIsAcknowledgedFirst) {
  Mfp mfp;
  mfp.enable_all();
  mfp.write(M::kVr, 0x40);
  mfp.write(M::kAer, 0xff);
  mfp.drive("i0", true);
  mfp.drive("i7", true);
  mfp.drive("i5", true);
  EXPECT_EQ(mfp.chip.acknowledge(6), 0x4f);
  EXPECT_EQ(mfp.chip.acknowledge(6), 0x47);
  EXPECT_EQ(mfp.chip.acknowledge(6), 0x40);
  EXPECT_EQ(mfp.chip.acknowledge(6), std::nullopt);
}

TEST(Mc68901Interrupts, AChannelThatIsNotEnabledIsNotPendingAndOneThatIsMaskedDoesNotRequest_5_3) {
  Mfp mfp;
  mfp.write(M::kAer, 0xff);
  mfp.drive("i0", true);
  EXPECT_EQ(mfp.pending(), 0);
  mfp.write(M::kIerb, 0x02);
  mfp.drive("i1", true);
  EXPECT_EQ(mfp.pending(), 0x0002);
  EXPECT_FALSE(mfp.irq());
  mfp.write(M::kImrb, 0x02);
  EXPECT_TRUE(mfp.irq());
  mfp.write(M::kIerb, 0);
  EXPECT_EQ(mfp.pending(), 0) << "disabling clears";
  EXPECT_FALSE(mfp.irq());
}

TEST(Mc68901Interrupts, PendingBitsAreClearedByZeroesAndNotSetByOnes) {
  Mfp mfp;
  mfp.enable_all();
  mfp.write(M::kAer, 0xff);
  mfp.drive("i0", true);
  mfp.drive("i1", true);
  mfp.drive("i6", true);
  mfp.write(M::kIprb, 0xfe);
  EXPECT_EQ(mfp.pending(), 0x4002);
  mfp.write(M::kIpra, 0xff);
  EXPECT_EQ(mfp.pending(), 0x4002);
}

TEST(Mc68901Interrupts, AnInterruptInServiceKeepsItsOwnAndLowerOnesWaiting_5_4) {
  Mfp mfp;
  mfp.enable_all();
  mfp.write(M::kAer, 0xff);
  mfp.drive("i5", true);
  EXPECT_EQ(mfp.chip.acknowledge(6), 0x47);
  EXPECT_EQ(mfp.read(M::kIsrb), 0x80);
  mfp.drive("i4", true);
  EXPECT_FALSE(mfp.irq());
  mfp.drive("i5", false);
  mfp.drive("i5", true);
  EXPECT_FALSE(mfp.irq());
  mfp.drive("i6", true);
  EXPECT_TRUE(mfp.irq());
  EXPECT_EQ(mfp.chip.acknowledge(6), 0x4e);
  mfp.write(M::kIsra, 0xbf);
  EXPECT_FALSE(mfp.irq()) << "channel 7 is in service still";
  mfp.write(M::kIsrb, 0x7f);
  EXPECT_EQ(mfp.chip.acknowledge(6), 0x47);
}

TEST(Mc68901Interrupts, WithAutomaticEndNoneIsInService_5_4) {
  Mfp mfp;
  mfp.enable_all();
  mfp.write(M::kAer, 0xff);
  mfp.drive("i5", true);
  mfp.chip.acknowledge(6);
  mfp.write(M::kVr, 0x40);
  EXPECT_EQ(mfp.read(M::kIsrb), 0) << "switching over clears";
  mfp.drive("i6", true);
  mfp.chip.acknowledge(6);
  EXPECT_EQ(mfp.read(M::kIsra), 0);
}

// --- the parallel port ---

TEST(Mc68901Port, EachPinInterruptsOnTheEdgeThatItsBitSays_4_2) {
  Mfp mfp;
  mfp.enable_all();
  mfp.write(M::kAer, 0x02);
  mfp.drive("i0", true);
  EXPECT_EQ(mfp.pending(), 0);
  mfp.drive("i0", false);
  EXPECT_EQ(mfp.pending(), 0x0001);
  mfp.drive("i1", true);
  EXPECT_EQ(mfp.pending(), 0x0003);
  mfp.write(M::kIprb, 0);
  mfp.drive("i1", false);
  EXPECT_EQ(mfp.pending(), 0);
}

TEST(Mc68901Port, ChangingTheEdgeBitIsAnEdgeItself_4_2) {
  Mfp mfp;
  mfp.enable_all();
  mfp.drive("i7", true);
  mfp.write(M::kAer, 0x80);
  EXPECT_EQ(mfp.pending(), 0x8000);
}

TEST(Mc68901Port, OutputsReadTheirLatchAndInputsTheirPin) {
  Mfp mfp;
  mfp.drive("i0", true);
  mfp.drive("i7", true);
  mfp.write(M::kGpip, 0x30);
  EXPECT_EQ(mfp.read(M::kGpip), 0x81);
  mfp.write(M::kDdr, 0x31);
  EXPECT_EQ(mfp.read(M::kGpip), 0xb0);
}

// --- timers ---

TEST(Mc68901Timers, DelayModeTimesOutAfterPrescalerTimesData_6_1_1) {
  constexpr unsigned kPrescalers[] = {4, 10, 16, 50, 64, 100, 200};
  for (unsigned mode = 1; mode <= 7; ++mode) {
    Mfp mfp;
    mfp.enable_all();
    mfp.write(M::kTadr, 3);
    mfp.write(M::kTacr, mode);
    const u64 cycles = 3 * kPrescalers[mode - 1];
    mfp.run(cycles - 1);
    EXPECT_EQ(mfp.pending(), 0) << mode;
    mfp.run(1);
    EXPECT_EQ(mfp.pending(), 0x2000) << mode;
    mfp.write(M::kIpra, 0);
    mfp.run(cycles - 1);
    EXPECT_EQ(mfp.pending(), 0) << mode;
    mfp.run(1);
    EXPECT_EQ(mfp.pending(), 0x2000) << mode;
  }
}

TEST(Mc68901Timers, EachHasItsChannelAndItsBitsOfTheControlRegisters) {
  struct Timer {
    u8 control, value, data;
    u16 channel;
  };
  for (const Timer timer : {Timer{M::kTacr, 1, M::kTadr, 0x2000}, Timer{M::kTbcr, 1, M::kTbdr, 0x0100},
                            Timer{M::kTcdcr, 0x10, M::kTcdr, 0x0020}, Timer{M::kTcdcr, 0x01, M::kTddr, 0x0010}}) {
    Mfp mfp;
    mfp.enable_all();
    mfp.write(timer.data, 1);
    mfp.write(timer.control, timer.value);
    mfp.run(4);
    EXPECT_EQ(mfp.pending(), timer.channel);
    EXPECT_EQ(mfp.read(timer.control), timer.value);
  }
}

TEST(Mc68901Timers, TheMainCounterIsReadAndZeroCounts256_6_1_1) {
  Mfp mfp;
  mfp.write(M::kTcdr, 0);
  mfp.write(M::kTcdcr, 0x10);
  EXPECT_EQ(mfp.read(M::kTcdr), 0);
  mfp.run(4);
  EXPECT_EQ(mfp.read(M::kTcdr), 255);
  mfp.run(4 * 254);
  EXPECT_EQ(mfp.read(M::kTcdr), 1);
  mfp.run(4);
  EXPECT_EQ(mfp.read(M::kTcdr), 0) << "it shows 0 where it has been reloaded with 256";
}

TEST(Mc68901Timers, DataIsTakenAtOnceByAStoppedTimerAndAtTheReloadByARunningOne_6_2_1) {
  Mfp mfp;
  mfp.enable_all();
  mfp.write(M::kTddr, 5);
  EXPECT_EQ(mfp.read(M::kTddr), 5);
  mfp.write(M::kTcdcr, 1);
  mfp.write(M::kTddr, 2);
  EXPECT_EQ(mfp.read(M::kTddr), 5);
  mfp.run(20);
  EXPECT_EQ(mfp.pending(), 0x0010);
  EXPECT_EQ(mfp.read(M::kTddr), 2);
  mfp.write(M::kIprb, 0);
  mfp.run(8);
  EXPECT_EQ(mfp.pending(), 0x0010);
}

TEST(Mc68901Timers, AStoppedTimerKeepsItsCountAndStartsWithAnEmptyPrescaler) {
  Mfp mfp;
  mfp.write(M::kTadr, 10);
  mfp.write(M::kTacr, 1);
  mfp.run(4 * 3 + 2);
  mfp.write(M::kTacr, 0);
  mfp.run(100);
  EXPECT_EQ(mfp.read(M::kTadr), 7);
  mfp.write(M::kTacr, 1);
  mfp.run(3);
  EXPECT_EQ(mfp.read(M::kTadr), 7);
  mfp.run(1);
  EXPECT_EQ(mfp.read(M::kTadr), 6);
}

TEST(Mc68901Timers, ATimerThatNobodyWaitsForCountsAllTheSame) {
  Mfp watched, unwatched;
  watched.enable_all();
  for (Mfp* mfp : {&watched, &unwatched}) {
    mfp->write(M::kTcdr, 7);
    mfp->write(M::kTcdcr, 0x20);
    mfp->run(10 * 7 * 1001 + 25);
    EXPECT_EQ(mfp->read(M::kTcdr), 5);
    mfp->write(M::kTcdr, 100);
    mfp->run(50);
    EXPECT_EQ(mfp->read(M::kTcdr), 100);
  }
  EXPECT_EQ(unwatched.scheduler.next_due(), Scheduler(1).next_due()) << "nothing is armed for it";
}

TEST(Mc68901Timers, OutputsToggleAtEachTimeOut_6_2_2) {
  Mfp mfp;
  std::vector<u64> edges;
  mfp.chip.output("tao")->drives([&](bool) { edges.push_back(mfp.clock.now()); });
  mfp.write(M::kTadr, 2);
  mfp.write(M::kTacr, 1);
  mfp.run(26);
  EXPECT_EQ(edges, (std::vector<u64>{8, 16, 24}));
  EXPECT_TRUE(mfp.chip.output("tao")->active());
  mfp.write(M::kTacr, 0x11);
  EXPECT_FALSE(mfp.chip.output("tao")->active());
  EXPECT_EQ(mfp.read(M::kTacr), 1);
}

TEST(Mc68901Timers, EventCountCountsTheEdgesOfTheAuxiliaryInput_6_1_3) {
  Mfp mfp;
  mfp.enable_all();
  mfp.write(M::kTbdr, 3);
  mfp.write(M::kTbcr, 8);
  const auto pulse = [&] {
    mfp.drive("tbi", true);
    mfp.drive("tbi", false);
  };
  pulse();
  EXPECT_EQ(mfp.read(M::kTbdr), 2);
  pulse();
  EXPECT_EQ(mfp.pending(), 0);
  mfp.drive("tbi", true);
  EXPECT_EQ(mfp.pending(), 0) << "the edge bit of I3 is 0: falling edges count";
  mfp.drive("tbi", false);
  EXPECT_EQ(mfp.pending(), 0x0100);
  EXPECT_EQ(mfp.read(M::kTbdr), 3);

  mfp.write(M::kIpra, 0);
  mfp.write(M::kAer, 0x08);
  mfp.write(M::kTbcr, 0);
  mfp.write(M::kTbdr, 1);
  mfp.write(M::kTbcr, 8);
  mfp.drive("tbi", true);
  EXPECT_EQ(mfp.pending() & 0x0100, 0x0100) << "with 1 rising ones do";
}

TEST(Mc68901Timers, PulseWidthCountsWhileTheInputIsActiveAndInterruptsAtItsEnd_6_1_2) {
  Mfp mfp;
  mfp.enable_all();
  mfp.write(M::kAer, 0x10);
  mfp.write(M::kTadr, 100);
  mfp.write(M::kTacr, 9);
  mfp.run(400);
  EXPECT_EQ(mfp.read(M::kTadr), 100);
  mfp.drive("tai", true);
  mfp.run(4 * 30);
  mfp.drive("i4", true);
  EXPECT_EQ(mfp.pending(), 0) << "I4's channel is TAI's now";
  mfp.drive("tai", false);
  EXPECT_EQ(mfp.pending(), 0x0040);
  mfp.run(400);
  EXPECT_EQ(mfp.read(M::kTadr), 70);
}

TEST(Mc68901Timers, APulseThatIsLongerTimesOut) {
  Mfp mfp;
  mfp.enable_all();
  mfp.write(M::kTadr, 5);
  mfp.write(M::kTacr, 9);
  mfp.drive("tai", true);
  mfp.drive("tai", false);
  mfp.write(M::kIprb, 0);
  mfp.run(4 * 5);
  EXPECT_EQ(mfp.pending(), 0x2000) << "with the edge bit 0 the pulse is low";
}

// --- the serial port ---

struct Usart : Mfp {
  Usart() {
    chip.serial_output("so")->drives([this](u8 character) { sent.push_back({character, clock.now()}); });
    const auto clock_of = [this](std::string_view pin) { return chip.clock_input(pin, clock); };
    chip.clock_output("tdo")->drives(clock_of("tc"));
    chip.clock_output("tdo")->drives(clock_of("rc"));
    enable_all();
    write(M::kIerb, 0);
    write(M::kTddr, 2);  // 4 * 2 * 2 cycles are a period, 16 of those a bit: 9600 baud
    write(M::kTcdcr, 1);
    write(M::kUcr, 0x88);  // by 16, eight bits, one stop bit
  }
  void send(std::string_view text) {
    for (const char c : text) chip.serial_input("si")(static_cast<u8>(c));
  }

  static constexpr u64 kBit = 256;
  std::vector<std::pair<u8, u64>> sent;
};

TEST(Mc68901Usart, SendsAtTheRateOfItsClock_7) {
  struct Format {
    u8 ucr;
    u64 half_bits;
  };
  for (const Format format :
       {Format{0x88, 20}, Format{0x98, 22}, Format{0x90, 21}, Format{0x8c, 22}, Format{0xa8, 18}, Format{0xec, 16}}) {
    Usart usart;
    const u64 begin = usart.clock.now();
    usart.write(M::kUcr, format.ucr);
    usart.write(M::kTsr, 0x01);
    usart.write(M::kUdr, 0x15);
    usart.run(100'000);
    ASSERT_EQ(usart.sent.size(), 1u);
    EXPECT_EQ(usart.sent[0].first, 0x15);
    EXPECT_EQ(usart.sent[0].second - begin, format.half_bits * Usart::kBit / 2) << std::hex << unsigned{format.ucr};
  }
}

TEST(Mc68901Usart, TheBufferIsEmptyWhenItsCharacterIsBeingSent_7_3) {
  Usart usart;
  usart.write(M::kTsr, 0x01);
  usart.write(M::kUdr, 'a');
  EXPECT_EQ(usart.read(M::kTsr), 0x81);
  EXPECT_EQ(usart.pending(), 0x0400);
  usart.write(M::kUdr, 'b');
  EXPECT_EQ(usart.read(M::kTsr), 0x01);
  usart.run(10 * Usart::kBit);
  EXPECT_EQ(usart.read(M::kTsr), 0x81);
  usart.run(10 * Usart::kBit);
  ASSERT_EQ(usart.sent.size(), 2u);
  EXPECT_EQ(usart.sent[1].first, 'b');
  EXPECT_EQ(usart.read(M::kTsr), 0xc1) << "underrun";
  EXPECT_EQ(usart.read(M::kTsr), 0x81) << "reading has cleared it";
  EXPECT_EQ(usart.pending(), 0x0600);
}

TEST(Mc68901Usart, WaitsForTheTransmitterAndForItsClock) {
  Usart usart;
  usart.write(M::kUdr, 'a');
  usart.run(100 * Usart::kBit);
  EXPECT_TRUE(usart.sent.empty());
  usart.write(M::kTcdcr, 0);
  usart.write(M::kTsr, 0x01);
  usart.run(100 * Usart::kBit);
  EXPECT_TRUE(usart.sent.empty());
  usart.write(M::kTcdcr, 1);
  usart.run(10 * Usart::kBit);
  EXPECT_EQ(usart.sent.size(), 1u);
}

TEST(Mc68901Usart, ReceivesWhileEnabledAndTellsOverruns_7_2) {
  Usart usart;
  usart.send("x");
  EXPECT_EQ(usart.read(M::kRsr), 0);
  usart.write(M::kRsr, 0x01);
  usart.send("a");
  EXPECT_EQ(usart.read(M::kRsr), 0x81);
  EXPECT_EQ(usart.pending(), 0x1000);
  usart.send("b");
  EXPECT_EQ(usart.pending(), 0x1800);
  EXPECT_EQ(usart.read(M::kRsr), 0xc1);
  EXPECT_EQ(usart.read(M::kUdr), 'a');
  EXPECT_EQ(usart.read(M::kRsr), 0x01);
}

TEST(Mc68901Usart, AHostsCharactersComeAtTheReceiversRate) {
  struct Host : CharBackend {
    void send(u8 character) override { text += static_cast<char>(character); }
    std::string text;
  } host;
  Usart usart;
  usart.chip.connect(host);
  usart.write(M::kRsr, 0x01);
  const u8 typed[] = {'h', 'i'};
  host.received(typed);
  usart.run(10 * Usart::kBit - 1);
  EXPECT_EQ(usart.read(M::kRsr), 0x01);
  usart.run(1);
  EXPECT_EQ(usart.read(M::kUdr), 'h');
  usart.run(10 * Usart::kBit);
  EXPECT_EQ(usart.read(M::kUdr), 'i');
  usart.write(M::kTsr, 0x01);
  usart.write(M::kUdr, '!');
  usart.run(10 * Usart::kBit);
  EXPECT_EQ(host.text, "!");
}

TEST(Mc68901, ResetClearsAllButTheTimersData_2_10) {
  Mfp mfp;
  mfp.enable_all();
  mfp.write(M::kTadr, 9);
  mfp.write(M::kTacr, 1);
  mfp.write(M::kAer, 0xff);
  mfp.write(M::kDdr, 0xff);
  mfp.drive("i7", true);
  mfp.chip.reset();
  for (unsigned index = M::kAer; index < M::kTadr; ++index) EXPECT_EQ(mfp.read(index), 0u) << index;
  EXPECT_EQ(mfp.read(M::kTadr), 9u);
  EXPECT_EQ(mfp.read(M::kGpip), 0x80u);
  EXPECT_FALSE(mfp.irq());
}

TEST(Mc68901, StateIsSavedAndLoaded) {
  Mfp mfp;
  mfp.enable_all();
  mfp.write(M::kAer, 0xff);
  mfp.drive("i5", true);
  mfp.write(M::kTadr, 20);
  mfp.write(M::kTacr, 3);
  mfp.run(100);
  SavingArchive saving;
  mfp.scheduler.serialize(saving);
  mfp.chip.serialize(saving);
  const std::vector<u8> saved = saving.take();

  Mfp other;
  LoadingArchive loading(saved);
  other.scheduler.serialize(loading);
  other.chip.serialize(loading);
  EXPECT_EQ(other.pending(), 0x0080);
  EXPECT_TRUE(other.irq());
  EXPECT_EQ(other.read(M::kTadr), mfp.read(M::kTadr));
  for (Mfp* each : {&mfp, &other}) {
    each->run(219);
    EXPECT_EQ(each->pending(), 0x0080);
    each->run(1);
    EXPECT_EQ(each->pending(), 0x2080);
  }
}

}  // namespace

}  // namespace sosie
