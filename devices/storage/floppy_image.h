/// devices/storage/floppy_image.h — a floppy's file: .st, .msa, .dim, .stx, and each of them in a .zip or .gz.
///
/// The file is written only when the guest changed the disk, and then as a whole (replace_file.h).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "devices/storage/sector_image.h"

namespace sosie {

class FloppyImage {
 public:
  /// Throws UserError, one line, where the file cannot be read, is damaged, or is of no floppy.
  static FloppyImage open(const std::filesystem::path& path);
  /// The same of a file's content; `name` says by its ending what it is, as far as the content does not.
  static FloppyImage of(std::string_view name, std::span<const u8> file);

  FloppyDisk& disk() { return disk_; }
  /// One line on why the disk is write-protected; empty if it is not.
  const std::string& why_read_only() const { return why_read_only_; }

  /// Writes the file if the disk was changed since the last time. \return what the format could not hold, or nothing.
  /// Throws UserError where the file cannot be written; the change is kept for another try.
  std::string save();
  /// The file's content as `save` writes it.
  std::vector<u8> file_content() const;

 private:
  enum class Format { kSt, kMsa, kDim, kStx };

  void read(std::string_view name, std::string_view extension, std::span<const u8> file);
  void set_read_only(std::string why);

  std::filesystem::path path_;
  Format format_ = Format::kSt;
  FloppyGeometry geometry_;
  std::vector<u8> dim_header_;
  FloppyDisk disk_;
  std::string why_read_only_;
};

}  // namespace sosie
