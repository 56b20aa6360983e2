/// machines/atari_st/board.h — the Atari ST's schematic as a table: every address and every wire.
#pragma once

#include "core/board/board.h"

namespace sosie::atari_st {

enum class Model : u8 { kSt, kMegaSt, kSte };

struct ModelName {
  std::string_view name;  ///< as options have it: "megast"
  Model value;
  std::string_view title;
};
inline constexpr ModelName kModels[] = {
    {"st", Model::kSt, "Atari ST"}, {"megast", Model::kMegaSt, "Atari Mega ST"}, {"ste", Model::kSte, "Atari STE"}};

const ModelName& name_of(Model model);

struct MemorySize {
  std::string_view name;  ///< as options have it
  u64 value;              ///< bytes
};
inline constexpr MemorySize kMemorySizes[] = {
    {"512K", 512 << 10}, {"1M", 1 << 20}, {"2M", 2 << 20}, {"2560K", 2560 << 10}, {"4M", 4 << 20}};

struct Variant {
  Model model = Model::kSt;
  u64 memory_bytes = 1 << 20;  ///< 512 KB, 1, 2, 2.5 or 4 MB
  u64 rom_bytes = 192 << 10;   ///< 192, 256, 512 or 1024 KB
  bool monochrome = false;     ///< which monitor is connected
  bool gemdos_drive = false;   ///< a host folder, with its program in the cartridge port
  bool cartridge = false;      ///< another one there
};

/// Names that the table uses for what is attached from outside.
inline constexpr std::string_view kRom = "rom", kGemdosCartridge = "gemdos cartridge", kCartridge = "cartridge";

inline constexpr u64 kGemdosCartridgeBytes = 2 << 10, kCartridgeBytes = 128 << 10;

bool is_rom_size(u64 bytes);

Board board(const Variant& variant);

}  // namespace sosie::atari_st
