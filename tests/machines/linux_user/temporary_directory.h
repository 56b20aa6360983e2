/// tests/machines/linux_user/temporary_directory.h — a directory that is gone after the test.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

namespace sosie::linux_user {

class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "sosie-XXXXXX").string();
    // The real name, as Paths has it.
    path_ = std::filesystem::canonical(mkdtemp(name.data())).string();
  }
  ~TemporaryDirectory() { std::filesystem::remove_all(path_); }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  const std::string& path() const { return path_; }
  std::string file(const std::string& name, const std::string& contents, bool executable = true) const {
    const std::string path = path_ + "/" + name;
    std::filesystem::create_directories(std::filesystem::path(path).parent_path());
    std::ofstream(path, std::ios::binary) << contents;
    if (executable) std::filesystem::permissions(path, std::filesystem::perms(0755));
    return path;
  }
  void link(const std::string& name, const std::string& target) const {
    std::filesystem::create_directories(std::filesystem::path(path_ + "/" + name).parent_path());
    std::filesystem::create_symlink(target, path_ + "/" + name);
  }

 private:
  std::string path_;
};

}  // namespace sosie::linux_user
