/// devices/audio/lmc1992.h — National Semiconductor LMC1992: two sources, volumes, bass and treble.
///
/// Commands of eleven bits come by Microwire: two of address, three that say what, six of value, the highest first.
/// Input pins: `mwd`, `mwk`, `mwen`: data, clock, enable.
/// Source: LMC1992 data sheet; "STE developer information" (Atari, 1989): how it is wired there.
#pragma once

#include <array>
#include <deque>

#include "core/board/device.h"
#include "core/host/audio_sink.h"

namespace sosie {

class Lmc1992 final : public Device {
 public:
  static constexpr DeviceInfo kInfo{"LMC1992", "volume and tone control", "LMC1992 data sheet"};

  explicit Lmc1992(const DeviceContext& context);

  const DeviceInfo& info() const override { return kInfo; }
  /// It has no reset pin.
  void reset() override {}
  void serialize(Archive& archive) override;
  std::function<void(bool)> input(std::string_view pin) override;

  /// What comes from the sound generator and from the converters; both have the same rate.
  AudioSink& generator() { return generator_; }
  AudioSink& converters() { return converters_; }
  /// Where the sound goes; null: nowhere. The sink outlives the chip or is taken away.
  void connect(AudioSink* sink);

 private:
  /// One of the two sources: pairs that the other one has not come to yet.
  class Source final : public AudioSink {
   public:
    explicit Source(Lmc1992& chip) : chip_(chip) {}
    void play(std::span<const i16> stereo, u32 hz) override {
      waiting.insert(waiting.end(), stereo.begin(), stereo.end());
      chip_.mix(hz);
    }
    std::deque<i16> waiting;

   private:
    Lmc1992& chip_;
  };
  /// One pole and one zero.
  struct Shelf {
    f32 b0 = 1, b1 = 0, a1 = 0;
    std::array<f32, 2> x{}, y{};  ///< of left and right

    f32 run(unsigned side, f32 in);
  };

  void clock(bool level);
  void enable(bool level);
  void command(u32 what, u32 value);
  void mix(u32 hz);
  void tune(u32 hz);

  Source generator_{*this}, converters_{*this};
  AudioSink* sink_ = nullptr;

  bool data_ = false, enabled_ = false;
  u32 bits_ = 0;
  u8 count_ = 0;
  u8 mixing_ = 1, bass_ = 6, treble_ = 6, master_ = 40;
  std::array<u8, 2> volume_{20, 20};

  u32 tuned_hz_ = 0;  ///< for which the shelves are; 0: they have to be made
  Shelf low_, high_;
};

}  // namespace sosie
