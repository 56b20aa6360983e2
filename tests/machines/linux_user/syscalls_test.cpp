#include "machines/linux_user/syscalls.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "machines/linux_user/abi_arm.h"
#include "machines/linux_user/abi_m68k.h"
#include "machines/linux_user/thread.h"

namespace sosie::linux_user {

namespace {

TEST(SyscallTable, EveryCallHasANumberSomewhere) {
  const auto on_arm = SyscallTable::unnumbered(ArmAbi()), on_m68k = SyscallTable::unnumbered(M68kAbi());
  std::vector<std::string_view> nowhere;
  std::set_intersection(on_arm.begin(), on_arm.end(), on_m68k.begin(), on_m68k.end(), std::back_inserter(nowhere));
  EXPECT_THAT(nowhere, testing::IsEmpty());
  EXPECT_THAT(on_arm, testing::Contains("socketcall"));
  EXPECT_THAT(on_m68k, testing::Contains("arm_cacheflush"));
}

TEST(SyscallTable, NumbersLeadToNamesAndCalls) {
  const SyscallTable table{ArmAbi()};
  EXPECT_EQ(table.name(4), "write");
  ASSERT_NE(table.find(4), nullptr);
  EXPECT_EQ(table.find(4)->name, "write");
  EXPECT_EQ(table.name(0xf0005), "arm_set_tls");
  EXPECT_NE(table.find(0xf0002), nullptr);
  EXPECT_EQ(table.name(0xf0003), "arm_usr26");
  EXPECT_EQ(table.find(0xf0003), nullptr) << "known to the kernel, not here";
  EXPECT_EQ(table.name(7), "syscall_7");
  EXPECT_EQ(table.find(0xffffffff), nullptr);
}

// How words become arguments.

struct Seen {
  u32 a = 0;
  u64 b = 0;
  i32 c = 0;
};
Seen seen;

i64 sample(Thread&, arg::Fd a, i64 b, i32 c) {
  seen = {static_cast<u32>(a.value), static_cast<u64>(b), c};
  return 9;
}
constexpr Syscall kSample = syscall_row<sample>("sample");

i64 call_sample(const SyscallWords& words, bool aligned_pairs, ByteOrder order = ByteOrder::kLittle) {
  alignas(Thread) static u8 unused[sizeof(Thread)];
  return kSample.run(*reinterpret_cast<Thread*>(unused), ArgCursor(words, aligned_pairs, order));
}

TEST(SyscallArguments, PairsStartAtAnEvenWordWhereTheAbiSaysSo) {
  EXPECT_EQ(call_sample({1, 99, 0x55667788, 0x11223344, 5, 0, 0}, true), 9);
  EXPECT_EQ(seen.a, 1u);
  EXPECT_EQ(seen.b, 0x1122334455667788u);
  EXPECT_EQ(seen.c, 5);
  call_sample({1, 0x55667788, 0x11223344, 5, 0, 0, 0}, false);
  EXPECT_EQ(seen.b, 0x1122334455667788u);
  EXPECT_EQ(seen.c, 5);
}

TEST(SyscallArguments, TheHigherWordOfAPairComesFirstWhereTheByteDoes) {
  call_sample({1, 0x11223344, 0x55667788, 5, 0, 0, 0}, false, ByteOrder::kBig);
  EXPECT_EQ(seen.b, 0x1122334455667788u);
  EXPECT_EQ(seen.c, 5);
}

TEST(SyscallArguments, KindsFollowFromTheTypes) {
  ASSERT_EQ(kSample.arguments.size(), 3u);
  EXPECT_EQ(kSample.arguments[0], ArgKind::kFd);
  EXPECT_EQ(kSample.arguments[1], ArgKind::kLong);
  EXPECT_EQ(kSample.arguments[2], ArgKind::kInt);
}

}  // namespace

}  // namespace sosie::linux_user
