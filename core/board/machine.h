/// core/board/machine.h — a board with power: its parts made, mapped and wired.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.h"
#include "core/board/board.h"
#include "core/board/board_error.h"
#include "core/board/device.h"
#include "core/board/wiring.h"
#include "core/memory/address_space.h"
#include "core/state/archive.h"
#include "core/time/clock.h"
#include "core/time/scheduler.h"

namespace sosie {

class Machine {
 public:
  /// Contents of the board's ROMs, by name.
  using Images = std::map<std::string, std::vector<u8>, std::less<>>;

  /// Makes the parts in the table's order, maps them, joins the wires and resets. Throws BoardError with one line:
  /// "st: fdc.intrq is wired to mpf.i5, but there is no part mpf".
  explicit Machine(const Board& board, const Images& images = {});
  Machine(const Machine&) = delete;
  Machine& operator=(const Machine&) = delete;

  Scheduler& scheduler() { return scheduler_; }
  const Clock& clock(std::string_view name) const;
  AddressSpace& space(std::string_view name);
  const std::vector<std::unique_ptr<AddressSpace>>& spaces() const { return spaces_; }
  Device& device(std::string_view name);
  /// Throws BoardError where the part is another chip.
  template <class T>
  T& part(std::string_view name) {
    if (T* const found = dynamic_cast<T*>(&device(name))) return *found;
    throw BoardError(board_name_ + ": part " + std::string(name) + " is not the chip that was asked for");
  }

  /// The board's reset line: all parts. RAM and time go on.
  void reset();
  /// What a processor's RESET instruction does.
  void reset_all_but(const Device& device);
  /// Time, parts in the table's order, RAM.
  void serialize(Archive& archive);

 private:
  struct NamedClock {
    std::string name;
    std::unique_ptr<Clock> clock;
  };
  struct NamedDevice {
    std::string name;
    std::unique_ptr<Device> device;
  };

  void make_spaces(const Board& board);
  void make_clocks(const Board& board);
  void map_memory(const Board& board, const Images& images);
  void make_part(const Part& part);
  void map_part(const Part& part);
  void cover(const Board& board);
  const Clock* find_clock(std::string_view name) const;
  AddressSpace* find_space(std::string_view name) const;
  Device* find_device(std::string_view name) const;
  /// \return the space of `at`, in which `bytes` from there on are. \param what names it in the message.
  AddressSpace& place(const At& at, u64 bytes, std::string_view what);

  std::string board_name_;
  Scheduler scheduler_;
  std::vector<NamedClock> clocks_;
  std::vector<std::unique_ptr<AddressSpace>> spaces_;
  std::vector<NamedDevice> devices_;
  Wiring wiring_;
};

}  // namespace sosie
