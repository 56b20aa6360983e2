#include "frontends/m68k/fast_cpu.h"

#include <algorithm>

#include "core/ir/builder.h"
#include "frontends/m68k/exceptions.h"

namespace sosie::m68k {

namespace {

constexpr BoardMemory::Shape kShape{
    {.page_bits = AddressSpace::kPageBits, .alignment = 2, .privileged_mode = kModeSupervisor}, 2};

/// A slice is long enough for every block, or it would never be run.
constexpr i64 kLeastSlice = 128;
/// What an exception takes, as instructions.
constexpr i64 kExceptionInsns = 16;

bool restarts(u16 vector) {
  return vector == kIllegalInstruction || vector == kPrivilegeViolation || vector == kLine1010 || vector == kLine1111;
}

}  // namespace

FastCpu::FastCpu(const M68kIsa& isa, AddressSpace& space, Scheduler& scheduler, u32 bus_cycle_ticks, Wires wires,
                 const MakeTranslator& make_translator)
    : isa_(isa),
      space_(space),
      scheduler_(scheduler),
      bus_cycle_ticks_(bus_cycle_ticks),
      wires_(std::move(wires)),
      record_(std::make_unique<BoardCpuRecord<State>>()),
      memory_(space, kShape),
      translator_(make_translator ? make_translator(isa, memory_) : nullptr),
      engine_(isa, memory_, {.translator = translator_.get()}),
      processor_(engine_, &record_->cpu.state),
      interpreter_(&record_->cpu.state, memory_, record_->tlb, isa.layout()) {
  memory_.attach(record_->tlb);
  memory_.set_master(this);
}

FastCpu::~FastCpu() { memory_.set_master(nullptr); }

// --- time ---

void FastCpu::pass(i64 insns) {
  const i64 ticks = (insns - passed_) / kInsnsPerTick;
  if (ticks <= 0) return;
  passed_ += ticks * kInsnsPerTick;
  scheduler_.advance(static_cast<u64>(ticks));
}

void FastCpu::begin_bus_cycle(u64 address, bool write) {
  if (in_slice_) pass(granted_ - processor_.context().left());
  scheduler_.advance(space_.wait_ticks(address, write, scheduler_.now()) + bus_cycle_ticks_);
}

void FastCpu::end_bus_cycle() {
  RunContext& context = processor_.context();
  if (!in_slice_ || context.interrupted) return;
  // The device may have something to do earlier than was known.
  const u64 now = scheduler_.now().n, end = std::min(slice_end_, scheduler_.next_due().n);
  const i64 room = end > now ? static_cast<i64>(end - now) * kInsnsPerTick : 0;
  const i64 too_many = context.budget - room;
  if (too_many <= 0) return;
  context.budget -= too_many;
  granted_ -= too_many;
}

// --- running ---

void FastCpu::run(Ticks until) {
  while (scheduler_.now() < until) {
    memory_.forget_changed();
    if (attend(until)) continue;
    if (state().trace) step();
    else run_slice(until);
  }
}

void FastCpu::run_slice(Ticks until) {
  const u64 now = scheduler_.now().n;
  slice_end_ = std::max(now + 1, std::min(until.n, scheduler_.next_due().n));
  granted_ = std::max(static_cast<i64>(slice_end_ - now) * kInsnsPerTick, kLeastSlice);
  passed_ = 0;
  in_slice_ = true;
  const Stop stop = processor_.run(granted_);
  in_slice_ = false;
  RunContext& context = processor_.context();
  const i64 done = granted_ - context.left();
  context.resume();
  // What was left was not enough for the next block.
  pass(stop.kind == Stop::kBudget ? std::max(granted_, done) : std::max(done, kInsnsPerTick));
  after(stop);
}

/// One instruction, which is traced.
void FastCpu::step() {
  passed_ = 0;
  pass(kInsnsPerTick);
  DecodedInsn insn;
  const u32 pc = state().pc;
  if (isa_.decode(pc, state().mode, memory_, insn) != FetchResult::kOk) return after({Stop::kFetchFault, pc});
  interpreter_.clear_left();
  try {
    const auto left = interpreter_.run(insn);
    if (left == Interpreter::Left::kNo) interpreter_.set_location(insn.next_address(), insn.next_mode);
    trace_pending_ = true;
    if (left == Interpreter::Left::kStopped) after_request(interpreter_.stop_request());
  } catch (const GuestFault& fault) {
    interpreter_.set_location(insn.address, insn.mode);
    if (fault.kind == GuestFault::kRaise) return after({Stop::kRaise, fault.detail});
    after({Stop::kFault, fault.detail, fault.kind == GuestFault::kWrite, fault.is_misaligned});
  }
}

void FastCpu::after(const Stop& stop) {
  switch (stop.kind) {
    case Stop::kBudget:
    case Stop::kInterrupted: break;
    case Stop::kRequest: after_request(static_cast<StopRequest>(stop.detail)); break;
    case Stop::kRaise: take_raise(static_cast<u16>(stop.detail)); break;
    case Stop::kFault:
      take_fault({static_cast<u32>(stop.detail), stop.is_write, stop.is_misaligned, false, false});
      break;
    case Stop::kFetchFault: take_fault({state().pc, false, (state().pc & 1) != 0, true, false}); break;
  }
}

void FastCpu::after_request(StopRequest request) {
  if (request == StopRequest::kResetDevices) wires_.reset_devices();
  if (request == StopRequest::kWaitForInterrupt) stopped_ = true;
}

// --- exceptions ---

void FastCpu::reset() {
  stopped_ = halted_ = trace_pending_ = nmi_pending_ = false;
  try {
    run_text([&] { reset_exception(interpreter_); });
  } catch (const GuestFault&) {
    halted_ = true;
  }
}

void FastCpu::set_interrupt_level(unsigned level) {
  if (level == 7 && level_ != 7) nmi_pending_ = true;
  const bool rises = level > level_;
  level_ = static_cast<u8>(level);
  if (in_slice_ && rises && (level > state().ipl || nmi_pending_)) processor_.context().interrupt();
}

/// \return something else was done than to run instructions.
bool FastCpu::attend(Ticks until) {
  if (halted_) {
    scheduler_.advance_to_next_due(until);
    return true;
  }
  if (trace_pending_) {
    process([&] { exception(interpreter_, kTraceVector, interpreter_.lit(state().pc)); });
    return true;
  }
  if (level_ > state().ipl || (nmi_pending_ && level_ == 7)) {
    const unsigned level = level_;
    if (level == 7) nmi_pending_ = false;
    process([&] { interrupt(interpreter_, level, interpreter_.lit(state().pc), [&] { return acknowledge(level); }); });
    return true;
  }
  if (stopped_) scheduler_.advance_to_next_due(until);
  return stopped_;
}

template <class Text>
void FastCpu::run_text(Text text) {
  passed_ = 0;
  pass(kExceptionInsns);
  interpreter_.clear_left();
  text();
  interpreter_.clear_left();
}

template <class Text>
void FastCpu::process(Text text) {
  trace_pending_ = stopped_ = false;
  try {
    run_text(text);
  } catch (const GuestFault& fault) {
    take_fault({static_cast<u32>(fault.detail), fault.kind == GuestFault::kWrite, fault.is_misaligned, false, true});
  }
}

void FastCpu::take_raise(u16 vector) {
  u32 pc = state().pc;
  DecodedInsn insn;
  const bool traced = state().trace && !restarts(vector);
  if (!restarts(vector) && isa_.decode(pc, state().mode, memory_, insn) == FetchResult::kOk) {
    pc = static_cast<u32>(insn.next_address());
  }
  process([&] { exception(interpreter_, vector, interpreter_.lit(pc)); });
  trace_pending_ = traced;
}

void FastCpu::take_fault(const Fault& f) {
  trace_pending_ = stopped_ = false;
  u16 opcode = 0;
  if (!f.is_fetch && memory_.fetch(state().pc, state().mode, opcode)) opcode = __builtin_bswap16(opcode);
  constexpr u16 kRead = 0x10, kNotInstruction = 0x08, kLeftOfIr = 0xffe0;
  const unsigned function = (state().mode & kModeSupervisor ? 4u : 0u) | (f.is_fetch ? 2u : 1u);
  FaultFrame frame{};
  frame.pc = f.is_fetch ? f.address : state().pc + 2;
  frame.address = f.address;
  frame.ir = opcode;
  frame.access = static_cast<u16>((opcode & kLeftOfIr) | (f.is_write ? 0 : kRead) |
                                  (f.in_exception ? kNotInstruction : 0) | function);
  try {
    run_text([&] { m68k::fault(interpreter_, f.is_misaligned ? kAddressError : kBusError, frame); });
  } catch (const GuestFault&) {
    halted_ = true;  // a double fault (MC68000UM 5.4.3)
  }
}

Interpreter::Value<u32> FastCpu::acknowledge(unsigned level) {
  std::optional<u8> vector;
  if (wires_.acknowledge) vector = wires_.acknowledge->acknowledge(level);
  return interpreter_.lit(vector ? u32{*vector} : kAutovector + level);
}

void FastCpu::serialize(Archive& archive) {
  isa_.serialize(archive, &state());
  archive("stopped", stopped_)("halted", halted_)("trace_pending", trace_pending_)("nmi_pending", nmi_pending_);
  archive("level", level_);
  if (archive.loading()) memory_.forget_all();
}

}  // namespace sosie::m68k
