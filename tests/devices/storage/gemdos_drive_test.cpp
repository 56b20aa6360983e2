// Calls as the cartridge's program shows them to the drive, of a process whose base page is in the guest's memory.
// roms-test/m68k_st/gemdos.s does the same from the other side, with EmuTOS.
#include "devices/storage/gemdos_drive.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>

#include "core/base/error.h"
#include "core/time/clock.h"
#include "core/time/scheduler.h"
#include "devices/storage/gemdos_error.h"
#include "tests/support/run_program.h"

namespace sosie {
namespace {

namespace fs = std::filesystem;

constexpr u32 kHeader = 0x400, kRun = 0x600, kBasePage = 0x1000, kChild = 0x2000, kDta = 0x3000, kCall = 0x4000,
              kText = 0x5000, kBuffer = 0x6000;
enum Register : u64 { kCallAt = 0, kStatus = 4, kResult = 8, kGemdos = 12, kDrives = 16, kLoad = 20, kDrive = 24 };
constexpr i32 kPassed = -1000;  // it is GEMDOS's

enum Function : u16 {
  kPterm0 = 0,
  kCconws = 9,
  kFcreate = 0x3c,
  kFopen = 0x3d,
  kFclose = 0x3e,
  kFread = 0x3f,
  kFwrite = 0x40,
  kFdelete = 0x41,
  kFattrib = 0x43,
  kFdup = 0x45,
  kFforce = 0x46,
  kDsetpath = 0x3b,
  kDgetpath = 0x47,
  kPexec = 0x4b,
  kFsfirst = 0x4e,
  kFsnext = 0x4f,
  kFrename = 0x56,
  kFdatime = 0x57,
};

struct Long {
  u32 value;
};

class GemdosDriveTest : public testing::Test {
 protected:
  GemdosDriveTest() : drive({"gemdos", clock, scheduler, &memory}), guest(memory) {
    memory.map_ram("ram", 0, 64 << 10);
    guest.set_longword(0x4f2, kHeader);
    guest.set_word(kHeader + 2, 0x0104);
    guest.set_longword(kHeader + 8, kHeader);
    guest.set_longword(kHeader + 0x28, kRun);
    run_process(kBasePage, 0);
    fs::create_directory(folder());
    drive.set_folder(folder());
    drive.reset();
    drive.write(kDrives, 4, 3);
  }
  std::string folder() const { return directory.path() + "/c"; }
  std::string content(const std::string& name) const {
    std::ifstream file(folder() + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void run_process(u32 base_page, u32 parent, u8 current_drive = 2) {
    guest.set_longword(kRun, base_page);
    guest.set_longword(base_page + 0x20, kDta);
    guest.set_longword(base_page + 0x24, parent);
    guest.copy_in(base_page + 0x37, std::array{current_drive});
  }

  void put(u32& at, u16 word) { guest.set_word(at, word), at += 2; }
  void put(u32& at, int word) { put(at, static_cast<u16>(word)); }
  void put(u32& at, Long value) { guest.set_longword(at, value.value), at += 4; }
  void put(u32& at, const char* text) {
    guest.set_text(text_, text);
    put(at, Long{text_});
    text_ += 0x100;
  }
  template <class... Arguments>
  i32 call(Function function, Arguments... arguments) {
    u32 at = kCall;
    text_ = kText;
    put(at, static_cast<u16>(function));
    (put(at, arguments), ...);
    drive.write(kCallAt, 2, 0);
    drive.write(kCallAt + 2, 2, kCall);
    return drive.read(kStatus, 4) == 0 ? kPassed : static_cast<i32>(drive.read(kResult, 4));
  }
  u16 made(const char* name) { return static_cast<u16>(call(kFcreate, name, 0)); }
  i32 write_text(u16 handle, const char* text) {
    guest.set_text(kBuffer, text);
    return call(kFwrite, handle, Long{static_cast<u32>(std::strlen(text))}, Long{kBuffer});
  }
  std::string found() const { return guest.text(kDta + 30); }

  WorkDirectory directory;
  Scheduler scheduler{32'000'000};
  Clock clock{scheduler, 8'000'000};
  AddressSpace memory{"memory", 24, Unmapped::kBusError, ByteOrder::kBig};
  GemdosDrive drive;
  GemdosGuest guest;
  u32 text_ = kText;
};

TEST_F(GemdosDriveTest, HasTheFirstFreeLetter) {
  EXPECT_EQ(drive.read(kDrives, 4), 7u);
  EXPECT_EQ(drive.read(kDrive, 4), 2u);
  drive.reset();
  EXPECT_EQ(call(kFopen, "C:\\A", 0), kPassed);
  drive.write(kDrives, 4, 0xf);
  EXPECT_EQ(drive.read(kDrive + 2, 2), 4u);
  EXPECT_EQ(call(kFopen, "E:\\A", 0), gemdos::kFileNotFound);
}

TEST_F(GemdosDriveTest, KeepsGemdossOwnHandler) {
  drive.write(kGemdos, 2, 0x00fc);
  drive.write(kGemdos + 2, 2, 0x1234);
  EXPECT_EQ(drive.read(kGemdos, 2), 0x00fcu);
  EXPECT_EQ(drive.read(kGemdos, 4), 0x00fc'1234u);
}

TEST_F(GemdosDriveTest, OtherDrivesAndDevicesAreGemdoss) {
  EXPECT_EQ(call(kFcreate, "A:\\NEW.TXT", 0), kPassed);
  EXPECT_EQ(call(kFopen, "CON:", 0), kPassed);
  EXPECT_EQ(call(kFread, 6, Long{1}, Long{kBuffer}), kPassed);
  run_process(kBasePage, 0, 0);
  EXPECT_EQ(call(kFcreate, "NEW.TXT", 0), kPassed);
  EXPECT_EQ(call(kFrename, 0, "A:\\A", "C:\\B"), gemdos::kNotSameDrive);
}

TEST_F(GemdosDriveTest, AFileIsWrittenAndReadAgain) {
  const u16 handle = made("C:\\new.txt");
  EXPECT_EQ(write_text(handle, "some text"), 9);
  EXPECT_EQ(call(kFclose, handle), 0);
  EXPECT_EQ(content("NEW.TXT"), "some text");
  const u16 again = static_cast<u16>(call(kFopen, "\\NEW.TXT", 0));
  EXPECT_EQ(call(kFread, again, Long{100}, Long{kBuffer}), 9);
  EXPECT_EQ(guest.text(kBuffer), "some text");
  EXPECT_EQ(write_text(again, "more"), gemdos::kAccessDenied);
  EXPECT_EQ(call(kFclose, again), 0);
  EXPECT_EQ(call(kFclose, again), kPassed);
}

TEST_F(GemdosDriveTest, ManyBytesGoThroughInPieces) {
  std::string text(200'000, 'x');
  text[70'000] = 'y';
  std::ofstream(folder() + "/BIG") << text;
  memory.map_ram("more", 0x10'0000, 1 << 20);
  const u16 from = static_cast<u16>(call(kFopen, "BIG", 0)), to = made("COPY");
  EXPECT_EQ(call(kFread, from, Long{1 << 20}, Long{0x10'0000}), 200'000);
  EXPECT_EQ(call(kFwrite, to, Long{200'000}, Long{0x10'0000}), 200'000);
  EXPECT_EQ(content("COPY"), text);
}

TEST_F(GemdosDriveTest, AddressesThatAreNoneAreAnError) {
  const u16 handle = made("NEW.TXT");
  EXPECT_EQ(call(kFwrite, handle, Long{10}, Long{0x80'0000}), gemdos::kBadMemoryBlock);
  EXPECT_EQ(call(kFwrite, handle, Long{0xffff'ffff}, Long{kBuffer}), gemdos::kBadMemoryBlock);
  EXPECT_EQ(call(kFopen, Long{0x80'0000}, 0), gemdos::kBadMemoryBlock);
}

TEST_F(GemdosDriveTest, EachProcessHasItsDirectoryOrItsParents) {
  fs::create_directories(folder() + "/one/two");
  EXPECT_EQ(call(kDsetpath, "one"), 0);
  run_process(kChild, kBasePage);
  EXPECT_EQ(call(kDsetpath, "two"), 0);
  EXPECT_EQ(call(kDgetpath, Long{kBuffer}, 0), 0);
  EXPECT_EQ(guest.text(kBuffer), "\\ONE\\TWO");
  made("HERE.TXT");
  EXPECT_TRUE(fs::exists(folder() + "/one/two/HERE.TXT"));
  EXPECT_EQ(call(kPterm0), kPassed);
  run_process(kBasePage, 0);
  EXPECT_EQ(call(kDgetpath, Long{kBuffer}, 3), 0);
  EXPECT_EQ(guest.text(kBuffer), "\\ONE");
  EXPECT_EQ(call(kDgetpath, Long{kBuffer}, 1), kPassed);
}

TEST_F(GemdosDriveTest, FilesOfAProcessAreClosedAtItsEnd) {
  run_process(kChild, kBasePage);
  const u16 handle = made("A");
  call(kPterm0);
  run_process(kBasePage, 0);
  EXPECT_EQ(call(kFclose, handle), kPassed);
}

TEST_F(GemdosDriveTest, StandardOutputGoesWhereItWasLed) {
  const u16 handle = made("OUT.TXT");
  EXPECT_EQ(call(kCconws, "screen"), kPassed);
  EXPECT_EQ(call(kFforce, 1, handle), 0);
  run_process(kChild, kBasePage);
  EXPECT_EQ(call(kCconws, "file"), 0);
  EXPECT_EQ(write_text(1, " too"), 4);
  run_process(kBasePage, 0);
  EXPECT_EQ(call(kFforce, 1, 6), kPassed);
  EXPECT_EQ(call(kCconws, "screen"), kPassed);
  EXPECT_EQ(content("OUT.TXT"), "file too");
}

TEST_F(GemdosDriveTest, ASearchGoesOnWhenFilesVanish) {
  for (const char* name : {"A.TXT", "B.TXT", "C.TXT", "D.DOC"}) made(name);
  fs::create_directory(folder() + "/DIR");
  EXPECT_EQ(call(kFsfirst, "*.TXT", 0), 0);
  EXPECT_EQ(found(), "A.TXT");
  EXPECT_EQ(call(kFdelete, "A.TXT"), 0);
  EXPECT_EQ(call(kFsnext), 0);
  EXPECT_EQ(found(), "B.TXT");
  EXPECT_EQ(call(kFsnext), 0);
  EXPECT_EQ(call(kFsnext), gemdos::kNoMoreFiles);
  EXPECT_EQ(call(kFsfirst, "DIR", 0), gemdos::kFileNotFound);
  EXPECT_EQ(call(kFsfirst, "DIR", 16), 0);
  EXPECT_EQ(guest.byte(kDta + 21), 16);
  EXPECT_EQ(call(kFsfirst, "DIR\\*.*", 16), 0);
  EXPECT_EQ(found(), ".");
}

TEST_F(GemdosDriveTest, DatesAreTheHostsInItsTimeZone) {
  const u16 handle = made("A");
  guest.set_word(kBuffer, 12 << 11 | 34 << 5 | 56 / 2);
  guest.set_word(kBuffer + 2, 10 << 9 | 6 << 5 | 15);  // 1990-06-15
  EXPECT_EQ(call(kFdatime, Long{kBuffer}, handle, 1), 0);
  guest.set_longword(kBuffer, 0);
  EXPECT_EQ(call(kFdatime, Long{kBuffer}, handle, 0), 0);
  EXPECT_EQ(guest.word(kBuffer), 12 << 11 | 34 << 5 | 56 / 2);
  EXPECT_EQ(guest.word(kBuffer + 2), 10 << 9 | 6 << 5 | 15);
}

TEST_F(GemdosDriveTest, AProgramIsLoadedWhereGemdosMadeRoom) {
  std::string program(28 + 4, '\0');
  program.replace(0, 2, "\x60\x1a");
  program[5] = 4;  // bytes of text
  program.replace(28, 4, "text");
  std::ofstream(folder() + "/GO.PRG") << program;
  std::ofstream(folder() + "/NO.PRG") << "no";
  EXPECT_EQ(call(kPexec, 5, Long{0}, Long{0}, Long{0}), kPassed);
  EXPECT_EQ(call(kPexec, 0, "NONE.PRG", Long{0}, Long{0}), gemdos::kFileNotFound);
  guest.set_longword(kChild + 4, kDta);
  for (const char* name : {"GO.PRG", "NO.PRG"}) {
    call(kPexec, 3, name, Long{0}, Long{0});
    EXPECT_EQ(drive.read(kStatus, 4), 2u);
    drive.write(kLoad, 4, kChild);
    EXPECT_EQ(static_cast<i32>(drive.read(kResult, 4)),
              std::string(name) == "GO.PRG" ? i32{kChild} : gemdos::kBadProgram);
  }
  EXPECT_EQ(guest.text(kChild + 0x100), "text");
}

TEST_F(GemdosDriveTest, OpenFilesComeBackFromASnapshot) {
  fs::create_directory(folder() + "/DIR");
  call(kDsetpath, "DIR");
  const u16 handle = made("A.TXT");
  write_text(handle, "before ");
  call(kFsfirst, "*.*", 16);
  SavingArchive saved;
  drive.serialize(saved);
  const std::vector<u8> bytes = saved.take();
  drive.reset();
  EXPECT_EQ(call(kFclose, handle), kPassed);
  LoadingArchive loaded(bytes);
  drive.serialize(loaded);
  EXPECT_EQ(write_text(handle, "after"), 5);
  EXPECT_EQ(content("DIR/A.TXT"), "before after");
  EXPECT_EQ(call(kFsnext), 0);
  EXPECT_EQ(found(), "..");
}

TEST_F(GemdosDriveTest, NoCallBreaksAnything) {
  std::mt19937 random(1);
  made("A.TXT");
  for (int i = 0; i < 20'000; ++i) {
    guest.set_word(kCall, static_cast<u16>(random() % 0x60));
    for (u32 at = 2; at < 16; at += 2) guest.set_word(kCall + at, static_cast<u16>(random() % 4 == 0 ? random() : 0));
    guest.set_longword(kCall + (random() % 2 == 0 ? 2 : 4), random() % 2 == 0 ? kText : u32{kBuffer});
    for (u32 at = 0; at < 16; at += 4) guest.set_longword(kText + at, random() % 2 == 0 ? random() : 0x412e5458);
    drive.write(random() % 16 == 0 ? kLoad : kCallAt, 4, kCall);
  }
}

}  // namespace
}  // namespace sosie
