/// devices/audio/ste_sound.h — the STE's DMA sound and its Microwire port: registers 0xFF8900 to 0xFF8925.
///
/// At the end of each line words are fetched into a FIFO of eight bytes, from which samples of eight bits go to two
/// converters. Microwire, a serial bus of three wires, leads to the volume and tone control.
/// Bus master: memory. Input pins: `hbl`, the end of a line; `mono`, the monitor's, high for colour. Output pins:
/// `xsint`, high while a frame is fetched; `i7`, `mono` turned over by it; `mwd`, `mwk`, `mwen`, Microwire's data,
/// clock and enable. The clock is the converters', 8.01 MHz, of which 160 make the shortest sample.
/// Source: "STE developer information" (Atari, 1989): DMA sound, Microwire interface.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "core/board/device.h"
#include "core/host/audio_sink.h"
#include "core/time/deadline.h"
#include "devices/audio/resampler.h"

namespace sosie {

class SteSound final : public MmioDevice {
 public:
  static constexpr DeviceInfo kInfo{"C300588", "DMA sound, Microwire", "STE developer information (Atari, 1989)"};

  explicit SteSound(const DeviceContext& context);

  const DeviceInfo& info() const override { return kInfo; }
  void reset() override;
  void serialize(Archive& archive) override;
  IrqLine* output(std::string_view pin) override;
  std::function<void(bool)> input(std::string_view pin) override;

  u64 size() const override { return 0x26; }
  u64 read(u64 offset, unsigned bytes) override;
  void write(u64 offset, unsigned bytes, u64 value) override;
  bool answers(u64 offset, unsigned bytes, bool write) const override;

  /// Where the converters' sound goes, a hundred times a second; null: nowhere. It outlives the chip or is taken away.
  void connect(AudioSink* sink);

 private:
  static constexpr std::size_t kFifoBytes = 8;

  u8 read_byte(u64 offset) const;
  void write_byte(u64 offset, u8 value);
  void set_control(u8 value);
  void set_mode(u8 value);
  void begin_frame();
  void end_frame();
  void set_playing(bool on);
  void fetch();
  i8 next_byte();
  void catch_up();
  void play();
  void write_microwire(u64 offset, u16 value);
  void shift();

  const Clock& clock_;
  AddressSpace* const memory_;
  Deadline play_, shift_;
  IrqLine xsint_, i7_, mwd_, mwk_, mwen_;
  bool colour_ = false;

  u8 control_ = 0, mode_ = 0;
  u32 base_ = 0, end_ = 0;           ///< as written
  u32 counter_ = 0, frame_end_ = 0;  ///< of the frame that is fetched
  std::array<u8, kFifoBytes> fifo_{};
  u8 fifo_used_ = 0;
  std::array<i8, 2> sample_{};  ///< left and right, at the converters now
  u64 step_ = 0;                ///< in shortest samples, from power-on

  u16 microwire_data_ = 0, microwire_mask_ = 0;
  u8 shifts_left_ = 0;

  // The sound in the making: host side.
  AudioSink* sink_ = nullptr;
  std::array<std::optional<Resampler>, 2> resamplers_;
  std::array<std::vector<f32>, 2> levels_, samples_;
  std::vector<i16> stereo_;
};

}  // namespace sosie
