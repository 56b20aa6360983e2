#include "devices/video/blitter.h"

namespace sosie {

namespace {

// Registers, as offsets; the last four are bytes.
constexpr u64 kHalftone = 0x00, kSourceX = 0x20, kSourceY = 0x22, kSourceHigh = 0x24, kSourceLow = 0x26;
constexpr u64 kEndMasks = 0x28, kDestinationX = 0x2e, kDestinationY = 0x30, kDestinationHigh = 0x32,
              kDestinationLow = 0x34, kXCount = 0x36, kYCount = 0x38, kOperations = 0x3a, kControl = 0x3c;

// Of the line-and-mode register.
constexpr u8 kBusy = 0x80, kHog = 0x40, kSmudge = 0x20, kLineMask = 0x0f;
// Of the skew register.
constexpr u8 kExtraSource = 0x80, kNoFinalSource = 0x40, kSkewMask = 0x0f;

constexpr u32 kTurn = 64;  // bus cycles
constexpr u32 kCyclesPerBusCycle = 4;
constexpr u32 kAddressMask = 0xff'fffe;

u32 moved(u32 address, u16 increment) {
  return (address + static_cast<u32>(static_cast<i32>(static_cast<i16>(increment)))) & kAddressMask;
}

}  // namespace

Blitter::Blitter(const DeviceContext& context)
    : clock_(context.clock),
      scheduler_(context.scheduler),
      memory_(context.master),
      turn_(context.scheduler, "turn", [this](Ticks) { take_turn(); }) {}

void Blitter::reset() {
  turn_.cancel();
  line_and_mode_ = skew_ = 0;
  busy_.set(false);
}

IrqLine* Blitter::output(std::string_view pin) { return pin == "busy" ? &busy_ : nullptr; }

// --- registers ---

u16 Blitter::register_word(u64 offset) const {
  if (offset < kSourceX) return halftone_[(offset - kHalftone) / 2];
  switch (offset) {
    case kSourceX: return source_.x_increment;
    case kSourceY: return source_.y_increment;
    case kSourceHigh: return static_cast<u16>(source_.address >> 16);
    case kSourceLow: return static_cast<u16>(source_.address);
    case kDestinationX: return destination_.x_increment;
    case kDestinationY: return destination_.y_increment;
    case kDestinationHigh: return static_cast<u16>(destination_.address >> 16);
    case kDestinationLow: return static_cast<u16>(destination_.address);
    case kXCount: return x_left_;
    case kYCount: return y_count_;
    case kOperations: return static_cast<u16>(halftone_operation_ << 8 | operation_);
    case kControl: return static_cast<u16>(line_and_mode_ << 8 | skew_);
    case kEndMasks:
    case kEndMasks + 2:
    case kEndMasks + 4: return end_masks_[(offset - kEndMasks) / 2];
    default: return 0;
  }
}

void Blitter::set_register(u64 offset, u16 value, u16 mask) {
  const u16 whole = static_cast<u16>((register_word(offset) & ~mask) | (value & mask));
  const u16 even = whole & 0xfffe;
  if (offset < kSourceX) {
    halftone_[(offset - kHalftone) / 2] = whole;
    return;
  }
  const auto set_high = [&](u32& address) { address = (address & 0xffff) | (whole & 0xffu) << 16; };
  const auto set_low = [&](u32& address) { address = (address & 0xff'0000) | even; };
  switch (offset) {
    case kSourceX: source_.x_increment = even; break;
    case kSourceY: source_.y_increment = even; break;
    case kSourceHigh: set_high(source_.address); break;
    case kSourceLow: set_low(source_.address); break;
    case kDestinationX: destination_.x_increment = even; break;
    case kDestinationY: destination_.y_increment = even; break;
    case kDestinationHigh: set_high(destination_.address); break;
    case kDestinationLow: set_low(destination_.address); break;
    case kXCount: x_count_ = x_left_ = whole; break;
    case kYCount: y_count_ = whole; break;
    case kOperations:
      halftone_operation_ = whole >> 8 & 3;
      operation_ = whole & 0xf;
      break;
    case kControl:
      skew_ = static_cast<u8>(whole & (kExtraSource | kNoFinalSource | kSkewMask));
      if ((mask & 0xff00) != 0) control(static_cast<u8>(whole >> 8));
      break;
    case kEndMasks:
    case kEndMasks + 2:
    case kEndMasks + 4: end_masks_[(offset - kEndMasks) / 2] = whole; break;
    default: break;
  }
}

u64 Blitter::read(u64 offset, unsigned bytes) { return *peek(offset, bytes); }

std::optional<u64> Blitter::peek(u64 offset, unsigned bytes) const {
  if (bytes == 1) {
    const u16 word = register_word(offset & ~u64{1});
    return offset % 2 == 0 ? word >> 8 : word & 0xff;
  }
  u64 value = 0;
  for (unsigned i = 0; i < bytes; i += 2) value = value << 16 | register_word(offset + i);
  return value;
}

void Blitter::write(u64 offset, unsigned bytes, u64 value) {
  if (bytes == 1) {
    const bool high = offset % 2 == 0;
    set_register(offset & ~u64{1}, static_cast<u16>(high ? value << 8 : value), high ? 0xff00 : 0x00ff);
    return;
  }
  for (unsigned i = 0; i < bytes; i += 2) {
    set_register(offset + i, static_cast<u16>(value >> (8 * (bytes - 2 - i))), 0xffff);
  }
}

// A program that shares the bus sets BUSY again and again to get its own turn over with; once all lines are done that
// begins nothing.
void Blitter::control(u8 value) {
  const bool was_busy = (line_and_mode_ & kBusy) != 0;
  line_and_mode_ = value & (kBusy | kHog | kSmudge | kLineMask);
  if ((value & kBusy) == 0) {
    turn_.cancel();
    busy_.set(false);
    return;
  }
  if (y_count_ == 0) return finish();
  if (!was_busy && x_left_ == x_count_) source_left_ = source_words();
  busy_.set(true);
  take_turn();
}

// --- the bus ---

// Within a deadline time stands still until the turn is over: what comes after it counts from its beginning.
void Blitter::take_turn() {
  if ((line_and_mode_ & kBusy) == 0) return busy_.set(false);
  turn_.cancel();
  u64 end = clock_.now();
  do {
    run(kTurn);
    end += u64{cycles_} * kCyclesPerBusCycle;
    scheduler_.hold_up(clock_.after(u64{cycles_} * kCyclesPerBusCycle).n - scheduler_.now().n);
  } while ((line_and_mode_ & (kBusy | kHog)) == (kBusy | kHog));
  const bool done = (line_and_mode_ & kBusy) == 0;
  turn_.arm(clock_.begin_of(done ? end : end + kTurn * kCyclesPerBusCycle));
}

void Blitter::run(u32 cycles) {
  cycles_ = 0;
  while (cycles_ < cycles && (line_and_mode_ & kBusy) != 0) word();
}

void Blitter::finish() {
  line_and_mode_ &= static_cast<u8>(~(kBusy | kHog));
  if (!turn_.armed()) busy_.set(false);
}

// Memory's bytes themselves, where there is memory.
const AddressSpace::Page& Blitter::page_of(u32 address) const {
  return memory_->pages(Privilege::kSupervisor)[address >> AddressSpace::kPageBits];
}

u16 Blitter::read_memory(u32 address) {
  ++cycles_;
  if (const u8* const bytes = page_of(address).read) {
    const u32 at = address % AddressSpace::kPageBytes;
    return static_cast<u16>(bytes[at] << 8 | bytes[at + 1]);
  }
  u64 value = 0xffff;
  memory_->read(address, 2, value);
  return static_cast<u16>(value);
}

void Blitter::write_memory(u32 address, u16 value) {
  ++cycles_;
  if (u8* const bytes = page_of(address).write) {
    const u32 at = address % AddressSpace::kPageBytes;
    bytes[at] = static_cast<u8>(value >> 8);
    bytes[at + 1] = static_cast<u8>(value);
    return;
  }
  memory_->write(address, 2, value);
}

// --- words ---

bool Blitter::reads_source() const {
  constexpr u32 kWithoutSource = 1u << 0x0 | 1u << 0x5 | 1u << 0xa | 1u << 0xf;
  const bool operand = halftone_operation_ >= 2 || (halftone_operation_ == 1 && (line_and_mode_ & kSmudge) != 0);
  return operand && (kWithoutSource >> operation_ & 1) == 0;
}

bool Blitter::reads_destination(u16 mask) const {
  constexpr u32 kWithoutDestination = 1u << 0x0 | 1u << 0x3 | 1u << 0xc | 1u << 0xf;
  return mask != 0xffff || (kWithoutDestination >> operation_ & 1) == 0;
}

// Of a line: one more where the first word needs its neighbour, one less where the last one does not.
u32 Blitter::source_words() const {
  const u32 words = x_count_ == 0 ? 0x1'0000 : x_count_;
  return words + ((skew_ & kExtraSource) != 0 ? 1 : 0) - ((skew_ & kNoFinalSource) != 0 ? 1 : 0);
}

// The buffer moves on by a word even when the last one is not read.
void Blitter::read_source() {
  const bool to_the_right = static_cast<i16>(source_.x_increment) >= 0;
  u16 word = 0;
  if (source_left_ != 0) {
    word = read_memory(source_.address);
    --source_left_;
    source_.address = moved(source_.address, source_left_ == 0 ? source_.y_increment : source_.x_increment);
  }
  buffer_ = to_the_right ? buffer_ << 16 | word : buffer_ >> 16 | u32{word} << 16;
}

u16 Blitter::source_operand() {
  if (reads_source()) {
    const bool first = x_left_ == x_count_;
    if (first && (skew_ & kExtraSource) != 0) read_source();
    read_source();
  }
  const u16 shifted = static_cast<u16>(buffer_ >> (skew_ & kSkewMask));
  const u32 line = (line_and_mode_ & kSmudge) != 0 ? shifted & 0xf : line_and_mode_ & kLineMask;
  switch (halftone_operation_) {
    case 0: return 0xffff;
    case 1: return halftone_[line];
    case 2: return shifted;
    default: return shifted & halftone_[line];
  }
}

// Bit n of the operation is the result where source and destination, as two bits, are 3 - n.
u16 Blitter::operated(u16 source, u16 destination) const {
  u32 result = 0;
  const u32 s = source, d = destination;
  if ((operation_ & 1) != 0) result |= s & d;
  if ((operation_ & 2) != 0) result |= s & ~d;
  if ((operation_ & 4) != 0) result |= ~s & d;
  if ((operation_ & 8) != 0) result |= ~s & ~d;
  return static_cast<u16>(result);
}

void Blitter::word() {
  const bool first = x_left_ == x_count_, last = x_left_ == 1;
  const u16 mask = first ? end_masks_[0] : last ? end_masks_[2] : end_masks_[1];
  const u16 source = source_operand();
  const u16 old = reads_destination(mask) ? read_memory(destination_.address) : 0;
  write_memory(destination_.address, static_cast<u16>((operated(source, old) & mask) | (old & ~mask)));
  destination_.address = moved(destination_.address, last ? destination_.y_increment : destination_.x_increment);
  --x_left_;
  if (!last) return;
  x_left_ = x_count_;
  source_left_ = source_words();
  const bool down = static_cast<i16>(destination_.y_increment) >= 0;
  line_and_mode_ = static_cast<u8>((line_and_mode_ & ~kLineMask) | ((line_and_mode_ + (down ? 1 : -1)) & kLineMask));
  if (--y_count_ == 0) finish();
}

void Blitter::serialize(Archive& archive) {
  const auto side = [&](std::string_view name, Side& of) {
    archive.begin(name);
    archive("x_increment", of.x_increment)("y_increment", of.y_increment)("address", of.address);
    archive.end();
  };
  side("source", source_);
  side("destination", destination_);
  archive("halftone", halftone_)("end_masks", end_masks_);
  archive("x_count", x_count_)("x_left", x_left_)("y_count", y_count_);
  archive("halftone_operation", halftone_operation_)("operation", operation_);
  archive("line_and_mode", line_and_mode_)("skew", skew_)("buffer", buffer_)("source_left", source_left_);
  busy_.serialize(archive, "busy");
  turn_.serialize(archive);
  if (!archive.loading()) return;
  halftone_operation_ &= 3;
  operation_ &= 0xf;
  source_.address &= kAddressMask;
  destination_.address &= kAddressMask;
}

}  // namespace sosie
