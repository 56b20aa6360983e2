#include "core/time/scheduler.h"

#include <algorithm>
#include <utility>

#include "core/time/deadline.h"

namespace sosie {

void Scheduler::fire_due(u64 ticks) {
  u64 until = now_;
  now_ -= ticks;
  firing_ = true;
  while (next_due_ <= until) {
    Deadline& deadline = *armed_.back();
    const Ticks due = deadline.when_;
    now_ = std::max(now_, due.n);  // what was armed for the past fires now
    armed_.pop_back();
    deadline.armed_ = false;
    update_next_due();
    deadline.fire_(due);
    until += std::exchange(held_up_, 0);
  }
  firing_ = false;
  now_ = until;
}

void Scheduler::advance_to_next_due(Ticks limit) {
  const u64 until = std::min(limit.n, next_due_);
  advance(until > now_ ? until - now_ : 0);
}

void Scheduler::add(Deadline& deadline) {
  const auto later = [&](const Deadline* other) {
    return other->when_ > deadline.when_ || (other->when_ == deadline.when_ && other->order_ > deadline.order_);
  };
  // From the end: what is armed most often, by line, is the next to fire.
  armed_.insert(std::find_if(armed_.rbegin(), armed_.rend(), later).base(), &deadline);
  deadline.armed_ = true;
  update_next_due();
}

void Scheduler::remove(Deadline& deadline) {
  armed_.erase(std::find(armed_.begin(), armed_.end(), &deadline));
  deadline.armed_ = false;
  update_next_due();
}

void Scheduler::update_next_due() { next_due_ = armed_.empty() ? kNever : armed_.back()->when_.n; }

}  // namespace sosie
