/// app/session.h — one use of a machine, from power-on to its end: what goes in and out of it beside a window.
#pragma once

#include <memory>

#include "app/audio_outputs.h"
#include "app/guest_machine.h"
#include "app/kept_picture.h"
#include "app/play.h"
#include "app/stop_signals.h"
#include "app/typed_text.h"
#include "app/wav_file.h"

namespace sosie::app {

class Session {
 public:
  /// Throws UserError where an option cannot be used.
  Session(GuestMachine& machine, const PlayOptions& options);

  /// A sink that outlives the session's last frame.
  void add_audio(AudioSink& sink);
  /// Without eyes the machine need not draw.
  void set_watched(bool watched);

  /// Types what is due and runs until the next picture.
  void run_frame();
  /// Whether the pictures are over, or a signal has come.
  bool over();
  /// Saves the disks, writes the screenshot. Throws UserError, of the first thing that failed, after trying all.
  /// \return the exit status.
  int finish();

  GuestMachine& machine() { return machine_; }
  const KeptPicture& picture() const { return picture_; }
  void write_screenshot(const std::filesystem::path& path, bool borders) const;

 private:
  GuestMachine& machine_;
  const PlayOptions& options_;
  StopSignals signals_;
  TypedText typed_;
  KeptPicture picture_;
  AudioOutputs audio_;
  std::unique_ptr<WavFile> wav_;
  u64 frames_ = 0;
  std::chrono::nanoseconds began_;
  int signal_ = 0;
};

}  // namespace sosie::app
