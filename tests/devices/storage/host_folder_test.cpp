#include "devices/storage/host_folder.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "core/base/error.h"
#include "tests/support/run_program.h"

namespace sosie {
namespace {

namespace fs = std::filesystem;

class HostFolderTest : public testing::Test {
 protected:
  HostFolderTest() {
    fs::create_directories(path("c/inner"));
    directory.add_file("secret.txt", "secret");
    folder.emplace(path("c"));
  }
  std::string path(const std::string& name) const { return directory.path() + "/" + name; }
  void add(const std::string& name) const { directory.add_file("c/" + name, "text"); }
  static HostFolder::Path dos(std::initializer_list<const char*> names) {
    HostFolder::Path path;
    for (const char* name : names) path.push_back(*DosName::parse(name));
    return path;
  }
  std::string listed(const HostFolder::Path& where = {}) const {
    std::string result;
    const auto entries = folder->list(where);
    for (const auto& entry : *entries) result += entry.name.text() + (entry.directory ? "/ " : " ");
    return result;
  }

  WorkDirectory directory;
  std::optional<HostFolder> folder;
};

TEST_F(HostFolderTest, NamesAreListedInTheirOrder) {
  add("b.txt");
  add("A.TXT");
  EXPECT_EQ(listed(), "A.TXT B.TXT INNER/ ");
  EXPECT_EQ(listed(dos({"INNER"})), "");
  EXPECT_FALSE(folder->list(dos({"NONE"})));
}

TEST_F(HostFolderTest, NamesThatAreNoDosNamesGetShortOnes) {
  add("a long name.text");
  add("a longer name.text");
  add("same.txt");
  add("SAME.TXT");
  EXPECT_EQ(listed(), "ALONGE~1.TEX ALONGN~1.TEX INNER/ SAME.TXT SAME~1.TXT ");
  EXPECT_EQ(folder->find(dos({"ALONGN~1.TEX"}))->host_name, "a long name.text");
  EXPECT_EQ(folder->find(dos({"SAME.TXT"}))->host_name, "SAME.TXT");
}

TEST_F(HostFolderTest, NothingOutsideIsSeen) {
  fs::create_symlink("..", path("c/up"));
  fs::create_symlink("/etc", path("c/etc"));
  fs::create_symlink("../secret.txt", path("c/secret"));
  fs::create_symlink("inner", path("c/own"));
  ASSERT_EQ(mkfifo(path("c/pipe").c_str(), 0644), 0);
  add(".hidden");
  EXPECT_EQ(listed(), "INNER/ OWN/ ");
  FileDescriptor file(-1);
  EXPECT_NE(folder->open(dos({"SECRET"}), O_RDONLY, file), 0);
  EXPECT_NE(folder->open(dos({"ETC", "PASSWD"}), O_RDONLY, file), 0);
}

// The name is there on the host, but the guest does not see it: nothing outside is made or written either.
TEST_F(HostFolderTest, NothingOutsideIsWritten) {
  fs::create_symlink("../new.txt", path("c/NEW.TXT"));
  fs::create_symlink("../secret.txt", path("c/SECRET.TXT"));
  FileDescriptor file(-1);
  EXPECT_NE(folder->create(dos({"NEW.TXT"}), file), 0);
  EXPECT_NE(folder->create(dos({"SECRET.TXT"}), file), 0);
  EXPECT_FALSE(fs::exists(path("new.txt")));
  EXPECT_EQ(fs::file_size(path("secret.txt")), 6u);
}

TEST_F(HostFolderTest, FilesAndDirectoriesComeAndGo) {
  FileDescriptor file(-1);
  ASSERT_EQ(folder->create(dos({"INNER", "NEW.TXT"}), file), 0);
  ASSERT_EQ(write(file.number(), "12345", 5), 5);
  EXPECT_TRUE(fs::exists(path("c/inner/NEW.TXT")));
  EXPECT_EQ(folder->find(dos({"INNER", "NEW.TXT"}))->bytes, 5u);
  EXPECT_EQ(folder->remove_directory(dos({"INNER"})), ENOTEMPTY);
  EXPECT_EQ(folder->rename(dos({"INNER", "NEW.TXT"}), dos({"OLD.TXT"})), 0);
  EXPECT_EQ(folder->rename(dos({"INNER", "NEW.TXT"}), dos({"OLD.TXT"})), ENOENT);
  EXPECT_EQ(folder->remove_directory(dos({"INNER"})), 0);
  EXPECT_EQ(folder->make_directory(dos({"INNER"})), 0);
  EXPECT_EQ(folder->make_directory(dos({"INNER"})), EEXIST);
  EXPECT_EQ(folder->make_directory(dos({"NONE", "INNER"})), ENOTDIR);
  EXPECT_EQ(folder->set_read_only(dos({"OLD.TXT"}), true), 0);
  EXPECT_TRUE(folder->find(dos({"OLD.TXT"}))->read_only);
  EXPECT_EQ(folder->remove(dos({"OLD.TXT"})), 0);
  EXPECT_EQ(folder->remove(dos({"OLD.TXT"})), ENOENT);
}

TEST_F(HostFolderTest, AFolderThatIsNoneIsToldInOneLine) {
  EXPECT_THROW(HostFolder(path("none")), UserError);
  EXPECT_THROW(HostFolder(path("secret.txt")), UserError);
}

}  // namespace
}  // namespace sosie
