#include "machines/atari_st/board.h"

#include <algorithm>
#include <iterator>

#include "devices/audio/lmc1992.h"
#include "devices/audio/ste_sound.h"
#include "devices/audio/ym2149.h"
#include "devices/dma/atari_dma.h"
#include "devices/glue/atari_mmu.h"
#include "devices/glue/glue_interrupts.h"
#include "devices/input/ikbd.h"
#include "devices/multi/mc68901.h"
#include "devices/parallel/centronics_port.h"
#include "devices/rtc/rp5c15.h"
#include "devices/serial/mc6850.h"
#include "devices/storage/acsi_port.h"
#include "devices/storage/gemdos_drive.h"
#include "devices/storage/wd1772.h"
#include "devices/video/atari_video.h"
#include "devices/video/blitter.h"
#include "machines/atari_st/mc68000.h"

namespace sosie::atari_st {

namespace {

constexpr u64 kCrystalHz = 32'084'988;  // PAL machines; everything but the timers and the keyboard is divided from it
constexpr u32 kClockTicks = 4;          // of the processor
constexpr u64 kCartridgePort = 0xfa'0000;

/// The first systems of 192 KB are at the end of the ROM area, all later ones at its beginning.
u64 rom_base(u64 bytes) { return bytes == 192 << 10 ? 0xfc'0000 : 0xe0'0000; }

bool is_ste(const Variant& variant) { return variant.model == Model::kSte; }

std::vector<Wire> video_wires(const Variant& variant) {
  std::vector<Wire> wires{{"hbl", "glue.hbl"}, {"vbl", "glue.vbl"}, {"de", "mfp.tbi"}};
  if (is_ste(variant)) wires.push_back({"hbl", "sound.hbl"});
  return wires;
}

std::vector<Part> parts(const Variant& variant) {
  const auto bus_error = Unmapped::kBusError, ones = Unmapped::kOpenBus;
  return {
      {.name = "cpu", .chip = make<Mc68000>(), .clock = "cpu", .master = "memory"},
      {.name = "glue", .chip = make<GlueInterrupts>(), .clock = "cpu", .wires = {{"ipl[1..2]", "cpu.ipl[1..2]"}}},
      {.name = "mmu", .chip = make<AtariMmu>(), .clock = "cpu", .at = {{"memory", 0xff'8000}}, .master = "memory"},
      {.name = "video",
       .chip = is_ste(variant) ? AtariVideo::ste() : make<AtariVideo>(),
       .clock = "cpu",
       .at = {{"memory", 0xff'8200, 0x10}, {"memory", 0xff'8240, 0x40, 0x40}},
       .wires = video_wires(variant),
       .master = "memory"},
      {.name = "dma",
       .chip = make<AtariDma>(),
       .clock = "cpu",
       .at = {{"memory", 0xff'8600}},
       .master = "memory",
       .peripherals = "disks"},
      {.name = "fdc",
       .chip = make<Wd1772>(),
       .clock = "cpu",
       .at = {{"disks", 0}},
       .wires = {{"intrq", "!mfp.i5"}, {"drq", "dma.fdrq"}}},
      {.name = "acsi",
       .chip = make<AcsiPort>(),
       .clock = "cpu",
       .at = {{"disks", 8}},
       .wires = {{"irq", "!mfp.i5"}, {"drq", "dma.hdrq"}}},
      {.name = "psg",
       .chip = make<Ym2149>(),
       .clock = "psg",
       .at = {even_bytes("memory", 0xff'8800, 0x100, ones)},
       .wires = {{"porta0", "!fdc.s1"},
                 {"porta1", "!fdc.d0sel"},
                 {"porta2", "!fdc.d1sel"},
                 {"porta5", "printer.strobe"},
                 {"portb[0..7]", "printer.data[1..8]"}}},
      {.name = "printer", .chip = make<CentronicsPort>(), .clock = "cpu", .wires = {{"busy", "mfp.i0"}}},
      {.name = "mfp",
       .chip = make<Mc68901>(),
       .clock = "mfp_timers",
       .at = {odd_bytes("memory", 0xff'fa00, 0, bus_error)},
       .wires = {{"irq", "glue.mfpint"}, {"tdo", "mfp.tc"}, {"tdo", "mfp.rc"}}},
      {.name = "acia_keyboard",
       .chip = make<Mc6850>(),
       .clock = "acia",
       .at = {even_bytes("memory", 0xff'fc00, 0, ones)},
       .wires = {{"irq", "!mfp.i4"}, {"txd", "ikbd.rxd"}}},
      {.name = "acia_midi",
       .chip = make<Mc6850>(),
       .clock = "acia",
       .at = {even_bytes("memory", 0xff'fc04, 0, ones)},
       .wires = {{"irq", "!mfp.i4"}}},
      {.name = "ikbd", .chip = make<Ikbd>(), .clock = "ikbd", .wires = {{"txd", "acia_keyboard.rxd"}}},
  };
}

Part ste_sound() {
  return {.name = "sound",
          .chip = make<SteSound>(),
          .clock = "sound",
          .at = {{"memory", 0xff'8900}},
          .wires =
              {{"xsint", "mfp.tai"}, {"i7", "mfp.i7"}, {"mwd", "tone.mwd"}, {"mwk", "tone.mwk"}, {"mwen", "tone.mwen"}},
          .master = "memory"};
}
Part tone_control() { return {.name = "tone", .chip = make<Lmc1992>(), .clock = "sound"}; }

/// Also an option of the first STs.
Part blitter() {
  return {.name = "blitter",
          .chip = make<Blitter>(),
          .clock = "cpu",
          .at = {{"memory", 0xff'8a00}},
          .wires = {{"busy", "mfp.i3"}},
          .master = "memory"};
}

/// The Mega ST's.
Part rtc() { return {.name = "rtc", .chip = make<Rp5c15>(), .clock = "rtc", .at = {odd_bytes("memory", 0xff'fc20)}}; }

/// In the cartridge port, where its registers can be written too, unlike on a real one.
Part gemdos_drive() {
  return {.name = "gemdos",
          .chip = make<GemdosDrive>(),
          .clock = "cpu",
          .at = {{"memory", kCartridgePort + kCartridgeBytes - GemdosDrive::kBytes}},
          .master = "memory"};
}

}  // namespace

const ModelName& name_of(Model model) {
  return *std::find_if(std::begin(kModels), std::end(kModels),
                       [&](const ModelName& each) { return each.value == model; });
}

bool is_rom_size(u64 bytes) {
  constexpr u64 kKb[] = {192, 256, 512, 1024};
  return std::any_of(std::begin(kKb), std::end(kKb), [&](u64 kb) { return bytes == kb << 10; });
}

Board board(const Variant& variant) {
  const u64 rom = rom_base(variant.rom_bytes);
  Board st{
      .name = name_of(variant.model).name,
      .title = name_of(variant.model).title,
      .source = "520ST schematics; Hitchhiker's Guide to the BIOS",
      .spaces = {{"memory", 24, Unmapped::kBusError, ByteOrder::kBig},
                 {"disks", 10, Unmapped::kOpenBus, ByteOrder::kBig}},
      .clocks = {{"crystal", kCrystalHz},
                 {"cpu", kCrystalHz, 4},
                 {"psg", kCrystalHz, 16},
                 {"acia", kCrystalHz, 64},
                 {"mfp_timers", 2'457'600},
                 {"ikbd", 1'000'000}},
      .ram = {{"ram", {"memory", 0, variant.memory_bytes}}},
      .rom = {{kRom, {"memory", rom, variant.rom_bytes}, Unmapped::kBusError}},
      // The GLUE selects ROM at the reset vectors.
      .aliases = {{"reset vectors", {"memory", 0, 8}, rom}},
      .holes = {{"no ram", {"memory", 0, 0x40'0000}, Unmapped::kOpenBus},
                {"cartridge", {"memory", kCartridgePort, kCartridgeBytes}, Unmapped::kOpenBus},
                {"no mfp", {"memory", 0xff'fa30, 0x10}, Unmapped::kOpenBus},
                {"no acia", {"memory", 0xff'fc00, 0x200}, Unmapped::kOpenBus}},
      .parts = parts(variant),
      // DCD, CTS and RI are idle, where nothing is connected.
      .pull_ups = {"mfp.i1", "mfp.i2", "mfp.i6"},
      .privileged = {{"memory", 0, 0x800}, {"memory", 0xff'8000, 0x8000}},
      // The MMU gives the processor every other slot of four clocks to memory and to the Shifter.
      .waits = {{{"memory", 0, 0x40'0000}, {.slot_ticks = 4 * kClockTicks}},
                {{"memory", 0xff'8000, 0x300}, {.slot_ticks = 4 * kClockTicks}},
                {{"memory", 0xff'8600, 0x10}, {.extra_ticks = 4 * kClockTicks}},
                {{"memory", 0xff'8800, 0x100}, {.extra_ticks = 1 * kClockTicks}},
                {{"memory", 0xff'fa00, 0x40}, {.extra_ticks = 4 * kClockTicks}},
                // 6800 peripherals are accessed in step with E, a tenth of the processor's clock.
                {{"memory", 0xff'fc00, 0x200}, {.slot_ticks = 10 * kClockTicks, .extra_ticks = 6 * kClockTicks}}},
  };
  // The cable of a monochrome monitor pulls the pin down.
  if (!variant.monochrome) st.pull_ups.push_back(is_ste(variant) ? "sound.mono" : "mfp.i7");
  if (variant.model != Model::kSt) st.parts.push_back(blitter());
  if (variant.model == Model::kMegaSt) {
    st.clocks.push_back({"rtc", 32'768});
    st.parts.push_back(rtc());
  }
  if (is_ste(variant)) {
    // Of the converters, a crystal of their own.
    st.clocks.push_back({"sound", 8'010'613});
    for (const Part& part : {ste_sound(), tone_control()}) st.parts.push_back(part);
  } else {
    st.pull_ups.push_back("mfp.tai");
  }
  if (variant.cartridge) {
    st.rom.push_back({kCartridge, {"memory", kCartridgePort, kCartridgeBytes}, Unmapped::kBusError});
  }
  if (variant.gemdos_drive) {
    st.rom.push_back({kGemdosCartridge, {"memory", kCartridgePort, kGemdosCartridgeBytes}, Unmapped::kBusError});
    st.parts.push_back(gemdos_drive());
  }
  return st;
}

}  // namespace sosie::atari_st
