// The host's files behind disks and serial ports.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/character_file.h"
#include "app/character_port.h"
#include "app/disk_file.h"
#include "core/base/error.h"
#include "tests/support/run_program.h"

namespace sosie::app {
namespace {

std::string content(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class FilesTest : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return directory.path() + "/" + name; }
  std::string complaint(const std::string& name) {
    try {
      DiskFile disk(path(name));
    } catch (const UserError& error) {
      return std::string(error.what()).substr(path(name).size());
    }
    return "none";
  }
  WorkDirectory directory;
};

TEST_F(FilesTest, ADiskIsReadAndWrittenInPlace) {
  directory.add_file("hd.img", std::string(1024, 'a'));
  DiskFile disk(path("hd.img"));
  EXPECT_EQ(disk.bytes(), 1024u);
  EXPECT_FALSE(disk.read_only());
  const std::vector<u8> block(512, 'b');
  EXPECT_TRUE(disk.write(512, block));
  EXPECT_TRUE(disk.flush());
  EXPECT_EQ(content(path("hd.img")), std::string(512, 'a') + std::string(512, 'b'));
  std::vector<u8> read(512);
  EXPECT_TRUE(disk.read(512, read));
  EXPECT_EQ(read, block);
}

TEST_F(FilesTest, NothingIsBeyondADisksEnd) {
  directory.add_file("hd.img", std::string(1024, 'a'));
  DiskFile disk(path("hd.img"));
  std::vector<u8> block(512);
  for (const u64 offset : {u64{1024}, u64{513}, ~u64{0}, ~u64{0} - 511}) {
    EXPECT_FALSE(disk.read(offset, block)) << offset;
    EXPECT_FALSE(disk.write(offset, block)) << offset;
  }
  EXPECT_EQ(std::filesystem::file_size(path("hd.img")), 1024u);
}

TEST_F(FilesTest, AFileThatIsNoDiskIsToldInOneLine) {
  directory.add_file("odd.img", std::string(1000, 'a'));
  directory.add_file("empty.img", "");
  EXPECT_EQ(complaint("none.img"), " cannot be used as a hard disk: No such file or directory; name another file");
  EXPECT_EQ(complaint("odd.img"),
            " cannot be used as a hard disk: its 1000 bytes are no whole number of blocks of 512; give a disk's image");
  EXPECT_NE(complaint("empty.img"), "none");
  EXPECT_NE(complaint(""), "none") << "a folder";
}

TEST_F(FilesTest, ADiskHasOneUser) {
  directory.add_file("hd.img", std::string(1024, 'a'));
  DiskFile disk(path("hd.img"));
  EXPECT_EQ(complaint("hd.img"), " cannot be used as a hard disk: another program uses it; end that one first");
}

TEST_F(FilesTest, ASerialPortsCharactersAreInTheFileAtOnce) {
  directory.add_file("serial.txt", "old");
  CharacterFile file(path("serial.txt"));
  for (const char c : {'o', 'k', '\n'}) file.send(static_cast<u8>(c));
  EXPECT_EQ(content(path("serial.txt")), "ok\n");
}

TEST_F(FilesTest, AFifoIsWrittenWithoutAReaderAndKeepsWhatItCan) {
  ASSERT_EQ(mkfifo(path("fifo").c_str(), 0600), 0);
  CharacterFile file(path("fifo"));
  for (int i = 0; i < 200'000; ++i) file.send('x');  // more than a FIFO holds
  const FileDescriptor reader(open(path("fifo").c_str(), O_RDONLY | O_NONBLOCK));
  std::vector<char> text(300'000);
  const ssize_t count = read(reader.number(), text.data(), text.size());
  EXPECT_GT(count, 1000);
  EXPECT_LT(count, 200'000);
}

struct Guest {
  explicit Guest(CharBackend& port) {
    port.received = [this](std::span<const u8> characters) { text.append(characters.begin(), characters.end()); };
  }
  std::string text;
};

TEST_F(FilesTest, APortsCharactersComeAsFastAsTheyAreAskedFor) {
  directory.add_file("in.mid", "abcde");
  CharacterPort port(path("out.mid"), path("in.mid"));
  Guest guest(port);
  port.receive(2);
  EXPECT_EQ(guest.text, "ab");
  port.receive(100);
  port.receive(100);
  EXPECT_EQ(guest.text, "abcde");
  port.send('z');
  EXPECT_EQ(content(path("out.mid")), "z");
}

TEST_F(FilesTest, APortMayHaveOneDirectionOnly) {
  directory.add_file("in.mid", "abc");
  CharacterPort in("", path("in.mid")), out(path("out.mid"), "");
  Guest guest(out);
  in.send('x');
  out.receive(10);
  in.receive(10);  // nobody listens
  EXPECT_EQ(guest.text, "");
}

TEST_F(FilesTest, AFifoIsReadWithoutWaitingForAWriter) {
  ASSERT_EQ(mkfifo(path("fifo").c_str(), 0600), 0);
  CharacterPort port("", path("fifo"));
  Guest guest(port);
  port.receive(10);
  const FileDescriptor writer(open(path("fifo").c_str(), O_WRONLY | O_NONBLOCK));
  port.receive(10);
  ASSERT_EQ(write(writer.number(), "note", 4), 4);
  port.receive(10);
  EXPECT_EQ(guest.text, "note");
}

TEST_F(FilesTest, WhatCannotBeReadIsToldInOneLine) {
  const auto complaint = [&](const std::string& from) -> std::string {
    try {
      CharacterPort port("", from);
    } catch (const UserError& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_EQ(complaint("none.mid"), "cannot read from none.mid: No such file or directory; name another file");
  EXPECT_EQ(complaint("/"), "cannot read from /: Is a directory; name another file");
}

TEST_F(FilesTest, AFileThatCannotBeWrittenIsToldInOneLine) {
  try {
    CharacterFile file("/nowhere/serial.txt");
    FAIL();
  } catch (const UserError& error) {
    EXPECT_STREQ(error.what(), "cannot write to /nowhere/serial.txt: No such file or directory; name another file");
  }
}

}  // namespace
}  // namespace sosie::app
