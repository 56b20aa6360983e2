/// frontends/m68k/fast_cpu.h — an MC68000 that the engine runs: as fast as the host can, and not exact.
///
/// What it does is what an exact one does, with its exceptions, interrupts and faults; when it does it is not. An
/// instruction takes a fixed part of a tick, and an access to a device what it takes on the bus. What a bus or address
/// error stacks beside SR, address and opcode is a guess.
/// Source: MC68000UM sections 5 and 6.
#pragma once

#include <functional>
#include <memory>

#include "core/board/irq_acknowledge.h"
#include "core/engine/processor.h"
#include "core/memory/board_memory.h"
#include "core/state/archive.h"
#include "core/time/scheduler.h"
#include "frontends/m68k/isa.h"
#include "frontends/m68k/state.h"

namespace sosie::m68k {

class FastCpu final : private BoardMemory::Master {
 public:
  struct Wires {
    IrqAcknowledge* acknowledge = nullptr;        ///< null: every interrupt is autovectored
    std::function<void()> reset_devices = [] {};  ///< the RESET instruction holds its line
  };
  using MakeTranslator = std::function<std::unique_ptr<Translator>(const Isa&, BoardMemory&)>;
  /// How many instructions pass in a tick of the board's.
  static constexpr i64 kInsnsPerTick = 8;

  /// \param bus_cycle_ticks of an access without waits. \param make_translator may give none.
  FastCpu(const M68kIsa& isa, AddressSpace& space, Scheduler& scheduler, u32 bus_cycle_ticks, Wires wires,
          const MakeTranslator& make_translator);
  ~FastCpu() override;

  /// The reset pin: everything but SSP, PC and SR stays as it is.
  void reset();
  /// Runs until the scheduler's time is `until`, or a little longer.
  void run(Ticks until);
  /// IPL2 to IPL0.
  void set_interrupt_level(unsigned level);

  State& state() { return record_->cpu.state; }
  bool halted() const { return halted_; }
  bool stopped() const { return stopped_; }
  EngineStats stats() { return engine_.stats(); }

  void serialize(Archive& archive);

 private:
  void begin_bus_cycle(u64 address, bool write) override;
  void end_bus_cycle() override;
  void code_changed() override { processor_.context().interrupt(); }

  bool attend(Ticks until);
  void run_slice(Ticks until);
  void step();
  void after(const Stop& stop);
  void after_request(StopRequest request);
  void pass(i64 insns);
  void take_raise(u16 vector);
  struct Fault {
    u32 address;
    bool is_write, is_misaligned, is_fetch, in_exception;
  };
  void take_fault(const Fault& fault);
  template <class Text>
  void process(Text text);
  template <class Text>
  void run_text(Text text);
  Interpreter::Value<u32> acknowledge(unsigned level);

  const M68kIsa& isa_;
  AddressSpace& space_;
  Scheduler& scheduler_;
  const u32 bus_cycle_ticks_;
  const Wires wires_;
  const std::unique_ptr<BoardCpuRecord<State>> record_;
  BoardMemory memory_;
  const std::unique_ptr<Translator> translator_;
  Engine engine_;
  Processor processor_;
  Interpreter interpreter_;  ///< for exceptions, and instructions that are traced

  u8 level_ = 0;
  bool nmi_pending_ = false;  ///< level 7 counts when it comes, not while it lasts
  bool stopped_ = false, halted_ = false, trace_pending_ = false;
  bool in_slice_ = false;
  u64 slice_end_ = 0;  ///< ticks
  i64 granted_ = 0;    ///< instructions of this slice
  i64 passed_ = 0;     ///< … whose time has passed
};

}  // namespace sosie::m68k
