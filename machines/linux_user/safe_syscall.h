/// machines/linux_user/safe_syscall.h — a host system call that a signal interrupts without a race.
///
/// Between the question "has a signal arrived?" and the system call instruction another one may arrive, and the call
/// would then block with the signal waiting. So question and call are a short piece of code with known bounds: the
/// signal handler, finding itself inside, moves the instruction pointer to the way out.
#pragma once

#include <atomic>
#include <type_traits>

#include "core/base/types.h"

namespace sosie::linux_user {

/// Results of a call that a signal came before or into, as inside a kernel.
/// It had begun to wait: it is made again after the handler, or ends with EINTR, as the handler's SA_RESTART says.
inline constexpr i64 kRestartCall = -512;
/// It had not begun: it is made after the handler in any case.
inline constexpr i64 kRestartAlways = -513;

/// Host system call `number`. \return its result, a negative errno, or one of the above; kRestartAlways if `stop` is
/// set.
extern "C" i64 sosie_safe_syscall(const std::atomic<bool>* stop, long number, long a, long b, long c, long d, long e,
                                  long f);

extern "C" i64 sosie_syscall(long number, long a, long b, long c, long d, long e, long f);

/// For the signal handler, with the ucontext_t it got.
void leave_safe_syscall(void* context);

namespace detail {
template <class T>
long syscall_word(T value) {
  if constexpr (std::is_pointer_v<T>) return reinterpret_cast<long>(value);
  else if constexpr (std::is_null_pointer_v<T>) return 0;
  else return static_cast<long>(value);
}
template <class T, class... Rest>
long syscall_word_at(unsigned n, T first, Rest... rest) {
  if (n == 0) return syscall_word(first);
  if constexpr (sizeof...(Rest) > 0) return syscall_word_at(n - 1, rest...);
  else return 0;
}
}  // namespace detail

template <class... Args>
i64 safe_syscall(const std::atomic<bool>& stop, long number, Args... args) {
  const auto word = [&](unsigned n) { return detail::syscall_word_at(n, args..., 0); };
  return sosie_safe_syscall(&stop, number, word(0), word(1), word(2), word(3), word(4), word(5));
}

/// A host system call without more ado, which a signal may end with EINTR but never keeps from starting.
/// \return its result or a negative errno.
template <class... Args>
i64 host_syscall(long number, Args... args) {
  const auto word = [&](unsigned n) { return detail::syscall_word_at(n, args..., 0); };
  return sosie_syscall(number, word(0), word(1), word(2), word(3), word(4), word(5));
}

}  // namespace sosie::linux_user
