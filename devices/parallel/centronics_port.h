/// devices/parallel/centronics_port.h — a Centronics port, at which the host is the printer.
///
/// Source: IEEE 1284-1994, compatibility mode, which is the Centronics handshake written down.
/// Pins: data1–data8, strobe in (low: the data are there); busy out (high: the printer takes nothing). Without a
/// printer busy is high, as a board's pull-up makes it.
#pragma once

#include "core/base/types.h"
#include "core/board/device.h"
#include "core/host/char_backend.h"
#include "core/time/deadline.h"

namespace sosie {

class CentronicsPort final : public Device {
 public:
  static constexpr DeviceInfo kInfo{"Centronics", "printer port", "IEEE 1284-1994, compatibility mode"};

  explicit CentronicsPort(const DeviceContext& context);

  const DeviceInfo& info() const override { return kInfo; }
  /// A computer's reset does not reach its printer.
  void reset() override {}
  void serialize(Archive& archive) override;
  IrqLine* output(std::string_view pin) override { return pin == "busy" ? &busy_ : nullptr; }
  std::function<void(bool)> input(std::string_view pin) override;

  /// The printer, which outlives the port.
  void connect(CharBackend& printer);

 private:
  u64 cycles(u64 nanoseconds) const { return clock_.hz() * nanoseconds / 1'000'000'000; }
  void set_data(unsigned bit, bool level);
  void set_strobe(bool level);

  const Clock& clock_;
  IrqLine busy_;
  Deadline ready_;
  CharBackend* printer_ = nullptr;
  u8 data_ = 0;
  bool strobe_ = true;
  u64 data_since_ = 0;  ///< the cycle at which a data line changed last
};

}  // namespace sosie
