#include "core/board/machine.h"

#include <fmt/format.h>

#include <algorithm>

namespace sosie {

namespace {

u64 master_hz(const Board& board) {
  if (board.clocks.empty()) throw BoardError(fmt::format("{}: there is no clock", board.name));
  const Crystal& master = board.clocks.front();
  if (master.hz_num == 0 || master.hz_den != 1) {
    throw BoardError(fmt::format("{}: clock {} is the master, so it has to be whole Hz", board.name, master.name));
  }
  return master.hz_num;
}

/// The parts of the table have names of their own.
template <class Rows>
void no_name_twice(const Rows& rows, std::string_view what) {
  for (auto row = rows.begin(); row != rows.end(); ++row) {
    if (row->name.empty()) throw BoardError(fmt::format("a {} has no name", what));
    const auto same = [&](const auto& other) { return other.name == row->name; };
    if (std::any_of(row + 1, rows.end(), same)) throw BoardError(fmt::format("{} {} is there twice", what, row->name));
  }
}

/// Parts that are at the same addresses: only one of them would answer.
void no_overlaps(const std::vector<AddressSpace::Range>& taken, const AddressSpace::Range& range) {
  for (const auto& other : taken) {
    if (range.begin < other.end && other.begin < range.end) {
      throw BoardError(
          fmt::format("{} at {:#x} overlaps {} at {:#x}", range.name, range.begin, other.name, other.begin));
    }
  }
}

}  // namespace

Machine::Machine(const Board& board, const Images& images)
    : board_name_(board.name),
      scheduler_(master_hz(board)),
      wiring_(scheduler_, [this](std::string_view name) { return find_device(name); }) {
  try {
    no_name_twice(board.parts, "part");
    make_clocks(board);
    make_spaces(board);
    map_memory(board, images);
    for (const Part& part : board.parts) make_part(part);
    for (const Part& part : board.parts) map_part(part);
    cover(board);
    for (const Part& part : board.parts) {
      for (const Wire& wire : part.wires) wiring_.join(part.name, device(part.name), wire);
    }
    for (const std::string_view pin : board.pull_ups) wiring_.pull_up(pin);
  } catch (const BoardError& error) {
    throw BoardError(fmt::format("{}: {}", board.name, error.what()));
  }
  wiring_.power();
  reset();
}

void Machine::make_clocks(const Board& board) {
  no_name_twice(board.clocks, "clock");
  for (const Crystal& crystal : board.clocks) {
    if (crystal.hz_num == 0 || crystal.hz_den == 0)
      throw BoardError(fmt::format("clock {} stands still", crystal.name));
    if (crystal.hz_num / crystal.hz_den > scheduler_.master_hz() ||
        crystal.hz_num > scheduler_.master_hz() * crystal.hz_den) {
      throw BoardError(fmt::format("clock {} is faster than {}, the first one", crystal.name, board.clocks[0].name));
    }
    clocks_.push_back({std::string(crystal.name), std::make_unique<Clock>(scheduler_, crystal.hz_num, crystal.hz_den)});
  }
}

void Machine::make_spaces(const Board& board) {
  no_name_twice(board.spaces, "space");
  for (const Space& space : board.spaces) {
    if (space.address_bits < AddressSpace::kPageBits || space.address_bits > 63) {
      throw BoardError(fmt::format("space {} has {} address bits, which is not from {} to 63", space.name,
                                   space.address_bits, AddressSpace::kPageBits));
    }
    spaces_.push_back(std::make_unique<AddressSpace>(space.name, space.address_bits, space.unmapped, space.order));
  }
}

AddressSpace& Machine::place(const At& at, u64 bytes, std::string_view what) {
  AddressSpace* const space = find_space(at.space);
  if (space == nullptr) throw BoardError(fmt::format("{} is in {}, but there is no such space", what, at.space));
  const u64 size = u64{1} << space->address_bits();
  if (bytes == 0) throw BoardError(fmt::format("{} at {:#x} has no size", what, at.base));
  if (at.base >= size || bytes > size - at.base) {
    throw BoardError(
        fmt::format("{} at {:#x} ends beyond the {} bits of {}", what, at.base, space->address_bits(), at.space));
  }
  return *space;
}

void Machine::map_memory(const Board& board, const Images& images) {
  no_name_twice(board.ram, "RAM");
  no_name_twice(board.rom, "ROM");
  for (const Hole& hole : board.holes) {
    place(hole.at, hole.at.bytes, hole.name).map_nothing(hole.name, hole.at.base, hole.at.bytes, hole.unmapped);
  }
  for (const Ram& ram : board.ram) place(ram.at, ram.at.bytes, ram.name).map_ram(ram.name, ram.at.base, ram.at.bytes);
  for (const Rom& rom : board.rom) {
    AddressSpace& space = place(rom.at, rom.at.bytes, rom.name);
    const auto image = images.find(rom.name);
    if (image == images.end()) throw BoardError(fmt::format("there is no image for {}", rom.name));
    if (image->second.size() != rom.at.bytes) {
      throw BoardError(
          fmt::format("the image for {} has {} bytes, not {}", rom.name, image->second.size(), rom.at.bytes));
    }
    space.map_rom(rom.name, rom.at.base, image->second, rom.writes);
  }
  for (const Alias& alias : board.aliases) {
    AddressSpace& space = place(alias.at, alias.at.bytes, alias.name);
    if (!space.is_memory(alias.of, alias.at.bytes)) {
      throw BoardError(
          fmt::format("{} is a second view of {:#x}, where there is no such memory", alias.name, alias.of));
    }
    space.map_alias(alias.name, alias.at.base, alias.of, alias.at.bytes);
  }
}

void Machine::make_part(const Part& part) {
  const Clock* const clock = part.clock.empty() ? clocks_.front().clock.get() : find_clock(part.clock);
  if (clock == nullptr)
    throw BoardError(fmt::format("{} runs at {}, but there is no such clock", part.name, part.clock));
  const auto mastered = [&](std::string_view name) {
    AddressSpace* const space = name.empty() ? nullptr : find_space(name);
    if (space == nullptr && !name.empty()) {
      throw BoardError(fmt::format("{} is master of {}, but there is no such space", part.name, name));
    }
    return space;
  };
  devices_.push_back({std::string(part.name), part.chip.make({part.name, *clock, scheduler_, mastered(part.master),
                                                              mastered(part.peripherals)})});
}

void Machine::map_part(const Part& part) {
  if (part.at.empty()) return;
  Mmio* const registers = dynamic_cast<Mmio*>(&device(part.name));
  if (registers == nullptr) {
    throw BoardError(fmt::format("{} has an address, but a {} has no registers", part.name, part.chip.info->part));
  }
  for (const At& at : part.at) {
    if (at.offset >= registers->size()) {
      throw BoardError(fmt::format("{} begins at offset {:#x} of {:#x}", part.name, at.offset, registers->size()));
    }
    const u64 bytes = at.bytes > 0 ? at.bytes : (registers->size() - at.offset) * (at.lane == Lane::kAll ? 1 : 2);
    AddressSpace& space = place(at, bytes, part.name);
    const AddressSpace::Range range{at.base, at.base + bytes, std::string(part.name)};
    no_overlaps(space.devices(), range);
    space.map(part.name, *registers,
              {.base = at.base, .bytes = bytes, .offset = at.offset, .lane = at.lane, .other_lane = at.other_lane});
  }
}

void Machine::cover(const Board& board) {
  for (const At& at : board.privileged) place(at, at.bytes, "a privileged range").protect(at.base, at.bytes);
  for (const Wait& wait : board.waits) {
    if (wait.rule.slot_ticks == 0) throw BoardError(fmt::format("the slots at {:#x} have no length", wait.at.base));
    place(wait.at, wait.at.bytes, "a wait rule").set_wait(wait.at.base, wait.at.bytes, wait.rule);
  }
}

const Clock* Machine::find_clock(std::string_view name) const {
  const auto found =
      std::find_if(clocks_.begin(), clocks_.end(), [&](const auto& clock) { return clock.name == name; });
  return found == clocks_.end() ? nullptr : found->clock.get();
}

AddressSpace* Machine::find_space(std::string_view name) const {
  const auto found =
      std::find_if(spaces_.begin(), spaces_.end(), [&](const auto& space) { return space->name() == name; });
  return found == spaces_.end() ? nullptr : found->get();
}

Device* Machine::find_device(std::string_view name) const {
  const auto found =
      std::find_if(devices_.begin(), devices_.end(), [&](const auto& part) { return part.name == name; });
  return found == devices_.end() ? nullptr : found->device.get();
}

const Clock& Machine::clock(std::string_view name) const {
  if (const Clock* const found = find_clock(name)) return *found;
  throw BoardError(fmt::format("{}: there is no clock {}", board_name_, name));
}

AddressSpace& Machine::space(std::string_view name) {
  if (AddressSpace* const found = find_space(name)) return *found;
  throw BoardError(fmt::format("{}: there is no space {}", board_name_, name));
}

Device& Machine::device(std::string_view name) {
  if (Device* const found = find_device(name)) return *found;
  throw BoardError(fmt::format("{}: there is no part {}", board_name_, name));
}

void Machine::reset() {
  for (const NamedDevice& part : devices_) part.device->reset();
}

void Machine::reset_all_but(const Device& device) {
  for (const NamedDevice& part : devices_) {
    if (part.device.get() != &device) part.device->reset();
  }
}

void Machine::serialize(Archive& archive) {
  archive.begin(board_name_);
  scheduler_.serialize(archive);
  for (const NamedDevice& part : devices_) {
    archive.begin(part.name);
    part.device->serialize(archive);
    archive.end();
  }
  for (const auto& space : spaces_) space->serialize(archive);
  archive.end();
  if (archive.loading()) wiring_.adopt();
}

}  // namespace sosie
