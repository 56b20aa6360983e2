#include "devices/storage/gemdos_drive.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>

#include "devices/storage/gemdos_error.h"
#include "devices/storage/gemdos_program.h"

namespace sosie {

namespace {

enum Register : u64 { kCall = 0, kStatus = 4, kResult = 8, kDrives = 16, kLoadTo = 20, kDrive = 24 };

enum Function : u16 { kPterm0 = 0x00, kPtermres = 0x31, kPexec = 0x4b, kPterm = 0x4c };
enum ExecMode : u16 { kLoadAndGo = 0, kLoadOnly = 3 };

constexpr u16 kFirstLetter = 2, kLetters = 26;
constexpr std::size_t kLargestProgram = 4 << 20;
constexpr std::size_t kDeepest = 16;  // directories within each other

struct SavedPath {
  u64 count;
  std::array<DosName::Field, kDeepest> names;
};
struct SavedFile {
  u64 position;
  u32 owner, base_page;
  i32 flags;
  u16 handle, forced;
  SavedPath path;
};
struct SavedSearch {
  SavedPath directory;
  u16 attributes;
  DosName::Field pattern;
  std::array<u8, 3> unused;
};
struct SavedDirectory {
  u64 base_page;
  SavedPath path;
};

SavedPath saved(const HostFolder::Path& path) {
  SavedPath result{};
  for (const DosName& name : path) result.names[result.count++] = name.field();
  return result;
}

HostFolder::Path loaded(const SavedPath& path) {
  const auto end = path.names.begin() + static_cast<std::ptrdiff_t>(std::min<u64>(path.count, kDeepest));
  return {path.names.begin(), end};
}

template <class T>
void serialize_all(Archive& archive, std::string_view name, std::vector<T>& all) {
  constexpr u32 kMost = 1 << 16;
  u32 count = static_cast<u32>(all.size());
  archive.begin(name);
  archive("count", count);
  all.resize(std::min(count, kMost));
  for (T& each : all) archive("each", each);
  archive.end();
}

std::vector<u8> content_of(const FileDescriptor& file) {
  std::vector<u8> content(kLargestProgram);
  const ssize_t bytes = ::read(file.number(), content.data(), content.size());
  content.resize(static_cast<std::size_t>(std::max<ssize_t>(bytes, 0)));
  return content;
}

}  // namespace

void GemdosDrive::set_folder(const std::filesystem::path& folder) { folder_ = std::make_unique<HostFolder>(folder); }

void GemdosDrive::reset() {
  registers_ = {};
  drive_.reset();
  open_.clear();
  forced_.clear();
  directories_.clear();
}

// Files are opened again where they are; those that are gone are closed.
void GemdosDrive::serialize(Archive& archive) {
  std::vector<SavedFile> files;
  std::vector<SavedSearch> searches;
  std::vector<SavedDirectory> directories;
  const auto add_file = [&](const OpenFile& file, u16 handle, u32 base_page, bool forced) {
    const off_t position = lseek(file.file.number(), 0, SEEK_CUR);
    files.push_back({static_cast<u64>(position), file.owner, base_page, file.flags, handle, forced, saved(file.path)});
  };
  for (const auto& [handle, file] : open_) add_file(*file, handle, 0, false);
  for (const auto& [key, file] : forced_) add_file(*file, key.second, key.first, true);
  for (const Search& each : searches_)
    searches.push_back({saved(each.directory), each.attributes, each.pattern.field(), {}});
  for (const auto& [base_page, names] : directories_) directories.push_back({base_page, saved(*dos_path(names))});
  u16 drive = drive_.value_or(kLetters);
  SavedPath program = saved(program_);
  archive("registers", registers_)("drive", drive)("next_search", next_search_)("program", program);
  serialize_all(archive, "files", files);
  serialize_all(archive, "searches", searches);
  serialize_all(archive, "directories", directories);
  if (!archive.loading()) return;

  drive_ = drive < kLetters && folder_ ? std::optional(drive) : std::nullopt;
  program_ = loaded(program);
  open_.clear(), forced_.clear(), searches_.clear(), directories_.clear();
  for (const SavedFile& each : files) {
    auto file = std::make_shared<OpenFile>(OpenFile{FileDescriptor(-1), loaded(each.path), each.flags, each.owner});
    if (!folder_ || folder_->open(file->path, each.flags, file->file) != 0) continue;
    lseek(file->file.number(), static_cast<off_t>(each.position), SEEK_SET);
    (each.forced != 0 ? forced_[{each.base_page, each.handle}] : open_[each.handle]) = std::move(file);
  }
  for (const SavedSearch& each : searches)
    searches_.push_back({loaded(each.directory), DosName(each.pattern), each.attributes});
  for (const SavedDirectory& each : directories) {
    Names& names = directories_[static_cast<u32>(each.base_page)];
    for (const DosName& name : loaded(each.path)) names.push_back(name.text());
  }
}

// --- registers ---

u64 GemdosDrive::read(u64 offset, unsigned bytes) {
  const u32 value = registers_[offset / 4];
  const u64 shift = (4 - bytes - offset % 4) * 8;
  return bytes >= 4 ? value : value >> shift & ((u64{1} << bytes * 8) - 1);
}

// A longword comes as two words; the lower one, which is the later, is the command.
void GemdosDrive::write(u64 offset, unsigned bytes, u64 value) {
  if (bytes < 2 || bytes > 4) return;
  u32& whole = registers_[offset / 4];
  if (bytes == 4) {
    whole = static_cast<u32>(value);
  } else if (offset % 4 == 0) {
    whole = (whole & 0xffff) | static_cast<u32>(value) << 16;
    return;
  } else {
    whole = (whole & 0xffff'0000) | static_cast<u32>(value);
  }
  command(offset & ~u64{3});
}

void GemdosDrive::command(u64 offset) {
  const u32 value = registers_[offset / 4];
  try {
    if (offset == kCall) call(value);
    if (offset == kDrives) choose_letter(value);
    if (offset == kLoadTo) registers_[kResult / 4] = static_cast<u32>(load(value));
  } catch (const GemdosGuest::BadAddress&) {
    registers_[kStatus / 4] = kDone;
    registers_[kResult / 4] = static_cast<u32>(gemdos::kBadMemoryBlock);
  }
}

void GemdosDrive::choose_letter(u32 drives) {
  u16 letter = kFirstLetter;
  while (letter < kLetters && (drives >> letter & 1) != 0) ++letter;
  if (!folder_ || letter == kLetters) return;
  drive_ = letter;
  registers_[kDrive / 4] = letter;
  registers_[kDrives / 4] = drives | 1u << letter;
}

// --- calls ---

void GemdosDrive::call(u32 arguments) {
  registers_[kStatus / 4] = kPass;
  if (!drive_) return;
  const u16 function = guest_.word(arguments);
  if (function == kPterm0 || function == kPterm || function == kPtermres) return process_ends();
  if (const Answer result = answer(function, arguments)) {
    if (registers_[kStatus / 4] == kPass) registers_[kStatus / 4] = kDone;
    registers_[kResult / 4] = static_cast<u32>(*result);
  }
}

GemdosDrive::Answer GemdosDrive::answer(u16 function, u32 arguments) {
  if (function == kPexec) return execute(guest_.word(arguments + 2), guest_.longword(arguments + 4));
  if (const Answer result = file_call(function, arguments)) return result;
  return name_call(function, arguments);
}

// --- programs ---

GemdosDrive::Answer GemdosDrive::execute(u16 mode, u32 name) {
  if (mode != kLoadAndGo && mode != kLoadOnly) return {};
  auto found = find(guest_.text(name));
  if (!found) return {};
  if (!found->is_file()) return gemdos::kFileNotFound;
  program_ = std::move(found->path);
  registers_[kStatus / 4] = kLoad;
  return 0;
}

i32 GemdosDrive::load(u32 base_page) {
  FileDescriptor file(-1);
  if (!folder_) return gemdos::kFileNotFound;
  if (const int error = folder_->open(program_, O_RDONLY, file); error != 0) return gemdos::error_of(error);
  const std::vector<u8> content = content_of(file);
  if (!is_gemdos_program(content)) return gemdos::kBadProgram;
  directories_.erase(base_page);
  return load_gemdos_program(content, guest_, base_page) ? static_cast<i32>(base_page) : gemdos::kNoMemory;
}

void GemdosDrive::process_ends() {
  const u32 base_page = guest_.base_page();
  std::erase_if(open_, [&](const auto& each) { return each.second->owner == base_page; });
  std::erase_if(forced_, [&](const auto& each) { return each.first.first == base_page; });
  directories_.erase(base_page);
}

// --- names ---

GemdosDrive::Names GemdosDrive::current_directory() const {
  for (const u32 base_page : guest_.lineage()) {
    if (const auto found = directories_.find(base_page); found != directories_.end()) return found->second;
  }
  return {};
}

std::optional<GemdosDrive::Names> GemdosDrive::on_this_drive(const std::string& name) const {
  std::string_view rest = name;
  const bool has_letter = rest.size() >= 2 && rest[1] == ':';
  const int drive = has_letter ? std::toupper(static_cast<u8>(rest[0])) - 'A' : guest_.default_drive();
  const bool device = rest.size() == 4 && rest[3] == ':';  // CON:, AUX:, PRN:
  if (!drive_ || drive != *drive_ || device) return {};
  if (has_letter) rest.remove_prefix(2);
  Names names = rest.starts_with('\\') ? Names{} : current_directory();
  while (!rest.empty()) {
    const std::string_view part = rest.substr(0, rest.find('\\'));
    rest.remove_prefix(std::min(part.size() + 1, rest.size()));
    if (part == "..") {
      if (!names.empty()) names.pop_back();
    } else if (!part.empty() && part != ".") {
      names.emplace_back(part);
    }
  }
  return names;
}

std::optional<GemdosDrive::Found> GemdosDrive::find(const std::string& name) const {
  const auto names = on_this_drive(name);
  if (!names) return {};
  const auto path = dos_path(*names);
  return path ? Found{*path, folder_->find(*path)} : Found{};
}

// As in GEMDOS, what is too long of a name is not looked at.
std::optional<HostFolder::Path> dos_path(const std::vector<std::string>& names) {
  HostFolder::Path path;
  if (names.size() > kDeepest) return {};
  for (const std::string& name : names) {
    const std::size_t dot = std::min(name.find('.'), name.size());
    const auto part = DosName::parse(name.substr(0, std::min(dot, DosName::kBase)) +
                                     name.substr(dot, name.size() > dot + 1 ? 1 + DosName::kExtension : 0));
    if (!part) return {};
    path.push_back(*part);
  }
  return path;
}

}  // namespace sosie
