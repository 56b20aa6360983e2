// Virtual time: what is due fires in order, at its own tick, and nothing drifts.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "core/time/clock.h"
#include "core/time/deadline.h"
#include "core/time/scheduler.h"

namespace sosie {

namespace {

constexpr u64 kMasterHz = 32'084'988;  // an Atari ST's

struct Fired {
  std::string name;
  u64 due, now;
  bool operator==(const Fired&) const = default;
};

/// A scheduler and a record of what fired.
struct Machine {
  Scheduler scheduler{kMasterHz};
  std::vector<Fired> fired;

  Deadline noting(const std::string& name) {
    return Deadline(scheduler, name, [this, name](Ticks due) { note(name, due); });
  }
  void note(const std::string& name, Ticks due) { fired.push_back({name, due.n, scheduler.now().n}); }
};

TEST(Scheduler, TimeIsTheSumOfWhatWasAdvanced) {
  Scheduler scheduler(kMasterHz);
  scheduler.advance(4);
  scheduler.advance(0);
  scheduler.advance(7);
  EXPECT_EQ(scheduler.now(), Ticks{11});
}

TEST(Scheduler, WhatIsDueFiresInOrderEachAtItsOwnTick) {
  Machine m;
  Deadline a = m.noting("a"), b = m.noting("b"), c = m.noting("c");
  a.arm({30});
  b.arm({10});
  c.arm({20});
  m.scheduler.advance(9);
  EXPECT_TRUE(m.fired.empty());
  m.scheduler.advance(1);
  EXPECT_EQ(m.fired, (std::vector<Fired>{{"b", 10, 10}}));
  m.scheduler.advance(90);
  EXPECT_EQ(m.fired, (std::vector<Fired>{{"b", 10, 10}, {"c", 20, 20}, {"a", 30, 30}}));
  EXPECT_EQ(m.scheduler.now(), Ticks{100});
}

TEST(Scheduler, OfTwoAtTheSameTickTheFirstConstructedFiresFirst) {
  Machine m;
  Deadline a = m.noting("a"), b = m.noting("b"), c = m.noting("c");
  c.arm({10});
  b.arm({10});
  a.arm({10});
  m.scheduler.advance(10);
  EXPECT_EQ(m.fired, (std::vector<Fired>{{"a", 10, 10}, {"b", 10, 10}, {"c", 10, 10}}));
}

TEST(Scheduler, APeriodicEventDoesNotDriftHoweverCoarselyTimeAdvances) {
  Machine m;
  Deadline* self = nullptr;
  Deadline periodic(m.scheduler, "periodic", [&](Ticks due) {
    m.note("periodic", due);
    self->arm({due.n + 7});
  });
  self = &periodic;
  periodic.arm({7});
  m.scheduler.advance(5);
  m.scheduler.advance(20);
  m.scheduler.advance(4);
  EXPECT_EQ(m.fired,
            (std::vector<Fired>{{"periodic", 7, 7}, {"periodic", 14, 14}, {"periodic", 21, 21}, {"periodic", 28, 28}}));
  EXPECT_EQ(periodic.when(), Ticks{35});
}

TEST(Scheduler, WhatFiresMayCancelAndArmOthersThatWereDueInTheSameStep) {
  Machine m;
  Deadline cancelled = m.noting("cancelled"), brought = m.noting("brought");
  Deadline acts(m.scheduler, "acts", [&](Ticks due) {
    m.note("acts", due);
    cancelled.cancel();
    brought.arm({due.n + 2});
  });
  cancelled.arm({11});
  acts.arm({10});
  m.scheduler.advance(20);
  EXPECT_EQ(m.fired, (std::vector<Fired>{{"acts", 10, 10}, {"brought", 12, 12}}));
}

TEST(Scheduler, ArmingAgainReplaces) {
  Machine m;
  Deadline a = m.noting("a");
  a.arm({5});
  a.arm({15});
  m.scheduler.advance(10);
  EXPECT_TRUE(m.fired.empty());
  EXPECT_TRUE(a.armed());
  m.scheduler.advance(5);
  EXPECT_EQ(m.fired, (std::vector<Fired>{{"a", 15, 15}}));
  EXPECT_FALSE(a.armed());
}

TEST(Scheduler, WhatIsArmedForThePastFiresNextAndTimeDoesNotRunBackwards) {
  Machine m;
  Deadline a = m.noting("a");
  m.scheduler.advance(100);
  a.arm({40});
  m.scheduler.advance(0);
  EXPECT_EQ(m.fired, (std::vector<Fired>{{"a", 40, 100}}));
}

TEST(Scheduler, ADestroyedDeadlineDoesNotFire) {
  Machine m;
  {
    Deadline a = m.noting("a");
    a.arm({5});
  }
  m.scheduler.advance(10);
  EXPECT_TRUE(m.fired.empty());
  EXPECT_GT(m.scheduler.next_due(), Ticks{u64{1} << 63});
}

TEST(Scheduler, WaitingEndsAtTheNextDeadlineOrAtTheLimit) {
  Machine m;
  Deadline a = m.noting("a");
  a.arm({50});
  m.scheduler.advance_to_next_due({20});
  EXPECT_EQ(m.scheduler.now(), Ticks{20});
  m.scheduler.advance_to_next_due({1000});
  EXPECT_EQ(m.scheduler.now(), Ticks{50});
  EXPECT_EQ(m.fired, (std::vector<Fired>{{"a", 50, 50}}));
  m.scheduler.advance_to_next_due({40});
  EXPECT_EQ(m.scheduler.now(), Ticks{50});
}

TEST(Scheduler, WhoLetsTimePassIsHeldUpByAnotherMaster) {
  Machine m;
  Deadline late = m.noting("late");
  Deadline taker(m.scheduler, "taker", [&](Ticks due) {
    m.note("taker", due);
    m.scheduler.hold_up(100);
  });
  taker.arm({10});
  late.arm({60});
  m.scheduler.advance(16);
  EXPECT_EQ(m.fired, (std::vector<Fired>{{"taker", 10, 10}, {"late", 60, 60}}));
  EXPECT_EQ(m.scheduler.now(), Ticks{116});
  m.scheduler.hold_up(4);
  EXPECT_EQ(m.scheduler.now(), Ticks{120});
}

TEST(Scheduler, SavedStateIsTheTimeAndWhatIsArmed) {
  Machine m;
  Deadline a = m.noting("a"), b = m.noting("b");
  m.scheduler.advance(100);
  a.arm({150});
  SavingArchive saving;
  m.scheduler.serialize(saving);
  a.serialize(saving);
  b.serialize(saving);
  const std::vector<u8> saved = saving.take();

  Machine other;
  Deadline x = other.noting("a"), y = other.noting("b");
  y.arm({120});
  LoadingArchive loading(saved);
  other.scheduler.serialize(loading);
  x.serialize(loading);
  y.serialize(loading);
  EXPECT_EQ(other.scheduler.now(), Ticks{100});
  other.scheduler.advance(60);
  EXPECT_EQ(other.fired, (std::vector<Fired>{{"a", 150, 150}}));
}

TEST(Clock, CountsADividedMasterExactly) {
  Scheduler scheduler(kMasterHz);
  const Clock cpu(scheduler, kMasterHz, 4);
  scheduler.advance(7);
  EXPECT_EQ(cpu.now(), 1u);
  EXPECT_EQ(cpu.after(1), Ticks{8});
  EXPECT_EQ(cpu.after(3, Ticks{40}), Ticks{52});
  EXPECT_EQ(cpu.hz(), 8'021'247u);
}

TEST(Clock, CyclesOfAForeignCrystalBeginAtTheFirstTickThatIsNotEarlier) {
  Scheduler scheduler(kMasterHz);
  const Clock mfp(scheduler, 2'457'600);
  for (u64 cycle : {u64{0}, u64{1}, u64{2}, u64{3}, u64{1000}, u64{2'457'599}, u64{1} << 40}) {
    const Ticks begin = mfp.begin_of(cycle);
    EXPECT_EQ(mfp.cycle_at(begin), cycle);
    if (begin.n > 0) {
      EXPECT_EQ(mfp.cycle_at({begin.n - 1}), cycle - 1);
    }
  }
  EXPECT_EQ(mfp.begin_of(1), Ticks{14});  // 13.055…
  EXPECT_EQ(mfp.begin_of(2'457'600), Ticks{kMasterHz});
  EXPECT_EQ(mfp.hz(), 2'457'600u);
}

TEST(Clock, IsExactAfterYears) {
  Scheduler scheduler(kMasterHz);
  const Clock mfp(scheduler, 2'457'600);
  const u64 years = u64{100} * 365 * 24 * 3600;
  EXPECT_EQ(mfp.begin_of(years * 2'457'600), Ticks{years * kMasterHz});
  EXPECT_EQ(mfp.cycle_at({years * kMasterHz}), years * 2'457'600);
}

}  // namespace

}  // namespace sosie
