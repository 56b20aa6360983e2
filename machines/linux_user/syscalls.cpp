#include "machines/linux_user/syscalls.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <unordered_map>

#include "machines/linux_user/abi.h"

namespace sosie::linux_user {

namespace {

constexpr u32 kLowNumbers = 1024;

using CallsByName = std::unordered_map<std::string_view, const Syscall*>;

CallsByName calls_by_name() {
  CallsByName calls;
  calls.reserve(512);
  for (const auto& group :
       {file_syscalls(), directory_syscalls(), descriptor_syscalls(), ioctl_syscalls(), poll_syscalls(),
        memory_syscalls(), process_syscalls(), identity_syscalls(), system_syscalls(), signal_syscalls(),
        socket_syscalls(), time_syscalls(), ipc_syscalls(), mq_syscalls(), legacy_syscalls(), pidfd_syscalls(),
        oldest_syscalls(), m68k_syscalls(), absent_syscalls()}) {
    for (const Syscall& call : group) calls.emplace(call.name, &call);
  }
  return calls;
}

}  // namespace

i64 call_by_name(std::span<const Syscall> group, std::string_view name, Thread& thread, const SyscallWords& words) {
  const auto found = std::find_if(group.begin(), group.end(), [&](const Syscall& call) { return call.name == name; });
  // All arguments of such calls are single words, so that nothing depends on the order of pairs.
  return found == group.end() ? -EINVAL : found->run(thread, ArgCursor(words, false, ByteOrder::kLittle));
}

SyscallTable::SyscallTable(const Abi& abi) {
  const CallsByName calls = calls_by_name();
  low_.resize(kLowNumbers);
  for (const SyscallNumber& row : abi.syscall_numbers()) {
    const auto found = calls.find(row.name);
    const Entry entry{row.name, found == calls.end() ? nullptr : found->second};
    if (row.number < kLowNumbers) {
      low_[row.number] = entry;
      continue;
    }
    if (high_.empty()) high_begin_ = row.number;
    high_.resize(row.number - high_begin_ + 1);
    high_[row.number - high_begin_] = entry;
  }
}

const SyscallTable::Entry* SyscallTable::entry_of(u32 number) const {
  if (number < low_.size()) return &low_[number];
  return number - high_begin_ < high_.size() ? &high_[number - high_begin_] : nullptr;
}

std::string SyscallTable::name(u32 number) const {
  const Entry* const entry = entry_of(number);
  return entry && !entry->name.empty() ? std::string(entry->name) : fmt::format("syscall_{}", number);
}

std::vector<std::string_view> SyscallTable::unnumbered(const Abi& abi) {
  CallsByName calls = calls_by_name();
  for (const SyscallNumber& row : abi.syscall_numbers()) calls.erase(row.name);
  std::vector<std::string_view> names;
  for (const auto& [name, call] : calls) names.push_back(name);
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace sosie::linux_user
