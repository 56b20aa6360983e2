// The host code of typical guest code, kept as text with its number of instructions: a worse translation is a
// difference to look at in review. SOSIE_UPDATE_GOLDEN=1 writes the files anew.
#include <capstone/capstone.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/engine/superblock.h"
#include "frontends/arm/isa.h"
#include "frontends/arm/state.h"
#include "jit/translator.h"

namespace sosie {

namespace {

constexpr u32 kCode = 0x10000;

struct Example {
  std::string_view name, title;
  bool thumb;
  std::vector<u32> words;  ///< Thumb: below 0xe800 of 16 bits, else of 32 with the first halfword on top
};

/// How a test names its example.
void PrintTo(const Example& example, std::ostream* out) { *out << example.name; }

const Example kExamples[] = {
    {"add",
     "data processing without flags",
     false,
     {0xe0810002, 0xe2811001, 0xe0833183, 0xe0422003, 0xe2644000, 0xe1c55006, 0xe1e07006, 0xe7ef6056}},
    {"add_flags",
     "flags that nobody reads vanish, those of the last stay",
     false,
     {0xe0910002, 0xe2522001, 0xe3130001, 0xe1540005}},
    {"compare_branch",
     "a comparison and each kind of branch",
     false,
     {0xe1500001, 0x0a000010, 0xe1520003, 0xca000010, 0xe3540005, 0x9a000010, 0xe3150001, 0x1a000010}},
    {"count_down", "a loop that is its own successor", false, {0xe0800001, 0xe2511001, 0x1afffffc}},
    {"add_64", "64-bit addition and subtraction", false, {0xe0900002, 0xe0a11003, 0xe0544006, 0xe0c55007}},
    {"multiply", "32 and 64 bits", false, {0xe0000291, 0xe0210392, 0xe0832190, 0xe0e54091}},
    {"load_store",
     "addressing modes and sizes",
     false,
     {0xe5910004, 0xe7921103, 0xe4932004, 0xe5b43008, 0xe5d54000, 0xe1d650b2, 0xe1d760d0, 0xe50b7008, 0xe7c08001,
      0xe1c190b6}},
    {"push_pop", "a function's frame", false, {0xe92d4070, 0xe24dd008, 0xe28dd008, 0xe8bd8070}},
    {"block_copy", "LDM and STM of four registers", false, {0xe8b00078, 0xe8a10078, 0xe2522010, 0x1afffffb}},
    {"conditional",
     "conditional execution becomes selects; stores keep their branch",
     false,
     {0xe3500000, 0x13a01001, 0x03a01000, 0xe1520003, 0xc1a02003, 0x15840000}},
    {"compare_twice", "a comparison under a condition", false, {0xe3500001, 0x13510002, 0x0a000010}},
    {"shift_by_register", "amounts known only at run time", false, {0xe1a00211, 0xe1a02433, 0xe1a04655}},
    {"call_return", "a call by name, by register, and a return", false, {0xeb000010}},
    {"call_register", "a call through a register", false, {0xe12fff33}},
    {"return", "a return", false, {0xe12fff1e}},
    {"switch", "a jump through a table", false, {0xe3500005, 0x979ff100, 0xea000010}},
    {"rotate_mix",
     "a round of SHA-256",
     false,
     {0xe1a03324, 0xe02335e4, 0xe0233ce4, 0xe0822003, 0xe0063004, 0xe0223003}},
    {"byte_scan", "strlen's loop", false, {0xe5f13001, 0xe3530000, 0x1afffffc}},
    {"flags_across_store", "flags wait while an access might fault", false, {0xe3500005, 0xe5810000, 0x0a000010}},
    {"floats",
     "arithmetic in both precisions, loads and stores",
     false,
     {0xee310b02, 0xee203b04, 0xee7a0a6a, 0xeeb15b43, 0xee801a8b, 0xed900b02, 0xed911b00, 0xee002b01, 0xed822b00}},
    {"float_compare",
     "comparisons and what branches make of them",
     false,
     {0xeeb40bc1, 0xeef1fa10, 0xca000010, 0xeeb52a40, 0xeef1fa10, 0x0a000010}},
    {"float_convert", "integers and numbers", false, {0xee000a10, 0xeeb81bc0, 0xeeb11bc1, 0xeebd2bc1, 0xee121a10}},
    {"thumb_it", "an IT block", true, {0x2805, 0xbfb4, 0x2101, 0x2102, 0x1840, 0xe7f9}},
    {"thumb_loop", "a Thumb loop with a byte load", true, {0x5c43, 0x3101, 0x18d2, 0x428c, 0xd1fa}},
};

class Disassembler {
 public:
  Disassembler(cs_arch arch, int mode) { cs_open(arch, static_cast<cs_mode>(mode), &handle_); }
  ~Disassembler() { cs_close(&handle_); }
  Disassembler(const Disassembler&) = delete;
  Disassembler& operator=(const Disassembler&) = delete;

