#include "app/command_st.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <tuple>
#include <utility>

#include "app/character_file.h"
#include "app/character_port.h"
#include "app/choice.h"
#include "app/date.h"
#include "app/disk_file.h"
#include "app/play.h"
#include "app/settings.h"
#include "app/st_machine.h"
#include "core/base/error.h"
#include "jit/translator.h"
#include "machines/atari_st/atari_st.h"
#include "machines/atari_st/embedded_rom.h"

namespace sosie::app {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFree = "EmuTOS is free: https://emutos.sourceforge.io";

using atari_st::kMemorySizes, atari_st::kModels;

constexpr Choice<JoystickSource> kJoysticks[] = {
    {"none", JoystickSource::kNone}, {"pad", JoystickSource::kPad}, {"keys", JoystickSource::kKeys}};
constexpr Choice<bool> kMonitors[] = {{"color", false}, {"mono", true}};
constexpr Choice<bool> kSwitch[] = {{"on", true}, {"off", false}};

/// Where a ROM is looked for that no option names.
fs::path usual_rom() {
  const char* const data = std::getenv("XDG_DATA_HOME");
  if (data != nullptr && *data == '/') return fs::path(data) / "sosie" / "tos.img";
  const char* const home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : "") / ".local" / "share" / "sosie" / "tos.img";
}

