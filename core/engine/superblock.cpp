#include "core/engine/superblock.h"

#include <algorithm>

#include "core/ir/builder.h"

namespace sosie {

namespace {

void add_line(std::vector<u32>& lines, u64 address) {
  const u32 line = static_cast<u32>(address) >> CodeMemory::kLineBits;
  if (std::find(lines.rbegin(), lines.rend(), line) == lines.rend()) lines.push_back(line);
}

struct Place {
  u64 address;
  u32 mode;
  bool operator==(const Place&) const = default;
};

bool constant_jump(const ir::Block& block, const ir::Insn& insn, Place& target) {
  if (insn.op != Op::kJump || !block.is_const(insn.a) || !block.is_const(insn.b)) return false;
  target = {block.code[insn.a].imm, static_cast<u32>(block.code[insn.b].imm)};
  return true;
}

/// The block ends with `skip_unless c; consts; jump target; land` and nothing else happens in it: a conditional branch.
/// \return the index of the skip, or -1.
int trailing_branch(const ir::Block& block, Place& target) {
  const auto& code = block.code;
  if (code.size() < 3 || code.back().op != Op::kLand) return -1;
  std::size_t i = code.size() - 2;
  if (code[i].c != static_cast<u16>(JumpHint::kNone) || !constant_jump(block, code[i], target)) return -1;
  while (i > 0 && code[i - 1].op == Op::kConst) --i;
  return i > 0 && code[i - 1].op == Op::kSkipUnless ? static_cast<int>(i - 1) : -1;
}

/// Turns "leave if c" into "leave to `other` unless c", so that the block goes on at the branch's target.
void invert_branch(ir::Block& block, int skip, const Place& other) {
  const ir::ValueId condition = block.code[static_cast<std::size_t>(skip)].a;
  block.code.resize(static_cast<std::size_t>(skip));
  const auto append = [&](const ir::Insn& insn) {
    block.code.push_back(insn);
    return static_cast<ir::ValueId>(block.code.size() - 1);
  };
  const ir::ValueId inverted = append({Op::kNot, Type::kI1, condition});
  append({Op::kSkipUnless, Type::kVoid, inverted});
  const ir::ValueId pc = append({Op::kConst, Type::kI64, ir::kNoValue, ir::kNoValue, ir::kNoValue, other.address});
  const ir::ValueId mode = append({Op::kConst, Type::kI32, ir::kNoValue, ir::kNoValue, ir::kNoValue, other.mode});
  append({Op::kJump, Type::kVoid, pc, mode, static_cast<u16>(JumpHint::kNone)});
  append({Op::kLand});
}

}  // namespace

ir::Block make_superblock(const Isa& isa, const CodeMemory& memory, u64 address, u32 mode,
                          const SuperblockLimits& limits, std::vector<u32>& lines) {
  ir::Block block;
  block.address = address;
  block.mode = mode;
  block.code.reserve(256);
  IrBuilder builder(block);
  const Place start{address, mode};
  Place here = start;
  u32 copies = 1;      // how often the way led back to the start
  u32 loop_insns = 0;  // length of the first time round
  std::vector<u64> jumped_to{ir::block_key(address, mode)};
  const auto seen = [&](const Place& p) {
    return std::find(jumped_to.begin(), jumped_to.end(), ir::block_key(p.address, p.mode)) != jumped_to.end();
  };
  /// \return the block may go on at `next`, which a jump leads to.
  const auto follow = [&](const Place& next) {
    if (next == start) {
      if (loop_insns == 0) loop_insns = block.insns;
      return ++copies <= 8 && block.insns + loop_insns <= limits.unrolled;
    }
    if (seen(next) && copies == 1) return false;
    jumped_to.push_back(ir::block_key(next.address, next.mode));
    return true;
  };

  while (true) {
    DecodedInsn insn;
    if (block.insns >= (copies > 1 ? std::max(limits.insns, limits.unrolled) : limits.insns) ||
        block.code.size() >= limits.operations ||
        isa.decode(here.address, here.mode, memory, insn) != FetchResult::kOk) {
      if (block.insns > 0) builder.jump_to(here.address, here.mode);
      return block;
    }
    add_line(lines, insn.address);
    add_line(lines, insn.next_address() - 1);
    builder.translate(insn);
    Place target;
    if (builder.ended()) {
      const ir::Insn jump = block.code.back();
      const bool direct = constant_jump(block, jump, target) && jump.c == static_cast<u16>(JumpHint::kNone);
      if (!direct || block.insns >= limits.insns || !follow(target)) return block;
      block.code.pop_back();
      builder.reopen();
      here = target;
      continue;
    }
    const Place next{insn.next_address(), insn.next_mode};
    if (const int skip = trailing_branch(block, target);
        skip >= 0 && target.address <= insn.address && !(target == next)) {
      invert_branch(block, skip, next);
      if (!follow(target)) {
        builder.jump_to(target.address, target.mode);
        return block;
      }
      here = target;
      continue;
    }
    here = next;
  }
}

}  // namespace sosie
