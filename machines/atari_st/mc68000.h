/// machines/atari_st/mc68000.h — the processor as a part of the board: on the bus that it masters, with its pins.
///
/// Input pins: ipl0, ipl1, ipl2. Source: MC68000UM.
#pragma once

#include <functional>
#include <string>

#include "core/board/device.h"
#include "core/board/irq_acknowledge.h"
#include "core/memory/exact_bus.h"
#include "frontends/m68k/cpu.h"
#include "frontends/m68k/isa.h"

namespace sosie::atari_st {

class Mc68000 final : public Device, private IrqAcknowledge {
 public:
  static constexpr DeviceInfo kInfo{"MC68000", "processor", "MC68000UM"};

  explicit Mc68000(const DeviceContext& context);

  /// What the processor is wired to where the board's table has no word for it. `interrupts` may be null; `reset` is
  /// what the RESET instruction does: the other parts' reset line.
  void connect(IrqAcknowledge* interrupts, std::function<void()> reset);
  /// Overshoots by at most one instruction.
  void run(Ticks until);
  const m68k::Cpu& cpu() const { return cpu_; }
  m68k::Cpu& cpu() { return cpu_; }

  const DeviceInfo& info() const override { return kInfo; }
  /// The vectors are read when it runs the next time, when all parts were reset.
  void reset() override { reset_ = true; }
  void serialize(Archive& archive) override;
  std::function<void(bool)> input(std::string_view pin) override;

 private:
  std::optional<u8> acknowledge(unsigned level) override;

  m68k::M68kIsa isa_;
  ExactBus bus_;
  IrqAcknowledge* interrupts_ = nullptr;
  std::function<void()> reset_devices_ = [] {};
  m68k::Cpu cpu_;
  u8 level_ = 0;
  bool reset_ = true;
};

}  // namespace sosie::atari_st
