// What a picture of the Atari ST costs, without a processor: microseconds of host time a picture.
#include <benchmark/benchmark.h>

#include <random>

#include "core/time/clock.h"
#include "core/time/scheduler.h"
#include "devices/video/atari_video.h"

namespace {

using namespace sosie;

constexpr u64 kHz = 32'084'988;
constexpr u64 kLineTicks = 4 * 512;
constexpr u32 kLines = 313, kScreen = 0x8000, kScreenBytes = 32000;

struct Sink : Display {
  void show(const Frame& frame) override { benchmark::DoNotOptimize(frame.pixels.data()); }
};

enum class What { kUnseen, kStill, kChanging, kMedium, kRasters, kMixedResolution };

void picture(benchmark::State& state) {
  const What what = static_cast<What>(state.range(0));
  Scheduler scheduler(kHz);
  Clock clock(scheduler, kHz, 4);
  AddressSpace memory("memory", 24, Unmapped::kBusError, ByteOrder::kBig);
  memory.map_ram("ram", 0, 1 << 20);
  AtariVideo video({"video", clock, scheduler, &memory});
  Sink sink;
  if (what != What::kUnseen) video.set_display(&sink);
  video.write(0x03, 1, kScreen >> 8);
  video.write(0x0a, 1, 2);
  if (what == What::kMedium) video.write(0x60, 1, 1);
  std::mt19937 random(1);
  const std::span<u8> screen = memory.ram(kScreen, kScreenBytes);
  for (u8& byte : screen) byte = static_cast<u8>(random());
  for (u32 i = 0; i < 16; ++i) video.write(0x40 + 2 * i, 2, i * 0x111 & 0x777);
  for (auto _ : state) {
    if (what == What::kChanging || what == What::kMedium) {
      for (u32 i = 0; i < kScreenBytes; i += 160) ++screen[i];
    }
    for (u32 line = 0; line < kLines; ++line) {
      if (what == What::kRasters) {
        scheduler.advance(4 * 100);
        video.write(0x40, 2, line);
        scheduler.advance(4 * 200);
        video.write(0x42, 2, line);
        scheduler.advance(4 * 212);
      } else if (what == What::kMixedResolution) {
        scheduler.advance(4 * 200);
        video.write(0x60, 1, 1);
        scheduler.advance(4 * 312);
        video.write(0x60, 1, 0);
      } else {
        scheduler.advance(kLineTicks);
      }
    }
  }
}

BENCHMARK(picture)
    ->Unit(benchmark::kMicrosecond)
    ->ArgName("what (0 no display, 1 still, 2 changing, 3 medium, 4 rasters, 5 two resolutions)")
    ->DenseRange(0, 5);

}  // namespace

BENCHMARK_MAIN();
