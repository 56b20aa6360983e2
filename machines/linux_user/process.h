/// machines/linux_user/process.h — a Linux process as a machine: memory, program, system calls, signals, its end.
#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/engine/engine.h"
#include "core/memory/flat_memory.h"
#include "machines/linux_user/abi.h"
#include "machines/linux_user/directory_offsets.h"
#include "machines/linux_user/guest_memory.h"
#include "machines/linux_user/memory_map.h"
#include "machines/linux_user/message_log.h"
#include "machines/linux_user/paths.h"
#include "machines/linux_user/program.h"
#include "machines/linux_user/signal_actions.h"
#include "machines/linux_user/syscalls.h"
#include "machines/linux_user/threads.h"

namespace sosie::linux_user {

class Thread;

struct ProcessOptions {
  std::vector<std::string> command;  ///< the program's path and its arguments
  std::optional<std::string> argv0;  ///< in place of the path
  std::vector<std::string> environment;
  std::string root;  ///< directory of the guest's files (Paths)
  bool strace = false;
  /// Empty: everything is interpreted.
  std::function<std::unique_ptr<Translator>(const Isa&, FlatMemory&)> make_translator;
  EngineOptions engine;   ///< without the translator
  bool is_child = false;  ///< not the process that the user started, but one that its guest made
  /// How this very program is started again for another guest program, up to where that program's path follows. It
  /// finds the log open under `log_fd`.
  std::function<std::vector<std::string>(bool child, int log_fd)> restart_command;
  int log_fd = -1;           ///< such a log; negative: standard error is taken
  std::vector<int> own_fds;  ///< descriptors that are not the guest's to close
};

/// How a process ended.
struct Ending {
  bool by_signal = false;
  int number = 0;  ///< exit status or signal
};

class Process {
 public:
  /// Loads the program; whatever is wrong with it is a UserError.
  Process(const Abi& abi, ProcessOptions options);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// Runs until the program has ended. In a child that the guest forked off it returns as well.
  Ending run();
  /// This is not the process that the user started, but one that its guest made.
  bool is_child() const { return is_child_; }
  EngineStats stats() const { return engine_->stats(); }

  // For the threads and system calls. What threads share takes care of itself.

  const Abi& abi() const { return abi_; }
  const ProcessOptions& options() const { return options_; }
  FlatMemory& memory() { return memory_; }
  GuestMemory& guest() { return guest_; }
  MemoryMap& map() { return map_; }
  const MemoryMap& map() const { return map_; }
  Engine& engine() { return *engine_; }
  Translator* translator() { return translator_.get(); }
  const Paths& paths() const { return paths_; }
  const SyscallTable& syscalls() const { return syscalls_; }
  SignalActions& actions() { return actions_; }
  DirectoryOffsets& directory_offsets() { return directory_offsets_; }
  const MessageLog& log() const { return log_; }

  /// The program as the guest sees it: /proc/self/exe.
  const std::string& program_path() const { return program_path_; }
  const std::string& program_host_path() const { return program_host_path_; }
  const std::vector<std::string>& arguments() const { return arguments_; }
  /// The bytes of /proc/self/auxv.
  const std::vector<std::pair<u32, u32>>& auxiliary() const { return auxiliary_; }

  Threads& threads() { return *threads_; }
  const std::atomic<bool>& ended() const { return ended_; }
  /// The first one to end it says how. All threads leave their run loops.
  void end(Ending ending);
  /// Ends this host process as the guest has ended, without the help of who called `run`: that was the parent's.
  [[noreturn]] void leave();
  /// Tells that an uncaught fault is about to end the program: one line.
  void report_fault(const Thread& thread, const Signal& signal);
  /// Tells once that a system call is missing.
  void report_missing(u32 number);
  /// Around a fork by `thread`, in parent and child. In between all other threads are outside of the guest's code and
  /// nobody changes what they share.
  void before_fork();
  void after_fork(bool in_child, Thread& thread);

  /// The descriptor is ours: for the guest there is none of that number.
  bool owns_fd(int fd) const {
    return fd == log_.fd() || (fd >= 0 && fd == vfork_fd_) ||
           std::find(options_.own_fds.begin(), options_.own_fds.end(), fd) != options_.own_fds.end();
  }
  /// Those within [first, last], in order.
  std::vector<int> own_fds(u32 first, u32 last) const;

  /// The descriptor whose closing tells a vfork's parent that the child has left; kept by the child.
  void keep_until_exec(int fd) { vfork_fd_ = fd; }

 private:
  struct Start {
    u32 entry, stack;
  };
  Start load();
  std::vector<std::pair<u32, u32>> auxiliary_numbers(const ElfFile& elf, u32 headers, u32 base, u32 entry) const;

  const Abi& abi_;
  const ProcessOptions options_;
  MessageLog log_;
  FlatMemory memory_;
  GuestMemory guest_{memory_, abi_.order()};
  MemoryMap map_{memory_};
  const Paths paths_;
  const SyscallTable syscalls_;
  std::unique_ptr<Translator> translator_;
  std::unique_ptr<Engine> engine_;
  SignalActions actions_;
  DirectoryOffsets directory_offsets_;
  std::string program_path_, program_host_path_;
  std::vector<std::string> arguments_;
  std::vector<std::pair<u32, u32>> auxiliary_;
  Start start_{};
  std::mutex mutex_;  ///< of the following two
  std::optional<Ending> ending_;
  std::set<u32> missing_reported_;
  std::atomic<bool> ended_{false};
  std::optional<RunGate::Alone> forking_;
  std::unique_ptr<Thread> thread_;  ///< the first one
  std::unique_ptr<Threads> threads_;
  bool is_child_;
  int vfork_fd_ = -1;
};

}  // namespace sosie::linux_user
