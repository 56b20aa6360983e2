#include "devices/glue/glue_timing.h"

namespace sosie {

/// What is looked at when the counter arrives somewhere.
enum class GlueTiming::Look : u8 {
  kBegin71,
  kUnblank60,
  kUnblank50,
  kBegin60,
  kIsLong,  ///< 512 cycles rather than 508
  kBegin50,
  kEnd71,
  kIsMono,  ///< 224 cycles
  kEnd60,
  kEnd50,
  kSyncShort,  ///< horizontal sync ends whatever is still displayed
  kSyncLong,
  kEndSyncShort,
  kEndSyncLong,
  kVertical,
};

namespace {

// Lines on which display begins and ends, and the one on which vertical sync begins; it ends the picture.
struct Lines {
  u32 begin, end, sync, picture;
};
constexpr Lines k60HzLines{34, 234, 260, 263}, k50HzLines{63, 263, 310, 313}, k71HzLines{34, 434, 498, 501};

// Where display begins. The STE looks sixteen cycles earlier, for the sake of fine scrolling.
constexpr u32 kFirst71 = 4, kFirst60 = 52, kFirst50 = 56;
// Where sync ends it, if nothing else did.
constexpr u32 kLastShort = 458, kLastLong = 462;

}  // namespace

constexpr std::array<GlueTiming::Count, 15> GlueTiming::counts(Model model) {
  const bool ste = model == Model::kSte;
  return {{{4, Look::kBegin71},
           {24, Look::kUnblank60},
           {28, Look::kUnblank50},
           {ste ? 36u : 52u, Look::kBegin60},
           {ste ? 40u : 54u, ste ? Look::kBegin50 : Look::kIsLong},
           {56, ste ? Look::kIsLong : Look::kBegin50},
           {164, Look::kEnd71},
           {220, Look::kIsMono},
           {372, Look::kEnd60},
           {376, Look::kEnd50},
           {ste ? 456u : 458u, Look::kSyncShort},
           {ste ? 460u : 462u, Look::kSyncLong},
           {ste ? 498u : 500u, Look::kEndSyncShort},
           {ste ? 500u : 502u, Look::kVertical},
           {ste ? 502u : 504u, Look::kEndSyncLong}}};
}

std::span<const GlueTiming::Count> GlueTiming::table() const {
  static constexpr auto kSt = counts(Model::kSt), kSte = counts(Model::kSte);
  return model_ == Model::kSt ? kSt : kSte;
}

GlueTiming::Frequency GlueTiming::frequency() const {
  if ((resolution_ & 2) != 0) return Frequency::k71Hz;
  return is_50_hz_ ? Frequency::k50Hz : Frequency::k60Hz;
}

void GlueTiming::set_resolution(u32 cycle, u8 resolution) {
  run_to(cycle);
  resolution_ = resolution;
}

void GlueTiming::set_50_hz(u32 cycle, bool is_50_hz) {
  run_to(cycle);
  is_50_hz_ = is_50_hz;
}

void GlueTiming::set_horizontal(u32 cycle, bool on) {
  if (horizontal_ == on) return;
  horizontal_ = on;
  if (!vertical_) return;
  if (on) begin_ = cycle;
  else end_ = cycle;
}

// The counts are those of the line at whose end this is: it decides on the next one.
void GlueTiming::look_vertically() {
  const Frequency now = frequency();
  const Lines& lines = now == Frequency::k50Hz ? k50HzLines : now == Frequency::k60Hz ? k60HzLines : k71HzLines;
  const u32 next = line_ + 1;
  if (next == lines.begin) vertical_ = true;
  if (next == lines.end || next == lines.sync) vertical_ = false;
  if (next == lines.sync) last_line_ = lines.picture - 1;
}

void GlueTiming::look(const Count& count) {
  const Frequency now = frequency();
  const bool is_71 = now == Frequency::k71Hz, is_60 = now == Frequency::k60Hz, is_50 = now == Frequency::k50Hz;
  switch (count.look) {
    case Look::kBegin71:
      if (is_71 && !sync_) set_horizontal(kFirst71, true);
      break;
    case Look::kUnblank60:
      if (is_60) blank_ = false;
      break;
    case Look::kUnblank50:
      if (is_50) blank_ = false;
      break;
    case Look::kBegin60:
      if (is_60 && !blank_ && !sync_) set_horizontal(kFirst60, true);
      break;
    case Look::kIsLong:
      if (!is_71) long_line_ = is_50;  // in high resolution it stays as it was
      break;
    case Look::kBegin50:
      if (is_50 && !blank_ && !sync_) set_horizontal(kFirst50, true);
      break;
    case Look::kEnd71:
      if (is_71) set_horizontal(count.cycle, false);
      break;
    case Look::kIsMono:
      mono_line_ = is_71;
      if (is_71) look_vertically();
      break;
    case Look::kEnd60:
      if (is_60) set_horizontal(count.cycle, false);
      break;
    case Look::kEnd50:
      if (is_50) set_horizontal(count.cycle, false);
      break;
    case Look::kSyncShort:
      if (!long_line_) set_horizontal(kLastShort, false);
      break;
    case Look::kSyncLong: set_horizontal(kLastLong, false); break;
    case Look::kEndSyncShort:
      if (!long_line_) sync_ = is_71;
      break;
    case Look::kEndSyncLong:
      if (long_line_) sync_ = is_71;
      break;
    case Look::kVertical: look_vertically(); break;
  }
}

void GlueTiming::run_to(u32 cycle) {
  const std::span<const Count> counts = table();
  while (!mono_line_ && next_ < counts.size() && counts[next_].cycle < cycle) look(counts[next_++]);
}

GlueTiming::Plan GlueTiming::plan() const {
  GlueTiming future = *this;
  future.run_to(kUnended);
  const u32 line_end = future.mono_line_ ? 224 : future.long_line_ ? 512 : 508;
  // A line whose end of display was missed, and its sync too, shows data to its last cycle.
  const bool unended = future.horizontal_ && future.end_ < future.begin_;
  return {future.begin_, unended ? line_end : future.end_, line_end};
}

GlueTiming::Remains GlueTiming::remains_of(Model model, Frequency frequency, bool long_line, bool sync) {
  GlueTiming line(model);
  line.is_50_hz_ = frequency == Frequency::k50Hz;
  line.resolution_ = frequency == Frequency::k71Hz ? 2 : 0;
  line.long_line_ = long_line;
  line.sync_ = sync;
  line.run_to(kUnended);
  return {line.long_line_, line.mono_line_, line.sync_};
}

const GlueTiming::Remains& GlueTiming::remains() const {
  static constexpr u32 kKinds = 12;
  const auto all_of = [](Model model) {
    std::array<Remains, kKinds> all{};
    for (u32 i = 0; i < kKinds; ++i) {
      all[i] = remains_of(model, static_cast<Frequency>(i / 4), (i & 2) != 0, (i & 1) != 0);
    }
    return all;
  };
  static const std::array<Remains, kKinds> kSt = all_of(Model::kSt), kSte = all_of(Model::kSte);
  const u32 kind = static_cast<u32>(frequency()) * 4 + (long_line_ ? 2 : 0) + (sync_ ? 1 : 0);
  return (model_ == Model::kSt ? kSt : kSte)[kind];
}

bool GlueTiming::next_line() {
  if (next_ == 0) {
    const Remains& line = remains();
    long_line_ = line.long_line;
    mono_line_ = line.mono_line;
    sync_ = line.sync;
    look_vertically();
  } else {
    run_to(kUnended);
  }
  const bool over = line_ >= last_line_;
  line_ = over ? 0 : line_ + 1;
  next_ = 0;
  horizontal_ = false;
  if (mono_line_) sync_ = false;
  blank_ = true;
  if (over) {
    vertical_ = false;
    // A picture whose sync is missed ends where the longest one does.
    last_line_ = k71HzLines.picture - 1;
  }
  mono_line_ = false;
  begin_ = end_ = 0;
  return over;
}

bool GlueTiming::reloads_counter() const {
  switch (frequency()) {
    case Frequency::k50Hz: return line_ == 310;
    case Frequency::k60Hz: return line_ == 260;
    case Frequency::k71Hz: return line_ == 498;
  }
  return false;
}

void GlueTiming::serialize(Archive& archive) {
  archive.begin("timing");
  archive("resolution", resolution_)("is_50_hz", is_50_hz_)("horizontal", horizontal_)("vertical", vertical_);
  archive("blank", blank_)("sync", sync_);
  archive("long_line", long_line_)("mono_line", mono_line_)("line", line_)("last_line", last_line_);
  archive("next", next_)("begin", begin_)("end", end_);
  archive.end();
}

}  // namespace sosie
