#include "core/memory/run_gate.h"

#include <algorithm>
#include <new>

namespace sosie {

thread_local RunGate::Runner* RunGate::here_ = nullptr;

void RunGate::add(Runner& runner) {
  const Lock work(*this);
  const std::lock_guard lock(mutex_);
  runners_.push_back(&runner);
}

void RunGate::remove(Runner& runner) {
  const Lock work(*this);
  const std::lock_guard lock(mutex_);
  std::erase(runners_, &runner);
}

void RunGate::after_fork(bool in_child, Runner& runner) {
  if (in_child) {
    // The threads that waited for these are the parent's, and so is the owner that a recursive mutex remembers.
    new (&work_) std::recursive_mutex;
    new (&changed_) std::condition_variable;
    work_.lock();
    runners_ = {&runner};
    next_turn_ = turn_ = 0;
  }
  mutex_.unlock();
}

RunGate::Inside::Inside(RunGate& gate, Runner& runner) : gate_(gate), runner_(runner) {
  if (gate.one_at_a_time_) gate.take_turn();
  gate.enter(runner);
}

RunGate::Inside::~Inside() {
  gate_.leave(runner_);
  if (gate_.one_at_a_time_) gate_.end_turn();
}

// `inside_` is written before `closed_` is read, and the other way round where somebody wants to be alone: one of the
// two sees the other.

void RunGate::enter(Runner& runner) {
  runner.inside_ = true;
  while (closed_) {
    std::unique_lock lock(mutex_);
    runner.inside_ = false;
    changed_.notify_all();
    changed_.wait(lock, [&] { return !closed_; });
    runner.inside_ = true;
  }
  here_ = &runner;
}

void RunGate::leave(Runner& runner) {
  here_ = nullptr;
  runner.inside_ = false;
  if (!closed_) return;
  const std::lock_guard lock(mutex_);
  changed_.notify_all();
}

void RunGate::take_turn() {
  std::unique_lock lock(mutex_);
  const u64 own = next_turn_++;
  changed_.wait(lock, [&] { return turn_ == own; });
}

void RunGate::end_turn() {
  const std::lock_guard lock(mutex_);
  ++turn_;
  changed_.notify_all();
}

bool RunGate::others_inside(const Runner* self) const {
  return std::ranges::any_of(runners_, [&](const Runner* r) { return r != self && r->inside_; });
}

RunGate::Alone::Alone(RunGate& gate) : gate_(gate) {
  const auto self = std::this_thread::get_id();
  if (gate.alone_ == self) {
    ++gate.nested_;
    return;
  }
  std::unique_lock lock(gate.mutex_);
  if (here_) {
    here_->inside_ = false;
    gate.changed_.notify_all();
  }
  gate.changed_.wait(lock, [&] { return !gate.closed_; });
  gate.closed_ = true;
  gate.alone_ = self;
  for (Runner* runner : gate.runners_) {
    if (runner != here_ && runner->inside_) runner->ask_out();
  }
  gate.changed_.wait(lock, [&] { return !gate.others_inside(here_); });
  lock.unlock();
  gate.work_.lock();
}

RunGate::Alone::~Alone() {
  if (gate_.nested_ > 0) {
    --gate_.nested_;
    return;
  }
  gate_.work_.unlock();
  const std::lock_guard lock(gate_.mutex_);
  if (here_) here_->inside_ = true;
  gate_.alone_ = std::thread::id();
  gate_.closed_ = false;
  gate_.changed_.notify_all();
}

}  // namespace sosie
