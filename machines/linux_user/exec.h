/// machines/linux_user/exec.h — fork and execve: how a guest process makes another one.
/// Source: fork(2), vfork(2), clone(2), execve(2).
#pragma once

#include <string>
#include <vector>

#include "core/base/types.h"

namespace sosie::linux_user {

class Thread;

/// A program of the guest's kind is started by starting sosie again, a native one natively. Comes back with a negative
/// errno only.
i64 execute(Thread& thread, std::string path, std::vector<std::string> argv, std::vector<std::string> environment);

/// What clone is asked for, as far as it makes processes.
struct ForkRequest {
  u64 flags = 0;  ///< CLONE_*
  u32 stack = 0;  ///< 0: the same
  u32 parent_tid = 0, child_tid = 0;
  u32 thread_pointer = 0;
};

/// \return in the parent the child's number, in the child 0.
i64 fork_process(Thread& thread, const ForkRequest& request);

}  // namespace sosie::linux_user
