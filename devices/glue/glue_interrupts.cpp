#include "devices/glue/glue_interrupts.h"

namespace sosie {

namespace {

constexpr unsigned kHblLevel = 2, kVblLevel = 4, kMfpLevel = 6;
constexpr u8 kSpuriousVector = 24;  // of the 68000, where a bus error ends the acknowledge cycle (MC68000UM 6.3.4)

}  // namespace

IrqLine* GlueInterrupts::output(std::string_view pin) {
  return pin == "ipl1" ? &ipl1_ : pin == "ipl2" ? &ipl2_ : nullptr;
}

std::function<void(bool)> GlueInterrupts::input(std::string_view pin) {
  const auto latch = [this](bool& latched) {
    return [this, &latched](bool level) {
      if (!level) return;
      latched = true;
      update();
    };
  };
  if (pin == "hbl") return latch(hbl_);
  if (pin == "vbl") return latch(vbl_);
  if (pin != "mfpint") return {};
  return [this](bool level) {
    mfpint_ = level;
    update();
  };
}

unsigned GlueInterrupts::level() const { return mfpint_ ? kMfpLevel : vbl_ ? kVblLevel : hbl_ ? kHblLevel : 0; }

void GlueInterrupts::update() {
  ipl1_.set((level() & 2) != 0);
  ipl2_.set((level() & 4) != 0);
}

std::optional<u8> GlueInterrupts::acknowledge(unsigned level) {
  std::optional<u8> vector;
  if (level == kHblLevel) hbl_ = false;
  if (level == kVblLevel) vbl_ = false;
  // The MFP may have taken its request back since the processor saw it: then nobody answers.
  if (level == kMfpLevel && mfp_ != nullptr) vector = mfp_->acknowledge(level).value_or(kSpuriousVector);
  update();
  return vector;
}

void GlueInterrupts::reset() {
  hbl_ = vbl_ = false;
  update();
}

void GlueInterrupts::serialize(Archive& archive) {
  archive("hbl", hbl_)("vbl", vbl_)("mfpint", mfpint_);
  ipl1_.serialize(archive, "ipl1");
  ipl2_.serialize(archive, "ipl2");
}

}  // namespace sosie
