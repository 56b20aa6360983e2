#include "app/sdl_joysticks.h"

#include <algorithm>

namespace sosie::app {

namespace {

constexpr u8 kUp = 1, kDown = 2, kLeft = 4, kRight = 8, kFire = 0x80;
constexpr int kTilt = 16'384;  // half of the way

struct KeyUse {
  SDL_Scancode key;
  u8 direction;
};
constexpr KeyUse kKeys[] = {{SDL_SCANCODE_UP, kUp},
                            {SDL_SCANCODE_DOWN, kDown},
                            {SDL_SCANCODE_LEFT, kLeft},
                            {SDL_SCANCODE_RIGHT, kRight},
                            {SDL_SCANCODE_RCTRL, kFire}};

struct ButtonUse {
  SDL_GameControllerButton button;
  u8 direction;
};
constexpr ButtonUse kButtons[] = {
    {SDL_CONTROLLER_BUTTON_DPAD_UP, kUp},
    {SDL_CONTROLLER_BUTTON_DPAD_DOWN, kDown},
    {SDL_CONTROLLER_BUTTON_DPAD_LEFT, kLeft},
    {SDL_CONTROLLER_BUTTON_DPAD_RIGHT, kRight},
    {SDL_CONTROLLER_BUTTON_A, kFire},
    {SDL_CONTROLLER_BUTTON_B, kFire},
    {SDL_CONTROLLER_BUTTON_LEFTSHOULDER, kFire},
    {SDL_CONTROLLER_BUTTON_RIGHTSHOULDER, kFire},
};

u8 directions_of(SDL_GameController* pad) {
  u8 directions = 0;
  for (const ButtonUse& use : kButtons) {
    if (SDL_GameControllerGetButton(pad, use.button) != 0) directions |= use.direction;
  }
  const int x = SDL_GameControllerGetAxis(pad, SDL_CONTROLLER_AXIS_LEFTX);
  const int y = SDL_GameControllerGetAxis(pad, SDL_CONTROLLER_AXIS_LEFTY);
  if (x < -kTilt) directions |= kLeft;
  if (x > kTilt) directions |= kRight;
  if (y < -kTilt) directions |= kUp;
  if (y > kTilt) directions |= kDown;
  return directions;
}

}  // namespace

void SdlJoysticks::handle(const SDL_Event& event) {
  i32 id;
  switch (event.type) {
    case SDL_CONTROLLERDEVICEADDED: return add(event.cdevice.which);
    case SDL_CONTROLLERDEVICEREMOVED: return remove(event.cdevice.which);
    case SDL_CONTROLLERBUTTONDOWN:
    case SDL_CONTROLLERBUTTONUP: id = event.cbutton.which; break;
    case SDL_CONTROLLERAXISMOTION: id = event.caxis.which; break;
    default: return;
  }
  for (Pad& pad : pads_) {
    if (pad.id == id) look_at(pad);
  }
}

std::size_t SdlJoysticks::free_port() const {
  for (const std::size_t port : {std::size_t{1}, std::size_t{0}}) {
    const bool taken = std::any_of(pads_.begin(), pads_.end(), [&](const Pad& pad) { return pad.port == port; });
    if (sources_[port] == JoystickSource::kPad && !taken) return port;
  }
  return kNoPort;
}

void SdlJoysticks::add(int device) {
  std::unique_ptr<SDL_GameController, Close> controller(SDL_GameControllerOpen(device));
  if (!controller) return;
  const i32 id = SDL_JoystickInstanceID(SDL_GameControllerGetJoystick(controller.get()));
  // SDL tells of a pad that was there from the start a second time.
  if (std::any_of(pads_.begin(), pads_.end(), [&](const Pad& pad) { return pad.id == id; })) return;
  pads_.push_back({std::move(controller), id, free_port()});
}

void SdlJoysticks::remove(i32 id) {
  const auto pad = std::find_if(pads_.begin(), pads_.end(), [&](const Pad& known) { return known.id == id; });
  if (pad == pads_.end()) return;
  const std::size_t port = pad->port;
  pads_.erase(pad);
  if (port == kNoPort) return;
  tell(port, 0);
  // One that found no place gets this one.
  for (Pad& waiting : pads_) {
    if (waiting.port == kNoPort) {
      waiting.port = free_port();
      break;
    }
  }
}

void SdlJoysticks::look_at(Pad& pad) {
  if (pad.port != kNoPort) tell(pad.port, directions_of(pad.controller.get()));
}

bool SdlJoysticks::key(u8 usage, bool down) {
  if (std::find(sources_.begin(), sources_.end(), JoystickSource::kKeys) == sources_.end()) return false;
  const auto* const use =
      std::find_if(std::begin(kKeys), std::end(kKeys), [&](const KeyUse& candidate) { return candidate.key == usage; });
  if (use == std::end(kKeys)) return false;
  held_keys_ = static_cast<u8>(down ? held_keys_ | use->direction : held_keys_ & ~use->direction);
  for (std::size_t port = 0; port < kPorts; ++port) {
    if (sources_[port] == JoystickSource::kKeys) tell(port, held_keys_);
  }
  return true;
}

void SdlJoysticks::release_all() {
  held_keys_ = 0;
  for (std::size_t port = 0; port < kPorts; ++port) tell(port, 0);
}

void SdlJoysticks::tell(std::size_t port, u8 directions) {
  if (told_[port] == directions) return;
  told_[port] = directions;
  guest_.happened({.kind = InputEvent::Kind::kJoystick, .port = static_cast<u8>(port), .directions = directions});
}

}  // namespace sosie::app