/// \param wanted what it has to be: "an ST's ROM; …". \param fits (bytes) -> it can be one.
std::vector<u8> read_image(const fs::path& path, std::string_view wanted, std::string_view sizes, auto fits) {
  std::error_code error;
  std::ifstream file(path, std::ios::binary);
  if (!fs::is_regular_file(path, error) || !file) {
    throw UserError(fmt::format("{} cannot be read: give {}", path.string(), wanted));
  }
  const u64 bytes = fs::file_size(path, error);
  if (error || !fits(bytes)) throw UserError(fmt::format("{} has {} bytes and is no {}", path.string(), bytes, sizes));
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<u8> read_rom(const fs::path& path) {
  return read_image(path, fmt::format("an ST's ROM; {}", kFree),
                    fmt::format("ST's ROM, which has 192, 256, 512 or 1024 KB; {}", kFree), atari_st::is_rom_size);
}

/// With .stc, four bytes precede the 128 KB.
std::vector<u8> read_cartridge(const fs::path& path) {
  constexpr u64 kHeader = 4, kWithHeader = atari_st::kCartridgeBytes + kHeader;
  std::vector<u8> image = read_image(path, "a cartridge's image", "cartridge, which has 128 KB at most", [](u64 bytes) {
    return bytes == kWithHeader || (bytes != 0 && bytes <= atari_st::kCartridgeBytes);
  });
  if (image.size() == kWithHeader) image.erase(image.begin(), image.begin() + kHeader);
  return image;
}

/// The one that is named, the one that lies in its usual place, or our own.
std::vector<u8> choose_rom(const std::string& option) {
  std::error_code error;
  if (!option.empty()) return read_rom(option);
  if (fs::exists(usual_rom(), error)) return read_rom(usual_rom());
  const std::span<const u8> own = atari_st::embedded_rom();
  if (own.empty()) {
    throw UserError(fmt::format("there is no ROM: give --rom FILE or put one at {}; {}", usual_rom().string(), kFree));
  }
  return {own.begin(), own.end()};
}

void add_machine_options(CLI::App& command, StOptions& options) {
  command.add_option("--rom", options.rom, "the system: EmuTOS or an original TOS; else ~/.local/share/sosie/tos.img")
      ->type_name("FILE")
      ->group("Machine");
  command.add_option("--machine", options.machine, "which of them")
      ->option_text("st|megast|ste")
      ->check(one_of(kModels))
      ->capture_default_str()
      ->group("Machine");
  command.add_option("--memory", options.memory, "its RAM")
      ->option_text("512K|1M|2M|2560K|4M")
      ->check(one_of(kMemorySizes))
      ->capture_default_str()
      ->group("Machine");
  command.add_option("--monitor", options.monitor, "which is connected")
      ->option_text("color|mono")
      ->check(one_of(kMonitors))
      ->capture_default_str()
      ->group("Machine");
}

/// The option of a much faster processor.
void add_jit_option(CLI::App& command, StOptions& options) {
  command.add_flag("--jit", options.jit, "its processor is some hundred times as fast as the real one, and not exact")
      ->group("Machine");
}

m68k::FastCpu::MakeTranslator translator_for(const StOptions& options) {
  if (!options.jit) return {};
  return [](const Isa& isa, BoardMemory& memory) { return std::make_unique<jit::JitTranslator>(isa, memory); };
}

void add_media_options(CLI::App& command, StOptions& options) {
  constexpr const char* kGroup = "Disks and ports";
  command
      .add_option("disk", options.disk,
                  "a floppy's image for drive A: .st, .msa, .dim, .stx, or one in .zip, .gz; or a folder for C")
      ->option_text("FILE");
  command.add_option("--disk-a", options.disk_a, "the same")->type_name("FILE")->group(kGroup);
  command.add_option("--disk-b", options.disk_b, "for drive B")->type_name("FILE")->group(kGroup);
  command.add_option("--hard-disk", options.hard_disk, "an image of a disk at the ACSI port")
      ->type_name("FILE")
      ->group(kGroup);
  command
      .add_option("--folder", options.folder,
                  "a folder of the host's as drive C: (with a hard disk, the next letter), from which it boots")
      ->type_name("DIR")
      ->group(kGroup);
  command.add_option("--serial", options.serial, "where the serial port's characters go; - is standard output")
      ->option_text("FILE")
      ->group(kGroup);
  command.add_option("--printer", options.printer, "where what is printed goes, byte by byte; - is standard output")
      ->option_text("FILE")
      ->group(kGroup);
  command.add_option("--cartridge", options.cartridge, "what is in the cartridge port, where no folder is given")
      ->type_name("FILE")
      ->group(kGroup);
  for (const auto& [name, value, what] :
       {std::tuple{"--midi-out", &options.midi_out, "what is sent to MIDI instruments; a FIFO or /dev/snd/midi* too"},
        {"--midi-in", &options.midi_in, "what comes from them"}}) {
    command.add_option(name, *value, what)->type_name("FILE")->group(kGroup);
  }
}

void add_window_options(CLI::App& command, StOptions& options) {
  constexpr const char* kGroup = "Window and sound";
  command.add_option("--speed", options.speed, "100% is the real machine's; without a window it is max")
      ->option_text("N%|max")
      ->group(kGroup);
  command.add_option("--zoom", options.zoom, "the host's pixels for one of low resolution; 0: what suits the desktop")
      ->option_text("N")
      ->check(CLI::Range(0, 16))
      ->capture_default_str()
      ->group(kGroup);
  command.add_option("--borders", options.borders, "the picture's border, in screenshots too")
      ->option_text("on|off")
      ->check(one_of(kSwitch))
      ->capture_default_str()
      ->group(kGroup);
  command.add_flag("--full-screen", options.full_screen, "begins in full screen; F11 changes it")->group(kGroup);
  command.add_option("--sound", options.sound, "whether it is heard")
      ->option_text("on|off")
      ->check(one_of(kSwitch))
      ->capture_default_str()
      ->group(kGroup);
  for (const auto& [name, value] :
       {std::pair{"--joystick-0", &options.joystick_0}, {"--joystick-1", &options.joystick_1}}) {
    command.add_option(name, *value, "a gamepad, or the arrow keys with the right Ctrl key")
        ->option_text("none|pad|keys")
        ->check(one_of(kJoysticks))
        ->capture_default_str()
        ->group(kGroup);
  }
}

/// The option parser itself takes -1 for a large number.
std::string whole_number(const std::string& text) {
  constexpr std::size_t kMostDigits = 12;
  const bool fits = !text.empty() && text.size() <= kMostDigits;
  return fits && text.find_first_not_of("0123456789") == text.npos ? ""
                                                                   : text + " is no whole number of at most 12 digits";
}

void add_run_options(CLI::App& command, StOptions& options) {
  constexpr const char* kGroup = "This run";
  const auto once = [&](CLI::Option* option) { option->configurable(false)->group(kGroup); };
  once(command.add_flag("--headless", options.headless, "without a window and without sound"));
  once(command.add_option("--run-frames", options.run_frames, "ends after so many pictures")
           ->option_text("N")
           ->check(whole_number));
  once(command.add_option("--screenshot", options.screenshot, "writes the last picture")->option_text("FILE.png"));
  once(command.add_option("--wav", options.wav, "writes the sound")->option_text("FILE"));
  once(command
           .add_option("--type", options.type,
                       "types on the guest's keyboard: \\n is Return, \\{2s} a pause, \\{f1} \\{ctrl+c} keys,\n"
                       "\\{move 80,-20} \\{click} \\{doubleclick} \\{rightclick} the mouse")
           ->option_text("TEXT"));
  once(command
           .add_option("--date", options.date, "what a Mega ST's clock begins with, for runs that are to be the same")
           ->option_text("'YYYY-MM-DD HH:MM'"));
  once(command.add_option("--config", options.config, "settings from this file, not from ~/.config/sosie/st.toml")
           ->option_text("FILE"));
  once(command.add_flag("--save-config", options.save_config, "writes the other options as settings, and ends"));
}

PlayOptions play_options(const StOptions& options) {
  PlayOptions play;
  play.headless = options.headless;
  if (!options.speed.empty()) play.speed = parse_speed(options.speed);
  play.run_frames = options.run_frames;
  play.screenshot = options.screenshot;
  play.wav = options.wav;
  play.type = options.type;
  play.borders = chosen(kSwitch, options.borders);
  play.full_screen = options.full_screen;
  play.sound = chosen(kSwitch, options.sound);
  play.zoom = options.zoom;
  play.joysticks = {chosen(kJoysticks, options.joystick_0), chosen(kJoysticks, options.joystick_1)};
  return play;
}

/// \return whether the run is over: the settings were to be saved.
bool use_settings(CLI::App& command, const StOptions& options) {
  const fs::path file = options.config.empty() ? usual_settings_file("st") : fs::path(options.config);
  std::error_code error;
  const bool wanted = !options.config.empty() && !options.save_config;
  if (wanted || fs::exists(file, error)) load_settings(command, file);
  if (!options.save_config) return false;
  save_settings(command, file);
  fmt::print("settings: {}\n", file.string());
  return true;
}

}  // namespace

