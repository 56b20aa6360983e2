#include "machines/linux_user/elf_file.h"

#include <elf.h>
#include <fmt/format.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstring>

#include "core/base/bits.h"
#include "core/base/error.h"
#include "core/base/reorder.h"
#include "core/memory/flat_memory.h"
#include "machines/linux_user/exit_codes.h"
#include "machines/linux_user/memory_map.h"

namespace sosie::linux_user {

namespace {

constexpr u32 kPage = FlatMemory::kPageBytes;
constexpr u32 kMaxInterpreterBytes = 4096;

struct MachineName {
  u16 number;
  std::string_view name;
};
constexpr MachineName kMachines[] = {
    {EM_386, "i386"},         {EM_68K, "m68k"},         {EM_MIPS, "MIPS"},     {EM_PPC, "PowerPC"},
    {EM_PPC64, "PowerPC 64"}, {EM_S390, "s390"},        {EM_ARM, "ARM"},       {EM_SPARC, "SPARC"},
    {EM_SH, "SuperH"},        {EM_SPARCV9, "SPARC V9"}, {EM_IA_64, "Itanium"}, {EM_ALPHA, "Alpha"},
    {EM_X86_64, "x86-64"},    {EM_AARCH64, "AArch64"},  {EM_RISCV, "RISC-V"},  {EM_LOONGARCH, "LoongArch"},
};

std::string machine_name(u16 number) {
  for (const MachineName& machine : kMachines) {
    if (machine.number == number) return std::string(machine.name);
  }
  return fmt::format("machine {}", number);
}

std::string format_name(u8 elf_class, u8 data) {
  return fmt::format("{}-bit {}-endian", elf_class == ELFCLASS64 ? "64" : "32", data == ELFDATA2MSB ? "big" : "little");
}

bool is_elf(std::span<const u8> file) {
  return file.size() >= SELFMAG && std::memcmp(file.data(), ELFMAG, SELFMAG) == 0;
}

/// A half-word of the header, in the file's own byte order.
u16 header_half(std::span<const u8> file, std::size_t offset) {
  const u16 first = file[offset], second = file[offset + 1];
  return static_cast<u16>(file[EI_DATA] == ELFDATA2MSB ? first << 8 | second : second << 8 | first);
}

constexpr std::size_t kMachineOffset = offsetof(Elf32_Ehdr, e_machine);

bool fits(std::span<const u8> file, const ElfRules& rules) {
  const u8 data = rules.order == ByteOrder::kBig ? ELFDATA2MSB : ELFDATA2LSB;
  return file[EI_CLASS] == ELFCLASS32 && file[EI_DATA] == data && header_half(file, kMachineOffset) == rules.machine;
}

/// Goes through the headers once; every check ends in `fail` or lets the next one start.
class Reader {
 public:
  Reader(std::span<const u8> file, std::string_view name, const ElfRules& rules)
      : file_(file), name_(name), rules_(rules) {}

  ElfFile read() {
    check_identity();
    check_type();
    read_program_headers();
    check_segments();
    check_entry();
    return std::move(elf_);
  }

 private:
  template <class... Args>
  [[noreturn]] void fail(fmt::format_string<Args...> format, Args&&... args) const {
    throw UserError(fmt::format("cannot run {}: {}", name_, fmt::format(format, std::forward<Args>(args)...)),
                    kCannotExecute);
  }

  void check_identity() {
    if (!is_elf(file_)) {
      fail("it is neither an ELF program nor a script that starts with #!; give a 32-bit {} Linux program",
           rules_.machine_name);
    }
    if (file_.size() < sizeof(Elf32_Ehdr)) {
      fail("its ELF header is cut off after {} of {} bytes; copy or build the file again", file_.size(),
           sizeof(Elf32_Ehdr));
    }
    if (!fits(file_, rules_)) {
      const std::string name = format_name(file_[EI_CLASS], file_[EI_DATA]);
      const std::string machine = machine_name(header_half(file_, kMachineOffset));
      if (guest_of(file_))
        fail("it is a {} program for {}; one for {} is needed here", name, machine, rules_.machine_name);
      fail("it is a {} program for {}; it has to be a 32-bit one for ARM (little-endian) or m68k (big-endian)", name,
           machine);
    }
    std::memcpy(&header_, file_.data(), sizeof header_);
    reorder(header_, rules_.order);
  }

  void check_type() {
    switch (header_.e_type) {
      case ET_EXEC: break;
      case ET_DYN: elf_.relocatable = true; break;
      case ET_REL: fail("it is an object file; link it to a program first");
      case ET_CORE: fail("it is a core dump; give the program that made it");
      default: fail("its ELF type {} is unknown; copy or build the file again", header_.e_type);
    }
    if (header_.e_phnum == 0) fail("it has no program headers; link it to a program first");
    if (header_.e_phentsize != sizeof(Elf32_Phdr)) {
      fail("its program headers have {} bytes each instead of {}; copy or build the file again", header_.e_phentsize,
           sizeof(Elf32_Phdr));
    }
    const u64 end = u64{header_.e_phoff} + u64{header_.e_phnum} * sizeof(Elf32_Phdr);
    if (end > file_.size()) {
      fail("its program headers end at byte {}, but the file has only {}; copy or build it again", end, file_.size());
    }
  }

