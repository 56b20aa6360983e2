#include "core/board/describe.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/board/machine.h"
#include "core/board/wiring.h"

namespace sosie {

namespace {

using Row = std::vector<std::string>;

/// A Markdown table whose columns are aligned.
std::string table(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths(rows.front().size(), 3);
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  const auto line = [&](const Row& row, char fill) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += fmt::format("| {}{} ", row[i], std::string(widths[i] - row[i].size(), fill));
    }
    text += "|\n";
  };
  line(rows.front(), ' ');
  line(Row(rows.front().size()), '-');
  for (auto row = rows.begin() + 1; row != rows.end(); ++row) line(*row, ' ');
  return text;
}

std::string megahertz(const Crystal& crystal) {
  return fmt::format("{:.6f} MHz", static_cast<f64>(crystal.hz_num) / static_cast<f64>(crystal.hz_den) / 1e6);
}

std::string_view text_of(Unmapped unmapped) {
  return unmapped == Unmapped::kBusError ? "a bus error" : "ones, and writes are lost";
}

std::string clocks(const Board& board) {
  std::vector<Row> rows = {{"Clock", "Frequency"}};
  for (const Crystal& crystal : board.clocks) rows.push_back({std::string(crystal.name), megahertz(crystal)});
  return table(rows);
}

std::string spaces_of(const Part& part) {
  return std::string(part.master) + (part.peripherals.empty() ? "" : ", ") + std::string(part.peripherals);
}

std::string parts(const Board& board) {
  std::vector<Row> rows = {{"Part", "Chip", "What it is", "Clock", "Bus master of", "Source"}};
  for (const Part& part : board.parts) {
    const DeviceInfo& info = *part.chip.info;
    const std::string_view clock = part.clock.empty() ? board.clocks.front().name : part.clock;
    rows.push_back({std::string(part.name), std::string(info.part), std::string(info.title), std::string(clock),
                    spaces_of(part), std::string(info.source)});
  }
  return table(rows);
}

std::string hex(const AddressSpace& space, u64 address) {
  return fmt::format("{:0{}x}", address, (space.address_bits() + 3) / 4);
}

std::string addresses(const Board& board, const AddressSpace& space) {
  std::vector<Row> rows = {{"From", "To", "What"}};
  for (const auto& range : space.flat())
    rows.push_back({hex(space, range.begin), hex(space, range.end - 1), range.name});
  std::string text = table(rows);
  const auto in_space = [&](const At& at) { return at.space == space.name(); };
  const auto range = [&](const At& at) { return hex(space, at.base) + "–" + hex(space, at.base + at.bytes - 1); };
  std::string notes;
  for (const Hole& hole : board.holes) {
    if (in_space(hole.at))
      notes += fmt::format("- {}: what nobody answers there is {}.\n", range(hole.at), text_of(hole.unmapped));
  }
  for (const At& at : board.privileged) {
    if (in_space(at)) notes += fmt::format("- {}: for supervisors only.\n", range(at));
  }
  for (const Wait& wait : board.waits) {
    if (!in_space(wait.at)) continue;
    notes += fmt::format("- {}: an access waits for a tick that {} divides", range(wait.at), wait.rule.slot_ticks);
    notes += wait.rule.extra_ticks > 0 ? fmt::format(", then {} more.\n", wait.rule.extra_ticks) : ".\n";
  }
  return notes.empty() ? text : text + "\n" + notes;
}

std::string wires(const Board& board) {
  std::vector<Row> rows = {{"From", "To", "Polarity"}};
  for (const Part& part : board.parts) {
    for (const Wire& wire : part.wires) {
      const bool inverted = wire.to.starts_with('!');
      rows.push_back({fmt::format("{}.{}", part.name, wire.pin), std::string(wire.to.substr(inverted ? 1 : 0)),
                      inverted ? "low while active" : ""});
    }
  }
  for (const std::string_view pin : board.pull_ups) rows.push_back({"(pull-up)", std::string(pin), ""});
  return table(rows);
}

/// Images that only have the right sizes, so that the board can be built and looked at.
Machine::Images blank_images(const Board& board) {
  Machine::Images images;
  for (const Rom& rom : board.rom) images.emplace(rom.name, std::vector<u8>(rom.at.bytes));
  return images;
}

}  // namespace

std::string describe(const Board& board) {
  const Machine machine(board, blank_images(board));
  std::string text = fmt::format("# {}\n\n{}\n", board.title, board.source);
  text += fmt::format("\n## Clocks\n\nTime is counted in ticks of {}.\n\n{}", board.clocks.front().name, clocks(board));
  text += "\n## Parts\n\n" + parts(board);
  for (std::size_t i = 0; i < board.spaces.size(); ++i) {
    const Space& space = board.spaces[i];
    text += fmt::format("\n## Addresses: {}\n\n{} bits, {} byte first; where nobody answers, {}.\n\n", space.name,
                        space.address_bits, space.order == ByteOrder::kBig ? "high" : "low", text_of(space.unmapped));
    text += addresses(board, *machine.spaces()[i]);
  }
  text += "\n## Wires\n\n" + wires(board);
  return text;
}

}  // namespace sosie
