/// machines/atari_st/mc68000.h — the processor as a part of the board: on the bus that it masters, with its pins.
///
/// Input pins: ipl0, ipl1, ipl2. Source: MC68000UM.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/board/device.h"
#include "core/board/irq_acknowledge.h"
#include "core/memory/exact_bus.h"
#include "frontends/m68k/cpu.h"
#include "frontends/m68k/fast_cpu.h"
#include "frontends/m68k/isa.h"

namespace sosie::atari_st {

class Mc68000 final : public Device, private IrqAcknowledge {
 public:
  static constexpr DeviceInfo kInfo{"MC68000", "processor", "MC68000UM"};

  explicit Mc68000(const DeviceContext& context);

  /// What the processor is wired to where the board's table has no word for it. `interrupts` may be null; `reset` is
  /// what the RESET instruction does: the other parts' reset line.
  void connect(IrqAcknowledge* interrupts, std::function<void()> reset);
  /// From now on it is as fast as the host can make it, and not exact. To be said before it runs.
  void be_fast(const m68k::FastCpu::MakeTranslator& make_translator);
  /// An exact one overshoots by at most one instruction.
  void run(Ticks until);
  bool halted() const { return fast_ ? fast_->halted() : cpu_.halted(); }
  /// Where it is.
  u32 pc() { return fast_ ? fast_->state().pc : cpu_.pc(); }
  /// The exact one.
  const m68k::Cpu& cpu() const { return cpu_; }
  m68k::Cpu& cpu() { return cpu_; }
  m68k::FastCpu* fast() { return fast_.get(); }

  const DeviceInfo& info() const override { return kInfo; }
  /// The vectors are read when it runs the next time, when all parts were reset.
  void reset() override { reset_ = true; }
  void serialize(Archive& archive) override;
  std::function<void(bool)> input(std::string_view pin) override;

 private:
  std::optional<u8> acknowledge(unsigned level) override;

  AddressSpace& space_;
  const u32 clock_ticks_;
  m68k::M68kIsa isa_;
  ExactBus bus_;
  IrqAcknowledge* interrupts_ = nullptr;
  std::function<void()> reset_devices_ = [] {};
  m68k::Cpu cpu_;
  std::unique_ptr<m68k::FastCpu> fast_;  ///< instead of it
  u8 level_ = 0;
  bool reset_ = true;
};

}  // namespace sosie::atari_st