  std::vector<std::string> lines(const u8* code, std::size_t bytes, u64 address) const {
    std::vector<std::string> out;
    cs_insn* insns = nullptr;
    const std::size_t count = cs_disasm(handle_, code, bytes, address, 0, &insns);
    for (std::size_t i = 0; i < count; ++i) out.push_back(fmt::format("{} {}", insns[i].mnemonic, insns[i].op_str));
    cs_free(insns, count);
    return out;
  }

 private:
  csh handle_ = 0;
};

/// What the golden file should say.
std::string describe(const Example& example) {
  arm::ArmIsa isa;
  FlatMemory memory;
  memory.map_zeroed(kCode, 0x1000, kPageRead | kPageWrite | kPageExecute);
  u32 end = kCode;
  for (u32 word : example.words) {
    if (!example.thumb) {
      memory.write<u32>(end, word);
      end += 4;
      continue;
    }
    if (word >= 0xe800) memory.write<u16>(end, static_cast<u16>(word >> 16)), end += 2;
    memory.write<u16>(end, static_cast<u16>(word)), end += 2;
  }
  jit::JitTranslator translator(isa, memory, {1 << 20, false});
  std::vector<u32> pages;
  SuperblockLimits limits;
  limits.insns = static_cast<u32>(example.words.size());
  limits.unrolled = limits.insns / 2;
  const ir::Block block = make_superblock(isa, memory, kCode, example.thumb ? arm::kModeThumb : 0, limits, pages);
  TranslatedCode code;
  translator.translate(block, code);

  std::string text = fmt::format("{}\n\n", example.title);
  for (const std::string& line : Disassembler(CS_ARCH_ARM, example.thumb ? CS_MODE_THUMB : CS_MODE_ARM)
                                     .lines(memory.host(kCode), end - kCode, kCode)) {
    text += fmt::format("  {}\n", line);
  }
  const auto host = Disassembler(CS_ARCH_X86, CS_MODE_64).lines(static_cast<const u8*>(code.entry), code.main_bytes, 0);
  text += fmt::format("\n{} guest instructions, {} host instructions, {} bytes, {} of exits\n\n", block.insns,
                      host.size(), code.main_bytes, code.bytes - code.main_bytes);
  for (const std::string& line : host) text += fmt::format("  {}\n", line);
  return text;
}

class GoldenHostCode : public testing::TestWithParam<Example> {};
INSTANTIATE_TEST_SUITE_P(All, GoldenHostCode, testing::ValuesIn(kExamples),
                         [](const auto& info) { return std::string(info.param.name); });

TEST_P(GoldenHostCode, IsAsItWas) {
  const std::filesystem::path file =
      std::filesystem::path(SOSIE_SOURCE_DIR) / "tests/jit/golden" / (std::string(GetParam().name) + ".txt");
  const std::string now = describe(GetParam());
  if (std::getenv("SOSIE_UPDATE_GOLDEN")) {
    std::ofstream(file) << now;
    return;
  }
  std::ostringstream before;
  before << std::ifstream(file).rdbuf();
  EXPECT_EQ(before.str(), now) << "if this is as it should be: SOSIE_UPDATE_GOLDEN=1 scripts/test -R GoldenHostCode";
}

}  // namespace

}  // namespace sosie
