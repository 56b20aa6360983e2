/// machines/linux_user/paths.h — where the guest's file names lead on the host.
#pragma once

#include <string>
#include <string_view>

namespace sosie::linux_user {

/// An absolute name is looked for below the guest's root first and, where it is not there, is the host's; but the name
/// of a new file is below the root if only there its directory is. Relative names, and the kernel's own trees (/proc,
/// /sys, /dev), are the host's.
class Paths {
 public:
  /// \param root directory of the guest's files; empty: none. UserError where it is no directory.
  explicit Paths(std::string root);

  const std::string& root() const { return root_; }

  /// The host's name of a file. Links below the root are followed here, as an absolute one means the guest's root; the
  /// last one only with `follow_last`.
  std::string to_host(std::string_view guest, bool follow_last = true) const;
  /// The guest's name of a file that the host knows by an absolute one.
  std::string to_guest(std::string_view host) const;

 private:
  std::string new_name(std::string_view guest) const;

  std::string root_;  ///< real, absolute, without a slash at the end
};

}  // namespace sosie::linux_user
