// The GLUE as interrupt encoder.
#include "devices/glue/glue_interrupts.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/support/bench.h"

namespace sosie {

namespace {

struct Vectored : IrqAcknowledge {
  std::optional<u8> acknowledge(unsigned) override {
    ++asked;
    return vector;
  }
  std::optional<u8> vector = 0x4f;
  unsigned asked = 0;
};

struct Glue : Bench<GlueInterrupts> {
  Glue() : Bench(8'000'000) { chip.set_vectored(&mfp); }
  unsigned level() { return (chip.output("ipl2")->active() ? 4u : 0u) + (chip.output("ipl1")->active() ? 2u : 0u); }
  void pulse(std::string_view pin) {
    drive(pin, true);
    drive(pin, false);
  }
  Vectored mfp;
};

TEST(GlueInterrupts, EachSourceHasItsLevelAndTheHighestShows) {
  Glue glue;
  EXPECT_EQ(glue.level(), 0u);
  glue.pulse("hbl");
  EXPECT_EQ(glue.level(), 2u);
  glue.pulse("vbl");
  EXPECT_EQ(glue.level(), 4u);
  glue.drive("mfpint", true);
  EXPECT_EQ(glue.level(), 6u);
  glue.drive("mfpint", false);
  EXPECT_EQ(glue.level(), 4u);
}

TEST(GlueInterrupts, PulsesAreKeptUntilTheyAreAcknowledged) {
  Glue glue;
  glue.pulse("vbl");
  glue.pulse("hbl");
  glue.pulse("hbl");
  EXPECT_EQ(glue.chip.acknowledge(4), std::nullopt);
  EXPECT_EQ(glue.level(), 2u);
  EXPECT_EQ(glue.chip.acknowledge(2), std::nullopt);
  EXPECT_EQ(glue.level(), 0u);
}

TEST(GlueInterrupts, TheMfpGivesItsOwnVector) {
  Glue glue;
  glue.drive("mfpint", true);
  EXPECT_EQ(glue.chip.acknowledge(6), 0x4f);
  EXPECT_EQ(glue.mfp.asked, 1u);
  EXPECT_EQ(glue.level(), 6u) << "the MFP takes its request back itself";
}

TEST(GlueInterrupts, AnInterruptThatTheMfpHasTakenBackIsSpurious) {
  Glue glue;
  glue.mfp.vector.reset();
  EXPECT_EQ(glue.chip.acknowledge(6), 24);
  EXPECT_EQ(glue.mfp.asked, 1u);
}

TEST(GlueInterrupts, AResetForgetsPulses) {
  Glue glue;
  glue.pulse("hbl");
  glue.chip.reset();
  EXPECT_EQ(glue.level(), 0u);
}

TEST(GlueInterrupts, StateIsSavedAndLoaded) {
  Glue glue;
  glue.pulse("vbl");
  SavingArchive saving;
  glue.chip.serialize(saving);
  const std::vector<u8> saved = saving.take();
  Glue other;
  LoadingArchive loading(saved);
  other.chip.serialize(loading);
  EXPECT_EQ(other.level(), 4u);
  other.chip.acknowledge(4);
  EXPECT_EQ(other.level(), 0u);
}

}  // namespace

}  // namespace sosie
