#include "core/board/wiring.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/board/board_error.h"

namespace sosie {

namespace {

bool is_number(std::string_view text) {
  return !text.empty() && text.size() <= 4 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

unsigned number(std::string_view text) {
  unsigned value = 0;
  for (const char c : text) value = value * 10 + static_cast<unsigned>(c - '0');
  return value;
}

/// "porta[0..2]": the pins it names. A plain name: itself.
std::vector<std::string> pins_of(std::string_view text) {
  const auto open = text.find('[');
  if (open == text.npos) return {std::string(text)};
  const auto dots = text.find("..", open);
  if (!text.ends_with(']') || dots == text.npos) {
    throw BoardError(fmt::format("{} is no range of pins; write it like pin[0..3]", text));
  }
  const std::string_view first = text.substr(open + 1, dots - open - 1);
  const std::string_view last = text.substr(dots + 2, text.size() - dots - 3);
  if (!is_number(first) || !is_number(last) || number(first) > number(last)) {
    throw BoardError(fmt::format("{} is no range of pins; write it like pin[0..3]", text));
  }
  std::vector<std::string> pins;
  for (unsigned i = number(first); i <= number(last); ++i) pins.push_back(fmt::format("{}{}", text.substr(0, open), i));
  return pins;
}

}  // namespace

std::vector<PinToPin> expand(std::string_view from, const Wire& wire) {
  const bool inverted = wire.to.starts_with('!');
  const std::string_view to = wire.to.substr(inverted ? 1 : 0);
  const auto dot = to.find('.');
  if (wire.pin.empty() || dot == to.npos || dot == 0 || dot + 1 == to.size()) {
    throw BoardError(fmt::format("{}.{} is wired to {}, which is no part.pin", from, wire.pin, wire.to));
  }
  const auto pins = pins_of(wire.pin), targets = pins_of(to.substr(dot + 1));
  if (pins.size() != targets.size()) {
    throw BoardError(
        fmt::format("{}.{} is wired to {}: {} pins to {}", from, wire.pin, wire.to, pins.size(), targets.size()));
  }
  std::vector<PinToPin> expanded;
  for (std::size_t i = 0; i < pins.size(); ++i) {
    expanded.push_back({pins[i], std::string(to.substr(0, dot)), targets[i], inverted});
  }
  return expanded;
}

bool Wiring::Net::driven_level() const {
  const bool active = std::any_of(drivers.begin(), drivers.end(), [](const IrqLine* line) { return line->active(); });
  return active != inverted;
}

void Wiring::Net::update() {
  if (driven_level() == level) return;
  level = !level;
  input(level);
}

Device& Wiring::part(const std::string& name, std::string_view wire) {
  if (Device* const found = find_(name)) return *found;
  throw BoardError(fmt::format("{}, but there is no part {}", wire, name));
}

Wiring::Net* Wiring::find_net(std::string_view target) {
  const auto net = std::find_if(nets_.begin(), nets_.end(), [&](const Net& known) { return known.target == target; });
  return net == nets_.end() ? nullptr : &*net;
}

void Wiring::join(std::string_view from, Device& device, const Wire& wire) {
  for (const PinToPin& pins : expand(from, wire)) {
    const std::string text = fmt::format("{}.{} is wired to {}", from, pins.pin, pins.target());
    Device& to = part(pins.part, text);
    IrqLine* const level = device.output(pins.pin);
    ClockLine* const clock = device.clock_output(pins.pin);
    SerialLine* const serial = device.serial_output(pins.pin);
    if (level == nullptr && clock == nullptr && serial == nullptr) {
      throw BoardError(fmt::format("{}, but {} has no output {}", text, device.info().part, pins.pin));
    }
    auto level_in = to.input(pins.to);
    auto clock_in = to.clock_input(pins.to, clock != nullptr ? clock->of() : master_);
    auto serial_in = to.serial_input(pins.to);
    if (!level_in && !clock_in && !serial_in) {
      throw BoardError(fmt::format("{}, but {} has no input {}", text, to.info().part, pins.to));
    }
    if (level != nullptr && level_in) {
      join_level(*level, std::move(level_in), pins, text);
    } else if (clock != nullptr && clock_in) {
      take_alone(pins, text);
      clock->drives(std::move(clock_in));
    } else if (serial != nullptr && serial_in) {
      take_alone(pins, text);
      serial->drives(std::move(serial_in));
    } else {
      throw BoardError(fmt::format("{}, but one of them is for {}, the other for {}", text,
                                   level != nullptr   ? "levels"
                                   : clock != nullptr ? "clocks"
                                                      : "characters",
                                   level_in   ? "levels"
                                   : clock_in ? "clocks"
                                              : "characters"));
    }
  }
}

void Wiring::join_level(IrqLine& line, std::function<void(bool)> input, const PinToPin& pins, std::string_view wire) {
  Net* net = find_net(pins.target());
  if (net == nullptr) net = &nets_.emplace_back(Net{pins.target(), std::move(input), pins.inverted, {}});
  if (net->inverted != pins.inverted) {
    throw BoardError(fmt::format("{} with one polarity and by another part with the other", wire));
  }
  net->drivers.push_back(&line);
  line.drives([net](bool) { net->update(); });
}

void Wiring::take_alone(const PinToPin& pins, std::string_view wire) {
  if (pins.inverted) throw BoardError(fmt::format("{} with a polarity, but it does not carry levels", wire));
  if (std::find(taken_.begin(), taken_.end(), pins.target()) != taken_.end()) {
    throw BoardError(fmt::format("{}, and so is another output", wire));
  }
  taken_.push_back(pins.target());
}

void Wiring::pull_up(std::string_view pin) {
  const auto dot = pin.find('.');
  const std::string text = fmt::format("{} is pulled up", pin);
  if (dot == pin.npos) throw BoardError(text + ", but is no part.pin");
  Device& to = part(std::string(pin.substr(0, dot)), text);
  auto input = to.input(pin.substr(dot + 1));
  if (!input) throw BoardError(fmt::format("{}, but {} has no input {}", text, to.info().part, pin.substr(dot + 1)));
  if (find_net(pin) != nullptr) throw BoardError(text + ", but it is driven");
  nets_.emplace_back(Net{std::string(pin), std::move(input), true, {}});
}

void Wiring::power() {
  for (Net& net : nets_) {
    net.level = net.driven_level();
    net.input(net.level);
  }
}

void Wiring::adopt() {
  for (Net& net : nets_) net.level = net.driven_level();
}

}  // namespace sosie
