#include "machines/linux_user/threads.h"

#include <pthread.h>
#include <sched.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cstring>
#include <new>
#include <optional>
#include <semaphore>

#include "machines/linux_user/process.h"
#include "machines/linux_user/robust_list.h"
#include "machines/linux_user/thread.h"

namespace sosie::linux_user {

namespace {

/// Room for the translator; the guest's own stack is in its memory.
constexpr std::size_t kHostStackBytes = 1 << 20;
constexpr u32 kSharedUnlessAsked = CLONE_FS | CLONE_FILES | CLONE_SYSVSEM;

/// While it lives the host delivers nothing to this thread, but for faults.
class SignalsHeld {
 public:
  SignalsHeld() : before_(host_mask()) { set(~kHostFaults); }
  ~SignalsHeld() { set(before_); }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;

 private:
  static void set(SignalSet mask) { host_syscall(SYS_rt_sigprocmask, SIG_SETMASK, &mask, nullptr, sizeof mask); }
  const SignalSet before_;
};

int start_host_thread(SignalActions& actions, void* (*function)(void*), void* argument) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, kHostStackBytes);
  pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
  pthread_t host;
  const SignalsHeld held;  // the new thread has nobody yet to note them for
  const int error = pthread_create(&host, &attributes, function, argument);
  pthread_attr_destroy(&attributes);
  actions.take_back();
  return error;
}

}  // namespace

/// What a new thread finds, on its parent's stack.
struct Threads::Start {
  Threads& threads;
  const CloneRequest& request;
  Abi::StatePtr state;
  SignalSet mask;
  u32 tid = 0;
  std::binary_semaphore begun{0};
};

Threads::~Threads() {
  process_.end({});
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return host_threads_ == 0; });
}

void Threads::add_first(Thread& thread) {
  const std::lock_guard lock(mutex_);
  threads_.push_back(&thread);
}

i64 Threads::start(Thread& parent, const CloneRequest& request) {
  if (parent.signals().noted()) return kRestartAlways;
  const Abi& abi = process_.abi();
  Start start{*this, request, abi.make_state(), parent.signals().mask()};
  std::memcpy(start.state.get(), parent.state(), abi.state_bytes());
  abi.set_result(start.state.get(), 0);
  if (request.stack != 0) abi.set_stack(start.state.get(), request.stack);
  if (request.flags & CLONE_SETTLS) abi.set_thread_pointer(start.state.get(), request.thread_pointer);
  several_ = true;
  if (const int error = start_host_thread(process_.actions(), begin, &start)) return -error;
  start.begun.acquire();
  return start.tid;
}

void* Threads::begin(void* start) {
  static_cast<Start*>(start)->threads.run(*static_cast<Start*>(start));
  return nullptr;
}

void Threads::run(Start& start) {
  std::optional<Thread> thread(std::in_place, process_, std::move(start.state));
  introduce(*thread, start);
  run_to_the_end(*thread);
  const bool is_leader = thread->is_leader();  // of a process that this thread has forked off
  remove(*thread);
  if (is_leader) {
    wait_for_end();
    process_.leave();
  }
  thread.reset();
  const std::lock_guard lock(mutex_);
  --host_threads_;
  changed_.notify_all();
}

/// `start` is gone afterwards.
void Threads::introduce(Thread& thread, Start& start) {
  {
    const std::lock_guard lock(mutex_);
    threads_.push_back(&thread);
    ++host_threads_;
  }
  const CloneRequest& request = start.request;
  if (const u32 apart = kSharedUnlessAsked & ~request.flags) host_syscall(SYS_unshare, apart);
  if (request.flags & CLONE_CHILD_CLEARTID) thread.set_clear_tid(request.child_tid);
  try {
    if (request.flags & CLONE_PARENT_SETTID) thread.memory().write(request.parent_tid, thread.tid());
    if (request.flags & CLONE_CHILD_SETTID) thread.memory().write(request.child_tid, thread.tid());
  } catch (const SyscallError&) {
    // As the kernel: who wanted the number finds out.
  }
  thread.signals().begin_with(start.mask);
  start.tid = static_cast<u32>(thread.tid());
  start.begun.release();
}

void Threads::run_to_the_end(Thread& thread) {
  try {
    thread.run();
    if (!process_.ended()) thread.give_up_what_it_holds();
  } catch (...) {
    {
      const std::lock_guard lock(mutex_);
      failure_ = std::current_exception();
    }
    process_.end({});
  }
}

void Threads::remove(const Thread& thread) {
  std::unique_lock lock(mutex_);
  std::erase(threads_, &thread);
  const bool was_last = threads_.empty();
  lock.unlock();
  // Since Linux 5.19 the last thread's status is the process's, before it was the first thread's.
  if (was_last) process_.end({.by_signal = false, .number = thread.exit_status()});
}

void Threads::finish_first(Thread& thread) {
  if (process_.ended()) return;
  thread.give_up_what_it_holds();
  remove(thread);
  wait_for_end();
}

void Threads::wait_for_end() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return process_.ended().load(); });
}

void Threads::call_out() {
  const i64 caller = host_syscall(SYS_gettid);
  const std::lock_guard lock(mutex_);
  for (Thread* thread : threads_) {
    if (thread->tid() != caller) thread->call_out();
  }
  changed_.notify_all();
}

void Threads::rethrow_failure() {
  const std::lock_guard lock(mutex_);
  if (failure_) std::rethrow_exception(failure_);
}

void Threads::release_robust_mutexes() {
  const std::lock_guard lock(mutex_);
  for (const Thread* thread : threads_) linux_user::release_robust_mutexes(process_.guest(), *thread);
}

void Threads::wait_for_nudges() const {
  for (const Thread* thread : threads_) thread->wait_for_nudge();
}

void Threads::after_fork(bool in_child, Thread& thread) {
  if (in_child) {
    new (&changed_) std::condition_variable;  // who waited for it is the parent's
    threads_ = {&thread};
    host_threads_ = 0;
    several_ = false;
  }
  mutex_.unlock();
}

}  // namespace sosie::linux_user
