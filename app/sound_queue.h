/// app/sound_queue.h — sound between the guest's clock and the sound card's: neither waits for the other.
///
/// What the guest plays is resampled to the card's rate, a little slower when the queue runs low and a little faster
/// when it fills up, by too little to be heard. Where sound is missing or too much, the gap is bridged without a step.
#pragma once

#include <array>
#include <deque>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "core/base/types.h"

struct SRC_STATE_tag;

namespace sosie::app {

class SoundQueue {
 public:
  /// What the queue holds, on average, and at most: its delay.
  static constexpr u32 kTargetMs = 50, kMostMs = 150;

  explicit SoundQueue(u32 host_hz);
  ~SoundQueue();

  /// The guest's side. `speed` 2: the guest runs twice as fast as its clock says, and `hz` pairs take half a second.
  void push(std::span<const i16> stereo, u32 hz, double speed = 1);
  /// A muted queue plays silence, and forgets what is pushed.
  void set_muted(bool muted);

  /// The card's side: fills `stereo`, with silence where there is nothing.
  void pull(std::span<i16> stereo);

  u32 waiting_pairs() const;

 private:
  using Pair = std::array<float, 2>;
  struct Deleter {
    void operator()(SRC_STATE_tag* state) const;
  };

  double correction();
  Pair next();

  const double host_hz_;
  const u32 target_, most_;  ///< pairs
  std::unique_ptr<SRC_STATE_tag, Deleter> resampler_;
  std::vector<float> input_, output_;
  double average_waiting_;

  mutable std::mutex mutex_;  ///< for what follows
  std::deque<Pair> waiting_;
  bool muted_ = false;
  bool filling_ = true;  ///< silent until there is enough
  bool step_ = false;    ///< what comes next does not follow what was played last
  Pair last_{}, bridge_{};
};

}  // namespace sosie::app
