#include "core/time/deadline.h"

#include <utility>

namespace sosie {

Deadline::Deadline(Scheduler& scheduler, std::string_view name, std::function<void(Ticks)> fire)
    : scheduler_(scheduler), name_(name), fire_(std::move(fire)), order_(scheduler.constructed_++) {}

void Deadline::arm(Ticks when) {
  cancel();
  when_ = when;
  scheduler_.add(*this);
}

void Deadline::cancel() {
  if (armed_) scheduler_.remove(*this);
}

void Deadline::serialize(Archive& archive) {
  bool armed = armed_;
  Ticks when = when_;
  archive.begin(name_);
  archive("armed", armed)("when", when);
  archive.end();
  if (!archive.loading()) return;
  cancel();
  when_ = when;
  if (armed) scheduler_.add(*this);
}

}  // namespace sosie
