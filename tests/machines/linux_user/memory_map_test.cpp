#include "machines/linux_user/memory_map.h"

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <sys/shm.h>
#include <unistd.h>

#include <cerrno>

#include "machines/linux_user/proc_maps.h"
#include "machines/linux_user/unique_fd.h"

namespace sosie::linux_user {

namespace {

constexpr u32 kPage = FlatMemory::kPageBytes;
constexpr int kReadWrite = PROT_READ | PROT_WRITE;
constexpr int kAnonymous = MAP_PRIVATE | MAP_ANONYMOUS;
constexpr u32 kHere = 0x200000;

class MemoryMapTest : public testing::Test {
 protected:
  i64 map_pages(u32 address, u32 pages, int flags = kAnonymous, int protection = kReadWrite) {
    return map.map({.address = address, .bytes = pages * kPage, .protection = protection, .flags = flags});
  }
  /// With something behind, so that it cannot grow there.
  void map_here_enclosed(u32 pages) {
    map_here(pages);
    map_pages(kHere + pages * kPage, 1, kAnonymous | MAP_FIXED, PROT_NONE);
  }
  i64 map_here(u32 pages) { return map_pages(kHere, pages, kAnonymous | MAP_FIXED); }

  FlatMemory memory;
  MemoryMap map{memory};
};

TEST_F(MemoryMapTest, MappingsGoFromTheTopDown) {
  const i64 first = map_pages(0, 2), second = map_pages(0, 1);
  EXPECT_EQ(first, AddressLayout::kStackTop - 2 * kPage);
  EXPECT_EQ(second, first - kPage);
  EXPECT_EQ(map.unmap(static_cast<u32>(first), 2 * kPage), 0);
  EXPECT_EQ(map_pages(0, 2), first);
}

TEST_F(MemoryMapTest, AHintIsTakenWhereItIsFree) {
  EXPECT_EQ(map_pages(kHere + 5, 1), kHere);
  EXPECT_NE(map_pages(kHere, 1), kHere);
  EXPECT_NE(map_pages(0x1000, 1), 0x1000) << "too low";
}

TEST_F(MemoryMapTest, BadRequestsHaveTheKernelsErrors) {
  EXPECT_EQ(map_pages(0, 0), -EINVAL);
  EXPECT_EQ(map_pages(0, 1, MAP_ANONYMOUS), -EINVAL);
  EXPECT_EQ(map_pages(kHere + 1, 1, kAnonymous | MAP_FIXED), -EINVAL);
  EXPECT_EQ(map_pages(0x1000, 1, kAnonymous | MAP_FIXED), -EPERM);
  EXPECT_EQ(map_pages(0xffff0000, 1, kAnonymous | MAP_FIXED), -ENOMEM);
  EXPECT_EQ(map_pages(0, 0xfffff), -ENOMEM);
  EXPECT_EQ(map.map({.bytes = kPage, .flags = MAP_PRIVATE, .fd = 9999}), -EBADF);
  EXPECT_EQ(map.unmap(kHere + 1, kPage), -EINVAL);
  EXPECT_EQ(map.unmap(kHere, 0), -EINVAL);
  EXPECT_EQ(map.unmap(0xffff0000, kPage), -EINVAL);
  EXPECT_EQ(map_here(1), kHere);
  EXPECT_EQ(map_pages(kHere, 1, kAnonymous | MAP_FIXED_NOREPLACE), -EEXIST);
}

TEST_F(MemoryMapTest, ProtectionBecomesPageFlags) {
  map_here(3);
  EXPECT_EQ(memory.flags(kHere), kPageMapped | kPageRead | kPageWrite);
  EXPECT_EQ(map.protect(kHere, kPage, PROT_NONE), 0);
  EXPECT_EQ(memory.flags(kHere), kPageMapped);
  EXPECT_EQ(map.protect(kHere + kPage, kPage, PROT_EXEC), 0);
  EXPECT_EQ(memory.flags(kHere + kPage), kPageMapped | kPageRead | kPageExecute);
  EXPECT_EQ(map.protect(kHere + 2 * kPage, kPage, PROT_WRITE), 0);
  EXPECT_EQ(memory.flags(kHere + 2 * kPage), kPageMapped | kPageRead | kPageWrite);
  EXPECT_EQ(map.protect(kHere, 4 * kPage, PROT_READ), -ENOMEM);
  EXPECT_EQ(map.protect(kHere + 1, kPage, PROT_READ), -EINVAL);
  EXPECT_EQ(map.protect(kHere, 0, PROT_READ), 0);
}

TEST_F(MemoryMapTest, OldProgramsExecuteWhatTheyRead) {
  map.set_read_implies_execute(true);
  map_here(1);
  EXPECT_EQ(memory.flags(kHere), kPageMapped | kPageRead | kPageWrite | kPageExecute);
}

TEST_F(MemoryMapTest, FilesAreMappedWithTheirContents) {
  const UniqueFd fd(memfd_create("file", 0));
  ASSERT_EQ(ftruncate(fd.get(), 2 * kPage), 0);
  ASSERT_EQ(pwrite(fd.get(), "abc", 3, kPage), 3);
  const MapRequest request{
      .bytes = kPage, .protection = kReadWrite, .flags = MAP_SHARED, .fd = fd.get(), .offset = kPage};
  const u32 shared = static_cast<u32>(map.map(request));
  EXPECT_EQ(memory.read<u8>(shared + 1), 'b');
  memory.write<u8>(shared + 1, 'B');
  char byte;
  EXPECT_EQ(pread(fd.get(), &byte, 1, kPage + 1), 1);
  EXPECT_EQ(byte, 'B');
  EXPECT_EQ(map.map({.bytes = kPage, .protection = PROT_READ, .flags = MAP_PRIVATE, .fd = fd.get(), .offset = 5}),
            -EINVAL);
}

TEST_F(MemoryMapTest, PlainMemoryGrowsWhereItIs) {
  map_here(1);
  memory.write<u32>(kHere, 42);
  EXPECT_EQ(map.remap(kHere, kPage, 3 * kPage, 0, 0), kHere);
  EXPECT_EQ(memory.read<u32>(kHere), 42u);
  EXPECT_EQ(memory.flags(kHere + 2 * kPage), kPageMapped | kPageRead | kPageWrite);
  map_pages(kHere + 3 * kPage, 1, kAnonymous | MAP_FIXED);
  EXPECT_EQ(map.remap(kHere, 3 * kPage, 5 * kPage, 0, 0), -ENOMEM) << "something is in the way";
}

TEST_F(MemoryMapTest, FilesDoNotGrowWhereTheyAre) {
  const UniqueFd fd(memfd_create("file", 0));
  ASSERT_EQ(ftruncate(fd.get(), 2 * kPage), 0);
  map.map(
      {.address = kHere, .bytes = kPage, .protection = PROT_READ, .flags = MAP_PRIVATE | MAP_FIXED, .fd = fd.get()});
  EXPECT_EQ(map.remap(kHere, kPage, 2 * kPage, 0, 0), -ENOMEM);
  EXPECT_GT(map.remap(kHere, kPage, 2 * kPage, MREMAP_MAYMOVE, 0), 0);
}

TEST_F(MemoryMapTest, SegmentsAreAttachedAtMultiplesOfFourPages) {
  const int segment = shmget(IPC_PRIVATE, 10000, 0600);
  if (segment < 0) GTEST_SKIP() << "no System V shared memory here";
  constexpr u32 kUnit = 4 * kPage;
  EXPECT_EQ(map.attach(segment, 10000, kHere + kPage, 0), -EINVAL);
  EXPECT_EQ(map.attach(segment, 10000, 0, SHM_REMAP), -EINVAL);
  EXPECT_EQ(map.attach(segment, 10000, kHere + kPage, SHM_RND), kHere);
  EXPECT_EQ(memory.flags(kHere + 2 * kPage), kPageMapped | kPageRead | kPageWrite);
  EXPECT_EQ(map.attach(segment, 10000, kHere, 0), -EINVAL) << "in use";
  const u32 other = static_cast<u32>(map.attach(segment, 10000, 0, SHM_RDONLY));
  EXPECT_EQ(other % kUnit, 0u);
  EXPECT_EQ(memory.flags(other), kPageMapped | kPageRead);
  memory.write<u32>(kHere + 8, 42);
  EXPECT_EQ(memory.read<u32>(other + 8), 42u);
  EXPECT_EQ(map.detach(other), 0);
  EXPECT_EQ(map.detach(other), -EINVAL);
  EXPECT_EQ(memory.flags(other), 0);
  EXPECT_EQ(map.unmap(kHere, 3 * kPage), 0);
  EXPECT_EQ(map.detach(kHere), -EINVAL) << "gone with its pages";
  EXPECT_EQ(shmctl(segment, IPC_RMID, nullptr), 0);
}

TEST_F(MemoryMapTest, MovingKeepsContentsAndLeavesNothingBehind) {
  map_here_enclosed(2);
  memory.write<u32>(kHere + kPage, 42);
  const i64 moved = map.remap(kHere, 2 * kPage, 4 * kPage, MREMAP_MAYMOVE, 0);
  ASSERT_GT(moved, 0);
  const u32 to = static_cast<u32>(moved);
  EXPECT_EQ(memory.read<u32>(to + kPage), 42u);
  EXPECT_EQ(memory.read<u32>(to + 3 * kPage), 0u);
  EXPECT_EQ(memory.flags(to + 3 * kPage), kPageMapped | kPageRead | kPageWrite);
  EXPECT_EQ(memory.flags(kHere), 0);
  EXPECT_EQ(map_here(2), kHere);
  EXPECT_EQ(memory.read<u32>(kHere + kPage), 0u);
}

TEST_F(MemoryMapTest, ShrinkingStaysAndUnmapsTheTail) {
  map_here(3);
  EXPECT_EQ(map.remap(kHere, 3 * kPage, kPage, 0, 0), kHere);
  EXPECT_EQ(memory.flags(kHere + kPage), 0);
  EXPECT_EQ(map.remap(kHere, 2 * kPage, 3 * kPage, MREMAP_MAYMOVE, 0), -EFAULT);
  EXPECT_EQ(map.remap(kHere, kPage, kPage, MREMAP_MAYMOVE | MREMAP_FIXED, kHere), -EINVAL);
  EXPECT_EQ(map.remap(kHere, kPage, kPage, MREMAP_MAYMOVE | MREMAP_FIXED, kHere + 16 * kPage), kHere + 16 * kPage);
}

TEST_F(MemoryMapTest, CodeIsReleasedBeforePagesMove) {
  map_here_enclosed(3);
  memory.protect_code(kHere + kPage);
  ASSERT_TRUE(memory.flags(kHere + kPage) & kPageHoldsCode);
  const i64 moved = map.remap(kHere, 3 * kPage, 6 * kPage, MREMAP_MAYMOVE, 0);
  ASSERT_GT(moved, 0);
  memory.write<u32>(static_cast<u32>(moved) + kPage, 1);
}

TEST_F(MemoryMapTest, TheHeapGrowsAndShrinks) {
  map.set_heap(kHere);
  EXPECT_EQ(map.brk(0), kHere);
  EXPECT_EQ(map.brk(kHere + 100), kHere + 100);
  EXPECT_EQ(memory.flags(kHere), kPageMapped | kPageRead | kPageWrite);
  EXPECT_EQ(map.brk(kHere + 5 * kPage), kHere + 5 * kPage);
  memory.write<u32>(kHere + 4 * kPage, 7);
  EXPECT_EQ(map.brk(kHere + kPage), kHere + kPage);
  EXPECT_EQ(memory.flags(kHere + 4 * kPage), 0);
  EXPECT_EQ(map.brk(kHere + 5 * kPage), kHere + 5 * kPage);
  EXPECT_EQ(memory.read<u32>(kHere + 4 * kPage), 0u);
  map_pages(kHere + 8 * kPage, 1, kAnonymous | MAP_FIXED);
  EXPECT_EQ(map.brk(kHere + 9 * kPage), kHere + 5 * kPage) << "something is in the way";
  EXPECT_EQ(map.brk(kHere - 1), kHere + 5 * kPage);
}

TEST_F(MemoryMapTest, TheStackHasAGapBelow) {
  map.map_stack(0x10000, false);
  const u32 bottom = AddressLayout::kStackTop - 0x10000;
  EXPECT_EQ(memory.flags(bottom), kPageMapped | kPageRead | kPageWrite);
  EXPECT_TRUE(map.below_stack(bottom - 4));
  EXPECT_FALSE(map.below_stack(bottom));
  EXPECT_EQ(map_pages(0, 1), bottom - AddressLayout::kStackGap - kPage);
}

TEST_F(MemoryMapTest, AdviceThatForgetsContentsDoes) {
  map_here(2);
  memory.write<u32>(kHere, 5);
  EXPECT_EQ(map.advise(kHere, kPage, MADV_DONTNEED), 0);
  EXPECT_EQ(memory.read<u32>(kHere), 0u);
  EXPECT_EQ(map.advise(kHere, 3 * kPage, MADV_DONTNEED), -ENOMEM);
  EXPECT_EQ(map.advise(kHere, kPage, 9999), -EINVAL);
}

TEST_F(MemoryMapTest, TheMapsTextNamesWhatIsThere) {
  map.map_stack(0x10000, false);
  map.set_heap(kHere);
  map.brk(kHere + kPage);
  const u32 code[] = {0xe12fff1e};
  map.map_kernel_page(0xffff0000, "[vectors]", code, sizeof code);
  const UniqueFd fd(memfd_create("a file", 0));
  ASSERT_EQ(ftruncate(fd.get(), 2 * kPage), 0);
  map.map({.address = 0x400000,
           .bytes = kPage,
           .protection = PROT_READ,
           .flags = MAP_PRIVATE | MAP_FIXED,
           .fd = fd.get(),
           .offset = kPage});
  const std::string text = proc_maps(map, [](const std::string& host) { return "guest:" + host; });
  EXPECT_NE(text.find("00200000-00201000 rw-p 00000000 00:00 0 "), text.npos) << text;
  EXPECT_NE(text.find("[heap]\n"), text.npos);
  EXPECT_NE(text.find("00400000-00401000 r--p 00001000 "), text.npos) << text;
  EXPECT_NE(text.find("guest:/memfd:a file"), text.npos) << text;
  EXPECT_NE(text.find("fffd0000-fffe0000 rw-p "), text.npos) << text;
  EXPECT_NE(text.find("[stack]\n"), text.npos);
  EXPECT_NE(text.find("ffff0000-ffff1000 r-xp "), text.npos) << text;
  EXPECT_TRUE(text.ends_with("[vectors]\n")) << text;
}

}  // namespace

}  // namespace sosie::linux_user
