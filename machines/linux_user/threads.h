/// machines/linux_user/threads.h — the guest's threads, each on a host thread of its own: begun, counted, ended
/// together. Source: clone(2), exit(2), exit_group(2), pthreads(7).
#pragma once

#include <atomic>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <vector>

#include "machines/linux_user/abi.h"

namespace sosie::linux_user {

class Process;
class Thread;

/// What clone is asked for.
struct CloneRequest {
  u32 flags = 0;  ///< CLONE_*, and the signal that tells of the end of a process
  u32 stack = 0;  ///< 0: the same
  u32 parent_tid = 0, child_tid = 0;
  u32 thread_pointer = 0;
};

class Threads {
 public:
  explicit Threads(Process& process) : process_(process) {}
  /// Makes all end and waits for them.
  ~Threads();
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;

  /// The process has its first thread, which is the caller's.
  void add_first(Thread& thread);
  /// A thread beside `parent`. \return its number, or a negative errno.
  i64 start(Thread& parent, const CloneRequest& request);
  /// There is more than one, or was.
  bool several() const { return several_; }

  /// The first thread has left its run loop. Waits until the process has ended.
  void finish_first(Thread& thread);
  /// The process is to end: makes all threads but the caller's look up from what they do, be it a system call.
  void call_out();
  /// What made a thread fail, an error of ours, is thrown here.
  void rethrow_failure();

  /// As the kernel does when a process ends: nobody is to wait for what its threads hold.
  void release_robust_mutexes();
  /// While it is held no thread comes or goes.
  std::unique_lock<std::mutex> hold() const { return std::unique_lock(mutex_); }
  /// With the threads held and alone at the memory's gate: waits until no signal that asked one out is on its way.
  void wait_for_nudges() const;

  /// Around a fork. The child has the caller's only.
  void before_fork() { mutex_.lock(); }
  void after_fork(bool in_child, Thread& thread);

 private:
  struct Start;
  static void* begin(void* start);
  void run(Start& start);
  void introduce(Thread& thread, Start& start);
  void run_to_the_end(Thread& thread);
  void remove(const Thread& thread);
  void wait_for_end();

  Process& process_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Thread*> threads_;
  unsigned host_threads_ = 0;  ///< those begun here that may still use the process
  std::exception_ptr failure_;
  std::atomic<bool> several_{false};
};

}  // namespace sosie::linux_user