  void read_program_headers() {
    elf_.entry = header_.e_entry;
    elf_.program_header_count = header_.e_phnum;
    for (unsigned i = 0; i < header_.e_phnum; ++i) {
      Elf32_Phdr header;
      std::memcpy(&header, file_.data() + header_.e_phoff + i * sizeof header, sizeof header);
      reorder(header, rules_.order);
      switch (header.p_type) {
        case PT_LOAD: add_segment(i, header); break;
        case PT_INTERP: read_interpreter(header); break;
        case PT_GNU_STACK: elf_.executable_stack = header.p_flags & PF_X; break;
        default: break;
      }
    }
  }

  void add_segment(unsigned i, const Elf32_Phdr& header) {
    if (u64{header.p_offset} + header.p_filesz > file_.size()) {
      fail("segment {} ends at byte {} of the file, which has only {}; copy or build it again", i,
           u64{header.p_offset} + header.p_filesz, file_.size());
    }
    if (header.p_filesz > header.p_memsz) {
      fail("segment {} is longer in the file ({} bytes) than in memory ({}); build it again", i, header.p_filesz,
           header.p_memsz);
    }
    if (header.p_memsz == 0) return;
    const u64 begin = elf_.relocatable ? 0 : rules_.address_begin;
    if (header.p_vaddr < begin || u64{header.p_vaddr} + header.p_memsz > rules_.address_end) {
      fail("segment {} would lie at {:#x}..{:#x}, programs have {:#x}..{:#x}; link it for another address", i,
           header.p_vaddr, u64{header.p_vaddr} + header.p_memsz, begin, rules_.address_end);
    }
    if ((header.p_vaddr - header.p_offset) % kPage != 0) {
      fail(
          "segment {} (address {:#x}, file offset {:#x}) cannot be mapped in pages of {} bytes; link it with "
          "-z max-page-size={}",
          i, header.p_vaddr, header.p_offset, kPage, kPage);
    }
    const int protection = (header.p_flags & PF_R ? PROT_READ : 0) | (header.p_flags & PF_W ? PROT_WRITE : 0) |
                           (header.p_flags & PF_X ? PROT_EXEC : 0);
    elf_.segments.push_back({header.p_vaddr, header.p_offset, header.p_filesz, header.p_memsz, protection});
  }

  void read_interpreter(const Elf32_Phdr& header) {
    const u64 end = u64{header.p_offset} + header.p_filesz;
    if (end > file_.size() || header.p_filesz < 2 || header.p_filesz > kMaxInterpreterBytes || file_[end - 1] != 0) {
      fail("the name of its interpreter (dynamic linker) is damaged; copy or build the file again");
    }
    elf_.interpreter = reinterpret_cast<const char*>(file_.data() + header.p_offset);
  }

  void check_segments() {
    auto& segments = elf_.segments;
    if (segments.empty()) fail("it has nothing to load; link it to a program first");
    std::sort(segments.begin(), segments.end(),
              [](const ElfSegment& a, const ElfSegment& b) { return a.address < b.address; });
    for (std::size_t i = 1; i < segments.size(); ++i) {
      if (segments[i - 1].end() > segments[i].address) {
        fail("its segments at {:#x}..{:#x} and {:#x}..{:#x} overlap; link it again", segments[i - 1].address,
             segments[i - 1].end(), segments[i].address, segments[i].end());
      }
    }
    for (const ElfSegment& segment : segments) {
      const u64 headers_end = u64{header_.e_phoff} + u64{header_.e_phnum} * sizeof(Elf32_Phdr);
      if (header_.e_phoff < segment.offset || headers_end > u64{segment.offset} + segment.file_bytes) continue;
      elf_.program_headers = segment.address + (header_.e_phoff - segment.offset);
      break;
    }
  }

  void check_entry() {
    const u32 address = elf_.entry & ~u32{1};
    const bool inside = std::any_of(elf_.segments.begin(), elf_.segments.end(), [&](const ElfSegment& s) {
      return s.protection & PROT_EXEC && address >= s.address && address < s.end();
    });
    if (inside) return;
    fail("its entry point {:#x} lies in no executable segment; {}", elf_.entry,
         elf_.relocatable ? "it may be a library, give a program" : "link it again");
  }

  const std::span<const u8> file_;
  const std::string_view name_;
  const ElfRules& rules_;
  Elf32_Ehdr header_{};
  ElfFile elf_;
};

static_assert(sizeof(Elf32_Phdr) == kProgramHeaderBytes);

}  // namespace

const ElfRules kArmPrograms{EM_ARM, "ARM", ByteOrder::kLittle, AddressLayout::kLowest, AddressLayout::kLargestProgram};
const ElfRules kM68kPrograms{EM_68K, "m68k", ByteOrder::kBig, AddressLayout::kLowest, AddressLayout::kLargestProgram};

const ElfRules* guest_of(std::span<const u8> start) {
  if (!is_elf(start) || start.size() < kMachineOffset + 2) return nullptr;
  for (const ElfRules* rules : {&kArmPrograms, &kM68kPrograms}) {
    if (fits(start, *rules)) return rules;
  }
  return nullptr;
}

FileKind file_kind(std::span<const u8> start) {
  if (start.size() >= 2 && start[0] == '#' && start[1] == '!') return FileKind::kScript;
  if (!is_elf(start) || start.size() < kMachineOffset + 2) return FileKind::kOther;
  if (guest_of(start)) return FileKind::kGuest;
  const u16 machine = header_half(start, kMachineOffset);
  return machine == EM_X86_64 || machine == EM_386 ? FileKind::kNative : FileKind::kOther;
}

ElfFile read_elf(std::span<const u8> file, std::string_view name, const ElfRules& rules) {
  return Reader(file, name, rules).read();
}

}  // namespace sosie::linux_user
