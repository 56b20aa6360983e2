/// devices/glue/glue_interrupts.h — the ST's GLUE as interrupt encoder: three sources, levels 2, 4 and 6.
///
/// HBL (level 2) and VBL (level 4) are latched when their pulse begins and cleared by their acknowledgement, which is
/// autovectored; level 6 is the MFP's request, and the MFP is asked for the vector.
/// Input pins: `hbl`, `vbl`, `mfpint`. Output pins: `ipl1`, `ipl2` (IPL0 of the processor is not connected).
/// Source: Atari ST schematics; "Hitchhiker's Guide to the BIOS", interrupts.
#pragma once

#include "core/board/device.h"
#include "core/board/irq_acknowledge.h"

namespace sosie {

class GlueInterrupts final : public Device, public IrqAcknowledge {
 public:
  static constexpr DeviceInfo kInfo{"C025914", "GLUE: interrupts", "Hitchhiker's Guide to the BIOS"};

  explicit GlueInterrupts(const DeviceContext&) {}
  /// Who answers at level 6.
  void set_vectored(IrqAcknowledge* mfp) { mfp_ = mfp; }

  const DeviceInfo& info() const override { return kInfo; }
  void reset() override;
  void serialize(Archive& archive) override;
  IrqLine* output(std::string_view pin) override;
  std::function<void(bool)> input(std::string_view pin) override;

  std::optional<u8> acknowledge(unsigned level) override;

 private:
  unsigned level() const;
  void update();

  IrqAcknowledge* mfp_ = nullptr;
  bool hbl_ = false, vbl_ = false, mfpint_ = false;
  IrqLine ipl1_, ipl2_;
};

}  // namespace sosie
