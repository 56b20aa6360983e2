/// app/disk_file.h — a hard disk's bytes in a file, written where the guest writes.
#pragma once

#include <filesystem>

#include "core/base/file_descriptor.h"
#include "core/host/block_backend.h"

namespace sosie::app {

class DiskFile final : public BlockBackend {
 public:
  /// A file that may not be written to is a disk that is read-only. Nobody else may use the file meanwhile: it is
  /// locked. Throws UserError.
  explicit DiskFile(const std::filesystem::path& path);

  u64 bytes() const override { return bytes_; }
  bool read_only() const override { return read_only_; }
  bool read(u64 offset, std::span<u8> to) override;
  bool write(u64 offset, std::span<const u8> from) override;
  bool flush() override;

 private:
  bool contains(u64 offset, u64 count) const { return offset <= bytes_ && count <= bytes_ - offset; }

  FileDescriptor file_;
  u64 bytes_ = 0;
  bool read_only_ = false;
};

}  // namespace sosie::app
