/// devices/audio/ym2149.h — Yamaha YM2149 software-controlled sound generator (SSG), with two parallel ports.
///
/// Source: YM2149 application manual (Yamaha, 1987). The clock is the chip's, about 2 MHz.
/// Registers as a board decodes BC1 and BDIR: at offset 0 the register's number is written and its value read, at
/// offset 1 its value is written. Pins: porta0–porta7, portb0–portb7, out and in. A port that is an input is pulled
/// high.
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "core/base/types.h"
#include "core/board/device.h"
#include "core/host/audio_sink.h"
#include "core/time/deadline.h"
#include "devices/audio/resampler.h"
#include "devices/audio/ym2149_generator.h"

namespace sosie {

class Ym2149 final : public MmioDevice {
 public:
  static constexpr DeviceInfo kInfo{"YM2149", "software-controlled sound generator", "YM2149 application manual, 1987"};

  explicit Ym2149(const DeviceContext& context);

  const DeviceInfo& info() const override { return kInfo; }
  void reset() override;
  void serialize(Archive& archive) override;
  IrqLine* output(std::string_view pin) override;
  std::function<void(bool)> input(std::string_view pin) override;

  u64 size() const override { return 2; }
  u64 read(u64 offset, unsigned bytes) override { return *peek(offset, bytes); }
  void write(u64 offset, unsigned bytes, u64 value) override;
  std::optional<u64> peek(u64 offset, unsigned bytes) const override;

  /// Where sound goes, a hundred times a second; null: nowhere. The sink outlives the chip or is taken away.
  void connect(AudioSink* sink);

 private:
  static constexpr unsigned kPortA = 14, kPorts = 2;
  static constexpr unsigned kRegisters = 16;

  struct Pin {
    unsigned port, bit;
  };
  static std::optional<Pin> pin_of(std::string_view name);
  bool is_output(unsigned port) const;
  void write_register(u8 value);
  void update_port(unsigned port);
  void catch_up();
  void play();

  const Clock& clock_;
  Deadline play_;
  Ym2149Generator generator_;
  std::array<u8, kRegisters> registers_{};
  u8 selected_ = 0;  ///< above 15: the chip is not selected
  std::array<std::array<IrqLine, 8>, kPorts> port_pins_;
  std::array<u8, kPorts> port_inputs_{};
  u64 step_ = 0;  ///< of the generator, from power-on

  // The sound in the making: host side.
  AudioSink* sink_ = nullptr;
  std::optional<Resampler> resampler_;
  std::vector<f32> levels_, samples_;
  std::vector<i16> stereo_;
};

}  // namespace sosie
