// Open files: Fcreate (0x3c) to Fforce (0x46), Fdatime (0x57); Cconout (2) and Cconws (9) into them.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "devices/storage/gemdos_drive.h"
#include "devices/storage/gemdos_error.h"

namespace sosie {

namespace {

enum Function : u16 {
  kCconout = 0x02,
  kCconws = 0x09,
  kFcreate = 0x3c,
  kFopen = 0x3d,
  kFclose = 0x3e,
  kFread = 0x3f,
  kFwrite = 0x40,
  kFseek = 0x42,
  kFdup = 0x45,
  kFforce = 0x46,
  kFdatime = 0x57,
};

// Handles far from those that GEMDOS gives.
constexpr u16 kFirstHandle = 128, kHandles = 64, kStandardHandles = 6, kStandardOutput = 1;
constexpr std::size_t kMostForced = 256;
constexpr u32 kPiece = 64 << 10;  // bytes that go to or from the guest at a time
constexpr u16 kVolumeLabel = 8, kReadOnly = 1;

/// As much as there is of what was wanted. \return negative: the host's call failed.
template <class Move>
i64 move_all(u32 bytes, u32 buffer, Move move) {
  std::vector<u8> piece(std::min(bytes, kPiece));
  i64 done = 0;
  while (bytes > 0) {
    const std::span<u8> part(piece.data(), std::min(bytes, kPiece));
    const ssize_t moved = move(buffer, part);
    if (moved < 0) return done > 0 ? done : -1;
    done += moved;
    if (static_cast<std::size_t>(moved) < part.size()) break;
    bytes -= static_cast<u32>(moved);
    buffer += static_cast<u32>(moved);
  }
  return done;
}

}  // namespace

GemdosDrive::Answer GemdosDrive::file_call(u16 function, u32 arguments) {
  const auto word = [&](u32 at) { return guest_.word(arguments + at); };
  const auto longword = [&](u32 at) { return guest_.longword(arguments + at); };
  switch (function) {
    case kCconout: return put(std::string(1, static_cast<char>(word(2))));
    case kCconws: return put(guest_.text(longword(2)));
    case kFcreate: return create(guest_.text(longword(2)), word(6));
    case kFopen: return open(guest_.text(longword(2)), word(6));
    case kFclose: return close(word(2));
    case kFread: return read_file(word(2), longword(4), longword(8));
    case kFwrite: return write_file(word(2), longword(4), longword(8));
    case kFseek: return seek(word(6), static_cast<i32>(longword(2)), word(8));
    case kFdup: return duplicate(word(2));
    case kFforce: return force(word(2), word(4));
    case kFdatime: return date_and_time(word(6), longword(2), word(8) != 0);
    default: return {};
  }
}

// --- handles ---

GemdosDrive::OpenFile* GemdosDrive::open_file(u16 handle) {
  if (handle < kStandardHandles) {
    for (const u32 base_page : guest_.lineage()) {
      if (const auto found = forced_.find({base_page, handle}); found != forced_.end()) return found->second.get();
    }
    return nullptr;
  }
  const auto open = open_.find(handle);
  return open != open_.end() ? open->second.get() : nullptr;
}

i32 GemdosDrive::keep(std::shared_ptr<OpenFile> file) {
  for (u16 handle = kFirstHandle; handle < kFirstHandle + kHandles; ++handle) {
    if (open_.try_emplace(handle, file).second) return handle;
  }
  return gemdos::kNoHandles;
}

GemdosDrive::Answer GemdosDrive::close(u16 handle) {
  if (handle < kStandardHandles) return forced_.erase({guest_.base_page(), handle}) != 0 ? Answer(0) : Answer();
  return open_.erase(handle) != 0 ? Answer(0) : Answer();
}

GemdosDrive::Answer GemdosDrive::duplicate(u16 handle) {
  const auto forced = forced_.find({guest_.base_page(), handle});
  return forced != forced_.end() ? Answer(keep(forced->second)) : Answer();
}

GemdosDrive::Answer GemdosDrive::force(u16 standard, u16 handle) {
  const std::pair key{guest_.base_page(), standard};
  const auto open = open_.find(handle);
  if (open == open_.end()) {
    forced_.erase(key);
    return {};
  }
  if (standard >= kStandardHandles) return gemdos::kBadHandle;
  if (forced_.size() == kMostForced) return gemdos::kNoHandles;
  forced_[key] = open->second;
  return 0;
}

// --- files ---

GemdosDrive::Answer GemdosDrive::open(const std::string& name, u16 mode) {
  constexpr int kFlags[] = {O_RDONLY, O_WRONLY, O_RDWR};
  const auto found = find(name);
  if (!found) return {};
  if (!found->is_file()) return gemdos::kFileNotFound;
  const int flags = kFlags[std::min<u32>(mode & 3, 2)];
  auto file = std::make_shared<OpenFile>(OpenFile{FileDescriptor(-1), found->path, flags, guest_.base_page()});
  if (const int error = folder_->open(found->path, flags, file->file); error != 0) return gemdos::error_of(error);
  return keep(std::move(file));
}

GemdosDrive::Answer GemdosDrive::create(const std::string& name, u16 attributes) {
  const auto names = on_this_drive(name);
  if (!names) return {};
  const auto path = dos_path(*names);
  if (!path || path->empty()) return gemdos::kPathNotFound;
  if ((attributes & kVolumeLabel) != 0 || folder_->is_directory(*path)) return gemdos::kAccessDenied;
  auto file = std::make_shared<OpenFile>(OpenFile{FileDescriptor(-1), *path, O_RDWR, guest_.base_page()});
  if (open_.size() == kHandles) return gemdos::kNoHandles;
  if (const int error = folder_->create(*path, file->file); error != 0) return gemdos::error_of(error);
  if ((attributes & kReadOnly) != 0) folder_->set_read_only(*path, true);
  return keep(std::move(file));
}

GemdosDrive::Answer GemdosDrive::read_file(u16 handle, u32 bytes, u32 buffer) {
  OpenFile* const file = open_file(handle);
  if (file == nullptr) return {};
  const i64 done = move_all(bytes, buffer, [&](u32 to, std::span<u8> piece) {
    const ssize_t count = ::read(file->file.number(), piece.data(), piece.size());
    if (count > 0) guest_.copy_in(to, piece.first(static_cast<std::size_t>(count)));
    return count;
  });
  return done < 0 ? gemdos::error_of(errno) : static_cast<i32>(done);
}

GemdosDrive::Answer GemdosDrive::write_file(u16 handle, u32 bytes, u32 buffer) {
  OpenFile* const file = open_file(handle);
  if (file == nullptr) return {};
  const i64 done = move_all(bytes, buffer, [&](u32 from, std::span<u8> piece) {
    guest_.copy_out(from, piece);
    return ::write(file->file.number(), piece.data(), piece.size());
  });
  return done < 0 ? gemdos::error_of(errno) : static_cast<i32>(done);
}

// Of the calls for characters, which go to the screen or to where a process or its parent led standard output.
GemdosDrive::Answer GemdosDrive::put(const std::string& text) {
  const OpenFile* const output = open_file(kStandardOutput);
  if (output == nullptr) return {};
  return ::write(output->file.number(), text.data(), text.size()) < 0 ? gemdos::error_of(errno) : 0;
}

// Unlike the host's, a place behind the end is none.
GemdosDrive::Answer GemdosDrive::seek(u16 handle, i32 offset, u16 mode) {
  constexpr int kFrom[] = {SEEK_SET, SEEK_CUR, SEEK_END};
  OpenFile* const file = open_file(handle);
  if (file == nullptr) return {};
  const int number = file->file.number();
  const off_t before = lseek(number, 0, SEEK_CUR), end = lseek(number, 0, SEEK_END);
  lseek(number, before, SEEK_SET);
  const off_t place = mode < std::size(kFrom) ? lseek(number, offset, kFrom[mode]) : -1;
  if (place < 0 || place > end) {
    lseek(number, before, SEEK_SET);
    return gemdos::kRange;
  }
  return static_cast<i32>(place);
}

GemdosDrive::Answer GemdosDrive::date_and_time(u16 handle, u32 buffer, bool set) {
  OpenFile* const file = open_file(handle);
  if (file == nullptr) return {};
  struct stat status {};
  if (fstat(file->file.number(), &status) != 0) return gemdos::error_of(errno);
  // The time comes first.
  if (!set) {
    const u32 time = dos_time(status.st_mtime);
    guest_.set_word(buffer, static_cast<u16>(time));
    guest_.set_word(buffer + 2, static_cast<u16>(time >> 16));
    return 0;
  }
  const u32 time = u32{guest_.word(buffer + 2)} << 16 | guest_.word(buffer);
  const timespec times[] = {status.st_atim, {host_time(time), 0}};
  return futimens(file->file.number(), times) == 0 ? 0 : gemdos::error_of(errno);
}

u32 dos_time(std::time_t time) {
  std::tm local{};
  localtime_r(&time, &local);
  const int years = std::clamp(local.tm_year - 80, 0, 127);
  return static_cast<u32>(years << 25 | (local.tm_mon + 1) << 21 | local.tm_mday << 16 | local.tm_hour << 11 |
                          local.tm_min << 5 | std::min(local.tm_sec, 59) / 2);
}

std::time_t host_time(u32 dos_time) {
  std::tm local{};
  local.tm_year = static_cast<int>(dos_time >> 25) + 80;
  local.tm_mon = static_cast<int>(dos_time >> 21 & 15) - 1;
  local.tm_mday = static_cast<int>(dos_time >> 16 & 31);
  local.tm_hour = static_cast<int>(dos_time >> 11 & 31);
  local.tm_min = static_cast<int>(dos_time >> 5 & 63);
  local.tm_sec = static_cast<int>(dos_time & 31) * 2;
  local.tm_isdst = -1;
  return std::mktime(&local);
}

}  // namespace sosie
