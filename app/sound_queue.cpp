#include "app/sound_queue.h"

#include <samplerate.h>

#include <algorithm>
#include <cmath>
#include <new>

namespace sosie::app {

namespace {

// The ear notices a change of pitch of about 0.5 %; crystals differ by 0.01 %.
constexpr double kMostCorrection = 0.004;
// Pushes come by picture, pulls by the card's buffer: the average over about a second is what matters.
constexpr double kAverageShare = 0.02;
// A step of the sound decays to a hundredth in 5 ms at 48 kHz.
constexpr float kBridgeDecay = 0.98f;

i16 to_sample(float value) { return static_cast<i16>(std::lround(std::clamp(value, -1.0f, 32767.0f / 32768) * 32768)); }

}  // namespace

void SoundQueue::Deleter::operator()(SRC_STATE_tag* state) const { src_delete(state); }

SoundQueue::SoundQueue(u32 host_hz)
    : host_hz_(host_hz),
      target_(host_hz * kTargetMs / 1000),
      most_(host_hz * kMostMs / 1000),
      average_waiting_(target_) {
  int error = 0;
  resampler_.reset(src_new(SRC_SINC_FASTEST, 2, &error));
  if (!resampler_) throw std::bad_alloc();
}

SoundQueue::~SoundQueue() = default;

double SoundQueue::correction() {
  average_waiting_ += (waiting_pairs() - average_waiting_) * kAverageShare;
  return 1 + std::clamp((target_ - average_waiting_) / target_, -1.0, 1.0) * kMostCorrection;
}

void SoundQueue::push(std::span<const i16> stereo, u32 hz, double speed) {
  if (stereo.empty() || hz == 0) return;
  const double ratio = host_hz_ / (hz * speed) * correction();
  input_.resize(stereo.size());
  src_short_to_float_array(stereo.data(), input_.data(), static_cast<int>(stereo.size()));
  // What the filter held back of the last push may come now.
  constexpr double kSpare = 64;
  output_.resize(2 * static_cast<std::size_t>(static_cast<double>(stereo.size()) / 2 * ratio + kSpare));
  SRC_DATA data{};
  data.data_in = input_.data();
  data.data_out = output_.data();
  data.input_frames = static_cast<long>(stereo.size() / 2);
  data.output_frames = static_cast<long>(output_.size() / 2);
  data.src_ratio = ratio;
  if (src_process(resampler_.get(), &data) != 0) return;

  const std::lock_guard lock(mutex_);
  if (muted_) return;
  for (long i = 0; i < data.output_frames_gen; ++i) {
    if (waiting_.size() >= most_) {
      // The card stood still: the older half goes.
      waiting_.erase(waiting_.begin(), waiting_.end() - target_);
      step_ = true;
    }
    waiting_.push_back({output_[2 * static_cast<std::size_t>(i)], output_[2 * static_cast<std::size_t>(i) + 1]});
  }
  if (waiting_.size() >= target_) {
    step_ |= filling_;
    filling_ = false;
  }
}

void SoundQueue::set_muted(bool muted) {
  const std::lock_guard lock(mutex_);
  if (muted == muted_) return;
  muted_ = muted;
  waiting_.clear();
  filling_ = step_ = true;
}

SoundQueue::Pair SoundQueue::next() {
  if (!filling_ && waiting_.empty()) filling_ = step_ = true;
  Pair pair{};
  if (!filling_) {
    pair = waiting_.front();
    waiting_.pop_front();
  }
  for (std::size_t i = 0; i < 2; ++i) {
    if (step_) bridge_[i] = last_[i] - pair[i];
    bridge_[i] *= kBridgeDecay;
    last_[i] = pair[i] + bridge_[i];
  }
  step_ = false;
  return last_;
}

void SoundQueue::pull(std::span<i16> stereo) {
  const std::lock_guard lock(mutex_);
  for (std::size_t i = 0; i + 1 < stereo.size(); i += 2) {
    const Pair pair = next();
    stereo[i] = to_sample(pair[0]);
    stereo[i + 1] = to_sample(pair[1]);
  }
}

u32 SoundQueue::waiting_pairs() const {
  const std::lock_guard lock(mutex_);
  return static_cast<u32>(waiting_.size());
}

}  // namespace sosie::app
