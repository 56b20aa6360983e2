#include "machines/linux_user/host_argument.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "machines/linux_user/descriptor_messages.h"
#include "machines/linux_user/socket_numbers.h"
#include "machines/linux_user/unique_fd.h"

namespace sosie::linux_user {

namespace {

constexpr u32 kData = 0x20000, kPage = FlatMemory::kPageBytes;

class HostArgumentTest : public testing::Test {
 protected:
  HostArgumentTest() {
    memory.map_zeroed(kData, kPage, kPageRead | kPageWrite);
    memory.map_zeroed(kData + kPage, kPage, kPageRead);
  }
  FlatMemory memory;
  GuestMemory little{memory}, big{memory, ByteOrder::kBig};
};

TEST_F(HostArgumentTest, IsTheGuestsMemoryWhereTheOrderIsTheSame) {
  EXPECT_EQ(HostCopy<u32>(little, kData, Way::kBoth).pointer(), memory.host(kData));
  EXPECT_EQ(HostCopy<u32>(little, 0, Way::kBoth).pointer(), nullptr);
}

TEST_F(HostArgumentTest, IsACopyInTheHostsOrderWhereItIsNot) {
  big.write(kData, i32{7});
  big.write(kData + 4, i16{POLLIN});
  HostCopy<pollfd> host(big, kData, Way::kBoth);
  auto* const polled = static_cast<pollfd*>(host.pointer());
  EXPECT_EQ(polled->fd, 7);
  EXPECT_EQ(polled->events, POLLIN);
  polled->revents = POLLHUP;
  EXPECT_EQ(host.done(1), 1);
  EXPECT_EQ(big.read<i16>(kData + 6), POLLHUP);
  EXPECT_EQ(big.read<i32>(kData), 7);
  EXPECT_EQ(HostCopy<u32>(big, 0, Way::kOut).pointer(), nullptr);
}

TEST_F(HostArgumentTest, IsNotWrittenAfterAFailureOrFurtherThanItWasFilled) {
  HostCopy<u32> failed(big, kData, Way::kOut, 2);
  static_cast<u32*>(failed.pointer())[0] = 1;
  EXPECT_EQ(failed.done(-EINVAL), -EINVAL);
  EXPECT_EQ(big.read<u32>(kData), 0u);
  HostCopy<u32> partly(big, kData, Way::kOut, 2);
  static_cast<u32*>(partly.pointer())[0] = 1;
  static_cast<u32*>(partly.pointer())[1] = 2;
  partly.write_back(4);
  EXPECT_EQ(big.read<u32>(kData), 1u);
  EXPECT_EQ(big.read<u32>(kData + 4), 0u);
}

TEST_F(HostArgumentTest, HasToLieWhereTheGuestMayReachIt) {
  EXPECT_NO_THROW(HostCopy<u32>(big, kData + kPage, Way::kIn));
  EXPECT_THROW(HostCopy<u32>(big, kData + kPage, Way::kOut), SyscallError);
  EXPECT_THROW(HostCopy<u32>(big, kData + 2 * kPage, Way::kIn), SyscallError);
  EXPECT_THROW(HostCopy<u32>(big, kData, Way::kOut, u64{1} << 31), SyscallError);
}

// Addresses, options, control data: the numbers of the network stay.

template <class T>
std::span<u8> bytes_of(T& value) {
  return {reinterpret_cast<u8*>(&value), sizeof value};
}

TEST(SocketNumbers, OfAnAddressTheFamilyIsTurnedRoundAndThePortIsNot) {
  sockaddr_in6 address{};
  address.sin6_family = AF_INET6;
  address.sin6_port = htons(80);
  address.sin6_scope_id = 3;
  const sockaddr_in6 host = address;
  address_to_guest(bytes_of(address));
  EXPECT_EQ(address.sin6_family, AF_INET6 << 8);
  EXPECT_EQ(address.sin6_port, htons(80));
  EXPECT_EQ(address.sin6_scope_id, 3u << 24);
  address_to_host(bytes_of(address));
  EXPECT_EQ(std::memcmp(&address, &host, sizeof host), 0);
  u8 cut = 1;
  address_to_host({&cut, 1});
  EXPECT_EQ(cut, 1);
}

TEST(SocketNumbers, OptionsAreIntsUnlessTheyAreNamed) {
  linger wait{1, 2};
  option_reorder(SOL_SOCKET, SO_LINGER)(bytes_of(wait));
  EXPECT_EQ(wait.l_linger, 2 << 24);
  char name[4] = "lo";
  option_reorder(SOL_SOCKET, SO_BINDTODEVICE)(bytes_of(name));
  EXPECT_STREQ(name, "lo");
  ip_mreqn membership{{0x01020304}, {0x05060708}, 9};
  option_reorder(IPPROTO_IP, IP_ADD_MEMBERSHIP)(bytes_of(membership));
  EXPECT_EQ(membership.imr_multiaddr.s_addr, 0x01020304u);
  EXPECT_EQ(membership.imr_ifindex, 9 << 24);
}

TEST(SocketNumbers, ControlDataAreDescriptorsOrWhatTheirTypeSays) {
  i32 fds[2] = {3, 4};
  control_reorder(SOL_SOCKET, SCM_RIGHTS)(bytes_of(fds));
  EXPECT_EQ(fds[1], 4 << 24);
  in_pktinfo info{1, {0x01020304}, {0x05060708}};
  control_reorder(IPPROTO_IP, IP_PKTINFO)(bytes_of(info));
  EXPECT_EQ(info.ipi_ifindex, 1 << 24);
  EXPECT_EQ(info.ipi_addr.s_addr, 0x05060708u);
}

// Descriptors with structs of the kernel's.

TEST(DescriptorMessages, ACounterIsTurnedRoundAndAFilesBytesAreNot) {
  const UniqueFd counter(eventfd(0, 0)), copy(dup(counter.get()));
  for (const int fd : {counter.get(), copy.get()}) {
    const Reorder reorder = message_reorder(fd);
    ASSERT_NE(reorder, nullptr);
    u64 value = 0x0102030405060708;
    reorder(bytes_of(value));
    EXPECT_EQ(value, 0x0807060504030201u);
  }
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_EQ(message_reorder(ends[0]), nullptr);
  close(ends[0]);
  close(ends[1]);
  EXPECT_EQ(message_reorder(-1), nullptr);
}

TEST(DescriptorMessages, EventsWithNamesAreFollowedByOthers) {
  const UniqueFd watch(inotify_init());
  const Reorder reorder = message_reorder(watch.get());
  ASSERT_NE(reorder, nullptr);
  u8 bytes[40] = {1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 8, 0, 0, 0, 'a', 'b', 0, 0, 0, 0, 0, 0, 4};
  reorder(bytes_of(bytes));
  EXPECT_EQ(bytes[3], 1);
  EXPECT_EQ(bytes[15], 8);
  EXPECT_EQ(bytes[16], 'a');
  EXPECT_EQ(bytes[27], 4);
}

}  // namespace

}  // namespace sosie::linux_user
