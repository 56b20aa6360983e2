/// machines/linux_user/strace.h — system calls as text: name(arguments) = result.
#pragma once

#include <functional>

#include "machines/linux_user/abi.h"

namespace sosie::linux_user {

class Thread;

/// Performs a call and writes its line to the process's log: after the call, or before it where the call does not come
/// back.
i64 traced(Thread& thread, const SyscallRequest& request, const std::function<i64()>& perform);

}  // namespace sosie::linux_user
