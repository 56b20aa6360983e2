#include "devices/storage/wd1772.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <numeric>
#include <vector>

#include "devices/storage/sector_image.h"
#include "tests/support/bench.h"

namespace sosie {
namespace {

constexpr u64 kMs = 8000;  // cycles
constexpr u64 kRevolution = 200 * kMs;
enum Register : u64 { kStatus, kTrack, kSector, kData };
enum Bit : u8 {
  kBusy = 0x01,
  kDrq = 0x02,
  kIndexBit = 0x02,
  kLost = 0x04,
  kTrack0 = 0x04,
  kCrc = 0x08,
  kNotFound = 0x10,
  kSpunUp = 0x20,
  kDeleted = 0x20,
  kProtected = 0x40,
  kMotor = 0x80
};

// The chip with a disk of 80 cylinders, two sides, nine sectors in drive 0, which is selected.
class Wd1772Test : public testing::Test {
 protected:
  Wd1772Test() : bench(32'000'000, 4, 32'000'000), disk(formatted()) {
    bench.chip.output("intrq")->drives([this](bool active) {
      if (active) ++interrupts;
    });
    // A DMA controller: takes or gives bytes at once, as long as it is told to.
    bench.chip.output("drq")->drives([this](bool active) {
      if (!active || !serve) return;
      if (next_out < out.size()) bench.write(kData, out[next_out++]);
      else in.push_back(static_cast<u8>(bench.read(kData)));
    });
    bench.chip.insert(0, disk);
    bench.drive("d0sel", true);
  }

  static std::vector<u8> content() {
    std::vector<u8> bytes(80 * 2 * 9 * 512);
    for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<u8>(i / 512 + i % 512 * 3);
    return bytes;
  }
  static FloppyDisk formatted() { return disk_of_sectors({80, 2, 9}, content()); }
  static std::vector<u8> content_of(u32 cylinder, u32 side, u32 sector) {
    const std::vector<u8> bytes = content();
    const auto from = bytes.begin() + ((cylinder * 2 + side) * 9 + sector - 1) * 512;
    return {from, from + 512};
  }

  u8 status() { return static_cast<u8>(*bench.chip.peek(kStatus, 1)); }
  // \return cycles until it was done.
  u64 command(u8 code, u64 limit = 20 * kRevolution) {
    in.clear();
    next_out = 0;
    bench.write(kStatus, code);
    return until_done(limit);
  }
  u64 until_done(u64 limit = 20 * kRevolution) {
    const u64 began = bench.clock.now();
    const Ticks end = bench.clock.after(limit);
    while ((status() & kBusy) != 0 && bench.scheduler.now() < end) bench.scheduler.advance_to_next_due(end);
    return bench.clock.now() - began;
  }
  // Spun up, head on a cylinder, index just passed.
  void ready_on(u8 cylinder, bool second_side = false) {
    command(0x00);
    bench.write(kData, cylinder);
    command(0x13);
    bench.drive("s1", second_side);
    to_index();
  }
  void to_index() { bench.run(bench.chip.drive(0).cycles_until(0, bench.clock.now())); }

