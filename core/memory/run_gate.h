/// core/memory/run_gate.h — the gate that guest code is run behind, and how a thread comes to be alone there.
///
/// Processors on several host threads run from the same blocks and the same memory. What adds to these takes a lock.
/// What takes something away that another one may be running from is done alone: the others are asked out first and
/// wait at the gate until it is over. Whoever is outside, in a system call for instance, holds nothing that could go.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "core/base/types.h"

namespace sosie {

class RunGate {
 public:
  /// Somebody who goes through the gate; belongs to one host thread.
  class Runner {
   public:
    virtual ~Runner() = default;

   private:
    friend class RunGate;
    /// Called on another thread while this one is inside: makes it leave soon. May come too late, when it has left.
    virtual void ask_out() = 0;
    std::atomic<bool> inside_{false};
  };

  void add(Runner& runner);
  void remove(Runner& runner);
  /// Around a fork by somebody who is alone. The child goes on with `runner` only.
  void before_fork() { mutex_.lock(); }
  void after_fork(bool in_child, Runner& runner);
  /// Nobody is let in while another one is inside, and whoever changes memory from outside is alone: for runs that must
  /// not see what others do. To be said before there are runners.
  void let_in_one_at_a_time() { one_at_a_time_ = true; }
  bool one_at_a_time() const { return one_at_a_time_; }

  /// Being inside. Waits while somebody is alone.
  class Inside {
   public:
    Inside(RunGate& gate, Runner& runner);
    ~Inside();
    Inside(const Inside&) = delete;
    Inside& operator=(const Inside&) = delete;

   private:
    RunGate& gate_;
    Runner& runner_;
  };

  /// Making blocks and changing pages, one thread at a time. Nothing may be waited for while it is held. Nests.
  class Lock {
   public:
    explicit Lock(RunGate& gate) : lock_(gate.work_) {}

   private:
    std::lock_guard<std::recursive_mutex> lock_;
  };

  /// The lock, and nobody else inside. Who asks for it may be inside, but does not hold the lock and is treated as
  /// outside until it is granted: somebody else may be alone first. Nests.
  class Alone {
   public:
    explicit Alone(RunGate& gate);
    ~Alone();
    Alone(const Alone&) = delete;
    Alone& operator=(const Alone&) = delete;

   private:
    RunGate& gate_;
  };

  /// There is one runner at most; holds until the lock is given back.
  bool has_one_runner() const { return runners_.size() <= 1; }

 private:
  void enter(Runner& runner);
  void leave(Runner& runner);
  void take_turn();
  void end_turn();
  bool others_inside(const Runner* self) const;

  std::recursive_mutex work_;
  std::mutex mutex_;                      ///< of the following, and of `changed_`
  std::condition_variable changed_;       ///< somebody has left, or the gate has opened
  std::vector<Runner*> runners_;          ///< changed with both mutexes
  std::atomic<bool> closed_{false};       ///< somebody is alone or waits until the others have left
  std::atomic<std::thread::id> alone_{};  ///< who
  unsigned nested_ = 0;
  bool one_at_a_time_ = false;
  u64 next_turn_ = 0, turn_ = 0;

  static thread_local Runner* here_;  ///< the calling thread's, while it is inside
};

}  // namespace sosie
