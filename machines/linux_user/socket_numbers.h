/// machines/linux_user/socket_numbers.h — which bytes of addresses, options and control data are numbers in the
/// machine's order; the others are texts, or in the network's order.
/// Source: unix(7), ip(7), ipv6(7), netlink(7), packet(7), socket(7), tcp(7), cmsg(3).
#pragma once

#include "machines/linux_user/host_argument.h"

namespace sosie::linux_user {

/// struct sockaddr on its way to the host, and to the guest: the family is read where it is in the host's order.
void address_to_host(std::span<u8> address);
void address_to_guest(std::span<u8> address);

/// The value of setsockopt, getsockopt.
Reorder option_reorder(i32 level, i32 option);

/// The data behind a struct cmsghdr. On their way to the guest they may end with an address.
Reorder control_reorder(i32 level, i32 type);

}  // namespace sosie::linux_user
