#include "app/command_st.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "app/kept_picture.h"
#include "app/screenshot_png.h"
#include "core/base/error.h"
#include "machines/atari_st/atari_st.h"

namespace sosie::app {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kFree = "EmuTOS is free: https://emutos.sourceforge.io";

/// Where a ROM is looked for that no option names.
fs::path usual_rom() {
  const char* const data = std::getenv("XDG_DATA_HOME");
  if (data != nullptr && *data != '\0') return fs::path(data) / "sosie" / "tos.img";
  const char* const home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : "") / ".local" / "share" / "sosie" / "tos.img";
}

std::vector<u8> read_rom(const std::string& option) {
  const fs::path path = option.empty() ? usual_rom() : fs::path(option);
  std::error_code error;
  const auto bytes = fs::is_regular_file(path, error) ? fs::file_size(path, error) : 0;
  std::ifstream file(path, std::ios::binary);
  if (error || !fs::is_regular_file(path, error) || !file) {
    if (!option.empty()) throw UserError(fmt::format("{} cannot be read: give an ST's ROM; {}", option, kFree));
    throw UserError(fmt::format("there is no ROM: give --rom FILE or put one at {}; {}", path.string(), kFree));
  }
  if (!atari_st::is_rom_size(bytes)) {
    throw UserError(fmt::format("{} has {} bytes and is no ST's ROM, which has 192, 256, 512 or 1024 KB; {}",
                                path.string(), bytes, kFree));
  }
  return {std::istreambuf_iterator<char>(file), {}};
}

constexpr std::pair<std::string_view, u64> kMemories[] = {
    {"512K", 512 << 10}, {"1M", 1 << 20}, {"2M", 2 << 20}, {"2560K", 2560 << 10}, {"4M", 4 << 20}};

u64 memory_bytes(const std::string& option) {
  for (const auto& [name, bytes] : kMemories) {
    if (name == option) return bytes;
  }
  throw UserError(fmt::format("--memory {}: an ST has 512K, 1M, 2M, 2560K or 4M", option));
}

}  // namespace

void add_st_options(CLI::App& command, StOptions& options) {
  command.add_option("--rom", options.rom, "the system's image: EmuTOS or an original TOS")->type_name("FILE");
  command.add_option("--machine", options.machine, "st or ste")->check(CLI::IsMember({"st", "ste"}));
  command.add_option("--memory", options.memory, "512K, 1M, 2M, 2560K or 4M")->type_name("SIZE");
  command.add_option("--monitor", options.monitor, "color or mono")->check(CLI::IsMember({"color", "mono"}));
  command.add_flag("--headless", options.headless, "without a window");
  command.add_option("--run-frames", options.run_frames, "ends after so many pictures")->type_name("N");
  command.add_option("--screenshot", options.screenshot, "writes the last picture to a PNG file")->type_name("FILE");
}

int command_st(const StOptions& options) {
  if (options.run_frames == 0) throw UserError("sosie st has no window yet: say how long with --run-frames N");
  atari_st::AtariSt st({.model = options.machine == "ste" ? atari_st::Model::kSte : atari_st::Model::kSt,
                        .memory_bytes = memory_bytes(options.memory),
                        .monochrome = options.monitor == "mono",
                        .rom = read_rom(options.rom)});
  KeptPicture picture;
  st.set_display(&picture);
  st.run_frames(options.run_frames);
  if (!options.screenshot.empty()) {
    if (picture.empty()) throw UserError("there is no picture to write: run more frames");
    write_png(options.screenshot, picture.frame(), visible_area(picture.frame(), true));
  }
  if (st.halted()) fmt::print(stderr, "sosie: the ST's processor has halted at {:#x}\n", st.cpu().cpu().pc());
  return 0;
}

}  // namespace sosie::app
