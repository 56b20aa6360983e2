#include "app/play.h"

#include "app/desktop.h"
#include "app/host_clock.h"
#include "app/pacing.h"
#include "app/session.h"

namespace sosie::app {

namespace {

// A picture is complete at the second frame's end after somebody began to look.
constexpr u64 kFramesForAPicture = 2;

int play_headless(GuestMachine& machine, const PlayOptions& options) {
  SteadyClock clock;
  Pacing pacing(clock, options.speed.value_or(Speed{std::nullopt}));
  Session session(machine, options);
  const bool looks = !options.screenshot.empty();
  session.set_watched(looks && !options.run_frames);
  for (u64 frame = 0; !session.over(); ++frame) {
    if (looks && options.run_frames && frame + kFramesForAPicture >= *options.run_frames) session.set_watched(true);
    session.run_frame();
    pacing.pace(machine.time());
  }
  return session.finish();
}

}  // namespace

int play(GuestMachine& machine, const PlayOptions& options) {
  if (options.headless) return play_headless(machine, options);
  SteadyClock clock;
  return Desktop(machine, options, clock).run();
}

}  // namespace sosie::app
