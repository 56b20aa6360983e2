#include "frontends/m68k/cpu.h"

#include "core/ir/builder.h"
#include "frontends/m68k/exceptions.h"

namespace sosie::m68k {

namespace {

constexpr ExactLayout kLayout{{kPc.offset, kMode.offset, sizeof(u32)}, kQueue, kFetch, kModeSupervisor};

/// A vector that stands for the instruction itself: the frame's PC is its own address.
bool restarts(u16 vector) {
  return vector == kIllegalInstruction || vector == kPrivilegeViolation || vector == kLine1010 || vector == kLine1111;
}

/// FC2 to FC0 (MC68000UM table 3-2).
u16 function_code(const BusCycle& cycle) {
  return static_cast<u16>((cycle.privilege == Privilege::kSupervisor ? 4 : 0) |
                          (cycle.space == BusSpace::kProgram ? 2 : 1));
}

}  // namespace

Cpu::Cpu(const M68kIsa& isa, ExactBus& bus, Wires wires)
    : isa_(isa), bus_(bus), wires_(std::move(wires)), exact_(&state_, bus, kLayout), entries_(kEntries) {
  for (Entry& entry : entries_) entry.address = 1;  // no instruction's
}

// --- running ---

void Cpu::start(const State& state) {
  state_ = state;
  stopped_ = halted_ = trace_pending_ = nmi_pending_ = false;
  update_attention();
}

void Cpu::reset() {
  start(state_);
  try {
    reset_exception(exact_);
  } catch (const ExactFault&) {
    halted_ = true;
    update_attention();
  }
}

[[gnu::always_inline]] inline const Cpu::Entry& Cpu::next_insn() {
  const u32 address = state_.fetch - 4;
  Entry& entry = entries_[address >> 1 & (kEntries - 1)];
  const bool same = entry.address == address && entry.queue == state_.queue && entry.mode == state_.mode;
  if (!same || (entry.further_words > 0 && !same_further(entry))) [[unlikely]]
    decode(entry, address);
  return entry;
}

[[gnu::always_inline]] inline void Cpu::execute() {
  const bool traced = state_.trace;
  exact_.run(next_insn());
  if (traced) [[unlikely]] {
    trace_pending_ = true;
    update_attention();
  }
  if (exact_.left() != ExactInterpreter::Left::kNo) [[unlikely]]
    leave();
}

void Cpu::run(Ticks until) {
  const Scheduler& scheduler = bus_.scheduler();
  while (scheduler.now() < until) {
    try {
      while (scheduler.now() < until) {
        if (wants_attention()) [[unlikely]]
          attend(until);
        else execute();
      }
    } catch (const ExactFault& fault) {
      take(fault);
    }
  }
}

void Cpu::step() { run({bus_.scheduler().now().n + 1}); }

void Cpu::leave() {
  const auto left = exact_.left();
  exact_.clear_left();
  if (left == ExactInterpreter::Left::kRaised) return take_raise(exact_.raised());
  if (exact_.stop_request() == StopRequest::kResetDevices) wires_.reset_devices();
  if (exact_.stop_request() == StopRequest::kWaitForInterrupt) stopped_ = true;
  update_attention();
}

bool Cpu::same_further(const Entry& entry) const {
  for (u32 n = 0; n < entry.further_words; ++n) {
    if (bus_.peek(state_.fetch + 2 * n) != entry.further[n]) return false;
  }
  return true;
}

void Cpu::decode(Entry& entry, u32 address) {
  std::array<u16, M68kIsa::kMaxWords> words{static_cast<u16>(state_.queue >> 16), static_cast<u16>(state_.queue)};
  const u32 count = isa_.words(words[0]);
  // A word that nobody tells does not matter: reading it as it comes to that is a bus error.
  for (u32 n = 2; n < count; ++n) words[n] = bus_.peek(state_.fetch + 2 * (n - 2)).value_or(0);
  DecodedInsn insn;
  isa_.decode_words(std::span(words).first(count), address, state_.mode, insn);
  std::copy(std::begin(insn.fields), std::end(insn.fields), entry.fields);
  entry.run = insn.meaning->run_exact;
  entry.address = address;
  entry.mode = insn.mode;
  entry.bytes = static_cast<u16>(insn.bytes);
  entry.queue = state_.queue;
  entry.further_words = static_cast<u8>(count > 2 ? count - 2 : 0);
  std::copy_n(words.begin() + 2, entry.further_words, entry.further);
}

void Cpu::set_pc(u32 pc) {
  state_.queue = u32{bus_.peek(pc).value_or(0)} << 16 | bus_.peek(pc + 2).value_or(0);
  state_.fetch = pc + 4;
}

// --- exceptions ---

void Cpu::set_interrupt_level(unsigned level) {
  const bool comes = level == 7 && exact_.pins() != 7;
  if (comes) nmi_pending_ = true;
  // An earlier 7 that was sampled is not this one.
  if (comes && exact_.sampled_pins() == 7) exact_.restore_pins(7, 0);
  exact_.set_pins(static_cast<u8>(level));
  update_attention();
}

/// Runs an exception's text, which a fault may interrupt.
template <class Process>
void Cpu::process(Process exception) {
  trace_pending_ = stopped_ = false;
  try {
    exception();
  } catch (const ExactFault& fault) {
    take_group_0(fault, true);
  }
  update_attention();
}

void Cpu::attend(Ticks until) {
  Scheduler& scheduler = bus_.scheduler();
  if (halted_) {
    scheduler.advance_to_next_due(until);
    return;
  }
  const u32 next = pc();
  if (trace_pending_) {
    process([&] {
      exact_.idle(4);
      exception(exact_, kTraceVector, exact_.lit(next));
    });
    return;
  }
  if (stopped_) exact_.sample_pins();
  const unsigned level = exact_.sampled_pins();
  if (level > state_.ipl || (nmi_pending_ && level == 7)) {
    if (level == 7) nmi_pending_ = false;
    process([&] { interrupt(exact_, level, exact_.lit(next), [&] { return acknowledge(level); }); });
  } else if (stopped_) {
    scheduler.advance_to_next_due(until);
  } else {  // level 7 came and has not been sampled yet
    execute();
  }
}

void Cpu::take(const ExactFault& fault) {
  if (fault.kind == ExactFault::kRaise) take_raise(fault.vector);
  else take_group_0(fault, false);
}

void Cpu::take_raise(u16 vector) {
  const bool own_address = restarts(vector);
  const bool traced = state_.trace && !own_address;
  const u64 address = own_address ? exact_.address() : exact_.next_address();
  process([&] { exception(exact_, vector, exact_.lit(static_cast<u32>(address))); });
  trace_pending_ = traced;
  update_attention();
}

void Cpu::take_group_0(const ExactFault& f, bool in_exception) {
  trace_pending_ = stopped_ = false;
  const auto* const insn = static_cast<const Entry*>(exact_.insn());
  const auto opcode = static_cast<u16>((insn ? insn->queue : state_.queue) >> 16);
  const u32 lag_bytes = (f.note & Note::kLagMask) * 2u;
  constexpr u16 kRead = 0x10, kNotInstruction = 0x08, kLeftOfIr = 0xffe0;
  FaultFrame frame{};
  frame.pc = f.note & Note::kPcIsTarget ? f.cycle.address : state_.fetch - lag_bytes;
  frame.address = f.cycle.address;
  frame.ir = f.note & Note::kIrIsNext ? static_cast<u16>(state_.queue >> 16) : opcode;
  frame.access = static_cast<u16>((frame.ir & kLeftOfIr) | (f.cycle.write ? 0 : kRead) |
                                  (in_exception ? kNotInstruction : 0) | function_code(f.cycle));
  try {
    m68k::fault(exact_, f.kind == ExactFault::kBusError ? kBusError : kAddressError, frame);
  } catch (const ExactFault&) {
    halted_ = true;  // a double fault (MC68000UM 5.4.3)
  }
  update_attention();
}

ExactInterpreter::Value<u32> Cpu::acknowledge(unsigned level) {
  std::optional<u8> vector;
  if (wires_.acknowledge) vector = wires_.acknowledge->acknowledge(level);
  bus_.idle(vector ? 4 : autovector_clocks());
  return exact_.lit(vector ? u32{*vector} : kAutovector + level);
}

/// A cycle that VPA ends is in step with E, which has a tenth of the clock: 10 to 18 clocks (MC68000UM 5.6, appendix
/// B).
u32 Cpu::autovector_clocks() const {
  constexpr u32 kEClocks = 10;
  const u32 phase = static_cast<u32>(bus_.clocks_now() % kEClocks);
  return 10 + (kEClocks - phase) % kEClocks / 2 * 2;
}

void Cpu::serialize(Archive& archive) {
  isa_.serialize(archive, &state_);
  u8 pins = exact_.pins(), sampled = exact_.sampled_pins();
  archive("stopped", stopped_)("halted", halted_)("trace_pending", trace_pending_)("nmi_pending", nmi_pending_);
  archive("level", pins)("sampled_level", sampled);
  if (archive.loading()) exact_.restore_pins(pins, sampled);
  update_attention();
}

}  // namespace sosie::m68k
