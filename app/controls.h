/// app/controls.h — what a person can change while a machine runs: what the overlay shows, and the window's keys do.
#pragma once

#include <filesystem>
#include <string>

#include "app/guest_machine.h"
#include "app/speed.h"

namespace sosie::app {

class Controls {
 public:
  virtual ~Controls() = default;

  virtual Speed speed() const = 0;
  virtual void set_speed(Speed speed) = 0;
  virtual bool borders() const = 0;
  virtual void set_borders(bool borders) = 0;
  virtual bool full_screen() const = 0;
  virtual void set_full_screen(bool full_screen) = 0;
  virtual bool sound() const = 0;
  virtual void set_sound(bool sound) = 0;

  /// The picture as it is now, into a new file. Throws UserError.
  virtual std::filesystem::path screenshot() = 0;
  virtual void reset(Reset kind) = 0;
  virtual void quit() = 0;
};

}  // namespace sosie::app
