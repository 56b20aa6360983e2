/// tests/support/arm/disassembler.h — Capstone's view of one instruction: its name and its text.
#pragma once

#include <capstone/capstone.h>

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

#include "core/base/types.h"

namespace sosie::arm {

/// Capstone's decoder of one instruction set. Words as ArmIsa::decode_word takes them.
class Disassembler {
 public:
  explicit Disassembler(bool thumb) : thumb_(thumb) {
    if (cs_open(CS_ARCH_ARM, thumb ? CS_MODE_THUMB : CS_MODE_ARM, &handle_) != CS_ERR_OK) {
      throw std::runtime_error("no capstone");
    }
    cs_option(handle_, CS_OPT_DETAIL, CS_OPT_ON);
    insn_ = cs_malloc(handle_);
  }
  ~Disassembler() {
    cs_free(insn_, 1);
    cs_close(&handle_);
  }
  Disassembler(const Disassembler&) = delete;
  Disassembler& operator=(const Disassembler&) = delete;

  /// The mnemonic without condition and suffixes; "undefined" where there is none.
  std::string_view name(u32 word, u32 bytes) {
    if (!decode(word, bytes, 0x10000)) return "undefined";
    const char* found = cs_insn_name(handle_, insn_->id);
    if (insn_->id == ARM_INS_IT) end_it_block();
    return found ? found : "unnamed";
  }
  /// The whole line. Inside an IT block when called for its instructions one after the other.
  std::string text(u32 word, u32 bytes, u64 address) {
    if (!decode(word, bytes, address)) return "undefined";
    return std::string(insn_->mnemonic) + ' ' + insn_->op_str;
  }
  /// The last operand of a branch: where it leads.
  u32 branch_target(u32 word, u32 bytes, u64 address) {
    if (!decode(word, bytes, address)) return 0;
    const cs_arm& arm = insn_->detail->arm;
    return static_cast<u32>(arm.operands[arm.op_count - 1].imm);
  }
  /// Capstone remembers an IT block: let it end.
  void end_it_block() {
    constexpr u32 kNop = 0xbf00;
    for (unsigned i = 0; thumb_ && i < 4; ++i) decode(kNop, 2, 0x10000);
  }

 private:
  bool decode(u32 word, u32 bytes, u64 address) {
    if (thumb_ && bytes == 4) word = word << 16 | word >> 16;
    std::array<u8, 4> code{};
    for (unsigned i = 0; i < bytes; ++i) code[i] = static_cast<u8>(word >> (8 * i));
    const u8* at = code.data();
    std::size_t left = bytes;
    return cs_disasm_iter(handle_, &at, &left, &address, insn_) && insn_->size == bytes;
  }

  csh handle_ = 0;
  cs_insn* insn_ = nullptr;
  bool thumb_;
};

}  // namespace sosie::arm
