// Any bytes as ARM or Thumb code: they decode, are looked at and listed without a crash, and the list is a valid block.
#include <cstdlib>

#include "core/emit/effects.h"
#include "core/ir/builder.h"
#include "frontends/arm/isa.h"
#include "frontends/arm/state.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace sosie;
  static const arm::ArmIsa isa;
  if (size < 6) return 0;
  const u32 mode = data[0] & 1 ? arm::kModeThumb | u32{data[1]} << arm::kModeItShift : 0;
  u32 word = 0;
  for (unsigned i = 0; i < 4; ++i) word |= u32{data[2 + i]} << 8 * i;
  const u32 bytes = mode && word >> 27 < 0b11101 ? 2 : 4;
  if (bytes == 2) word >>= 16;

  DecodedInsn insn;
  isa.decode_word(word, bytes, 0x8000, mode, insn);
  const Effects effects(insn);
  ir::Block block;
  block.address = 0x8000;
  block.mode = mode;
  IrBuilder builder(block);
  builder.translate(insn);
  if (!builder.ended()) builder.jump_to(insn.next_address(), insn.next_mode);
  if (!ir::verify(block).empty()) std::abort();
  return 0;
}
