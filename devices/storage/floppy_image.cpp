#include "devices/storage/floppy_image.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

#include "core/base/error.h"
#include "devices/storage/msa_image.h"
#include "devices/storage/packed_file.h"
#include "devices/storage/replace_file.h"
#include "devices/storage/stx_image.h"

namespace sosie {

namespace {

constexpr std::uintmax_t kMaxFileBytes = 8u << 20;  // more than the largest .stx

// .dim, of the program FastCopy Pro: 32 bytes, then sectors.
constexpr u32 kDimHeaderBytes = 32;

bool is_dim(std::span<const u8> file) { return file.size() >= kDimHeaderBytes && file[0] == 0x42 && file[1] == 0x42; }

FloppyGeometry geometry_of_dim(std::string_view name, std::span<const u8> file) {
  if (!is_dim(file)) throw UserError(fmt::format("{} is no DIM image, although it is called one", name));
  constexpr u32 kUsedSectorsOnly = 3, kSides = 6, kSectors = 8, kFirst = 10, kLast = 12;
  if (file[kUsedSectorsOnly] != 0 || file[kFirst] != 0) {
    throw UserError(
        fmt::format("{}: a DIM image of only a part of the disk cannot be used; make one of all sectors", name));
  }
  const FloppyGeometry geometry{u32{file[kLast]} + 1, u32{file[kSides]} + 1, file[kSectors]};
  if (!geometry.possible() || file.size() < kDimHeaderBytes + geometry.bytes()) {
    throw UserError(fmt::format("{}: the DIM image is damaged or cut short: get another copy", name));
  }
  return geometry;
}

std::string lower_extension(std::string_view name) {
  std::string extension = std::filesystem::path(name).extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); });
  return extension;
}

bool is_image_name(std::string_view name) {
  const std::string extension = lower_extension(name);
  return extension == ".st" || extension == ".msa" || extension == ".dim" || extension == ".stx";
}

std::vector<u8> read_file(const std::filesystem::path& path) {
  std::error_code error;
  const std::uintmax_t bytes = std::filesystem::file_size(path, error);
  if (error) throw UserError(fmt::format("cannot read the floppy image {}: {}", path.string(), error.message()));
  if (bytes > kMaxFileBytes) {
    throw UserError(
        fmt::format("{} has {} bytes, more than any floppy image: is it a hard disk image?", path.string(), bytes));
  }
  std::ifstream file(path, std::ios::binary);
  std::vector<u8> content{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (!file) {
    throw UserError(fmt::format("cannot read the floppy image {}: {}", path.string(), std::strerror(errno)));
  }
  return content;
}

}  // namespace

FloppyImage FloppyImage::open(const std::filesystem::path& path) {
  FloppyImage image = of(path.string(), read_file(path));
  image.path_ = path;
  if (image.why_read_only_.empty() && ::access(path.c_str(), W_OK) != 0) {
    image.set_read_only(fmt::format("{} is write-protected, as the file may not be written to", path.string()));
  }
  return image;
}

FloppyImage FloppyImage::of(std::string_view name, std::span<const u8> file) {
  FloppyImage image;
  if (!is_packed(file)) {
    image.read(name, lower_extension(name), file);
    return image;
  }
  const UnpackedFile unpacked = unpack(name, file, is_image_name);
  image.read(fmt::format("{} in {}", unpacked.name, name), lower_extension(unpacked.name), unpacked.content);
  image.set_read_only(fmt::format("{} is write-protected, as archives are only read; unpack it to write to it", name));
  return image;
}

void FloppyImage::read(std::string_view name, std::string_view extension, std::span<const u8> file) {
  if (extension == ".stx" || is_stx(file)) {
    format_ = Format::kStx;
    disk_ = disk_of_stx(name, file);
    set_read_only(fmt::format("{} is write-protected, as .stx images are only read", name));
  } else if (extension == ".msa" || (extension != ".st" && is_msa(file))) {
    format_ = Format::kMsa;
    const UnpackedImage unpacked = unpack_msa(name, file);
    geometry_ = unpacked.geometry;
    disk_ = disk_of_sectors(geometry_, unpacked.content);
  } else if (extension == ".dim" || (extension != ".st" && is_dim(file))) {
    format_ = Format::kDim;
    geometry_ = geometry_of_dim(name, file);
    dim_header_.assign(file.begin(), file.begin() + kDimHeaderBytes);
    disk_ = disk_of_sectors(geometry_, file.subspan(kDimHeaderBytes, geometry_.bytes()));
  } else {
    geometry_ = geometry_of(name, file);
    disk_ = disk_of_sectors(geometry_, file);
  }
}

void FloppyImage::set_read_only(std::string why) {
  why_read_only_ = std::move(why);
  disk_.set_write_protected(true);
}

std::vector<u8> FloppyImage::file_content() const {
  const SectorDump dump = sectors_of_disk(disk_, geometry_);
  if (format_ == Format::kMsa) return pack_msa(dump.geometry, dump.content);
  if (format_ != Format::kDim) return dump.content;
  std::vector<u8> file = dim_header_;
  file[6] = static_cast<u8>(dump.geometry.sides - 1);
  file[8] = static_cast<u8>(dump.geometry.sectors);
  file[12] = static_cast<u8>(dump.geometry.cylinders - 1);
  file.insert(file.end(), dump.content.begin(), dump.content.end());
  return file;
}

std::string FloppyImage::save() {
  if (!disk_.changed() || !why_read_only_.empty()) return {};
  replace_file(path_, file_content());
  disk_.set_unchanged();
  const SectorDump dump = sectors_of_disk(disk_, geometry_);
  geometry_ = dump.geometry;
  if (dump.missing == 0) return {};
  return fmt::format(
      "{}: {} sectors cannot be read and are saved as zeros, as this format has no place for anything else",
      path_.string(), dump.missing);
}

}  // namespace sosie
