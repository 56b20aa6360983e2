/// app/desktop.h — a machine in its window: events in, pictures and sound out, at its own speed.
#pragma once

#include <memory>
#include <string>

#include "app/controls.h"
#include "app/host_clock.h"
#include "app/overlay.h"
#include "app/pacing.h"
#include "app/play.h"
#include "app/sdl_audio.h"
#include "app/sdl_input.h"
#include "app/sdl_window.h"
#include "app/session.h"

namespace sosie::app {

class Desktop final : public Controls {
 public:
  /// Throws UserError where there is no display.
  Desktop(GuestMachine& machine, const PlayOptions& options, HostClock& clock);
  ~Desktop() override;

  /// Until a person or the session ends it. \return the exit status.
  int run();
  /// One round: what a person did, then a picture, if the machine is not paused.
  void step();
  bool over();

  Overlay& overlay() { return overlay_; }
  const SdlWindow& window() const { return window_; }

  Speed speed() const override { return pacing_.speed(); }
  void set_speed(Speed speed) override;
  bool borders() const override { return borders_; }
  void set_borders(bool borders) override {
    borders_ = borders;
    redraw_ = true;
  }
  bool full_screen() const override { return window_.full_screen(); }
  void set_full_screen(bool full_screen) override { window_.set_full_screen(full_screen); }
  bool sound() const override { return sound_; }
  void set_sound(bool sound) override;
  std::filesystem::path screenshot() override;
  void reset(Reset kind) override;
  void quit() override { quit_ = true; }

 private:
  void open_audio();
  void handle_events();
  void handle_in_overlay(const SDL_Event& event);
  void obey(const Order& order);
  /// Does it; a failure is shown in the overlay's text.
  void attempt(const std::function<void()>& what);
  void grab(bool grabbed);
  void toggle_overlay();
  void update_pause();
  void update_audio();
  void draw();
  void update_title();
  bool paused() const { return paused_ || overlay_.open(); }

  GuestMachine& machine_;
  HostClock& clock_;
  Session session_;
  SdlWindow window_;
  std::unique_ptr<SdlAudio> audio_;  ///< null: there is no sound card
  SdlInput input_;
  Pacing pacing_;
  Speed normal_speed_;  ///< that fast-forward comes back to
  Overlay overlay_;
  HostClock::Time drawn_{};
  u64 drawn_changes_ = 0;  ///< of the picture
  bool borders_, sound_;
  bool paused_ = false, quit_ = false, redraw_ = true;
};

}  // namespace sosie::app
