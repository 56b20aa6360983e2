#include "machines/linux_user/socket_numbers.h"

#include <linux/if_packet.h>
#include <linux/netlink.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

namespace sosie::linux_user {

namespace {

std::span<u8> behind(std::span<u8> bytes, std::size_t start) { return bytes.subspan(std::min(start, bytes.size())); }

/// Behind the family.
void reorder_by_family(std::span<u8> address, sa_family_t family) {
  switch (family) {
    case AF_INET6: return reorder_all<u32>(behind(address, offsetof(sockaddr_in6, sin6_scope_id)));
    case AF_NETLINK: return reorder_all<u32>(behind(address, offsetof(sockaddr_nl, nl_pid)));
    case AF_PACKET:
      // ifindex and hardware type; the protocol before them is in the network's order.
      if (address.size() >= offsetof(sockaddr_ll, sll_pkttype)) {
        swap_numbers<i32>(&address[offsetof(sockaddr_ll, sll_ifindex)]);
        swap_numbers<u16>(&address[offsetof(sockaddr_ll, sll_hatype)]);
      }
      return;
    default: return;
  }
}

sa_family_t family_of(std::span<const u8> address) {
  sa_family_t family;
  std::memcpy(&family, address.data(), sizeof family);
  return family;
}

/// Words, behind so many bytes that are none.
template <std::size_t bytes_before>
void words_behind(std::span<u8> bytes) {
  reorder_all<u32>(behind(bytes, bytes_before));
}
void first_word(std::span<u8> bytes) { reorder_all<u32>(bytes.first(std::min(bytes.size(), sizeof(u32)))); }

/// struct tcp_info: bytes, words, then 64-bit counters with words again among them, of which the oldest are told.
void reorder_tcp_info(std::span<u8> bytes) {
  constexpr std::size_t kWords = 8, kCounters = 104, kOldCounters = 136;
  const std::size_t end = bytes.size();
  reorder_all<u32>(bytes.subspan(std::min(kWords, end), std::min(kCounters, end) - std::min(kWords, end)));
  reorder_all<u64>(bytes.subspan(std::min(kCounters, end), std::min(kOldCounters, end) - std::min(kCounters, end)));
  reorder_all<u32>(behind(bytes, kOldCounters));
}

/// struct sock_extended_err, then the address of who is to blame.
void reorder_error_to_guest(std::span<u8> bytes) {
  constexpr std::size_t kOrigin = 4, kInfo = 8, kAddress = 16;
  if (bytes.size() < kAddress) return;
  reorder_all<u32>(bytes.first(kOrigin));
  reorder_all<u32>(bytes.subspan(kInfo, kAddress - kInfo));
  address_to_guest(bytes.subspan(kAddress));
}

struct Row {
  i32 level, number;
  Reorder reorder;
};

Reorder find(std::span<const Row> rows, i32 level, i32 number) {
  for (const Row& row : rows) {
    if (row.level == level && row.number == number) return row.reorder;
  }
  return reorder_all<u32>;  // an int, or a few of them
}

constexpr std::size_t kIpv6AddressBytes = 16, kMembershipAddressBytes = 8;

constexpr Row kOptions[] = {
    {SOL_SOCKET, SO_BINDTODEVICE, reorder_nothing},
    {SOL_SOCKET, SO_PEERSEC, reorder_nothing},
    {SOL_SOCKET, SO_COOKIE, reorder_all<u64>},
    {SOL_SOCKET, SO_RCVTIMEO_NEW, reorder_all<u64>},
    {SOL_SOCKET, SO_SNDTIMEO_NEW, reorder_all<u64>},
    {IPPROTO_TCP, TCP_CONGESTION, reorder_nothing},
    {IPPROTO_TCP, TCP_ULP, reorder_nothing},
    {IPPROTO_TCP, TCP_FASTOPEN_KEY, reorder_nothing},
    {IPPROTO_TCP, TCP_INFO, reorder_tcp_info},
    {IPPROTO_IP, IP_OPTIONS, reorder_nothing},
    {IPPROTO_IP, IP_MULTICAST_IF, words_behind<kMembershipAddressBytes>},
    {IPPROTO_IP, IP_ADD_MEMBERSHIP, words_behind<kMembershipAddressBytes>},
    {IPPROTO_IP, IP_DROP_MEMBERSHIP, words_behind<kMembershipAddressBytes>},
    {IPPROTO_IP, IP_ADD_SOURCE_MEMBERSHIP, reorder_nothing},
    {IPPROTO_IP, IP_DROP_SOURCE_MEMBERSHIP, reorder_nothing},
    {IPPROTO_IP, IP_BLOCK_SOURCE, reorder_nothing},
    {IPPROTO_IP, IP_UNBLOCK_SOURCE, reorder_nothing},
    {IPPROTO_IPV6, IPV6_ADD_MEMBERSHIP, words_behind<kIpv6AddressBytes>},
    {IPPROTO_IPV6, IPV6_DROP_MEMBERSHIP, words_behind<kIpv6AddressBytes>},
};

constexpr Row kControl[] = {
    {SOL_SOCKET, SO_TIMESTAMP_NEW, reorder_all<u64>},
    {SOL_SOCKET, SO_TIMESTAMPNS_NEW, reorder_all<u64>},
    {IPPROTO_IP, IP_PKTINFO, first_word},
    {IPPROTO_IP, IP_RETOPTS, reorder_nothing},
    {IPPROTO_IP, IP_RECVERR, reorder_error_to_guest},
    {IPPROTO_IPV6, IPV6_PKTINFO, words_behind<kIpv6AddressBytes>},
    {IPPROTO_IPV6, IPV6_RECVERR, reorder_error_to_guest},
};

}  // namespace

void address_to_host(std::span<u8> address) {
  if (address.size() < sizeof(sa_family_t)) return;
  swap_numbers<sa_family_t>(address.data());
  reorder_by_family(address, family_of(address));
}

void address_to_guest(std::span<u8> address) {
  if (address.size() < sizeof(sa_family_t)) return;
  reorder_by_family(address, family_of(address));
  swap_numbers<sa_family_t>(address.data());
}

Reorder option_reorder(i32 level, i32 option) { return find(kOptions, level, option); }
Reorder control_reorder(i32 level, i32 type) { return find(kControl, level, type); }

}  // namespace sosie::linux_user
