#include "devices/parallel/centronics_port.h"

namespace sosie {

namespace {

constexpr u64 kSetupNs = 750;
constexpr u64 kBusyNs = 50'000;  // as printers with a buffer have it

}  // namespace

CentronicsPort::CentronicsPort(const DeviceContext& context)
    : clock_(context.clock), ready_(context.scheduler, "ready", [this](Ticks) { busy_.set(printer_ == nullptr); }) {
  busy_.set(true);
}

std::function<void(bool)> CentronicsPort::input(std::string_view pin) {
  if (pin == "strobe") return [this](bool level) { set_strobe(level); };
  if (pin.size() != 5 || !pin.starts_with("data") || pin[4] < '1' || pin[4] > '8') return {};
  return [this, bit = static_cast<unsigned>(pin[4] - '1')](bool level) { set_data(bit, level); };
}

void CentronicsPort::connect(CharBackend& printer) {
  printer_ = &printer;
  if (!ready_.armed()) busy_.set(false);
}

void CentronicsPort::set_data(unsigned bit, bool level) {
  data_ = static_cast<u8>((data_ & ~(1u << bit)) | unsigned{level} << bit);
  data_since_ = clock_.now();
}

/// Data that come together with the strobe are none: so it falls when both ports of an ST's sound chip become outputs.
void CentronicsPort::set_strobe(bool level) {
  const bool falls = strobe_ && !level;
  strobe_ = level;
  if (!falls || printer_ == nullptr || clock_.now() - data_since_ < cycles(kSetupNs)) return;
  busy_.set(true);
  ready_.arm(clock_.after(cycles(kBusyNs)));
  printer_->send(data_);
}

void CentronicsPort::serialize(Archive& archive) {
  archive("data", data_)("strobe", strobe_)("data_since", data_since_);
  busy_.serialize(archive, "busy");
  ready_.serialize(archive);
  // Whether there is a printer is the host's business, and may have changed.
  const bool as_it_was = busy_.active() == (printer_ == nullptr);
  if (archive.loading() && !ready_.armed() && !as_it_was) ready_.arm(clock_.after(1));
}

}  // namespace sosie
