#include "devices/video/shifter.h"

#include <algorithm>
#include <bit>
#include <cstring>

namespace sosie {

namespace {

constexpr i32 kGroupCycles = 16;
constexpr u32 kGroupBytes = 8;

static_assert(std::endian::native == std::endian::little, "eight pixels are moved as one little-endian number");

// kSpread[b] has bit 7 of b in its lowest byte, bit 0 in its highest: eight pixels of one plane.
constexpr std::array<u64, 256> make_spread() {
  std::array<u64, 256> table{};
  for (u32 byte = 0; byte < 256; ++byte) {
    for (u32 pixel = 0; pixel < 8; ++pixel) {
      if ((byte & 0x80u >> pixel) != 0) table[byte] |= u64{1} << (8 * pixel);
    }
  }
  return table;
}
constexpr std::array<u64, 256> kSpread = make_spread();

u64 four_planes(const u8* words) {
  return kSpread[words[0]] | kSpread[words[2]] << 1 | kSpread[words[4]] << 2 | kSpread[words[6]] << 3;
}
u64 two_planes(const u8* words) { return kSpread[words[0]] | kSpread[words[2]] << 1; }

// A line may end within a group. One that lacks its last word is shown, as Hatari does it, a shorter one is not.
using Group = std::array<u8, kGroupBytes>;
const u8* group_at(std::span<const u8> data, std::size_t at, Group& whole) {
  if (at + kGroupBytes <= data.size()) return &data[at];
  whole.fill(0);
  if (data.size() - at < kGroupBytes - 2) return whole.data();
  std::copy(data.begin() + static_cast<std::ptrdiff_t>(at), data.end(), whole.begin());
  return whole.data();
}

void put(u8* to, u64 eight) { std::memcpy(to, &eight, sizeof eight); }

void put_low(u8* to, const u8* group) {
  put(to, four_planes(group));
  put(to + 8, four_planes(group + 1));
}
void put_medium(u8* to, const u8* group) {
  put(to, two_planes(group));
  put(to + 8, two_planes(group + 1));
  put(to + 16, two_planes(group + 4));
  put(to + 24, two_planes(group + 5));
}

// Eight indices are loaded at a time.
void put_colours(const u8* indices, const std::array<u32, 16>& colours, std::span<u32> out) {
  u32* to = out.data();
  u32* const end = to + out.size();
  for (; end - to >= 8; indices += 8) {
    u64 eight;
    std::memcpy(&eight, indices, sizeof eight);
    for (u32 i = 0; i < 8; ++i, eight >>= 8) *to++ = colours[eight & 15];
  }
  while (to != end) *to++ = colours[*indices++];
}

}  // namespace

Shifter::Shifter(Model model) : model_(model) {}

void Shifter::record(u32 cycle, u8 what, u16 value) {
  if (change_count_ < kMaxChanges) changes_[change_count_++] = {static_cast<u16>(cycle), value, what};
}

void Shifter::set_colour(u32 cycle, u32 index, u16 colour) {
  const u16 kept = colour & (model_ == Model::kSt ? 0x777 : 0xfff);
  if (colours_[index] == kept) return;
  colours_[index] = kept;
  record(cycle, static_cast<u8>(index), kept);
}

void Shifter::set_resolution(u32 cycle, u8 resolution) {
  const u8 kept = resolution & 3;
  if (resolution_ == kept) return;
  resolution_ = kept;
  record(cycle, kResolutionChange, kept);
}

void Shifter::end_line() {
  if (change_count_ == 0) return;
  first_colours_ = colours_;
  update_rgb();
  first_resolution_ = resolution_;
  change_count_ = 0;
}

void Shifter::forget_rows() {
  for (Drawn& drawn : drawn_) drawn.known = false;
}

// Three bits a gun, or four where the STE's additional one, the least, is above the others. All bits of a gun are its
// full level: 7 on an ST, whose DAC has no more, but on an STE 7 without the fourth is a step less.
u32 Shifter::rgb(u16 colour) const {
  u32 result = 0;
  for (u32 shift = 8;; shift -= 4) {
    const u32 gun = static_cast<u32>(colour >> shift) & 0xf;
    const u32 level =
        model_ == Model::kSt ? (gun & 7) << 5 | (gun & 7) << 2 | (gun & 7) >> 1 : ((gun & 7) << 1 | gun >> 3) * 0x11;
    result = result << 8 | level;
    if (shift == 0) return result;
  }
}

void Shifter::update_rgb() {
  for (u32 i = 0; i < 16; ++i) first_rgb_[i] = rgb(first_colours_[i]);
}

bool Shifter::needs_two_pixels(const Line& line) const {
  if (line.begin == line.end) return false;
  if (const auto only = only_resolution(line)) return *only != kLow;
  const auto is_medium = [](const Change& change) {
    return change.what == kResolutionChange && change.value == kMedium;
  };
  return first_resolution_ == kMedium || std::any_of(changes_.begin(), changes_.begin() + change_count_, is_medium);
}

bool Shifter::same_as_last_time(u32 row, const Line& line, Window window, std::size_t width) {
  if (row >= drawn_.size()) drawn_.resize(row + 1);
  Drawn& drawn = drawn_[row];
  if (change_count_ != 0 || line.data.size() > kMaxData) {
    drawn.known = false;
    return false;
  }
  const bool same = drawn.known && drawn.begin == line.begin && drawn.end == line.end && drawn.width == width &&
                    drawn.first == window.first && drawn.scroll == line.scroll && drawn.resolution == resolution_ &&
                    drawn.bytes == line.data.size() && drawn.colours == colours_ &&
                    std::equal(line.data.begin(), line.data.end(), drawn.data.begin());
  if (same) return true;
  drawn.known = true;
  drawn.begin = static_cast<u16>(line.begin);
  drawn.end = static_cast<u16>(line.end);
  drawn.width = static_cast<u16>(width);
  drawn.first = static_cast<i16>(window.first);
  drawn.scroll = static_cast<u8>(line.scroll);
  drawn.resolution = resolution_;
  drawn.bytes = static_cast<u16>(line.data.size());
  drawn.colours = colours_;
  std::copy(line.data.begin(), line.data.end(), drawn.data.begin());
  return false;
}

void Shifter::draw(u32 row, const Line& line, Window window, std::span<u32> out) {
  if (same_as_last_time(row, line, window, out.size())) return;
  if (line.begin == line.end) return colour_columns(window, 1, {0, 0}, out);
  const std::optional<u8> only = only_resolution(line);
  const bool mixed = !only || (*only & kHigh) != 0;
  const u32 per_column = mixed || *only != kLow ? 2 : 1;
  const i32 scale = static_cast<i32>(per_column);
  std::fill_n(indices_.begin(), 2 * kMargin + std::size_t{window.columns} * per_column, u8{0});
  // Groups begin where display does; with fine scrolling the first one's left part is cut off.
  const i32 scrolled = static_cast<i32>(line.scroll * (mixed ? 2 : 1));
  const i32 begin = (static_cast<i32>(line.begin) - window.first) * scale, start = begin - scrolled;
  if (mixed) index_mixed(line, window, start);
  else index_whole_groups(line, start, per_column);
  if (line.scroll != 0) {
    const auto at = [&](i32 column) {
      return indices_.begin() +
             std::clamp<i32>(column + static_cast<i32>(kMargin), 0, static_cast<i32>(indices_.size()));
    };
    std::fill(at(begin - kGroupCycles * scale), at(begin), u8{0});
    std::fill(at((static_cast<i32>(line.end) - window.first) * scale), indices_.end(), u8{0});
  }
  const i32 groups = static_cast<i32>((line.data.size() + kGroupBytes - 1) / kGroupBytes);
  const auto column = [&](i32 index) {
    return static_cast<u32>(std::clamp(index / scale, 0, static_cast<i32>(window.columns)));
  };
  colour_columns(window, per_column, {column(start), column(start + groups * kGroupCycles * scale + scale - 1)}, out);
}

void Shifter::index_whole_groups(const Line& line, i32 start, u32 per_column) {
  const i32 step = kGroupCycles * static_cast<i32>(per_column);
  i32 to = start + static_cast<i32>(kMargin);
  for (std::size_t at = 0; at < line.data.size(); at += kGroupBytes, to += step) {
    if (to < 0) continue;
    if (to + step > static_cast<i32>(indices_.size())) return;
    Group whole;
    const u8* const group = group_at(line.data, at, whole);
    u8* const indices = &indices_[static_cast<std::size_t>(to)];
    if (per_column == 1) put_low(indices, group);
    else put_medium(indices, group);
  }
}

// The resolution of all that the line displays, if it is one.
std::optional<u8> Shifter::only_resolution(const Line& line) const {
  u8 resolution = first_resolution_;
  for (u32 i = 0; i < change_count_; ++i) {
    if (changes_[i].what != kResolutionChange) continue;
    const i32 seen_from = changes_[i].cycle - kDelay;
    if (seen_from >= static_cast<i32>(line.end)) break;
    if (seen_from > static_cast<i32>(line.begin) && changes_[i].value != resolution) return {};
    resolution = static_cast<u8>(changes_[i].value);
  }
  return resolution;
}

// Two pixels a column, each as the resolution of that moment reads the group. High resolution has four in the time of
// two: every other one is shown.
void Shifter::index_mixed(const Line& line, Window window, i32 start) {
  std::array<u8, 16> low;
  std::array<u8, 32> medium;
  i32 to = start;
  u8 resolution = first_resolution_;
  u32 next_change = 0;
  for (std::size_t at = 0; at < line.data.size(); at += kGroupBytes) {
    Group whole;
    const u8* const group = group_at(line.data, at, whole);
    put_low(low.data(), group);
    put_medium(medium.data(), group);
    for (u32 i = 0; i < 2 * kGroupCycles; ++i, ++to) {
      const i32 index = to + static_cast<i32>(kMargin);
      if (index < 0 || index >= static_cast<i32>(indices_.size())) continue;
      const i32 cycle = (to >> 1) + window.first + kDelay;
      for (; next_change < change_count_ && changes_[next_change].cycle <= cycle; ++next_change) {
        if (changes_[next_change].what == kResolutionChange) resolution = static_cast<u8>(changes_[next_change].value);
      }
      const u32 bit = 2 * i;  // of the group's 64
      u8& pixel = indices_[static_cast<std::size_t>(index)];
      if ((resolution & kHigh) != 0) pixel = static_cast<u8>(group[bit / 8] >> (7 - bit % 8) & 1);
      else pixel = resolution == kMedium ? medium[i] : low[i / 2];
    }
  }
}

void Shifter::colour_columns(Window window, u32 per_column, Columns display, std::span<u32> out) const {
  std::array<u32, 16> colours = first_rgb_;
  const u8* const indices = &indices_[kMargin];
  const u32 pixels_per_column = static_cast<u32>(out.size() / window.columns);
  u32 column = 0;
  const auto border_to = [&](u32 end) {
    if (column >= end) return;
    std::fill(out.begin() + column * pixels_per_column, out.begin() + end * pixels_per_column, colours[0]);
    column = end;
  };
  const auto display_to = [&](u32 end) {
    if (column >= end) return;
    const u32 from = column * pixels_per_column, to = end * pixels_per_column;
    if (pixels_per_column == per_column) {
      put_colours(indices + from, colours, out.subspan(from, to - from));
    } else if (pixels_per_column == 2) {
      for (u32 i = column; i < end; ++i) out[2 * i] = out[2 * i + 1] = colours[indices[i]];
    } else {
      for (u32 i = column; i < end; ++i) out[i] = colours[indices[2 * i]];
    }
    column = end;
  };
  const auto colour_to = [&](u32 end) {
    border_to(std::min(end, display.begin));
    display_to(std::min(end, display.end));
    border_to(end);
  };
  for (u32 i = 0; i < change_count_; ++i) {
    const Change& change = changes_[i];
    if (change.what == kResolutionChange) continue;
    const i32 at = change.cycle - kDelay - window.first;
    colour_to(std::max(column, static_cast<u32>(std::clamp<i32>(at, 0, static_cast<i32>(window.columns)))));
    colours[change.what] = rgb(change.value);
  }
  colour_to(window.columns);
}

void Shifter::draw_monochrome(u32 row, const Line& line, std::span<u32> out) {
  if (same_as_last_time(row, line, {0, 0}, out.size())) return;
  // The lowest bit of colour 0 says which is white: the ones or the zeros.
  const u32 zero = (first_colours_[0] & 1) != 0 ? 0xff'ffff : 0;
  for (std::size_t i = 0; i < line.data.size(); ++i) {
    const u8 byte = line.data[i];
    for (u32 pixel = 0; pixel < 8; ++pixel) {
      out[i * 8 + pixel] = zero ^ ((byte & 0x80u >> pixel) != 0 ? 0xff'ffffu : 0u);
    }
  }
}

void Shifter::serialize(Archive& archive) {
  archive.begin("shifter");
  archive("colours", colours_)("resolution", resolution_)("scroll", scroll_);
  archive("first_colours", first_colours_)("first_resolution", first_resolution_);
  archive("change_count", change_count_);
  if (archive.loading()) change_count_ = std::min(change_count_, kMaxChanges);
  for (u32 i = 0; i < change_count_; ++i) {
    Change& change = changes_[i];
    archive("cycle", change.cycle)("value", change.value)("what", change.what);
    if (change.what > kResolutionChange) change.what = kResolutionChange;
  }
  archive.end();
  if (!archive.loading()) return;
  forget_rows();
  update_rgb();
}

}  // namespace sosie
