// Names: Dfree (0x36) to Dsetpath (0x3b), Fdelete (0x41), Fattrib (0x43), Dgetpath (0x47), Fsfirst and Fsnext (0x4e),
// Frename (0x56).
#include <algorithm>
#include <climits>

#include "devices/storage/gemdos_drive.h"
#include "devices/storage/gemdos_error.h"

namespace sosie {

namespace {

enum Function : u16 {
  kDfree = 0x36,
  kDcreate = 0x39,
  kDdelete = 0x3a,
  kDsetpath = 0x3b,
  kFdelete = 0x41,
  kFattrib = 0x43,
  kDgetpath = 0x47,
  kFsfirst = 0x4e,
  kFsnext = 0x4f,
  kFrename = 0x56,
};

enum Attribute : u16 { kReadOnly = 1, kVolumeLabel = 8, kDirectory = 16 };

// The disk that Dfree tells of: its clusters are as large as they may be.
constexpr u64 kSectorBytes = 512, kClusterSectors = 64, kMostClusters = 32'766;

constexpr std::size_t kMostDirectories = 256, kMostSearches = 4096;

// A search's record (DTA): 21 bytes are the system's, here a mark, which search it is, and the name that it found.
constexpr u32 kMark = 0x534f'5349;
constexpr u32 kDtaSearch = 4, kDtaAfter = 8, kDtaAttributes = 21, kDtaTime = 22, kDtaDate = 24, kDtaSize = 26,
              kDtaName = 30;

u16 attributes_of(const HostFolder::Entry& entry) {
  return static_cast<u16>((entry.directory ? kDirectory : 0) | (entry.read_only ? kReadOnly : 0));
}

/// A directory's own entries, which all but the main one have.
HostFolder::Entry dots(std::string_view name) {
  DosName::Field field;
  field.fill(' ');
  std::copy(name.begin(), name.end(), field.begin());
  return {DosName(field), {}, true, false, 0, 0};
}

}  // namespace

GemdosDrive::Answer GemdosDrive::name_call(u16 function, u32 arguments) {
  const auto word = [&](u32 at) { return guest_.word(arguments + at); };
  const auto longword = [&](u32 at) { return guest_.longword(arguments + at); };
  const auto text = [&](u32 at) { return guest_.text(longword(at)); };
  switch (function) {
    case kDfree: return free_space(longword(2), word(6));
    case kDcreate: return change(text(2), &HostFolder::make_directory);
    case kDdelete: return change(text(2), &HostFolder::remove_directory);
    case kDsetpath: return set_directory(text(2));
    case kFdelete: return remove(text(2));
    case kFattrib: return attributes(text(2), word(6) != 0, word(8));
    case kDgetpath: return tell_directory(longword(2), word(6));
    case kFsfirst: return first(text(2), word(6));
    case kFsnext: return next();
    case kFrename: return rename(text(4), text(8));
    default: return {};
  }
}

// --- directories ---

GemdosDrive::Answer GemdosDrive::free_space(u32 buffer, u16 drive) {
  if (drive_of(drive) != drive_) return {};
  const auto clusters = [](u64 bytes) {
    return static_cast<u32>(std::min(bytes / (kSectorBytes * kClusterSectors), kMostClusters));
  };
  const HostFolder::Space space = folder_->space();
  const u32 answer[] = {clusters(space.free_bytes), clusters(space.bytes), kSectorBytes, kClusterSectors};
  for (const u32 each : answer) {
    guest_.set_longword(buffer, each);
    buffer += 4;
  }
  return 0;
}

GemdosDrive::Answer GemdosDrive::set_directory(const std::string& name) {
  const auto names = on_this_drive(name);
  if (!names) return {};
  const auto path = dos_path(*names);
  if (!path || !folder_->is_directory(*path)) return gemdos::kPathNotFound;
  Names short_names;
  for (const DosName& each : *path) short_names.push_back(each.text());
  const u32 base_page = guest_.base_page();
  if (directories_.size() == kMostDirectories && !directories_.contains(base_page)) return gemdos::kNoMemory;
  directories_[base_page] = std::move(short_names);
  return 0;
}

GemdosDrive::Answer GemdosDrive::tell_directory(u32 buffer, u16 drive) {
  if (drive_of(drive) != drive_) return {};
  std::string path;
  for (const std::string& name : current_directory()) path += "\\" + name;
  guest_.set_text(buffer, path);
  return 0;
}

GemdosDrive::Answer GemdosDrive::change(const std::string& name,
                                        int (HostFolder::*how)(const HostFolder::Path&) const) {
  const auto names = on_this_drive(name);
  if (!names) return {};
  const auto path = dos_path(*names);
  if (!path || path->empty()) return gemdos::kPathNotFound;
  return gemdos::error_of((folder_.get()->*how)(*path));
}

// --- files ---

GemdosDrive::Answer GemdosDrive::remove(const std::string& name) {
  const auto found = find(name);
  if (!found) return {};
  if (!found->is_file()) return gemdos::kFileNotFound;
  if (found->entry->read_only) return gemdos::kAccessDenied;
  return gemdos::error_of(folder_->remove(found->path));
}

GemdosDrive::Answer GemdosDrive::attributes(const std::string& name, bool set, u16 value) {
  const auto found = find(name);
  if (!found) return {};
  if (!found->entry) return gemdos::kFileNotFound;
  if (!set) return attributes_of(*found->entry);
  if (found->entry->directory) return gemdos::kAccessDenied;
  const bool read_only = (value & kReadOnly) != 0;
  const i32 error = gemdos::error_of(folder_->set_read_only(found->path, read_only));
  return error == 0 ? i32{read_only} : error;
}

GemdosDrive::Answer GemdosDrive::rename(const std::string& from, const std::string& to) {
  const auto names = on_this_drive(from), new_names = on_this_drive(to);
  if (!names && !new_names) return {};
  if (!names || !new_names) return gemdos::kNotSameDrive;
  const auto path = dos_path(*names), new_path = dos_path(*new_names);
  if (!path || !new_path) return gemdos::kPathNotFound;
  return gemdos::error_of(folder_->rename(*path, *new_path));
}

// --- searches ---

GemdosDrive::Answer GemdosDrive::first(const std::string& name, u16 attributes) {
  auto names = on_this_drive(name);
  if (!names) return {};
  if (names->empty() || attributes == kVolumeLabel) return gemdos::kFileNotFound;
  const DosName pattern = DosName::pattern(names->back());
  names->pop_back();
  const auto directory = dos_path(*names);
  if (!directory || !folder_->is_directory(*directory)) return gemdos::kPathNotFound;
  const u32 search = next_search_++ % kMostSearches;
  if (search == searches_.size()) {
    searches_.push_back({*directory, pattern, attributes});
  } else {
    searches_[search] = {*directory, pattern, attributes};
  }
  return tell_found(search, {}, gemdos::kFileNotFound);
}

GemdosDrive::Answer GemdosDrive::next() {
  const u32 dta = guest_.dta(), search = guest_.longword(dta + kDtaSearch);
  if (guest_.longword(dta) != kMark || search >= searches_.size()) return {};
  DosName::Field field;
  for (std::size_t i = 0; i < field.size(); ++i)
    field[i] = static_cast<char>(guest_.byte(dta + kDtaAfter + static_cast<u32>(i)));
  return tell_found(search, DosName(field), gemdos::kNoMoreFiles);
}

i32 GemdosDrive::tell_found(u32 number, const std::optional<DosName>& after, i32 none) {
  const Search& search = searches_[number];
  auto entries = folder_->list(search.directory);
  if (!entries) return none;
  if (!search.directory.empty()) {
    entries->insert(entries->end(), {dots("."), dots("..")});
    std::sort(entries->begin(), entries->end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  }
  const auto wanted = [&](const HostFolder::Entry& entry) {
    const bool kind = !entry.directory || (search.attributes & kDirectory) != 0;
    return kind && entry.name.matches(search.pattern) && (!after || entry.name > *after);
  };
  const auto found = std::find_if(entries->begin(), entries->end(), wanted);
  if (found == entries->end()) return none;
  const u32 dta = guest_.dta(), time = dos_time(found->modified);
  guest_.set_longword(dta, kMark);
  guest_.set_longword(dta + kDtaSearch, number);
  const DosName::Field& field = found->name.field();
  guest_.copy_in(dta + kDtaAfter, {reinterpret_cast<const u8*>(field.data()), field.size()});
  guest_.copy_in(dta + kDtaAttributes, std::array{static_cast<u8>(attributes_of(*found))});
  guest_.set_word(dta + kDtaTime, static_cast<u16>(time));
  guest_.set_word(dta + kDtaDate, static_cast<u16>(time >> 16));
  guest_.set_longword(dta + kDtaSize, found->directory ? 0 : static_cast<u32>(std::min<u64>(found->bytes, INT_MAX)));
  guest_.set_text(dta + kDtaName, found->name.text());
  return 0;
}

}  // namespace sosie
