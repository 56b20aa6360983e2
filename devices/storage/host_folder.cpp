#include "devices/storage/host_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>
#include <set>

#include "core/base/error.h"

namespace sosie {

namespace {

constexpr mode_t kNewFile = 0666, kNewDirectory = 0777, kWritable = S_IWUSR | S_IWGRP | S_IWOTH;

int outcome(int result) { return result == 0 ? 0 : errno; }

}  // namespace

HostFolder::HostFolder(const std::filesystem::path& folder)
    : root_(::open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
  if (root_.number() < 0) throw UserError(fmt::format("{} is no folder: {}", folder.string(), std::strerror(errno)));
}

FileDescriptor HostFolder::beneath(const std::string& path, int flags, mode_t mode) const {
  open_how how{};
  how.flags = static_cast<u64>(flags) | O_CLOEXEC;
  how.mode = mode;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
  return FileDescriptor(static_cast<int>(syscall(SYS_openat2, root_.number(), path.c_str(), &how, sizeof how)));
}

// --- names ---

/// What is in a directory, by the host's names; those that are no DOS names have one of spaces.
std::vector<HostFolder::Entry> HostFolder::unnamed(const std::string& directory) const {
  std::vector<Entry> entries;
  FileDescriptor file = beneath(directory, O_RDONLY | O_DIRECTORY);
  if (file.number() < 0) return entries;
  const std::unique_ptr<DIR, int (*)(DIR*)> names(fdopendir(dup(file.number())), closedir);
  if (!names) return entries;
  while (const dirent* const each = readdir(names.get())) {
    const std::string name = each->d_name;
    struct stat status {};
    const FileDescriptor entry = beneath(directory + "/" + name, O_PATH);
    if (name[0] == '.' || entry.number() < 0 || fstat(entry.number(), &status) != 0) continue;
    if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)) continue;
    entries.push_back({.name = DosName::pattern(""),
                       .host_name = name,
                       .directory = S_ISDIR(status.st_mode),
                       .read_only = (status.st_mode & S_IWUSR) == 0,
                       .bytes = static_cast<u64>(status.st_size),
                       .modified = status.st_mtime});
  }
  return entries;
}

/// The same with their names. First come, first served, but only among those who have a DOS name of their own.
std::vector<HostFolder::Entry> HostFolder::entries(const std::string& directory) const {
  std::vector<Entry> entries = unnamed(directory);
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.host_name < b.host_name; });
  std::set<DosName> taken;
  std::vector<Entry*> nameless;
  for (Entry& entry : entries) {
    const auto name = DosName::parse(entry.host_name);
    if (name && taken.insert(*name).second) {
      entry.name = *name;
    } else {
      nameless.push_back(&entry);
    }
  }
  for (Entry* const entry : nameless) {
    u32 number = 1;
    do entry->name = DosName::shortened(entry->host_name, number);
    while (!taken.insert(entry->name).second && ++number < 10'000);
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  return entries;
}

std::optional<std::vector<HostFolder::Entry>> HostFolder::list(const Path& directory) const {
  const auto path = host_path(directory);
  if (!path || beneath(*path, O_PATH | O_DIRECTORY).number() < 0) return {};
  return entries(*path);
}

std::optional<HostFolder::Entry> HostFolder::find(const Path& path) const {
  if (path.empty()) return {};
  const auto parent = host_path({path.begin(), path.end() - 1});
  return parent ? find(*parent, path.back()) : std::nullopt;
}

std::optional<HostFolder::Entry> HostFolder::find(const std::string& directory, const DosName& name) const {
  for (Entry& entry : entries(directory)) {
    if (entry.name == name) return std::move(entry);
  }
  return {};
}

bool HostFolder::is_directory(const Path& path) const {
  if (path.empty()) return true;
  const auto entry = find(path);
  return entry && entry->directory;
}

std::optional<std::string> HostFolder::host_path(const Path& path) const {
  std::string host = ".";
  for (const DosName& name : path) {
    const auto entry = find(host, name);
    if (!entry) return {};
    host += "/" + entry->host_name;
  }
  return host;
}

std::optional<HostFolder::Place> HostFolder::place(const Path& path) const {
  if (path.empty()) return {};
  const auto parent = host_path({path.begin(), path.end() - 1});
  if (!parent) return {};
  FileDescriptor directory = beneath(*parent, O_RDONLY | O_DIRECTORY);
  if (directory.number() < 0) return {};
  const auto entry = find(*parent, path.back());
  return Place{std::move(directory), entry ? entry->host_name : path.back().text(), entry.has_value()};
}

// --- calls ---

HostFolder::Space HostFolder::space() const {
  struct statvfs status {};
  const FileDescriptor directory = beneath(".", O_RDONLY | O_DIRECTORY);
  if (fstatvfs(directory.number(), &status) != 0) return {};
  return {status.f_blocks * status.f_frsize, status.f_bavail * status.f_frsize};
}

int HostFolder::open(const Path& path, int flags, FileDescriptor& file) const {
  const auto host = host_path(path);
  if (!host) return ENOENT;
  file = beneath(*host, flags);
  return file.number() < 0 ? errno : 0;
}

int HostFolder::create(const Path& path, FileDescriptor& file) const {
  const auto host = host_path(path);
  if (host) return open(path, O_RDWR | O_TRUNC, file);
  const auto at = place(path);
  if (!at) return ENOTDIR;
  file =
      FileDescriptor(openat(at->directory.number(), at->name.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, kNewFile));
  return file.number() < 0 ? errno : 0;
}

int HostFolder::remove(const Path& path) const {
  const auto at = place(path);
  if (!at || !at->exists) return at ? ENOENT : ENOTDIR;
  return outcome(unlinkat(at->directory.number(), at->name.c_str(), 0));
}

int HostFolder::make_directory(const Path& path) const {
  const auto at = place(path);
  if (!at || at->exists) return at ? EEXIST : ENOTDIR;
  return outcome(mkdirat(at->directory.number(), at->name.c_str(), kNewDirectory));
}

int HostFolder::remove_directory(const Path& path) const {
  const auto at = place(path);
  if (!at || !at->exists) return ENOTDIR;
  return outcome(unlinkat(at->directory.number(), at->name.c_str(), AT_REMOVEDIR));
}

int HostFolder::rename(const Path& from, const Path& to) const {
  const auto at = place(from), there = place(to);
  if (!at || !there) return ENOTDIR;
  if (!at->exists) return ENOENT;
  if (there->exists) return EEXIST;
  return outcome(renameat2(at->directory.number(), at->name.c_str(), there->directory.number(), there->name.c_str(),
                           RENAME_NOREPLACE));
}

int HostFolder::set_read_only(const Path& path, bool read_only) const {
  FileDescriptor file(-1);
  if (const int error = open(path, O_RDONLY, file); error != 0) return error;
  struct stat status {};
  if (fstat(file.number(), &status) != 0) return errno;
  const mode_t mode = read_only ? status.st_mode & ~kWritable : status.st_mode | S_IWUSR;
  return outcome(fchmod(file.number(), mode & 07777));
}

}  // namespace sosie
