#include "machines/linux_user/strace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstring>

#include "machines/linux_user/thread.h"

namespace sosie::linux_user {

namespace {

constexpr u32 kShownBytes = 64;
constexpr std::size_t kShownStrings = 16;

std::string quoted(std::string_view bytes, bool more) {
  std::string text = "\"";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '\n': text += "\\n"; break;
      case '\t': text += "\\t"; break;
      case '\r': text += "\\r"; break;
      case '"': text += "\\\""; break;
      case '\\': text += "\\\\"; break;
      default:
        if (byte >= 0x20 && byte < 0x7f) text += c;
        else text += fmt::format("\\{:o}", byte);
    }
  }
  return text + (more ? "\"..." : "\"");
}

std::string pointer(u32 address) { return address == 0 ? "NULL" : fmt::format("{:#x}", address); }

/// The bytes at `address`, or the address where they cannot be read.
std::string buffer(const GuestMemory& memory, u32 address, u64 bytes) {
  const u32 shown = static_cast<u32>(std::min<u64>(bytes, kShownBytes));
  if (address == 0 || !memory.memory().allows(address, shown, kPageRead)) return pointer(address);
  return quoted({reinterpret_cast<const char*>(memory.memory().host(address)), shown}, shown < bytes);
}

std::string text_at(const GuestMemory& memory, u32 address) {
  if (address == 0) return "NULL";
  try {
    return quoted(memory.string(address), false);
  } catch (const SyscallError&) {
    return pointer(address);
  }
}

/// A list of texts, in full or only how many there are.
std::string texts_at(const GuestMemory& memory, u32 array, bool in_full) {
  try {
    const auto texts = memory.strings(array);
    if (!in_full) return fmt::format("{} /* {} variables */", pointer(array), texts.size());
    std::string list;
    for (std::size_t i = 0; i < std::min(texts.size(), kShownStrings); ++i) {
      list += fmt::format("{}{}", i ? ", " : "", quoted(texts[i], false));
    }
    return fmt::format("[{}{}]", list, texts.size() > kShownStrings ? ", ..." : "");
  } catch (const SyscallError&) {
    return pointer(array);
  }
}

/// `output_bytes`: how many bytes the call has put into its buffer.
std::string argument(const GuestMemory& memory, ArgKind kind, ArgCursor& cursor, u64 output_bytes) {
  if (kind == ArgKind::kLong) return fmt::format("{}", static_cast<i64>(cursor.pair()));
  const u32 word = cursor.word();
  switch (kind) {
    case ArgKind::kUnsigned: return fmt::format("{}", word);
    case ArgKind::kHex: return word == 0 ? "0" : fmt::format("{:#x}", word);
    case ArgKind::kOctal: return fmt::format("{:#o}", word);
    case ArgKind::kFd: return static_cast<i32>(word) == -100 ? "AT_FDCWD" : fmt::format("{}", static_cast<i32>(word));
    case ArgKind::kText: return text_at(memory, word);
    case ArgKind::kInput: return buffer(memory, word, ArgCursor(cursor).word());
    case ArgKind::kOutput: return buffer(memory, word, output_bytes);
    case ArgKind::kPointer: return pointer(word);
    case ArgKind::kSignal: return word == 0 ? "0" : signal_name(static_cast<int>(word));
    case ArgKind::kStrings: return texts_at(memory, word, true);
    case ArgKind::kEnvironment: return texts_at(memory, word, false);
    default: return fmt::format("{}", static_cast<i32>(word));
  }
}

std::string call_text(Thread& thread, const SyscallRequest& request, i64 result) {
  const SyscallTable& table = thread.process().syscalls();
  const Syscall* const call = table.find(request.number);
  std::string text = table.name(request.number) + "(";
  if (!call) return text + "...)";
  ArgCursor cursor(request.words, thread.abi().aligned_pairs(), thread.abi().order());
  const u64 output_bytes = result > 0 ? static_cast<u64>(result) : 0;
  for (std::size_t i = 0; i < call->arguments.size(); ++i) {
    text += fmt::format("{}{}", i ? ", " : "", argument(thread.memory(), call->arguments[i], cursor, output_bytes));
  }
  return text + ")";
}

std::string result_text(i64 result) {
  if (result == kNoResult) return "?";
  if (result == kRestartCall || result == kRestartAlways) return "? (to be restarted after a signal)";
  if (result < 0 && result > -4096) {
    const int number = static_cast<int>(-result);
    const char* const name = strerrorname_np(number);
    return fmt::format("-1 {} ({})", name ? name : std::to_string(number), std::strerror(number));
  }
  return result > 0xffff ? fmt::format("{:#x}", result) : fmt::format("{}", result);
}

/// These do not come back when all is well, and their memory is gone then.
bool may_not_return(std::string_view name) {
  return name == "exit" || name == "exit_group" || name == "execve" || name == "execveat";
}

}  // namespace

i64 traced(Thread& thread, const SyscallRequest& request, const std::function<i64()>& perform) {
  Process& process = thread.process();
  const auto write = [&](const std::string& call, const std::string& result) {
    const bool one_of_several = process.is_child() || process.threads().several();
    const std::string who = one_of_several ? fmt::format("[pid {}] ", thread.tid()) : "";
    process.log().line(fmt::format("{}{:<39} = {}", who, call, result));
  };
  if (may_not_return(process.syscalls().name(request.number))) {
    const std::string call = call_text(thread, request, 0);
    write(call, "?");
    const i64 result = perform();
    if (result < 0 && result != kNoResult) write(call, result_text(result));
    return result;
  }
  const i64 result = perform();
  write(call_text(thread, request, result), result_text(result));
  return result;
}

}  // namespace sosie::linux_user
