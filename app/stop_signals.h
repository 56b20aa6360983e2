/// app/stop_signals.h — Ctrl-C and kill as an orderly end: disks saved, files whole.
#pragma once

#include <optional>

namespace sosie::app {

/// While it lives, SIGINT, SIGTERM and SIGHUP are not delivered to this thread, nor to those it starts, but kept for
/// `arrived`.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// The signal that has come since the last time.
  std::optional<int> arrived();

 private:
  int fd_;
};

}  // namespace sosie::app
