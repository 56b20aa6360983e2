/// core/board/wiring.h — joins the pins of a board's parts by its table of wires.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"
#include "core/board/board.h"
#include "core/board/device.h"

namespace sosie {

/// One wire, ranges expanded.
struct PinToPin {
  std::string pin;  ///< of the driving part
  std::string part, to;
  bool inverted;  ///< `to` is low while the line is active

  std::string target() const { return part + "." + to; }
};

/// \param from the driving part, for the message. Throws BoardError (without the board's name) where the text is no
/// wire.
std::vector<PinToPin> expand(std::string_view from, const Wire& wire);

class Wiring {
 public:
  /// \param find the part of that name, or null.
  Wiring(const Scheduler& scheduler, std::function<Device*(std::string_view part)> find)
      : master_(scheduler, scheduler.master_hz()), find_(std::move(find)) {}
  Wiring(const Wiring&) = delete;
  Wiring& operator=(const Wiring&) = delete;

  /// Throws BoardError, as the functions below do.
  void join(std::string_view from, Device& device, const Wire& wire);
  void pull_up(std::string_view pin);
  /// Puts every input that is wired to its level. Once, when all is joined.
  void power();
  /// After the parts' state was loaded: inputs have their levels already, only this object does not know it.
  void adopt();

 private:
  /// An input pin and what drives it.
  struct Net {
    std::string target;
    std::function<void(bool)> input;
    bool inverted;
    std::vector<const IrqLine*> drivers;
    bool level = false;

    bool driven_level() const;
    void update();
  };

  Device& part(const std::string& name, std::string_view wire);
  void join_level(IrqLine& line, std::function<void(bool)> input, const PinToPin& pins, std::string_view wire);
  /// For clocks and serial lines, which neither have a polarity nor can be or-ed.
  void take_alone(const PinToPin& pins, std::string_view wire);
  Net* find_net(std::string_view target);

  Clock master_;
  std::function<Device*(std::string_view)> find_;
  std::deque<Net> nets_;  ///< their addresses stay
  std::vector<std::string> taken_;
};

}  // namespace sosie
