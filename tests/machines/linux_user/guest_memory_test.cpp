#include "machines/linux_user/guest_memory.h"

#include <gtest/gtest.h>

#include "machines/linux_user/guest_layout.h"

namespace sosie::linux_user {

namespace {

constexpr u32 kPage = FlatMemory::kPageBytes;
constexpr u32 kData = 0x20000;

/// Two pages of data, then one that may be read only, then nothing.
class GuestMemoryTest : public testing::Test {
 protected:
  GuestMemoryTest() {
    memory.map_zeroed(kData, 2 * kPage, kPageRead | kPageWrite);
    memory.map_zeroed(kData + 2 * kPage, kPage, kPageRead);
  }

  template <class Call>
  int error_of(Call call) {
    try {
      call();
      return 0;
    } catch (const SyscallError& error) {
      return error.number;
    }
  }

  FlatMemory memory;
  GuestMemory guest{memory};
};

TEST_F(GuestMemoryTest, ValuesAreReadAndWrittenWithinTheirRights) {
  guest.write(kData + 4, u32{77});
  EXPECT_EQ(guest.read<u32>(kData + 4), 77u);
  EXPECT_EQ(error_of([&] { guest.write(kData + 2 * kPage, u8{1}); }), EFAULT);
  EXPECT_EQ(error_of([&] { guest.write(kData + 2 * kPage - 2, u32{1}); }), EFAULT);
  EXPECT_EQ(error_of([&] { guest.read<u64>(kData + 3 * kPage - 4); }), EFAULT);
  EXPECT_EQ(error_of([&] { guest.read<u32>(0); }), EFAULT);
  EXPECT_EQ(error_of([&] { guest.read<u32>(0xfffffffe); }), EFAULT);
}

TEST_F(GuestMemoryTest, StringsEndAtTheirNulAcrossPages) {
  guest.write_bytes(kData + kPage - 3, "hello", 6);
  EXPECT_EQ(guest.string(kData + kPage - 3), "hello");
  EXPECT_EQ(guest.string(kData + 2 * kPage), "");
  EXPECT_EQ(error_of([&] { guest.string(kData + kPage - 3, 5); }), ENAMETOOLONG);
  EXPECT_EQ(error_of([&] { guest.string(0x1000); }), EFAULT);
}

TEST_F(GuestMemoryTest, AStringWithoutEndFaults) {
  const std::string text(kPage, 'x');
  guest.write_bytes(kData, text.data(), kPage);
  guest.write_bytes(kData + kPage, text.data(), kPage);
  memory.unmap(kData + 2 * kPage, kPage);
  EXPECT_EQ(error_of([&] { guest.string(kData, 100000); }), EFAULT);
}

TEST_F(GuestMemoryTest, ArraysOfStringsEndAtANullPointer) {
  guest.write_bytes(kData + 100, "one\0two", 8);
  guest.write(kData, std::array<u32, 3>{kData + 100, kData + 104, 0});
  EXPECT_EQ(guest.strings(kData), (std::vector<std::string>{"one", "two"}));
  EXPECT_TRUE(guest.strings(0).empty());
  guest.write(kData + 8, u32{0x1000});
  EXPECT_EQ(error_of([&] { guest.strings(kData); }), EFAULT);
}

TEST_F(GuestMemoryTest, HostPointersStayInTheGuestsSpace) {
  EXPECT_EQ(guest.input(kData, 4), memory.host(kData));
  EXPECT_EQ(guest.input_or_null(0, 4), nullptr);
  EXPECT_EQ(error_of([&] { guest.input(0xffffff00, 0x200); }), EFAULT);
  EXPECT_EQ(error_of([&] { guest.output(1, 0xffffffffull + 1); }), EFAULT);
}

TEST_F(GuestMemoryTest, VectorsAreTranslatedAndCounted) {
  guest.write(kData, std::array<GuestIovec, 2>{{{kData + 64, 16}, {kData + 128, 0}}});
  const auto vectors = guest.vectors(kData, 2, true);
  ASSERT_EQ(vectors.size(), 2u);
  EXPECT_EQ(vectors[0].iov_base, memory.host(kData + 64));
  EXPECT_EQ(vectors[0].iov_len, 16u);
  EXPECT_EQ(error_of([&] { guest.vectors(kData, 5000, true); }), EINVAL);
}

// The guest's byte order.

class BigEndianMemoryTest : public GuestMemoryTest {
 protected:
  std::vector<u8> bytes(u32 address, u32 count) {
    std::vector<u8> read(count);
    guest.read_bytes(address, read.data(), count);
    return read;
  }
  GuestMemory guest{memory, ByteOrder::kBig};
};

TEST_F(BigEndianMemoryTest, NumbersAndStructsAreTurnedRound) {
  guest.write(kData, u32{0x01020304});
  EXPECT_EQ(bytes(kData, 4), (std::vector<u8>{1, 2, 3, 4}));
  EXPECT_EQ(guest.read<u32>(kData), 0x01020304u);
  EXPECT_EQ(guest.read<u16>(kData), 0x0102u);
  guest.write(kData, GuestDenseEpollEvent{0x01020304, 0x05060708'090a0b0c});
  EXPECT_EQ(bytes(kData, 12), (std::vector<u8>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}));
  EXPECT_EQ(guest.read<GuestDenseEpollEvent>(kData).data, 0x05060708'090a0b0cu);
}

TEST_F(BigEndianMemoryTest, ArraysAreTurnedRoundOneByOne) {
  const std::array<u16, 3> halves{0x0102, 0x0304, 0x0506};
  guest.write_array(kData, std::span<const u16>(halves));
  EXPECT_EQ(bytes(kData, 6), (std::vector<u8>{1, 2, 3, 4, 5, 6}));
  std::array<u16, 3> read{};
  guest.read_array(kData, std::span<u16>(read));
  EXPECT_EQ(read, halves);
}

TEST_F(BigEndianMemoryTest, BytesAndStringsStayAsTheyAre) {
  guest.write_bytes(kData + 16, "text", 5);
  guest.write(kData, std::array<u32, 2>{kData + 16, 0});
  EXPECT_EQ(guest.strings(kData), (std::vector<std::string>{"text"}));
}

TEST_F(BigEndianMemoryTest, AnExchangeComparesNumbers) {
  guest.write(kData, u32{5});
  EXPECT_EQ(guest.exchange_if(kData, 4, 9), 5u);
  EXPECT_EQ(guest.exchange_if(kData, 5, 0x01020304), 5u);
  EXPECT_EQ(bytes(kData, 4), (std::vector<u8>{1, 2, 3, 4}));
}

TEST_F(BigEndianMemoryTest, SignalSetsAreWordsWithTheLowerSignalsFirst) {
  guest.write(kData, GuestSigset::of(0x01020304'05060708));
  EXPECT_EQ(bytes(kData, 8), (std::vector<u8>{5, 6, 7, 8, 1, 2, 3, 4}));
  EXPECT_EQ(guest.read<GuestSigset>(kData).set(), 0x01020304'05060708u);
}

/// Notes what is told to be lost.
struct Listener final : FlatMemory::CodeListener {
  void code_changes(u32 begin, u64 bytes) override { lost.emplace_back(begin, bytes); }
  std::vector<std::pair<u32, u64>> lost;
};

TEST_F(GuestMemoryTest, PagesThatHoldCodeAreReleasedBeforeTheyAreWritten) {
  Listener listener;
  memory.set_code_listener(&listener);
  memory.protect_code(kData);
  guest.write(kData, u32{1});
  EXPECT_EQ(listener.lost.size(), 1u);
  memory.protect_code(kData + kPage);
  u8* const host = static_cast<u8*>(guest.output(kData + 8, kPage));
  EXPECT_EQ(listener.lost.size(), 2u);
  host[kPage - 1] = 1;
  memory.set_code_listener(nullptr);
}

}  // namespace

}  // namespace sosie::linux_user
