#include "app/desktop.h"

#include <SDL.h>
#include <fmt/format.h>

#include <optional>

#include "app/screenshot_png.h"
#include "core/base/error.h"

namespace sosie::app {

namespace {

using namespace std::chrono_literals;
using Kind = Order::Kind;

// As fast as it goes, a window need not show more pictures than an eye sees.
constexpr auto kBetweenPictures = 16ms;
constexpr int kPausedWaitMs = 50;
// A picture that stands still is drawn so often, whatever happened to the window.
constexpr auto kBetweenEqualPictures = 250ms;

std::optional<Overlay::Key> overlay_key(SDL_Scancode scancode) {
  switch (scancode) {
    case SDL_SCANCODE_UP: return Overlay::Key::kUp;
    case SDL_SCANCODE_DOWN: return Overlay::Key::kDown;
    case SDL_SCANCODE_LEFT: return Overlay::Key::kLeft;
    case SDL_SCANCODE_RIGHT: return Overlay::Key::kRight;
    case SDL_SCANCODE_PAGEUP: return Overlay::Key::kPageUp;
    case SDL_SCANCODE_PAGEDOWN: return Overlay::Key::kPageDown;
    case SDL_SCANCODE_RETURN:
    case SDL_SCANCODE_KP_ENTER: return Overlay::Key::kEnter;
    case SDL_SCANCODE_BACKSPACE: return Overlay::Key::kBackspace;
    case SDL_SCANCODE_ESCAPE: return Overlay::Key::kEscape;
    default: return std::nullopt;
  }
}

}  // namespace

Desktop::Desktop(GuestMachine& machine, const PlayOptions& options, HostClock& clock)
    : machine_(machine),
      clock_(clock),
      session_(machine, options),
      window_({.title = "Sosie", .full_screen = options.full_screen, .zoom = options.zoom}),
      input_(machine.input(), options.joysticks),
      pacing_(clock, options.speed.value_or(Speed{})),
      normal_speed_(pacing_.speed().percent ? pacing_.speed() : Speed{}),
      overlay_(machine, *this),
      borders_(options.borders),
      sound_(options.sound) {
  session_.set_watched(true);
  if (sound_) open_audio();
  update_audio();
}

Desktop::~Desktop() {
  machine_.set_audio(nullptr);
  machine_.set_display(nullptr);
}

void Desktop::open_audio() {
  try {
    audio_ = std::make_unique<SdlAudio>();
    session_.add_audio(*audio_);
  } catch (const UserError& error) {
    // A machine without sound is better than none.
    sound_ = false;
    fmt::print(stderr, "sosie: {}\n", error.what());
  }
}

int Desktop::run() {
  while (!over()) step();
  return session_.finish();
}

bool Desktop::over() { return quit_ || session_.over(); }

void Desktop::step() {
  handle_events();
  update_title();
  if (over()) return;
  if (paused()) {
    draw();
    redraw_ = true;  // when it goes on, without the overlay
    pacing_.restart();
    SDL_WaitEventTimeout(nullptr, kPausedWaitMs);
    return;
  }
  const auto since_drawn = clock_.now() - drawn_;
  const bool due = speed().percent || since_drawn >= kBetweenPictures;
  session_.set_watched(due);
  session_.run_frame();
  const bool changed = session_.picture().changes() != drawn_changes_;
  if ((due && changed) || since_drawn >= kBetweenEqualPictures || redraw_) draw();
  pacing_.pace(machine_.time());
}

void Desktop::handle_events() {
  SDL_Event event;
  while (SDL_PollEvent(&event) != 0) {
    if (overlay_.open()) handle_in_overlay(event);
    if (const auto order = input_.handle(event)) obey(*order);
  }
}

void Desktop::handle_in_overlay(const SDL_Event& event) {
  if (event.type == SDL_TEXTINPUT) overlay_.text(event.text.text);
  if (event.type != SDL_KEYDOWN) return;
  if (const auto key = overlay_key(event.key.keysym.scancode)) {
    attempt([&] { overlay_.key(*key); });
    if (!overlay_.open()) SDL_StopTextInput();
    update_pause();
  }
}

void Desktop::obey(const Order& order) {
  switch (order.kind) {
    case Kind::kQuit: return quit();
    case Kind::kFullScreen: return set_full_screen(!full_screen());
    case Kind::kOverlay: return toggle_overlay();
    case Kind::kScreenshot:
      return attempt([&] { fmt::print(stderr, "sosie: screenshot: {}\n", screenshot().string()); });
    case Kind::kPause: paused_ = !paused_; return update_pause();
    case Kind::kFastForward: return set_speed(speed().percent ? Speed{std::nullopt} : normal_speed_);
    case Kind::kGrab: return grab(!input_.grabbed());
    case Kind::kFree: return grab(false);
    case Kind::kInsert: return attempt([&] { machine_.insert(0, order.file); });
    case Kind::kRedraw: redraw_ = true; return;
  }
}

void Desktop::attempt(const std::function<void()>& what) {
  try {
    what();
  } catch (const UserError& error) {
    fmt::print(stderr, "sosie: {}\n", error.what());
    if (!overlay_.open()) toggle_overlay();
    overlay_.tell(error.what());
  }
}

void Desktop::grab(bool grabbed) {
  if (overlay_.open()) grabbed = false;
  input_.set_grabbed(grabbed);
  window_.set_grabbed(grabbed);
}

void Desktop::toggle_overlay() {
  grab(false);
  overlay_.toggle();
  if (overlay_.open()) {
    SDL_StartTextInput();
  } else {
    SDL_StopTextInput();
  }
  update_pause();
}

void Desktop::update_pause() {
  input_.set_listening(!paused());
  update_audio();
}

void Desktop::set_speed(Speed speed) {
  if (speed.percent) normal_speed_ = speed;
  pacing_.set_speed(speed);
  update_audio();
}

void Desktop::set_sound(bool sound) {
  sound_ = sound;
  if (sound_ && !audio_) open_audio();
  update_audio();
}

void Desktop::update_audio() {
  if (!audio_) return;
  audio_->set_muted(!sound_ || paused() || !speed().percent);
  if (speed().percent) audio_->set_speed(*speed().percent / 100.0);
}

std::filesystem::path Desktop::screenshot() {
  const auto path = next_screenshot(std::filesystem::current_path());
  session_.write_screenshot(path, borders_);
  return path;
}

void Desktop::reset(Reset kind) {
  machine_.reset(kind);
  pacing_.restart();
}

void Desktop::draw() {
  const Frame& frame = session_.picture().frame();
  const Area seen = visible_area(frame, borders_);
  const auto lines = overlay_.open() ? overlay_.lines() : std::vector<Overlay::Line>{};
  window_.draw(frame, seen, lines);
  const Place place = window_.place();
  if (place.width > 0) {
    input_.set_mouse_scale(static_cast<double>(place.width) / seen.width,
                           static_cast<double>(place.height) / seen.height);
  }
  drawn_ = clock_.now();
  drawn_changes_ = session_.picture().changes();
  redraw_ = false;
}

void Desktop::update_title() {
  std::string state;
  if (paused()) {
    state = "paused";
  } else if (const auto percent = pacing_.measured_percent()) {
    state = fmt::format("{}%", *percent);
  }
  // In ASCII: X11 takes nothing else of a program whose locale is C.
  window_.set_title(fmt::format("{} - {}{}", machine_.title(), state.empty() ? "Sosie" : state,
                                input_.grabbed() ? " - Ctrl-Alt-G frees the mouse" : ""));
}

}  // namespace sosie::app
