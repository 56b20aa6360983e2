/// devices/storage/gemdos_drive.h — a host folder as a drive of the Atari's GEMDOS.
///
/// The real machine has nothing like it. A program in the cartridge port (machines/atari_st/gemdos.s) stands before
/// GEMDOS's trap and shows each call to this device first, which answers those for its drive out of the guest's memory
/// and lets the others go on to GEMDOS. Registers, all of 32 bits:
///   0  w  CALL: where a call's arguments are; it is answered at once
///   4  r  STATUS: 0 it is GEMDOS's, 1 RESULT has the answer, 2 a program is to be loaded (LOAD) and started
///   8  r  RESULT: what the call returns
///  12 rw  GEMDOS: its own handler; kept here, as the program has no memory of its own
///  16 rw  DRIVES: the system's set of drives; reads as that with the drive's in it
///  20  w  LOAD: the base page that the program of the last call goes to; RESULT: the base page, or an error
///  24  r  DRIVE: its number, 2 for C
/// Source: "GEMDOS Reference Manual" (Atari, 1986), function numbers in parentheses; "Hitchhiker's Guide to the BIOS".
#pragma once

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/file_descriptor.h"
#include "core/board/device.h"
#include "devices/storage/gemdos_guest.h"
#include "devices/storage/host_folder.h"

namespace sosie {

class GemdosDrive final : public MmioDevice {
 public:
  static constexpr DeviceInfo kInfo{"GEMDOS drive", "host folder", "GEMDOS Reference Manual (Atari, 1986)"};
  static constexpr u64 kBytes = 32;

  explicit GemdosDrive(const DeviceContext& context) : guest_(*context.master) {}

  /// Before the machine runs. Throws UserError where there is no such folder.
  void set_folder(const std::filesystem::path& folder);

  const DeviceInfo& info() const override { return kInfo; }
  /// Files are closed, the drive has no letter.
  void reset() override;
  void serialize(Archive& archive) override;

  u64 size() const override { return kBytes; }
  u64 read(u64 offset, unsigned bytes) override;
  void write(u64 offset, unsigned bytes, u64 value) override;

 private:
  enum Status : u32 { kPass, kDone, kLoad };
  /// A call's answer. Nothing: it is GEMDOS's.
  using Answer = std::optional<i32>;
  using Names = std::vector<std::string>;
  struct OpenFile {
    FileDescriptor file;
    HostFolder::Path path;
    int flags;
    u32 owner;  ///< the base page of who opened it
  };
  struct Search {
    HostFolder::Path directory;
    DosName pattern;
    u16 attributes;
  };

  void command(u64 offset);
  void call(u32 arguments);
  Answer answer(u16 function, u32 arguments);

  // gemdos_drive.cpp
  Answer execute(u16 mode, u32 name);
  i32 load(u32 base_page);
  void process_ends();
  void choose_letter(u32 drives);
  /// Nothing: it is not on this drive.
  std::optional<Names> on_this_drive(const std::string& name) const;
  /// What a name stands for. `entry` nothing: there is nothing, or can be nothing, of that name.
  struct Found {
    HostFolder::Path path;
    std::optional<HostFolder::Entry> entry;
    bool is_file() const { return entry && !entry->directory; }
  };
  /// Nothing: it is not on this drive.
  std::optional<Found> find(const std::string& name) const;
  Names current_directory() const;
  u16 drive_of(u16 number) const { return number == 0 ? guest_.default_drive() : static_cast<u16>(number - 1); }

  // gemdos_files.cpp
  Answer file_call(u16 function, u32 arguments);
  Answer open(const std::string& name, u16 mode);
  Answer create(const std::string& name, u16 attributes);
  i32 keep(std::shared_ptr<OpenFile> file);
  Answer close(u16 handle);
  Answer read_file(u16 handle, u32 bytes, u32 buffer);
  Answer write_file(u16 handle, u32 bytes, u32 buffer);
  Answer put(const std::string& text);
  Answer seek(u16 handle, i32 offset, u16 mode);
  Answer date_and_time(u16 handle, u32 buffer, bool set);
  Answer duplicate(u16 handle);
  Answer force(u16 standard, u16 handle);
  OpenFile* open_file(u16 handle);

  // gemdos_names.cpp
  Answer name_call(u16 function, u32 arguments);
  Answer free_space(u32 buffer, u16 drive);
  Answer set_directory(const std::string& name);
  Answer tell_directory(u32 buffer, u16 drive);
  Answer change(const std::string& name, int (HostFolder::*how)(const HostFolder::Path&) const);
  Answer remove(const std::string& name);
  Answer attributes(const std::string& name, bool set, u16 value);
  Answer rename(const std::string& from, const std::string& to);
  Answer first(const std::string& name, u16 attributes);
  Answer next();
  /// Tells the guest of the next one after `after`. \param none the answer if there is none.
  i32 tell_found(u32 search, const std::optional<DosName>& after, i32 none);

  GemdosGuest guest_;
  std::unique_ptr<HostFolder> folder_;
  std::array<u32, kBytes / 4> registers_{};
  std::optional<u16> drive_;  ///< 2 is C
  std::map<u16, std::shared_ptr<OpenFile>> open_;
  /// Standard handles that a process has led into a file: by base page and handle.
  std::map<std::pair<u32, u16>, std::shared_ptr<OpenFile>> forced_;
  std::map<u32, Names> directories_;  ///< current ones, by base page; other processes have their parent's
  std::vector<Search> searches_;
  u32 next_search_ = 0;
  HostFolder::Path program_;  ///< that is to be loaded
};

/// Nothing: there can be no such name.
std::optional<HostFolder::Path> dos_path(const std::vector<std::string>& names);

/// A file's date (high word) and time, in the host's time zone, and back.
u32 dos_time(std::time_t time);
std::time_t host_time(u32 dos_time);

}  // namespace sosie
