/// devices/glue/atari_mmu.h — the ST's memory controller as far as it is about sizes: two banks, configured at
/// 0xFF8001.
///
/// A system finds out how much memory there is by claiming the most and looking where writes come out again: a bank
/// that is configured larger than it is drops address lines in the middle, as rows and columns are then cut elsewhere.
/// While the configuration fits the chips, memory is plain memory and this device is in nobody's way.
/// Bus master: the memory, whose RAM begins at 0: 256 or 512 KB, 1, 2, 2.5 or 4 MB. (The screen's address and the video
/// counter, which are this chip's too, are in devices/video/atari_video.h.)
/// Source: "Hitchhiker's Guide to the BIOS", memory configuration; 520ST schematics.
#pragma once

#include <array>
#include <optional>

#include "core/board/device.h"

namespace sosie {

class AtariMmu final : public MmioDevice {
 public:
  static constexpr DeviceInfo kInfo{"C025912", "MMU: memory banks", "Hitchhiker's Guide to the BIOS"};

  explicit AtariMmu(const DeviceContext& context);

  const DeviceInfo& info() const override { return kInfo; }
  void reset() override { configure(0); }
  void serialize(Archive& archive) override;

  u64 size() const override { return 2; }
  u64 read(u64 offset, unsigned bytes) override;
  void write(u64 offset, unsigned bytes, u64 value) override;

 private:
  static constexpr u32 kBanks = 2;
  using Sizes = std::array<u32, kBanks>;

  /// Memory as it is seen through a configuration that does not fit.
  class View final : public Mmio {
   public:
    explicit View(AtariMmu& mmu) : mmu_(mmu) {}
    u64 size() const override { return 4u << 20; }
    u64 read(u64 offset, unsigned bytes) override;
    void write(u64 offset, unsigned bytes, u64 value) override;

   private:
    AtariMmu& mmu_;
  };

  void configure(u8 configuration);
  Sizes configured() const;
  /// \return where in RAM a byte is; nothing: in no chip.
  std::optional<u32> place(u32 address) const;

  AddressSpace* const memory_;
  std::span<u8> ram_;
  Sizes chips_{};
  u8 configuration_ = 0;
  View view_{*this};
  std::optional<AddressSpace::Layer> layer_;
};

}  // namespace sosie
