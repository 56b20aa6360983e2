/// machines/linux_user/elf_file.h — an ELF program as its headers describe it, checked before anything is mapped.
/// Source: System V ABI 4.1, ch. 4 (object files) and 5 (program loading), and the processors' supplements.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/byte_order.h"
#include "core/base/types.h"

namespace sosie::linux_user {

/// What a program must be to run here.
struct ElfRules {
  u16 machine;                    ///< e_machine
  std::string_view machine_name;  ///< for messages: "ARM"
  ByteOrder order;
  u64 address_begin;  ///< where segments may lie
  u64 address_end;
};

/// The guests' programs.
extern const ElfRules kArmPrograms, kM68kPrograms;

/// PT_LOAD: a stretch of the file that becomes memory. The rest of `memory_bytes` is zero.
struct ElfSegment {
  u32 address;
  u32 offset;
  u32 file_bytes;
  u32 memory_bytes;
  int protection;  ///< PROT_READ, PROT_WRITE, PROT_EXEC

  u64 end() const { return u64{address} + memory_bytes; }
};

/// All addresses are those of the file; a relocatable program is moved by its load address.
struct ElfFile {
  bool relocatable = false;          ///< ET_DYN: runs anywhere
  u32 entry = 0;                     ///< bit 0 may select another instruction set
  std::vector<ElfSegment> segments;  ///< in ascending order, at least one
  u32 program_headers = 0;           ///< where the headers are in memory (AT_PHDR); 0: in no segment
  u16 program_header_count = 0;
  std::string interpreter;       ///< PT_INTERP: "/lib/ld-linux-armhf.so.3"; empty: none
  bool executable_stack = true;  ///< what PT_GNU_STACK says; without one old programs expect it

  u32 begin() const { return segments.front().address; }
  u64 end() const { return segments.back().end(); }
};

inline constexpr u32 kProgramHeaderBytes = 32;

/// What the first bytes of a file say it is.
enum class FileKind { kGuest, kNative, kScript, kOther };
FileKind file_kind(std::span<const u8> start);
/// Of a guest's program: whose. Of another file: null.
const ElfRules* guest_of(std::span<const u8> start);

/// Reads and checks the headers of a whole file. Every way in which they can be wrong is a UserError with exit code
/// 126 that begins with "cannot run `name`: ".
ElfFile read_elf(std::span<const u8> file, std::string_view name, const ElfRules& rules);

}  // namespace sosie::linux_user
