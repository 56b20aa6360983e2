/// machines/linux_user/message_log.h — lines for the user on standard error, out of the guest's reach.
#pragma once

#include <string_view>

#include "machines/linux_user/unique_fd.h"

namespace sosie::linux_user {

/// Keeps standard error open under a number of its own: the guest may close or redirect its descriptors at will.
class MessageLog {
 public:
  /// \param fd where an earlier process of ours wrote to; negative: standard error as it is now.
  explicit MessageLog(int fd = -1);
  int fd() const { return fd_.get(); }
  /// Writes `text` and a newline in one piece, so that lines of several processes stay whole.
  void line(std::string_view text) const;

 private:
  UniqueFd fd_;
};

/// A number for a descriptor of ours that guests do not come across: high, but below the limit.
UniqueFd move_out_of_the_way(UniqueFd fd);

}  // namespace sosie::linux_user
