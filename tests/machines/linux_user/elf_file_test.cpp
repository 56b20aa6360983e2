#include "machines/linux_user/elf_file.h"

#include <gtest/gtest.h>
#include <sys/mman.h>

#include <functional>
#include <string>

#include "core/base/error.h"
#include "tests/machines/linux_user/elf_builder.h"

namespace sosie::linux_user {

namespace {

/// The message and exit code of what read_elf throws, or "accepted".
std::string complaint(const std::vector<u8>& file) {
  try {
    read_elf(file, "prog", kArmPrograms);
    return "accepted";
  } catch (const UserError& error) {
    return std::string(error.what()) + " [" + std::to_string(error.exit_code()) + "]";
  }
}

TEST(ElfFile, SegmentsEntryAndHeadersAreRead) {
  ElfBuilder builder;
  builder.add(PT_GNU_STACK, 0, 0, 0, 0, PF_R | PF_W);
  const ElfFile elf = read_elf(builder.bytes(), "prog", kArmPrograms);
  EXPECT_FALSE(elf.relocatable);
  EXPECT_EQ(elf.entry, 0x10100u);
  ASSERT_EQ(elf.segments.size(), 2u);
  EXPECT_EQ(elf.segments[0].protection, PROT_READ | PROT_EXEC);
  EXPECT_EQ(elf.segments[1].address, 0x30000u);
  EXPECT_EQ(elf.segments[1].file_bytes, 0x800u);
  EXPECT_EQ(elf.end(), 0x32800u);
  EXPECT_EQ(elf.program_headers, 0x10000u + sizeof(Elf32_Ehdr));
  EXPECT_EQ(elf.program_header_count, 3u);
  EXPECT_FALSE(elf.executable_stack);
  EXPECT_TRUE(read_elf(ElfBuilder().bytes(), "prog", kArmPrograms).executable_stack);
}

TEST(ElfFile, InterpreterAndThumbEntryAreRead) {
  ElfBuilder builder;
  builder.header.e_type = ET_DYN;
  builder.header.e_entry = 0x10101;
  builder.add(PT_INTERP, 0x1800, 0, 7, 7, PF_R);
  std::vector<u8> file = builder.bytes();
  std::memcpy(file.data() + 0x1800, "/lib/l", 7);
  const ElfFile elf = read_elf(file, "prog", kArmPrograms);
  EXPECT_TRUE(elf.relocatable);
  EXPECT_EQ(elf.interpreter, "/lib/l");
}

TEST(ElfFile, KindsAreToldByTheFirstBytes) {
  const auto kind = [](std::string_view text) {
    return file_kind({reinterpret_cast<const u8*>(text.data()), text.size()});
  };
  EXPECT_EQ(kind("#!/bin/sh\n"), FileKind::kScript);
  EXPECT_EQ(kind("echo hello\n"), FileKind::kOther);
  EXPECT_EQ(kind(""), FileKind::kOther);
  ElfBuilder builder;
  EXPECT_EQ(file_kind(builder.bytes()), FileKind::kGuest);
  builder.header.e_machine = EM_X86_64;
  builder.header.e_ident[EI_CLASS] = ELFCLASS64;
  EXPECT_EQ(file_kind(builder.bytes()), FileKind::kNative);
  builder.header.e_machine = EM_68K;
  EXPECT_EQ(file_kind(builder.bytes()), FileKind::kOther);
}

TEST(ElfFile, ProgramsSayWhoseTheyAre) {
  ElfBuilder builder;
  EXPECT_EQ(guest_of(builder.bytes()), &kArmPrograms);
  builder.make_m68k();
  EXPECT_EQ(guest_of(builder.bytes()), &kM68kPrograms);
  builder.header.e_machine = EM_ARM;
  EXPECT_EQ(guest_of(builder.bytes()), nullptr) << "in the other's order";
}

TEST(ElfFile, HeadersAreReadInTheirOwnOrder) {
  ElfBuilder builder;
  const ElfFile arm = read_elf(builder.bytes(), "prog", kArmPrograms);
  builder.make_m68k();
  const ElfFile m68k = read_elf(builder.bytes(), "prog", kM68kPrograms);
  EXPECT_EQ(m68k.entry, arm.entry);
  EXPECT_EQ(m68k.program_headers, arm.program_headers);
  ASSERT_EQ(m68k.segments.size(), 2u);
  EXPECT_EQ(m68k.segments[1].address, 0x30000u);
  EXPECT_EQ(m68k.segments[1].memory_bytes, 0x2800u);
}

// Each mistake has its sentence.

struct Mistake {
  const char* name;
  std::function<void(ElfBuilder&)> make;
  const char* complaint;
};

class ElfMistake : public testing::TestWithParam<Mistake> {};

TEST_P(ElfMistake, IsToldInOneLine) {
  ElfBuilder builder;
  GetParam().make(builder);
  EXPECT_EQ(complaint(builder.bytes()), std::string("cannot run prog: ") + GetParam().complaint + " [126]");
}

const Mistake kMistakes[] = {
    {"NotAnElf", [](ElfBuilder& b) { b.header.e_ident[1] = 'X'; },
     "it is neither an ELF program nor a script that starts with #!; give a 32-bit ARM Linux program"},
    {"Empty", [](ElfBuilder& b) { b.file_bytes = 0; },
     "it is neither an ELF program nor a script that starts with #!; give a 32-bit ARM Linux program"},
    {"CutOffInTheHeader", [](ElfBuilder& b) { b.file_bytes = 20; },
     "its ELF header is cut off after 20 of 52 bytes; copy or build the file again"},
    {"ForX86_64", [](ElfBuilder& b) { b.header.e_machine = EM_X86_64, b.header.e_ident[EI_CLASS] = ELFCLASS64; },
     "it is a 64-bit little-endian program for x86-64; it has to be a 32-bit one for ARM (little-endian) or m68k "
     "(big-endian)"},
    {"ForBigEndianM68k",
     [](ElfBuilder& b) { b.header.e_machine = EM_68K << 8, b.header.e_ident[EI_DATA] = ELFDATA2MSB; },
     "it is a 32-bit big-endian program for m68k; one for ARM is needed here"},
    {"ForAnUnknownMachine", [](ElfBuilder& b) { b.header.e_machine = 9999; },
     "it is a 32-bit little-endian program for machine 9999; it has to be a 32-bit one for ARM (little-endian) or m68k "
     "(big-endian)"},
    {"ObjectFile", [](ElfBuilder& b) { b.header.e_type = ET_REL; }, "it is an object file; link it to a program first"},
    {"CoreDump", [](ElfBuilder& b) { b.header.e_type = ET_CORE; }, "it is a core dump; give the program that made it"},
    {"UnknownType", [](ElfBuilder& b) { b.header.e_type = 77; },
     "its ELF type 77 is unknown; copy or build the file again"},
    {"NoProgramHeaders", [](ElfBuilder& b) { b.segments.clear(); },
     "it has no program headers; link it to a program first"},
    {"ProgramHeadersOfAnotherSize", [](ElfBuilder& b) { b.header.e_phentsize = 56; },
     "its program headers have 56 bytes each instead of 32; copy or build the file again"},
    {"ProgramHeadersBehindTheEnd", [](ElfBuilder& b) { b.header.e_phoff = 0x1ff0; },
     "its program headers end at byte 8240, but the file has only 8192; copy or build it again"},
    {"TooManyProgramHeaders", [](ElfBuilder& b) { b.header.e_phnum = 65535; },
     "its program headers end at byte 2097172, but the file has only 8192; copy or build it again"},
    {"SegmentBehindTheEnd", [](ElfBuilder& b) { b.file_bytes = 0x1400; },
     "segment 1 ends at byte 6144 of the file, which has only 5120; copy or build it again"},
    {"SegmentThatWraps", [](ElfBuilder& b) { b.segments[1].p_offset = 0xfffff000, b.segments[1].p_filesz = 0x2000; },
     "segment 1 ends at byte 4294971392 of the file, which has only 8192; copy or build it again"},
    {"SegmentLongerInTheFile", [](ElfBuilder& b) { b.segments[1].p_memsz = 0x100; },
     "segment 1 is longer in the file (2048 bytes) than in memory (256); build it again"},
    {"HugeSegment", [](ElfBuilder& b) { b.segments[1].p_memsz = 0xfffffff0; },
     "segment 1 would lie at 0x30000..0x10002fff0, programs have 0x10000..0xe0000000; link it for another address"},
    {"SegmentTooLow", [](ElfBuilder& b) { b.segments[0].p_vaddr = 0x1000; },
     "segment 0 would lie at 0x1000..0x2000, programs have 0x10000..0xe0000000; link it for another address"},
    {"SegmentOffThePage", [](ElfBuilder& b) { b.segments[1].p_vaddr = 0x30010; },
     "segment 1 (address 0x30010, file offset 0x1000) cannot be mapped in pages of 4096 bytes; link it with "
     "-z max-page-size=4096"},
    {"OverlappingSegments", [](ElfBuilder& b) { b.segments[0].p_memsz = 0x21000; },
     "its segments at 0x10000..0x31000 and 0x30000..0x32800 overlap; link it again"},
    {"NothingToLoad", [](ElfBuilder& b) { b.segments[0].p_type = b.segments[1].p_type = PT_NOTE; },
     "it has nothing to load; link it to a program first"},
    {"EntryOutside", [](ElfBuilder& b) { b.header.e_entry = 0x20000; },
     "its entry point 0x20000 lies in no executable segment; link it again"},
    {"EntryInData", [](ElfBuilder& b) { b.header.e_entry = 0x30000; },
     "its entry point 0x30000 lies in no executable segment; link it again"},
    {"Library", [](ElfBuilder& b) { b.header.e_type = ET_DYN, b.header.e_entry = 0; },
     "its entry point 0x0 lies in no executable segment; it may be a library, give a program"},
    {"InterpreterBehindTheEnd", [](ElfBuilder& b) { b.add(PT_INTERP, 0x1fff, 0, 20, 20, PF_R); },
     "the name of its interpreter (dynamic linker) is damaged; copy or build the file again"},
    {"InterpreterWithoutEnd", [](ElfBuilder& b) { b.add(PT_INTERP, 0x1801, 0, 20, 20, PF_R); },
     "the name of its interpreter (dynamic linker) is damaged; copy or build the file again"},
};

INSTANTIATE_TEST_SUITE_P(All, ElfMistake, testing::ValuesIn(kMistakes),
                         [](const testing::TestParamInfo<Mistake>& info) { return info.param.name; });

TEST(ElfFile, EveryCutOffFileIsRefused) {
  const std::vector<u8> whole = ElfBuilder().bytes();
  for (std::size_t bytes = 0; bytes < 0x1800; bytes += bytes < 256 ? 1 : 64) {
    EXPECT_NE(complaint({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(bytes)}), "accepted") << bytes;
  }
}

}  // namespace

}  // namespace sosie::linux_user
