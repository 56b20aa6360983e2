/// machines/linux_user/descriptor_messages.h — descriptors from which structs of the kernel's are read.
/// Source: eventfd(2), timerfd_create(2), signalfd(2), inotify(7).
#pragma once

#include "machines/linux_user/host_argument.h"

namespace sosie::linux_user {

/// How what is read from the descriptor or written to it goes between byte orders; null: it is plain bytes. The host's
/// kernel is asked each time, as descriptors are copied, inherited and sent.
Reorder message_reorder(int fd);

}  // namespace sosie::linux_user
