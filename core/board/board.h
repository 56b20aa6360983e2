/// core/board/board.h — a board is a table: everything that is on the schematic, and nothing else.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "core/base/types.h"
#include "core/board/device.h"
#include "core/memory/address_space.h"

namespace sosie {

/// A bus.
struct Space {
  std::string_view name;
  unsigned address_bits;
  Unmapped unmapped;
  ByteOrder order;
};

/// A crystal, or one divided.
struct Crystal {
  std::string_view name;
  u64 hz_num, hz_den = 1;
};

/// A place on a bus. `bytes` 0: what the part that is there decodes.
struct At {
  std::string_view space;
  u64 base;
  u64 bytes = 0;
  u64 offset = 0;  ///< into the part
  Lane lane = Lane::kAll;
  Unmapped other_lane = Unmapped::kOpenBus;
};
/// An 8-bit chip on the even or odd bytes of a 16-bit bus.
constexpr At even_bytes(std::string_view space, u64 base, u64 bytes = 0, Unmapped other_lane = Unmapped::kOpenBus) {
  return {space, base, bytes, 0, Lane::kEven, other_lane};
}
constexpr At odd_bytes(std::string_view space, u64 base, u64 bytes = 0, Unmapped other_lane = Unmapped::kOpenBus) {
  return {space, base, bytes, 0, Lane::kOdd, other_lane};
}

struct Ram {
  std::string_view name;
  At at;  ///< with `bytes`
};

/// Its image comes from outside and has to have this size.
struct Rom {
  std::string_view name;
  At at;  ///< with `bytes`
  Unmapped writes;
};

/// Memory that is seen a second time.
struct Alias {
  std::string_view name;
  At at;   ///< with `bytes`
  u64 of;  ///< where it is in the same space
};

/// Addresses at which nothing is, but which answer otherwise than the rest of their space.
struct Hole {
  std::string_view name;
  At at;  ///< with `bytes`
  Unmapped unmapped;
};

struct Wait {
  At at;  ///< with `bytes`
  WaitRule rule;
};

/// {"irq", "cpu.ipl1"}: pin `irq` of this part drives pin `ipl1` of part `cpu`.
/// "!mfp.i4": that pin is low while the line is active. {"porta[0..2]", "fdc.select[1..3]"}: three wires, porta0 to
/// select1 and so on. Several wires to one pin are or-ed. Clocks and serial lines are wired the same way, from one pin.
struct Wire {
  std::string_view pin, to;
};

using MakeDevice = std::function<std::unique_ptr<Device>(const DeviceContext&)>;

/// A kind of device, as a board names it: make<Mc68901>().
struct Chip {
  const DeviceInfo* info;
  MakeDevice make;
};
template <class T>
Chip make() {
  return {&T::kInfo, [](const DeviceContext& context) { return std::make_unique<T>(context); }};
}

struct Part {
  std::string_view name;  ///< as on the schematic: "mfp", "uart0"
  Chip chip;
  std::string_view clock = {};  ///< one of Board::clocks; empty: the first
  std::vector<At> at = {};
  std::vector<Wire> wires = {};
  std::string_view master = {};       ///< the space that it reaches as bus master; empty: none
  std::string_view peripherals = {};  ///< for a chip between two buses: the space of the chips that it serves
};

/// Names are literals: a board outlives nothing.
struct Board {
  std::string_view name, title, source;
  std::vector<Space> spaces;
  std::vector<Crystal> clocks;  ///< the first is the master, in whose ticks time is counted; none is faster
  std::vector<Ram> ram = {};
  std::vector<Rom> rom = {};
  std::vector<Alias> aliases = {};
  std::vector<Hole> holes = {};  ///< they lie below everything else
  std::vector<Part> parts;
  std::vector<std::string_view> pull_ups = {};  ///< pins that are high though nobody drives them
  std::vector<At> privileged = {};              ///< with `bytes`: for supervisors only
  std::vector<Wait> waits = {};
};

}  // namespace sosie
