/// machines/linux_user/exec.h — fork and execve: how a guest process makes another one.
/// Source: fork(2), vfork(2), clone(2), execve(2).
#pragma once

#include <string>
#include <vector>

#include "machines/linux_user/threads.h"

namespace sosie::linux_user {

/// A program of the guest's kind is started by starting sosie again, a native one natively. Comes back with a negative
/// errno only.
i64 execute(Thread& thread, std::string path, std::vector<std::string> argv, std::vector<std::string> environment);

/// \return in the parent the child's number, in the child 0.
i64 fork_process(Thread& thread, const CloneRequest& request);

}  // namespace sosie::linux_user
