// The host's files behind disks and serial ports.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "app/character_file.h"
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
