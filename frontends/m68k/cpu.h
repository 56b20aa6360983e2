/// frontends/m68k/cpu.h — an MC68000 on a bus, exact to the cycle: instructions, exceptions, interrupts.
/// Source: MC68000UM sections 5 and 6.
#pragma once

#include <functional>
#include <vector>

#include "core/board/irq_acknowledge.h"
#include "core/emit/exact_interpreter.h"
#include "core/state/archive.h"
#include "core/time/ticks.h"
#include "frontends/m68k/isa.h"
#include "frontends/m68k/state.h"

namespace sosie::m68k {

class Cpu {
 public:
  /// What the chip is wired to beside its bus.
  struct Wires {
    IrqAcknowledge* acknowledge = nullptr;        ///< null: every interrupt is autovectored
    std::function<void()> reset_devices = [] {};  ///< the RESET instruction holds its line
  };
  Cpu(const M68kIsa& isa, ExactBus& bus, Wires wires);

  /// The reset pin: everything but SSP, PC and SR stays as it is.
  void reset();
  /// Runs until the bus's time is `until`; overshoots by at most one instruction or exception.
  void run(Ticks until);
  /// One instruction or exception, or the wait for whatever is due next.
  void step();
  /// IPL2 to IPL0: 0 no interrupt, 7 cannot be masked. Looked at while prefetching.
  void set_interrupt_level(unsigned level);

  State& state() { return state_; }
  /// Goes on from another state, with nothing pending.
  void start(const State& state);
  bool stopped() const { return stopped_; }
  bool halted() const { return halted_; }  ///< after a fault in the middle of a fault; only `reset` helps
  /// Of the next instruction.
  u32 pc() const { return stopped_ ? state_.fetch : state_.fetch - 4; }
  /// Begins at `pc` as if it had been jumped to: fills the queue without bus cycles.
  void set_pc(u32 pc);

  void serialize(Archive& archive);

 private:
  /// A decoded instruction with the words it was decoded from, in one cache line.
  struct alignas(64) Entry : ExactInsn {
    u32 queue;
    u8 further_words = 0;
    u16 further[M68kIsa::kMaxWords - 2];
  };
  static_assert(sizeof(Entry) == 64);
  static constexpr u32 kEntries = 1 << 15;

  const Entry& next_insn();
  void decode(Entry& entry, u32 address);
  bool same_further(const Entry& entry) const;
  void execute();
  bool wants_attention() const { return attention_ || exact_.sampled_pins() > state_.ipl; }
  void attend(Ticks until);
  void leave();
  template <class Process>
  void process(Process exception);
  void take(const ExactFault& fault);
  void take_raise(u16 vector);
  void take_group_0(const ExactFault& fault, bool in_exception);
  ExactInterpreter::Value<u32> acknowledge(unsigned level);
  u32 autovector_clocks() const;
  void update_attention() { attention_ = stopped_ || halted_ || trace_pending_ || nmi_pending_; }

  const M68kIsa& isa_;
  ExactBus& bus_;
  Wires wires_;
  State state_;
  ExactInterpreter exact_;
  std::vector<Entry> entries_;  ///< by address; checked against the queue and memory before use
  bool attention_ = false;      ///< one of the four below
  bool stopped_ = false, halted_ = false;
  bool trace_pending_ = false;
  bool nmi_pending_ = false;  ///< level 7 counts when it comes, not while it lasts
};

}  // namespace sosie::m68k
