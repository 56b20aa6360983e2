#include "machines/linux_user/loader_elf.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include "machines/linux_user/unique_fd.h"
#include "tests/machines/linux_user/elf_builder.h"

namespace sosie::linux_user {

namespace {

class LoaderElf : public testing::Test {
 protected:
  LoadedElf load(const ElfBuilder& builder, u32 base) {
    file = builder.bytes();
    fd = UniqueFd(memfd_create("program", 0));
    EXPECT_EQ(write(fd.get(), file.data(), file.size()), static_cast<ssize_t>(file.size()));
    return load_elf(read_elf(file, "prog", kArmPrograms), fd.get(), "prog", base, map);
  }

  FlatMemory memory;
  MemoryMap map{memory};
  std::vector<u8> file;
  UniqueFd fd;
};

TEST_F(LoaderElf, SegmentsLieWhereTheyWant) {
  const LoadedElf loaded = load(ElfBuilder(), 0);
  EXPECT_EQ(loaded.bias, 0u);
  EXPECT_EQ(loaded.entry, 0x10100u);
  EXPECT_EQ(loaded.end, 0x32800u);
  EXPECT_EQ(memory.flags(0x10000), kPageMapped | kPageRead | kPageExecute);
  EXPECT_EQ(memory.flags(0x30000), kPageMapped | kPageRead | kPageWrite);
  EXPECT_EQ(memory.flags(0x11000), 0);
  EXPECT_EQ(memory.read<u8>(0x10fff), file[0xfff]);
  EXPECT_EQ(memory.read<u8>(0x307ff), file[0x17ff]);
}

TEST_F(LoaderElf, WhatFollowsTheFilesBytesIsZeroToTheEndOfThePage) {
  load(ElfBuilder(), 0);
  for (u32 address : {0x30800u, 0x30fffu, 0x31000u, 0x327ffu, 0x32fffu})
    EXPECT_EQ(memory.read<u8>(address), 0) << address;
  EXPECT_EQ(memory.flags(0x33000), 0);
}

TEST_F(LoaderElf, ARelocatableProgramGoesToItsBase) {
  ElfBuilder builder;
  builder.header.e_type = ET_DYN;
  const LoadedElf loaded = load(builder, 0x400000);
  EXPECT_EQ(loaded.bias, 0x400000u - 0x10000u);
  EXPECT_EQ(loaded.entry, 0x400100u);
  EXPECT_EQ(loaded.program_headers, 0x400000u + sizeof(Elf32_Ehdr));
  EXPECT_EQ(memory.flags(0x420000), kPageMapped | kPageRead | kPageWrite);
}

TEST_F(LoaderElf, WithoutABaseItGoesToTheHighestGap) {
  map.map_stack(0x100000, false);
  ElfBuilder builder;
  builder.header.e_type = ET_DYN;
  const LoadedElf loaded = load(builder, 0);
  EXPECT_EQ(loaded.end, AddressLayout::kStackTop - 0x100000 - AddressLayout::kStackGap - 0x800u);
}

TEST_F(LoaderElf, ASegmentThatMayNotBeWrittenCanHaveZerosToo) {
  ElfBuilder builder;
  builder.segments[1].p_flags = PF_R;
  load(builder, 0);
  EXPECT_EQ(memory.flags(0x30000), kPageMapped | kPageRead);
  EXPECT_EQ(memory.read<u8>(0x30800), 0);
}

}  // namespace

}  // namespace sosie::linux_user
