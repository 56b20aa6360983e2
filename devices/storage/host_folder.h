/// devices/storage/host_folder.h — a folder of the host's with DOS names, for guests whose system can share one.
///
/// A guest reaches what is in the folder and nothing else: the kernel resolves every name below it (openat2), links
/// that leave it are not there. Only files and folders are seen, not devices, and not what begins with a dot. A name
/// that is no DOS name, or that another one has but for upper and lower case, gets a short form: LONGNA~1.TXT.
#pragma once

#include <sys/types.h>

#include <ctime>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/file_descriptor.h"
#include "core/base/types.h"
#include "devices/storage/dos_name.h"

namespace sosie {

class HostFolder {
 public:
  /// From the folder itself; empty: the folder.
  using Path = std::vector<DosName>;
  struct Entry {
    DosName name;
    std::string host_name;
    bool directory, read_only;
    u64 bytes;
    std::time_t modified;
  };
  struct Space {
    u64 bytes, free_bytes;
  };

  /// Throws UserError where there is no such folder.
  explicit HostFolder(const std::filesystem::path& folder);

  /// By name. Nothing: there is no such directory.
  std::optional<std::vector<Entry>> list(const Path& directory) const;
  /// Not of the folder itself.
  std::optional<Entry> find(const Path& path) const;
  bool is_directory(const Path& path) const;
  Space space() const;

  // What follows answers like the host's calls: 0, or the number of an error.

  /// An existing file. \param flags as of open().
  int open(const Path& path, int flags, FileDescriptor& file) const;
  /// A file that is new or becomes empty.
  int create(const Path& path, FileDescriptor& file) const;
  int remove(const Path& path) const;
  int make_directory(const Path& path) const;
  int remove_directory(const Path& path) const;
  int rename(const Path& from, const Path& to) const;
  int set_read_only(const Path& path, bool read_only) const;

 private:
  /// Where something is or would be.
  struct Place {
    FileDescriptor directory;
    std::string name;
    bool exists;
  };
  std::optional<std::string> host_path(const Path& path) const;
  std::optional<Place> place(const Path& path) const;
  FileDescriptor beneath(const std::string& path, int flags, mode_t mode = 0) const;
  std::vector<Entry> unnamed(const std::string& directory) const;
  std::vector<Entry> entries(const std::string& directory) const;
  std::optional<Entry> find(const std::string& directory, const DosName& name) const;

  FileDescriptor root_;
};

}  // namespace sosie
