/// app/guest_machine.h — a machine as its window, its pacing and its command line see it.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/types.h"
#include "core/host/audio_sink.h"
#include "core/host/display.h"
#include "core/host/input.h"

namespace sosie::app {

/// A drive for media that can be changed.
struct Drive {
  std::string name;            ///< "A"
  std::filesystem::path file;  ///< empty: there is no disk in it
  std::string why_read_only;   ///< one line; empty: the guest may write
};

enum class Reset : u8 { kWarm, kCold };

class GuestMachine {
 public:
  virtual ~GuestMachine() = default;
  /// As people call it: "Atari ST".
  virtual std::string title() const = 0;

  /// Runs until the next picture is shown, or for as long as one would take.
  virtual void run_frame() = 0;
  /// The guest's time, since power-on. A cold reset does not set it back.
  virtual std::chrono::nanoseconds time() const = 0;
  virtual void reset(Reset kind) = 0;

  /// Null: nobody looks, nobody listens, and the machine may leave the work out.
  virtual void set_display(Display* display) = 0;
  virtual void set_audio(AudioSink* sink) = 0;
  virtual InputListener& input() = 0;

  virtual std::vector<Drive> drives() const = 0;
  /// Throws UserError, and leaves the drive as it was, where the file cannot be used or the old disk not be saved.
  virtual void insert(std::size_t drive, const std::filesystem::path& file) = 0;
  virtual void eject(std::size_t drive) = 0;
  /// Writes what the guest changed on its disks to their files.
  virtual void save_disks() = 0;
};

}  // namespace sosie::app