void add_st_options(CLI::App& command, StOptions& options) {
  add_media_options(command, options);
  add_machine_options(command, options);
  add_jit_option(command, options);
  add_window_options(command, options);
  add_run_options(command, options);
  command.footer(
      "In the window: F12 shows settings and disks, F11 is full screen, Print Screen writes a screenshot, Pause\n"
      "pauses, Ctrl-Alt-G or a click gives the mouse to the guest and Ctrl-Alt-G takes it back, Ctrl-Alt-F runs as\n"
      "fast as it goes, Ctrl-Alt-Q quits. Help and Undo are Page Up and Page Down. A disk image that is dropped on\n"
      "the window goes into drive A. Disks are written to their files when the guest has written to them.\n"
      "The exit status is 0; 1: it could not go on; 125: a wrong option; 128 + N: ended by signal N, in order.");
}

int command_st(CLI::App& command, StOptions& options) {
  if (use_settings(command, options)) return 0;
  const PlayOptions play_as = play_options(options);
  // What the machine is connected to has to outlive it.
  std::optional<CharacterFile> serial, printer;
  std::optional<CharacterPort> midi;
  std::optional<DiskFile> hard_disk;
  std::error_code error;
  if (fs::is_directory(options.disk, error)) options.folder = std::exchange(options.disk, {});
  const atari_st::Model model = chosen(kModels, options.machine);
  if (!options.date.empty() && model != atari_st::Model::kMegaSt) {
    throw UserError("--date sets the clock of a Mega ST, the others have none; add --machine megast");
  }
  std::vector<u8> cartridge;
  if (!options.cartridge.empty()) cartridge = read_cartridge(options.cartridge);
  StMachine machine({.model = model,
                     .memory_bytes = chosen(kMemorySizes, options.memory),
                     .monochrome = chosen(kMonitors, options.monitor),
                     .rom = choose_rom(options.rom),
                     .folder = options.folder,
                     .cartridge = std::move(cartridge),
                     .time = options.date.empty() ? local_time() : parse_date(options.date),
                     .make_translator = translator_for(options)});
  if (!options.serial.empty()) machine.connect_serial(serial.emplace(options.serial));
  if (!options.printer.empty()) machine.connect_printer(printer.emplace(options.printer));
  if (!options.midi_out.empty() || !options.midi_in.empty()) {
    machine.connect_midi(midi.emplace(options.midi_out, options.midi_in));
  }
  if (!options.hard_disk.empty()) machine.connect_hard_disk(hard_disk.emplace(options.hard_disk));
  const std::string& disk_a = options.disk.empty() ? options.disk_a : options.disk;
  if (!disk_a.empty()) machine.insert(0, disk_a);
  if (!options.disk_b.empty()) machine.insert(1, options.disk_b);
  return play(machine, play_as);
}

}  // namespace sosie::app
