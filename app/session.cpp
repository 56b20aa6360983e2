#include "app/session.h"

#include <exception>

#include "app/screenshot_png.h"
#include "core/base/error.h"

namespace sosie::app {

Session::Session(GuestMachine& machine, const PlayOptions& options)
    : machine_(machine), options_(options), typed_(options.type), began_(machine.time()) {
  if (!options.wav.empty()) {
    wav_ = std::make_unique<WavFile>(options.wav);
    add_audio(*wav_);
  }
}

void Session::add_audio(AudioSink& sink) {
  audio_.add(sink);
  machine_.set_audio(&audio_);
}

void Session::set_watched(bool watched) { machine_.set_display(watched ? &picture_ : nullptr); }

void Session::run_frame() {
  typed_.run(machine_.time() - began_, machine_.input());
  machine_.run_frame();
  ++frames_;
}

bool Session::over() {
  if (const auto signal = signals_.arrived()) signal_ = *signal;
  return signal_ != 0 || (options_.run_frames && frames_ >= *options_.run_frames);
}

void Session::write_screenshot(const std::filesystem::path& path, bool borders) const {
  if (picture_.empty()) {
    throw UserError("there is no picture yet for " + path.string() + "; run more frames");
  }
  write_png(path, picture_.frame(), visible_area(picture_.frame(), borders));
}

int Session::finish() {
  std::exception_ptr first;
  const auto attempt = [&](auto what) {
    try {
      what();
    } catch (const UserError&) {
      if (!first) first = std::current_exception();
    }
  };
  attempt([&] { machine_.save_disks(); });
  if (!options_.screenshot.empty()) attempt([&] { write_screenshot(options_.screenshot, options_.borders); });
  if (first) std::rethrow_exception(first);
  return signal_ == 0 ? 0 : 128 + signal_;
}

}  // namespace sosie::app
