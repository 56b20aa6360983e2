/// machines/linux_user/syscalls.h — the table of system calls: name, what it does, what its arguments are.
///
/// A system call is a function of the calling thread and typed arguments, in the order of its man page:
///
///     i64 sys_read(Thread& t, arg::Fd fd, arg::Output buffer, u32 bytes);
///     … syscall<sys_read>("read"),
///
/// From the types follow how registers become arguments (64-bit ones take two) and how `--strace` prints them. Which
/// number a call has is the architecture's business (Abi::syscall_numbers). Results are as in the kernel: a value or a
/// negative errno; SyscallError may be thrown instead; kRestartCall and kNoResult are further possibilities.
#pragma once

#include <array>
#include <limits>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "core/base/byte_order.h"
#include "core/base/types.h"

namespace sosie::linux_user {

class Abi;
class Thread;

/// The registers are as they should be already: the call has none of its own to set.
inline constexpr i64 kNoResult = std::numeric_limits<i64>::min();

enum class ArgKind : u8 {
  kInt,       ///< i32
  kUnsigned,  ///< u32
  kLong,      ///< i64, u64: two words
  kHex,
  kOctal,
  kFd,
  kText,    ///< a string's address; the string is shown
  kInput,   ///< a buffer's address, the next argument is its length; the bytes are shown
  kOutput,  ///< the same, filled by the call; what it returned is the length
  kPointer,
  kSignal,
  kStrings,      ///< argv
  kEnvironment,  ///< envp: how many there are
};

namespace arg {
/// One register with a meaning.
template <ArgKind kind, class Word>
struct Register {
  static constexpr ArgKind kKind = kind;
  using WordType = Word;
  Word value;
  constexpr operator Word() const { return value; }
};
using Fd = Register<ArgKind::kFd, i32>;
using Flags = Register<ArgKind::kHex, u32>;
using Mode = Register<ArgKind::kOctal, u32>;
using Text = Register<ArgKind::kText, u32>;
using Input = Register<ArgKind::kInput, u32>;
using Output = Register<ArgKind::kOutput, u32>;
using Pointer = Register<ArgKind::kPointer, u32>;
using Signal = Register<ArgKind::kSignal, i32>;
using Strings = Register<ArgKind::kStrings, u32>;
using Environment = Register<ArgKind::kEnvironment, u32>;
}  // namespace arg

using SyscallWords = std::array<u32, 7>;

/// Reads arguments off the words in order.
class ArgCursor {
 public:
  ArgCursor(const SyscallWords& words, bool aligned_pairs, ByteOrder order)
      : words_(words), aligned_pairs_(aligned_pairs), order_(order) {}

  u32 word() { return next_ < words_.size() ? words_[next_++] : 0; }
  u64 pair() {
    if (aligned_pairs_ && next_ % 2 != 0) ++next_;
    const u64 first = word(), second = word();
    return order_ == ByteOrder::kBig ? first << 32 | second : second << 32 | first;
  }
  template <class T>
  T take() {
    if constexpr (sizeof(T) == 8) return static_cast<T>(pair());
    else if constexpr (std::is_integral_v<T>) return static_cast<T>(word());
    else return T{static_cast<typename T::WordType>(word())};
  }

 private:
  const SyscallWords& words_;
  const bool aligned_pairs_;
  const ByteOrder order_;
  unsigned next_ = 0;
};

struct Syscall {
  std::string_view name;
  i64 (*run)(Thread&, ArgCursor);
  std::span<const ArgKind> arguments;
};

namespace detail {
template <class T>
constexpr ArgKind arg_kind() {
  if constexpr (!std::is_integral_v<T>) return T::kKind;
  else if constexpr (sizeof(T) == 8) return ArgKind::kLong;
  else return std::is_signed_v<T> ? ArgKind::kInt : ArgKind::kUnsigned;
}
template <auto function>
struct Call;
template <class... Args, i64 (*function)(Thread&, Args...)>
struct Call<function> {
  static constexpr std::array<ArgKind, sizeof...(Args)> kKinds = {arg_kind<Args>()...};
  static i64 run(Thread& thread, [[maybe_unused]] ArgCursor cursor) {
    // Braces: from left to right.
    const std::tuple<Args...> arguments{cursor.take<Args>()...};
    return std::apply([&](auto... args) { return function(thread, args...); }, arguments);
  }
};
}  // namespace detail

template <auto function>
constexpr Syscall syscall_row(std::string_view name) {
  return {name, &detail::Call<function>::run, detail::Call<function>::kKinds};
}

// The groups, a file each.
std::span<const Syscall> file_syscalls();
std::span<const Syscall> directory_syscalls();
std::span<const Syscall> descriptor_syscalls();
std::span<const Syscall> ioctl_syscalls();
std::span<const Syscall> poll_syscalls();
std::span<const Syscall> memory_syscalls();
std::span<const Syscall> process_syscalls();
std::span<const Syscall> identity_syscalls();
std::span<const Syscall> system_syscalls();
std::span<const Syscall> signal_syscalls();
std::span<const Syscall> socket_syscalls();
std::span<const Syscall> time_syscalls();
std::span<const Syscall> ipc_syscalls();
std::span<const Syscall> mq_syscalls();
std::span<const Syscall> legacy_syscalls();
std::span<const Syscall> pidfd_syscalls();
std::span<const Syscall> oldest_syscalls();
std::span<const Syscall> m68k_syscalls();
std::span<const Syscall> absent_syscalls();

/// Makes another call of a group by its name, as the calls that stand for several do.
i64 call_by_name(std::span<const Syscall> group, std::string_view name, Thread& thread, const SyscallWords& words);

/// The calls by an architecture's numbers.
class SyscallTable {
 public:
  explicit SyscallTable(const Abi& abi);

  /// \return null: there is no such call here.
  const Syscall* find(u32 number) const {
    const Entry* const entry = entry_of(number);
    return entry ? entry->call : nullptr;
  }
  /// The kernel's name, or "syscall_1234".
  std::string name(u32 number) const;

  /// Names in the groups that the architecture has no number for.
  static std::vector<std::string_view> unnumbered(const Abi& abi);

 private:
  struct Entry {
    std::string_view name;
    const Syscall* call = nullptr;
  };
  const Entry* entry_of(u32 number) const;

  std::vector<Entry> low_;  ///< by number
  u32 high_begin_ = 0;      ///< architectures keep numbers of their own far from the others
  std::vector<Entry> high_;
};

}  // namespace sosie::linux_user