  Bench<Wd1772> bench;
  FloppyDisk disk;
  u32 interrupts = 0;
  bool serve = true;
  std::vector<u8> in, out;
  std::size_t next_out = 0;
};

// --- type I, motor, index ---

TEST_F(Wd1772Test, TheFirstCommandWaitsForSixIndexPulses) {
  const u64 cycles = command(0x00);
  EXPECT_GE(cycles, 5 * kRevolution);
  EXPECT_LE(cycles, 6 * kRevolution + kMs);
  EXPECT_EQ(status() & (kMotor | kSpunUp | kTrack0), kMotor | kSpunUp | kTrack0);
  EXPECT_EQ(interrupts, 1u);
  EXPECT_LT(command(0x00), kMs);
}

TEST_F(Wd1772Test, ACommandWithoutSpinUpBeginsAtOnce) { EXPECT_LT(command(0x08), kMs); }

TEST_F(Wd1772Test, TheMotorStopsNineIndexPulsesAfterTheLastCommand) {
  command(0x00);
  bench.run(8 * kRevolution);
  EXPECT_TRUE(status() & kMotor);
  bench.run(kRevolution + kMs);
  EXPECT_FALSE(status() & kMotor);
}

TEST_F(Wd1772Test, WithoutADiskNoIndexPulseComesAndTheCommandWaits) {
  bench.drive("d0sel", false);
  bench.drive("d1sel", true);
  command(0x00);
  EXPECT_TRUE(status() & kBusy);
  bench.write(kStatus, 0xd0);
  EXPECT_FALSE(status() & kBusy);
  EXPECT_EQ(interrupts, 0u);
}

TEST_F(Wd1772Test, SeekStepsAtTheRateThatTheCommandSays) {
  command(0x00);
  for (const auto& [rate, ms] : {std::pair{0, 6u}, {1, 12u}, {2, 2u}, {3, 3u}}) {
    bench.write(kTrack, 0);
    bench.write(kData, 10);
    const u64 cycles = command(static_cast<u8>(0x10 | rate));
    EXPECT_GE(cycles, 10 * ms * kMs);
    EXPECT_LT(cycles, 10 * ms * kMs + kMs / 2);
    EXPECT_EQ(bench.read(kTrack), 10u);
    EXPECT_EQ(bench.chip.drive(0).cylinder(), 10u);
    EXPECT_FALSE(status() & kTrack0);
    command(0x03);
    EXPECT_EQ(bench.chip.drive(0).cylinder(), 0u);
    EXPECT_EQ(bench.read(kTrack), 0u);
  }
}

TEST_F(Wd1772Test, StepsKeepTheirDirectionAndUpdateTheTrackOnlyIfTold) {
  command(0x00);
  command(0x53);
  command(0x43);
  command(0x33);
  EXPECT_EQ(bench.chip.drive(0).cylinder(), 3u);
  EXPECT_EQ(bench.read(kTrack), 2u);
  command(0x63);
  command(0x23);
  EXPECT_EQ(bench.chip.drive(0).cylinder(), 1u);
}

TEST_F(Wd1772Test, VerifyReadsAnIdAndComparesTheTrack) {
  command(0x00);
  bench.write(kData, 40);
  command(0x17);
  EXPECT_EQ(status() & (kNotFound | kCrc), 0);
  bench.write(kTrack, 39);  // a lie: the head will be on 41
  bench.write(kData, 40);
  const u64 cycles = command(0x17);
  EXPECT_EQ(status() & kNotFound, kNotFound);
  EXPECT_GE(cycles, 4 * kRevolution);
}

TEST_F(Wd1772Test, TheIndexBitIsThePulse) {
  ready_on(0);
  bench.write(kStatus, 0xd0);
  EXPECT_TRUE(status() & kIndexBit);
  bench.run(5 * kMs);
  EXPECT_FALSE(status() & kIndexBit);
}

TEST_F(Wd1772Test, ForceInterruptAsksAtEachIndexPulseOrAtOnce) {
  ready_on(0);
  bench.run(kMs);
  interrupts = 0;
  bench.write(kStatus, 0xd4);
  for (int i = 0; i < 3; ++i) {
    bench.run(kRevolution);
    bench.read(kStatus);
  }
  EXPECT_EQ(interrupts, 3u);
  bench.write(kStatus, 0xd8);
  EXPECT_TRUE(bench.chip.output("intrq")->active());
  bench.read(kStatus);
  EXPECT_TRUE(bench.chip.output("intrq")->active());
  bench.write(kStatus, 0xd0);
  EXPECT_FALSE(bench.chip.output("intrq")->active());
}

TEST_F(Wd1772Test, ReadingTheStatusTakesTheInterruptBack) {
  command(0x08);
  EXPECT_TRUE(bench.chip.output("intrq")->active());
  bench.read(kStatus);
  EXPECT_FALSE(bench.chip.output("intrq")->active());
}

// --- sectors ---

TEST_F(Wd1772Test, ReadSectorBringsItsBytesInTheTimeOfTheDisk) {
  ready_on(7, true);
  bench.write(kSector, 3);
  const u64 cycles = command(0x80);
  EXPECT_EQ(in, content_of(7, 1, 3));
  EXPECT_EQ(status() & ~kMotor, 0);
  // Sector 3 ends with the CRC: 60 bytes after the index, two sectors of 614, 56 of gap and ID, 514; 32 us a byte.
  const u64 expected = (60 + 2 * 614 + 60 + 512 + 2 - 4 + 4) * 256;
  EXPECT_NEAR(static_cast<double>(cycles), static_cast<double>(expected), 2000);
}

TEST_F(Wd1772Test, ReadMultipleGoesOnUntilASectorIsMissing) {
  ready_on(0);
  bench.write(kSector, 7);
  command(0x90);
  EXPECT_EQ(in.size(), 3u * 512);
  EXPECT_EQ(bench.read(kSector), 10u);
  EXPECT_TRUE(status() & kNotFound);
}

TEST_F(Wd1772Test, ASectorThatIsNotThereIsGivenUpAfterFiveRevolutions) {
  ready_on(0);
  bench.write(kSector, 10);
  const u64 cycles = command(0x80);
  EXPECT_TRUE(status() & kNotFound);
  EXPECT_NEAR(static_cast<double>(cycles), 5.0 * kRevolution, kMs);
  EXPECT_TRUE(in.empty());
}

TEST_F(Wd1772Test, BytesThatNobodyTakesAreLost) {
  ready_on(0);
  serve = false;
  bench.write(kSector, 1);
  command(0x80);
  EXPECT_EQ(status() & (kLost | kDrq), kLost | kDrq);
}

TEST_F(Wd1772Test, ADamagedSectorIsReadWithACrcError) {
  ready_on(0);
  FloppyTrack& track = disk.track(0, 0);
  const u32 at = track.sectors()[0].data_at + 100;
  track.write(at, static_cast<u8>(track.byte(at) ^ 1));
  bench.write(kSector, 1);
  command(0x80);
  EXPECT_EQ(in.size(), 512u);
  EXPECT_TRUE(status() & kCrc);
}

TEST_F(Wd1772Test, ADamagedIdIsNotFoundWithACrcError) {
  ready_on(0);
  FloppyTrack& track = disk.track(0, 0);
  const u32 at = track.sectors()[0].id_at + 4;
  track.write(at, static_cast<u8>(track.byte(at) ^ 1));
  bench.write(kSector, 1);
  command(0x80);
  EXPECT_EQ(status() & (kCrc | kNotFound), kCrc | kNotFound);
}

TEST_F(Wd1772Test, WriteSectorChangesTheSectorAndNothingElse) {
  ready_on(3);
  out.resize(512);
  std::iota(out.begin(), out.end(), u8{5});
  bench.write(kSector, 4);
  command(0xa0);
  EXPECT_EQ(status() & ~kMotor, 0);
  EXPECT_TRUE(disk.changed());
  const std::vector<u8> written = sectors_of_disk(disk, {80, 2, 9}).content;
  std::vector<u8> expected = content();
  std::copy(out.begin(), out.end(), expected.begin() + (3 * 2 * 9 + 3) * 512);
  EXPECT_EQ(written, expected);
}

TEST_F(Wd1772Test, ADeletedMarkIsWrittenAndReadAsTheRecordType) {
  ready_on(3);
  out.assign(512, 1);
  bench.write(kSector, 4);
  command(0xa1);
  out.clear();
  command(0x80);
  EXPECT_TRUE(status() & kDeleted);
  EXPECT_EQ(in, std::vector<u8>(512, 1));
}

TEST_F(Wd1772Test, AWriteThatIsNotServedInTimeWritesNothing) {
  ready_on(3);
  serve = false;
  bench.write(kSector, 4);
  command(0xa0);
  EXPECT_TRUE(status() & kLost);
  EXPECT_FALSE(disk.changed());
}

TEST_F(Wd1772Test, AProtectedDiskIsNotWrittenTo) {
  ready_on(3);
  disk.set_write_protected(true);
  out.assign(512, 1);
  bench.write(kSector, 4);
  EXPECT_LT(command(0xa0), kMs);
  EXPECT_TRUE(status() & kProtected);
  EXPECT_FALSE(disk.changed());
}

// --- addresses and tracks ---

TEST_F(Wd1772Test, ReadAddressBringsTheNextId) {
  ready_on(5);
  command(0xc0);
  ASSERT_EQ(in.size(), 6u);
  EXPECT_EQ(in[0], 5);
  EXPECT_EQ(in[2], 1);
  EXPECT_EQ(in[3], 2);
  EXPECT_EQ(bench.read(kSector), 5u);  // the track's number
  command(0xc0);
  EXPECT_EQ(in[2], 2);
}

TEST_F(Wd1772Test, AnUnformattedTrackHasNoAddress) {
  ready_on(81);
  command(0xc0);
  EXPECT_TRUE(status() & kNotFound);
}

TEST_F(Wd1772Test, ReadTrackBringsARevolution) {
  ready_on(0);
  bench.run(100 * kMs);
  const u64 cycles = command(0xe0);
  EXPECT_EQ(in.size(), 6250u);
  EXPECT_EQ(in[0], 0x4e);
  EXPECT_EQ(in[72], 0xa1);
  EXPECT_EQ(in[75], 0xfe);
  EXPECT_NEAR(static_cast<double>(cycles), 1.5 * kRevolution, kMs);
}

TEST_F(Wd1772Test, WriteTrackFormatsWhatCanBeReadAgain) {
  ready_on(82);
  out.clear();
  const auto put = [this](std::size_t count, u8 byte) { out.insert(out.end(), count, byte); };
  put(60, 0x4e);
  for (u8 sector = 1; sector <= 10; ++sector) {
    put(12, 0);
    put(3, 0xf5);
    for (const u8 byte : {u8{0xfe}, u8{82}, u8{0}, sector, u8{2}, u8{0xf7}}) put(1, byte);
    put(22, 0x4e);
    put(12, 0);
    put(3, 0xf5);
    put(1, 0xfb);
    put(512, sector);
    put(1, 0xf7);
    put(40, 0x4e);
  }
  put(100, 0x4e);
  command(0xf0);
  EXPECT_EQ(status() & ~kMotor, 0);
  const auto sectors = disk.track(82, 0).sectors();
  ASSERT_EQ(sectors.size(), 10u);
  for (const FloppySector& sector : sectors) EXPECT_TRUE(sector.id_crc_ok && sector.data_crc_ok);
  out.clear();
  bench.write(kSector, 10);
  bench.write(kTrack, 82);
  command(0x80);
  EXPECT_EQ(in, std::vector<u8>(512, 10));
}

TEST_F(Wd1772Test, SectorsOfTheirOwnSpeedTakeTheirOwnTime) {
  FloppySector sector;
  sector.id_at = 100;
  sector.id = {0, 0, 1, 2};
  sector.has_data = true;
  sector.data_at = 144;
  sector.own_data.assign(512, 0x11);
  sector.block_us.assign(32, 540);
  sector.fuzzy.assign(512, 0xf0);
  disk.track(0, 0) = FloppyTrack::recorded(std::vector<u8>(6250, 0x4e), {sector});
  ready_on(0);
  bench.write(kSector, 1);
  const u64 cycles = command(0x80);
  EXPECT_NEAR(static_cast<double>(cycles), 144 * 256 + 32 * 540 * 8 + 512, 600);
  ASSERT_EQ(in.size(), 512u);
  const std::vector<u8> first = in;
  command(0x80);
  EXPECT_NE(in, first);
  for (const u8 byte : in) EXPECT_EQ(byte & 0x0f, 0x01);
}

// --- drives ---

TEST_F(Wd1772Test, AnEmptyDriveLooksWriteProtectedForAWhileWhenTheDiskIsChanged) {
  FloppyDisk other = formatted();
  bench.run(kMs);
  bench.write(kStatus, 0xd0);
  EXPECT_FALSE(status() & kProtected);
  bench.chip.insert(0, other);
  EXPECT_TRUE(status() & kProtected);
  bench.run(499 * kMs);
  EXPECT_TRUE(status() & kProtected);
  bench.run(2 * kMs);
  EXPECT_FALSE(status() & kProtected);
}

TEST_F(Wd1772Test, ADiskTakenOutInTheMiddleOfASectorEndsNothingButHarmsNothing) {
  ready_on(0);
  bench.write(kSector, 5);
  bench.write(kStatus, 0x80);
  bench.run(90 * kMs);
  bench.chip.eject(0);
  bench.run(5 * kRevolution);
  EXPECT_TRUE(status() & kBusy);
  bench.write(kStatus, 0xd0);
  EXPECT_FALSE(status() & kBusy);
}

TEST_F(Wd1772Test, TheStateGoesOnInTheMiddleOfASector) {
  ready_on(7);
  bench.write(kSector, 3);
  bench.write(kStatus, 0x80);
  bench.run(50 * kMs);
  ASSERT_TRUE(status() & kBusy);
  SavingArchive saving;
  bench.scheduler.serialize(saving);
  bench.chip.serialize(saving);
  const std::vector<u8> saved = saving.take();

  Bench<Wd1772> other(32'000'000, 4, 32'000'000);
  FloppyDisk other_disk = formatted();
  std::vector<u8> rest;
  other.chip.output("drq")->drives([&](bool active) {
    if (active) rest.push_back(static_cast<u8>(other.read(kData)));
  });
  other.chip.insert(0, other_disk);
  LoadingArchive loading(saved);
  other.scheduler.serialize(loading);
  other.chip.serialize(loading);
  in.clear();
  until_done();
  other.run(kRevolution);
  EXPECT_FALSE(in.empty());
  EXPECT_EQ(rest, in);
}

}  // namespace
}  // namespace sosie
