#include "machines/atari_st/atari_st.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "devices/audio/lmc1992.h"
#include "devices/audio/ste_sound.h"
#include "devices/audio/ym2149.h"
#include "devices/glue/glue_interrupts.h"
#include "devices/input/ikbd.h"
#include "devices/multi/mc68901.h"
#include "devices/rtc/rp5c15.h"
#include "devices/storage/gemdos_drive.h"
#include "devices/video/atari_video.h"
#include "machines/atari_st/gemdos_cartridge.h"

namespace sosie::atari_st {

namespace {

constexpr u16 kFirstYear = 1980;  // of TOS, from which it counts years in the clock too

Variant variant(const AtariSt::Setup& setup) {
  const auto is_wanted = [&](const MemorySize& each) { return each.value == setup.memory_bytes; };
  if (std::none_of(std::begin(kMemorySizes), std::end(kMemorySizes), is_wanted)) {
    throw UserError(fmt::format("an ST has 512K, 1M, 2M, 2560K or 4M of memory, not {} bytes", setup.memory_bytes));
  }
  if (!is_rom_size(setup.rom.size())) {
    throw UserError(fmt::format("an ST's ROM has 192, 256, 512 or 1024 KB, not {} bytes", setup.rom.size()));
  }
  if (setup.cartridge.size() > kCartridgeBytes) {
    throw UserError(fmt::format("an ST's cartridge has 128 KB at most, not {} bytes", setup.cartridge.size()));
  }
  if (!setup.cartridge.empty() && !setup.folder.empty()) {
    throw UserError("a cartridge and a folder exclude each other, as the folder's program is in the cartridge port");
  }
  return {.model = setup.model,
          .memory_bytes = setup.memory_bytes,
          .rom_bytes = setup.rom.size(),
          .monochrome = setup.monochrome,
          .gemdos_drive = !setup.folder.empty(),
          .cartridge = !setup.cartridge.empty()};
}

Machine::Images images(const AtariSt::Setup& setup) {
  Machine::Images images;
  images.emplace(kRom, setup.rom);
  if (!setup.cartridge.empty()) {
    std::vector<u8> padded = setup.cartridge;
    padded.resize(kCartridgeBytes, 0xff);
    images.emplace(kCartridge, std::move(padded));
  }
  if (!setup.folder.empty()) {
    const std::span<const u8> program = gemdos_cartridge();
    if (program.empty()) {
      throw UserError("a folder needs a program for the ST: install binutils-m68k-linux-gnu and build sosie again");
    }
    images.emplace(kGemdosCartridge, std::vector<u8>(program.begin(), program.end()));
  }
  return images;
}

}  // namespace

AtariSt::AtariSt(const Setup& setup)
    : model_(setup.model), machine_(board(variant(setup)), images(setup)), cpu_(machine_.part<Mc68000>("cpu")) {
  GlueInterrupts& glue = machine_.part<GlueInterrupts>("glue");
  glue.set_vectored(&machine_.part<Mc68901>("mfp"));
  cpu_.connect(&glue, [this] { machine_.reset_all_but(cpu_); });
  if (setup.make_translator) cpu_.be_fast(setup.make_translator);
  if (!setup.folder.empty()) machine_.part<GemdosDrive>("gemdos").set_folder(setup.folder);
  if (setup.model == Model::kMegaSt && setup.time) machine_.part<Rp5c15>("rtc").set(*setup.time, kFirstYear);
  machine_.device("video").output("vbl")->drives([this](bool begins) { frames_ += begins ? 1 : 0; });
}

void AtariSt::run_frames(u64 frames) {
  constexpr u64 kSlice = 2048;  // ticks, about a line
  Scheduler& scheduler = machine_.scheduler();
  for (const u64 until = frames_ + frames; frames_ < until;) cpu_.run({scheduler.now().n + kSlice});
}

void AtariSt::keep_time_of(AtariSt& earlier) {
  if (model_ != Model::kMegaSt || earlier.model_ != model_) return;
  machine_.part<Rp5c15>("rtc").take_over(earlier.machine_.part<Rp5c15>("rtc"));
}

void AtariSt::set_display(Display* display) { machine_.part<AtariVideo>("video").set_display(display); }
void AtariSt::connect(AudioSink* sink) {
  Ym2149& psg = machine_.part<Ym2149>("psg");
  if (model_ != Model::kSte) return psg.connect(sink);
  Lmc1992& tone = machine_.part<Lmc1992>("tone");
  tone.connect(sink);
  psg.connect(sink != nullptr ? &tone.generator() : nullptr);
  machine_.part<SteSound>("sound").connect(sink != nullptr ? &tone.converters() : nullptr);
}
InputListener& AtariSt::input() { return machine_.part<Ikbd>("ikbd"); }

void AtariSt::serialize(Archive& archive) {
  machine_.serialize(archive);
  archive("frames", frames_);
}

}  // namespace sosie::atari_st
