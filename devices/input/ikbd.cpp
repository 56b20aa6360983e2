#include "devices/input/ikbd.h"

#include <algorithm>

#include "devices/input/ikbd_keys.h"

namespace sosie {

namespace {

constexpr u8 kVersion = 0xf1;            // what a self-test without errors answers
constexpr u64 kSelfTestCycles = 62'500;  // as long as a real one takes, well within the 300 ms that are promised
constexpr u16 kRam = 0x80;
constexpr u8 kReset = 0x80, kLoadMemory = 0x20;
constexpr u8 kTrigger = 0x80;

}  // namespace

/// A code, its parameters, and what it does.
struct Ikbd::Command {
  u8 code;
  u8 parameters;
  void (*run)(Ikbd&);
};

const Ikbd::Command* Ikbd::find_command(u8 code) {
  static constexpr Command kCommands[] = {
      {0x07, 1, [](Ikbd& k) { k.mouse_.set_button_action(k.parameter(0)); }},
      {0x08, 0, [](Ikbd& k) { k.mouse_command(), k.mouse_.set_relative(); }},
      {0x09, 4, [](Ikbd& k) { k.mouse_command(), k.mouse_.set_absolute(k.word(0), k.word(2)); }},
      {0x0a, 2, [](Ikbd& k) { k.mouse_command(), k.mouse_.set_keycode(k.parameter(0), k.parameter(1)); }},
      {0x0b, 2, [](Ikbd& k) { k.mouse_.set_threshold(k.parameter(0), k.parameter(1)); }},
      {0x0c, 2, [](Ikbd& k) { k.mouse_.set_scale(k.parameter(0), k.parameter(1)); }},
      {0x0d, 0, [](Ikbd& k) { k.mouse_.interrogate(); }},
      {0x0e, 5, [](Ikbd& k) { k.mouse_.load_position(k.word(1), k.word(3)); }},
      {0x0f, 0, [](Ikbd& k) { k.mouse_.set_y_at_bottom(true); }},
      {0x10, 0, [](Ikbd& k) { k.mouse_.set_y_at_bottom(false); }},
      {0x11, 0, [](Ikbd&) {}},  // every command resumes
      {0x12, 0, [](Ikbd& k) { k.mouse_.disable(); }},
      {0x13, 0, [](Ikbd& k) { k.output_.pause(); }},
      {0x14, 0, [](Ikbd& k) { k.joystick_command(), k.joysticks_.set_event_reporting(); }},
      {0x15, 0, [](Ikbd& k) { k.joystick_command(), k.joysticks_.set_interrogation(); }},
      {0x16, 0, [](Ikbd& k) { k.joysticks_.interrogate(); }},
      {0x17, 1, [](Ikbd& k) { k.joystick_command(), k.joysticks_.set_monitoring(k.parameter(0)); }},
      {0x18, 0, [](Ikbd& k) { k.joystick_command(), k.joysticks_.set_fire_monitoring(); }},
      {0x19, 6,
       [](Ikbd& k) {
         u8 times[6];
         std::copy_n(&k.command_[1], 6, times);
         k.joystick_command(), k.joysticks_.set_keycode(times);
       }},
      {0x1a, 0, [](Ikbd& k) { k.joysticks_.disable(); }},
      {0x1b, 6, [](Ikbd& k) { k.set_clock(); }},
      {0x1c, 0, [](Ikbd& k) { k.tell_clock(); }},
      {kLoadMemory, 3, [](Ikbd& k) { k.load_memory(); }},
      {0x21, 2, [](Ikbd& k) { k.read_memory(); }},
      {0x22, 2, [](Ikbd&) {}},  // a program in the processor's memory: not run
      {kReset, 1,
       [](Ikbd& k) {
         if (k.parameter(0) == 0x01) k.begin_self_test();
       }},
      {0x87, 0, [](Ikbd& k) { k.mouse_.tell_button_action(); }},
      {0x88, 0, [](Ikbd& k) { k.mouse_.tell_mode(); }},
      {0x89, 0, [](Ikbd& k) { k.mouse_.tell_mode(); }},
      {0x8a, 0, [](Ikbd& k) { k.mouse_.tell_mode(); }},
      {0x8b, 0, [](Ikbd& k) { k.mouse_.tell_threshold(); }},
      {0x8c, 0, [](Ikbd& k) { k.mouse_.tell_scale(); }},
      {0x8f, 0, [](Ikbd& k) { k.mouse_.tell_origin(); }},
      {0x90, 0, [](Ikbd& k) { k.mouse_.tell_origin(); }},
      {0x92, 0, [](Ikbd& k) { k.mouse_.tell_enabled(); }},
      {0x94, 0, [](Ikbd& k) { k.joysticks_.tell_mode(); }},
      {0x95, 0, [](Ikbd& k) { k.joysticks_.tell_mode(); }},
      {0x96, 0, [](Ikbd& k) { k.joysticks_.tell_mode(); }},
      {0x99, 0, [](Ikbd& k) { k.joysticks_.tell_mode(); }},
      {0x9a, 0, [](Ikbd& k) { k.joysticks_.tell_enabled(); }},
  };
  const auto found =
      std::find_if(std::begin(kCommands), std::end(kCommands), [&](const Command& c) { return c.code == code; });
  return found == std::end(kCommands) ? nullptr : found;
}

Ikbd::Ikbd(const DeviceContext& context)
    : output_(context, [this] { mouse_.report(); }),
      mouse_(output_),
      joysticks_(context, output_),
      time_(context),
      self_test_(context.scheduler, "self_test", [this](Ticks) { self_test_is_over(); }),
      clock_(context.clock) {
  begin_self_test();
}

void Ikbd::begin_self_test() {
  output_.clear();
  mouse_.reset();
  joysticks_.reset();
  port_0_is_mouse_ = true;
  received_ = to_load_ = 0;
  self_test_.arm(clock_.after(kSelfTestCycles));
}

/// Keys that are down are taken for stuck: their break codes follow.
void Ikbd::self_test_is_over() {
  output_.send({kVersion});
  for (unsigned code = 0; code < down_.size(); ++code) {
    if (down_[code]) output_.send({static_cast<u8>(code | 0x80)});
  }
}

// --- commands ---

std::function<void(u8)> Ikbd::serial_input(std::string_view pin) {
  if (pin != "rxd") return {};
  return [this](u8 character) { receive(character); };
}

void Ikbd::receive(u8 character) {
  if (to_load_ > 0) {
    if (load_address_ >= kRam && load_address_ < kRam + ram_.size()) ram_[load_address_ - kRam] = character;
    ++load_address_;
    --to_load_;
    return;
  }
  command_[received_++] = character;
  const Command* const command = find_command(command_[0]);
  if (command == nullptr) {
    received_ = 0;  // codes that are none do nothing
  } else if (received_ == 1u + command->parameters) {
    received_ = 0;
    const bool inquiry = command->code > kReset;
    if (inquiry && joysticks_.monitoring()) return;
    output_.resume();
    command->run(*this);
  }
}

void Ikbd::set_clock() { time_.set(std::span<const u8, 6>(&command_[1], 6)); }

void Ikbd::tell_clock() {
  const auto& t = time_.time();
  output_.send({0xfc, t[0], t[1], t[2], t[3], t[4], t[5]});
}

void Ikbd::load_memory() {
  load_address_ = word(0);
  to_load_ = parameter(2);
}

void Ikbd::read_memory() {
  std::array<u8, 8> packet = {0xf6, kLoadMemory};
  for (unsigned i = 0; i < 6; ++i) {
    const unsigned address = word(0) + i;
    packet[2 + i] = address >= kRam && address < kRam + ram_.size() ? ram_[address - kRam] : u8{0};
  }
  output_.send(packet);
}

// --- what a person does ---

void Ikbd::happened(const InputEvent& event) {
  switch (event.kind) {
    case InputEvent::Kind::kKey: return key(event.key, event.down);
    case InputEvent::Kind::kMouseMove:
      if (port_0_is_mouse_ && !joysticks_.monitoring()) mouse_.move(event.dx, event.dy);
      return;
    case InputEvent::Kind::kMouseButton:
      if (!joysticks_.monitoring()) mouse_.button(event.button, event.down);
      return;
    case InputEvent::Kind::kJoystick: return joystick(event.port, event.directions);
  }
}

void Ikbd::key(Key key, bool down) {
  const u8 code = ikbd_scan_code(key);
  if (code == 0 || down_[code] == down) return;
  down_[code] = down;
  if (joysticks_.monitoring() || self_test_.armed()) return;
  output_.send({static_cast<u8>(down ? code : code | 0x80)});
}

/// Triggers and mouse buttons are the same two wires: while there is a mouse they are its buttons.
void Ikbd::joystick(u8 port, u8 state) {
  if (port > 1) return;
  const bool mouse = port_0_is_mouse_ && mouse_.enabled();
  if (mouse && !joysticks_.monitoring()) {
    mouse_.button(port, (state & kTrigger) != 0);
    state &= static_cast<u8>(~kTrigger);
  }
  joysticks_.move(port, state, !(mouse && port == 0));
}

void Ikbd::serialize(Archive& archive) {
  archive("command", command_)("received", received_)("to_load", to_load_)("load_address", load_address_);
  archive("ram", ram_)("port_0_is_mouse", port_0_is_mouse_)("down", down_);
  self_test_.serialize(archive);
  output_.serialize(archive);
  mouse_.serialize(archive);
  joysticks_.serialize(archive);
  time_.serialize(archive);
}

}  // namespace sosie
