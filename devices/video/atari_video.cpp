#include "devices/video/atari_video.h"

#include <algorithm>

namespace sosie {

namespace {

// Registers, as offsets.
constexpr u64 kBaseHigh = 0x01, kBaseMid = 0x03, kCounterHigh = 0x05, kCounterMid = 0x07, kCounterLow = 0x09;
constexpr u64 kSync = 0x0a, kBaseLow = 0x0d, kLineOffset = 0x0f;
constexpr u64 kPalette = 0x40, kPaletteEnd = 0x60, kResolution = 0x60;
constexpr u64 kScroll = 0x64, kScrollPrefetch = 0x65;

constexpr u32 kAddressMask = 0x3f'fffe;  // the MMU's: 4 MB, words
constexpr u32 kBorderColumns = 48, kBorderRows = 29;

// The left edge of the picture, in display-enable cycles, and its first line.
constexpr i32 k50HzColumn = 56 - kBorderColumns, k60HzColumn = 52 - kBorderColumns;
constexpr u32 k50HzLine = 34, k60HzLine = 5, k71HzLine = 34;
// From here on the vertical blank hides what an open lower border would show.
constexpr u32 k50HzBlank = 307, k60HzBlank = 257;

// What a processor reads of the counter at the end of its bus cycle is so old. Programs that synchronize with it and
// then open borders depend on it; Hatari's pictures decide.
constexpr u32 kCounterLag = 8;

// What is wired to `de` sees display begin and end so much later than the MMU: 24 cycles by what a timer B counts in
// Hatari, whose author measured a real ST, and the cycle in which the GLUE acts.
constexpr u32 kEnableLag = 25;

// A word is fetched every four cycles; one that has begun is fetched.
u32 words_of(const GlueTiming::Plan& plan) { return (plan.display_end - plan.display_begin + 3) / 4; }

}  // namespace

AtariVideo::AtariVideo(const DeviceContext& context, Model model)
    : model_(model),
      clock_(context.clock),
      memory_(context.master),
      event_(context.scheduler, "event", [this](Ticks due) { next_event(due); }),
      timing_(model == Model::kSt ? GlueTiming::Model::kSt : GlueTiming::Model::kSte),
      shifter_(model == Model::kSt ? Shifter::Model::kSt : Shifter::Model::kSte),
      line_began_(context.clock.now()) {
  begin_picture();
  plan_line();
  arm_next();
}

Chip AtariVideo::ste() {
  return {&kInfo, [](const DeviceContext& context) { return std::make_unique<AtariVideo>(context, Model::kSte); }};
}

IrqLine* AtariVideo::output(std::string_view pin) {
  if (pin == "hbl") return &hbl_;
  if (pin == "vbl") return &vbl_;
  if (pin == "de") return &de_;
  return nullptr;
}

// The counters go on; the registers that the reset line reaches are those of the GLUE and the Shifter's resolution.
void AtariVideo::reset() {
  write_byte(kSync, 0);
  write_byte(kResolution, 0);
  base_ = 0;
  line_offset_ = 0;
  shifter_.set_scroll(0);
}

// --- registers ---

u32 AtariVideo::counter() const {
  const u32 now = cycle() > kCounterLag ? cycle() - kCounterLag : 0;
  if (now <= plan_.display_begin) return line_address_;
  const u32 words = now < plan_.display_end ? (now - plan_.display_begin) / 4 : words_of(plan_);
  return (line_address_ + 2 * words) & kAddressMask;
}

u8 AtariVideo::read_byte(u64 offset) const {
  if (offset >= kPalette && offset < kPaletteEnd) {
    const u16 colour = shifter_.colour(static_cast<u32>(offset - kPalette) / 2);
    return static_cast<u8>(offset % 2 == 0 ? colour >> 8 : colour);
  }
  switch (offset) {
    case kBaseHigh: return static_cast<u8>(base_ >> 16);
    case kBaseMid: return static_cast<u8>(base_ >> 8);
    case kCounterHigh: return static_cast<u8>(counter() >> 16);
    case kCounterMid: return static_cast<u8>(counter() >> 8);
    case kCounterLow: return static_cast<u8>(counter());
    case kSync: return static_cast<u8>(sync_ | 0xfc);
    case kResolution: return static_cast<u8>(shifter_.resolution() | 0xfc);
    default: break;
  }
  if (model_ == Model::kSt) return 0xff;
  switch (offset) {
    case kBaseLow: return static_cast<u8>(base_);
    case kLineOffset: return line_offset_;
    case kScroll: return 0;
    case kScrollPrefetch: return shifter_.scroll();
    default: return 0xff;
  }
}

u64 AtariVideo::read(u64 offset, unsigned bytes) {
  u64 value = 0;
  for (unsigned i = 0; i < bytes; ++i) value = value << 8 | read_byte(offset + i);
  return value;
}

std::optional<u64> AtariVideo::peek(u64 offset, unsigned bytes) const {
  u64 value = 0;
  for (unsigned i = 0; i < bytes; ++i) value = value << 8 | read_byte(offset + i);
  return value;
}

// STE. What a line has fetched so far stays as it is; from here on the counter has the new value.
void AtariVideo::write_counter(u32 shift, u8 value) {
  const u32 old = counter();
  const u32 changed = ((old & ~(0xffu << shift)) | u32{value} << shift) & kAddressMask;
  line_address_ = (line_address_ + changed - old) & kAddressMask;
}

void AtariVideo::write_byte(u64 offset, u8 value) {
  switch (offset) {
    case kBaseHigh: base_ = (base_ & 0x00ffff) | (value & 0x3fu) << 16; break;
    case kBaseMid: base_ = (base_ & 0xff00ff) | u32{value} << 8; break;
    case kSync:
      sync_ = value & 3;
      timing_.set_50_hz(cycle(), (value & 2) != 0);
      plan_anew();
      break;
    case kResolution:
      timing_.set_resolution(cycle(), value & 3);
      shifter_.set_resolution(cycle(), value);
      plan_anew();
      break;
    default: break;
  }
  if (model_ == Model::kSt) return;
  switch (offset) {
    // On the STE the base's low byte is cleared with the others, so that ST programs work.
    case kBaseHigh:
    case kBaseMid: base_ &= 0xffff00; break;
    case kBaseLow: base_ = (base_ & 0xffff00) | (value & 0xfeu); break;
    case kCounterHigh: write_counter(16, value); break;
    case kCounterMid: write_counter(8, value); break;
    case kCounterLow: write_counter(0, value); break;
    case kLineOffset: line_offset_ = value; break;
    case kScroll:
    case kScrollPrefetch:
      shifter_.set_scroll(value & 0xf);
      prefetch_ = offset == kScrollPrefetch;
      break;
    default: break;
  }
}

void AtariVideo::write(u64 offset, unsigned bytes, u64 value) {
  if (offset >= kPalette && offset < kPaletteEnd) {
    // A byte is on both halves of the bus, and the Shifter takes them both.
    if (bytes == 1) value = value << 8 | value;
    for (unsigned i = 0; i < std::max(bytes, 2u); i += 2) {
      const u32 index = static_cast<u32>(offset - kPalette + i) / 2 % 16;
      shifter_.set_colour(cycle(), index, static_cast<u16>(value >> (8 * (std::max(bytes, 2u) - 2 - i))));
    }
    return;
  }
  for (unsigned i = 0; i < bytes; ++i) write_byte(offset + i, static_cast<u8>(value >> (8 * (bytes - 1 - i))));
}

// --- time ---

void AtariVideo::plan_line() {
  if (plan_kind_ == timing_.kind_of_line()) return;
  plan_ = timing_.plan();
  plan_kind_ = timing_.kind_of_line();
}

// A register was written: the rest of the line may be another.
void AtariVideo::plan_anew() {
  plan_ = timing_.plan();
  plan_kind_ = ~0u;
  de_.set(enabled_at(cycle()));
  arm_next();
}

bool AtariVideo::enabled_at(u32 cycle) const {
  return cycle >= plan_.display_begin + kEnableLag && cycle < plan_.display_end + kEnableLag;
}

void AtariVideo::arm_next() {
  const u32 now = cycle();
  u32 next = plan_.line_end;
  if (plan_.display_begin != plan_.display_end) {
    const u32 begin = plan_.display_begin + kEnableLag, end = plan_.display_end + kEnableLag;
    if (now < begin) next = std::min(next, begin);
    else if (now < end) next = std::min(next, end);
  }
  if (timing_.line() == 0 && now < GlueTiming::kVblCycle) next = std::min(next, GlueTiming::kVblCycle);
  event_.arm(clock_.begin_of(line_began_ + next));
}

void AtariVideo::next_event(Ticks due) {
  const u32 now = static_cast<u32>(clock_.cycle_at(due) - line_began_);
  if (now >= plan_.line_end) {
    end_line();
  } else if (timing_.line() == 0 && now == GlueTiming::kVblCycle) {
    vbl_.set(true);
    vbl_.set(false);
  } else {
    de_.set(enabled_at(now));
  }
  arm_next();
}

/// What fine scrolling fetches before a line: a word of each plane.
u32 AtariVideo::prefetched_bytes() const {
  if (model_ != Model::kSte || shifter_.scroll() == 0 || !prefetch_) return 0;
  switch (shifter_.resolution()) {
    case Shifter::kLow: return 8;
    case Shifter::kMedium: return 4;
    default: return 2;
  }
}

void AtariVideo::end_line() {
  const bool shows = plan_.display_begin != plan_.display_end;
  if (display_ != nullptr) draw_line(shown_line());
  shifter_.end_line();
  if (shows) {
    const u32 bytes = 2 * (words_of(plan_) + line_offset_) + prefetched_bytes();
    line_address_ = (line_address_ + bytes) & kAddressMask;
  }
  de_.set(false);
  line_began_ += plan_.line_end;
  const bool picture_is_over = timing_.next_line();
  plan_line();
  if (timing_.reloads_counter()) line_address_ = base_;
  hbl_.set(true);
  hbl_.set(false);
  if (!picture_is_over) return;
  show();
  begin_picture();
}

// --- drawing ---

Shifter::Line AtariVideo::shown_line() {
  Shifter::Line line{plan_.display_begin, plan_.display_end, 0, {}};
  if (line.begin == line.end) return line;
  line.scroll = shifter_.scroll();
  line.data = fetched(2 * words_of(plan_) + prefetched_bytes());
  return line;
}

std::span<const u8> AtariVideo::fetched(u32 bytes) {
  if (memory_ == nullptr) return {};
  const std::span<const u8> whole = memory_->ram(line_address_, bytes);
  if (!whole.empty()) return whole;
  // Over the end of memory: word by word, ones where nothing is.
  line_bytes_.assign(bytes, 0xff);
  for (u32 i = 0; i < bytes; i += 2) {
    const std::span<const u8> word = memory_->ram((line_address_ + i) & kAddressMask, 2);
    std::copy(word.begin(), word.end(), line_bytes_.begin() + i);
  }
  return line_bytes_;
}

void AtariVideo::begin_picture() {
  const GlueTiming::Frequency frequency = timing_.frequency();
  const bool mono = frequency == GlueTiming::Frequency::k71Hz;
  const bool is_50 = frequency == GlueTiming::Frequency::k50Hz;
  const u32 first_line = mono ? k71HzLine : is_50 ? k50HzLine : k60HzLine;
  // What needed two pixels a column will probably need them again.
  if (mono != mono_ || first_line != first_line_ || wide_ != was_wide_) shifter_.forget_rows();
  wide_ = was_wide_ && !mono;
  was_wide_ = false;
  mono_ = mono;
  first_line_ = first_line;
  first_column_ = is_50 ? k50HzColumn : k60HzColumn;
  rows_drawn_ = 0;
  if (display_ != nullptr) pixels_.resize(mono ? kMonoWidth * kMonoHeight : kColumns * (wide_ ? 2 : 1) * kRows);
}

void AtariVideo::draw_line(const Shifter::Line& line) {
  if (timing_.line() < first_line_) return;
  const u32 row = timing_.line() - first_line_;
  if (row >= (mono_ ? kMonoHeight : kRows)) return;
  const bool blank = timing_.line() >= (first_line_ == k50HzLine ? k50HzBlank : k60HzBlank);
  if (!mono_ && !blank && shifter_.needs_two_pixels(line)) {
    if (!wide_) widen();
    was_wide_ = true;
  }
  draw_row(row, blank && !mono_ ? Shifter::Line{} : line);
  rows_drawn_ = row + 1;
}

void AtariVideo::draw_row(u32 row, const Shifter::Line& line) {
  if (!mono_) {
    const u32 width = kColumns * (wide_ ? 2 : 1);
    shifter_.draw(row, line, {first_column_, kColumns}, std::span(pixels_).subspan(std::size_t{row} * width, width));
    return;
  }
  const std::span<u32> out = std::span(pixels_).subspan(std::size_t{row} * kMonoWidth, kMonoWidth);
  if (line.data.size() * 8 == kMonoWidth) shifter_.draw_monochrome(row, line, out);
}

// Medium resolution begins in the middle of a picture that was narrow so far.
void AtariVideo::widen() {
  std::vector<u32> wide(std::size_t{2} * kColumns * kRows);
  for (std::size_t i = 0; i < std::size_t{rows_drawn_} * kColumns; ++i) wide[2 * i] = wide[2 * i + 1] = pixels_[i];
  pixels_ = std::move(wide);
  shifter_.forget_rows();
  wide_ = true;
}

void AtariVideo::show() {
  ++pictures_;
  if (display_ == nullptr) return;
  if (mono_) {
    display_->show({pixels_, kMonoWidth, kMonoHeight, 1, 1, pictures_});
    return;
  }
  const u16 width = static_cast<u16>(kColumns * (wide_ ? 2 : 1));
  // A 60 Hz picture has fewer lines; its border goes on.
  if (rows_drawn_ > 0 && rows_drawn_ < kRows) {
    const auto end = pixels_.begin() + std::ptrdiff_t{rows_drawn_} * width;
    std::fill(end, pixels_.end(), *(end - 1));
  }
  const u16 per_column = wide_ ? 2 : 1;
  const Area inside{static_cast<u16>(kBorderColumns * per_column), kBorderRows, static_cast<u16>(320 * per_column),
                    200};
  display_->show({pixels_, width, kRows, 1, per_column, pictures_, inside});
}

void AtariVideo::set_display(Display* display) {
  display_ = display;
  shifter_.forget_rows();
  if (display_ != nullptr) pixels_.resize(mono_ ? kMonoWidth * kMonoHeight : kColumns * (wide_ ? 2 : 1) * kRows);
}

void AtariVideo::serialize(Archive& archive) {
  archive("line_began", line_began_)("base", base_)("line_address", line_address_)("sync", sync_);
  archive("line_offset", line_offset_)("prefetch", prefetch_)("pictures", pictures_);
  timing_.serialize(archive);
  shifter_.serialize(archive);
  hbl_.serialize(archive, "hbl");
  vbl_.serialize(archive, "vbl");
  de_.serialize(archive, "de");
  event_.serialize(archive);
  if (archive.loading()) {
    // The rest of this picture is drawn in the next one's shape.
    was_wide_ = wide_;
    begin_picture();
    plan_ = timing_.plan();
    plan_kind_ = ~0u;
  }
}

}  // namespace sosie
