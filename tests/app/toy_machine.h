/// tests/app/toy_machine.h — a machine of one coloured picture, one tone and two drives, at 50 pictures a second.
#pragma once

#include <cmath>
#include <filesystem>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "app/guest_machine.h"
#include "core/base/error.h"
#include "tests/app/input_notes.h"

namespace sosie::app {

class ToyMachine final : public GuestMachine {
 public:
  static constexpr u16 kWidth = 416, kHeight = 276;
  static constexpr u32 kBorderColour = 0x203060, kHz = 50'000;

  std::string title() const override { return "Toy"; }

  void run_frame() override {
    ++frames;
    if (display_ != nullptr) {
      ++drawn;
      std::vector<u32> pixels(std::size_t{kWidth} * kHeight, kBorderColour);
      for (u32 y = 0; y < 200; ++y) {
        for (u32 x = 0; x < 320; ++x) pixels[(y + 29) * kWidth + x + 48] = colour_inside(x, y);
      }
      display_->show({pixels, kWidth, kHeight, 1, 1, frames, {48, 29, 320, 200}});
    }
    if (audio_ == nullptr) return;
    std::vector<i16> tone(kHz / 50 * 2);
    for (std::size_t i = 0; i < tone.size(); i += 2, phase_ += 440.0 / kHz) {
      tone[i] = tone[i + 1] = static_cast<i16>(8000 * std::sin(2 * std::numbers::pi * phase_));
    }
    audio_->play(tone, kHz);
  }
  static u32 colour_inside(u32 x, u32 y) { return (x & 0xff) << 16 | (y & 0xff) << 8 | 0x40; }

  std::chrono::nanoseconds time() const override { return std::chrono::milliseconds(20 * frames); }
  void reset(Reset kind) override { resets.push_back(kind); }
  void set_display(Display* display) override { display_ = display; }
  void set_audio(AudioSink* sink) override { audio_ = sink; }
  InputListener& input() override { return notes; }

  std::vector<Drive> drives() const override { return drives_; }
  void insert(std::size_t drive, const std::filesystem::path& file) override {
    if (!std::filesystem::exists(file)) throw UserError("there is no file " + file.string() + "; name another");
    drives_[drive].file = file;
  }
  void eject(std::size_t drive) override { drives_[drive].file.clear(); }
  void save_disks() override {
    ++saves;
    if (!save_error.empty()) throw UserError(save_error);
  }

  InputNotes notes;
  u32 frames = 0, drawn = 0, saves = 0;
  std::vector<Reset> resets;
  std::string save_error;

 private:
  std::vector<Drive> drives_{{"A", {}, {}}, {"B", {}, {}}};
  Display* display_ = nullptr;
  AudioSink* audio_ = nullptr;
  double phase_ = 0;
};

}  // namespace sosie::app
