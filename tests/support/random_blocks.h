/// tests/support/random_blocks.h — random blocks of the toy guest: valid, of all operations, with typical patterns.
#pragma once

#include <random>

#include "core/emit/lanes.h"
#include "core/ir/block.h"
#include "tests/support/toy_floats.h"
#include "tests/support/toy_isa.h"

namespace sosie::test {

class RandomBlock {
 public:
  /// What its calls call.
  static std::vector<const Helper*> helpers() {
    std::vector<const Helper*> all{&kToyHelper, &kToyCompare32.helper, &kToyCompare64.helper};
    for (const ToyFloat& f : kToyFloats) all.push_back(&f.helper);
    return all;
  }
  /// Data of the guest: read-write pages, then a read-only one. Around them nothing is mapped.
  static constexpr u32 kData = 0x10000, kDataBytes = 0x4000, kReadOnly = kData + kDataBytes;

  explicit RandomBlock(u64 seed) : random_(seed) {}

  ir::Block make() {
    block_.address = 0x8000;
    block_.mode = pick(2);
    const unsigned insns = 1 + pick(12);
    for (unsigned i = 0; i < insns; ++i) {
      append({Op::kAt, Type::kVoid, static_cast<u16>(block_.mode), 0, ir::kNoValue, block_.address + 4 * i});
      ++block_.insns;
      const unsigned steps = 1 + pick(4);
      for (unsigned s = 0; s < steps; ++s) step(false);
    }
    leave();
    return block_;
  }

 private:
  using ValueId = ir::ValueId;
  static constexpr ValueId kNone = ir::kNoValue;

  u32 pick(u32 below) { return static_cast<u32>(random_() % below); }
  bool chance(u32 percent) { return pick(100) < percent; }
  ValueId append(const ir::Insn& insn) {
    block_.code.push_back(insn);
    return static_cast<ValueId>(block_.code.size() - 1);
  }
  ValueId constant(Type type, u64 value) {
    return append({Op::kConst, type, kNone, kNone, kNone, value & type_mask(type)});
  }

  u64 interesting() {
    switch (pick(8)) {
      case 0: return 0;
      case 1: return 1;
      case 2: return ~u64{0};
      case 3: return u64{1} << pick(64);
      case 4: return 0x7fff'ffff;
      case 5: return pick(256);
      case 6: return pick(64);
      default: return random_();
    }
  }

  Type integer() { return chance(70) ? Type::kI32 : chance(50) ? Type::kI64 : chance(50) ? Type::kI16 : Type::kI8; }

  struct Slot {
    u16 offset;
    Type type;
  };
  Slot slot() {
    switch (pick(10)) {
      case 0: return {toy_wide(pick(4)), Type::kI64};
      case 1: return {static_cast<u16>(offsetof(ToyState, half) + 2 * pick(4)), Type::kI16};
      case 2: return {static_cast<u16>(offsetof(ToyState, byte) + pick(8)), Type::kI8};
      case 3: return {toy_flag(pick(8)), Type::kI1};
      case 4:
        return chance(10) ? Slot{static_cast<u16>(toy_word(pick(15)) + pick(4)), Type::kI8}
                          : Slot{toy_word(pick(15)), Type::kI32};
      case 5: return {chance(10) ? u16{offsetof(ToyState, exceptions)} : toy_word(pick(15)), Type::kI32};
      default: return {toy_word(pick(15)), Type::kI32};
    }
  }
  Slot slot_of(Type type) {
    Slot s = slot();
    while (s.type != type) s = slot();
    return s;
  }

  /// A visible value of the type, old or new.
  ValueId value(Type type) {
    if (chance(60)) {
      for (unsigned tries = 0; tries < 8 && !block_.code.empty(); ++tries) {
        const u32 back = 1 + pick(std::min<u32>(24, static_cast<u32>(block_.code.size())));
        const ValueId v = static_cast<ValueId>(block_.code.size() - back);
        if (visible(v) && ir::result_type(block_.code[v]) == type) return v;
      }
    }
    if (chance(35)) return constant(type, interesting());
    const Slot s = slot_of(type);
    return append({Op::kGet, type, kNone, kNone, kNone, s.offset});
  }
  bool visible(ValueId v) const { return !(v >= hidden_begin_ && v < hidden_end_) && v >= visible_from_; }

  /// A number of 32 or 64 bits that is not just any word.
  u64 interesting_number(Type type) {
    constexpr double kNumbers[] = {0.0,    -0.0,    1.0,  -1.5,         3.0,           1e-30,
                                   -1e-38, 1.2e-38, 1e30, 4294967296.5, -2147483648.5, 0.1};
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    const u64 special = pick(8);
    if (type == Type::kI64) {
      if (special == 0) return std::bit_cast<u64>(pick(2) ? kInfinity : -kInfinity);
      if (special == 1) return 0x7ff0'0000'0000'0001 | u64{pick(2)} << 51 | u64{pick(2)} << 63;  // NaNs
      if (special == 2) return u64{1} << (50 + pick(4));                                         // tiny, least normal
      return std::bit_cast<u64>(kNumbers[pick(12)]);
    }
    if (special == 0) return 0x7f80'0000 | u64{pick(2)} << 31;
    if (special == 1) return 0x7f80'0001 | u64{pick(2)} << 22 | u64{pick(2)} << 31;
    if (special == 2) return u64{1} << (21 + pick(4));
    return std::bit_cast<u32>(static_cast<float>(kNumbers[pick(12)]));
  }
  ValueId number(Type type) {
    if (chance(25)) return constant(type, interesting_number(type));
    if (chance(15)) {  // a sign changed or cleared
      const u64 sign = u64{1} << (type_bits(type) - 1);
      const ValueId a = number(type);
      const bool clears = chance(50);
      const ValueId mask = constant(type, clears ? sign - 1 : sign);
      return append({clears ? Op::kAnd : Op::kXor, type, a, mask});
    }
    return value(type);
  }
  ValueId call(const ToyFloat& f, ValueId a, ValueId b = kNone, ValueId c = kNone) {
    return append({Op::kCall, Type::kI64, a, b, c, reinterpret_cast<u64>(&f.helper)});
  }
  void floats() {
    const ToyFloat& f = kToyFloats[pick(std::size(kToyFloats))];
    const bool from = f.helper.host.op == FloatOp::kFromSigned || f.helper.host.op == FloatOp::kFromUnsigned;
    const Type type = from || f.helper.host.bits == 32 ? Type::kI32 : Type::kI64;
    ValueId arguments[3] = {kNone, kNone, kNone};
    for (unsigned n = 0; n < f.arguments; ++n) arguments[n] = from ? value(type) : number(type);
    ValueId result = call(f, arguments[0], arguments[1], arguments[2]);
    const bool to = f.helper.host.op == FloatOp::kToSigned || f.helper.host.op == FloatOp::kToUnsigned;
    const bool wide = f.helper.host.op == FloatOp::kWiden ||
                      (f.helper.host.bits == 64 && f.helper.host.op != FloatOp::kNarrow && !to);
    if (!wide) result = append({Op::kTrunc, Type::kI32, result});
    const Type made = wide ? Type::kI64 : Type::kI32;
    if (chance(60)) put(slot_of(made).offset, made, result);
    else if (chance(30)) append({Op::kStore, made, address(), result});
  }
  /// Conditions over two numbers; what a comparison raises comes first.
  ValueId float_flag() {
    const Type type = chance(50) ? Type::kI32 : Type::kI64;
    const ValueId a = number(type), b = chance(20) ? constant(type, 0) : number(type);
    call(type == Type::kI32 ? kToyCompare32 : kToyCompare64, a, b);
    const auto is = [&] { return append({Op::kFloatIs, type, a, b, kNone, pick(16)}); };
    const ValueId x = is();
    if (chance(50)) return x;
    const ValueId y = is();
    constexpr Op kOps[] = {Op::kAnd, Op::kOr, Op::kXor, Op::kEq};
    put(toy_flag(pick(8)), Type::kI1, y);
    return append({kOps[pick(4)], Type::kI1, x, y});
  }

  ValueId flag() {
    if (chance(10)) return float_flag();
    if (chance(50)) return value(Type::kI1);
    const Type type = integer();
    constexpr Op kOps[] = {Op::kEq, Op::kNe, Op::kUlt, Op::kUle, Op::kSlt, Op::kSle, Op::kSubOverflow};
    const ValueId a = value(type), b = value(type);
    return append({kOps[pick(7)], type, a, b});
  }

  void pure() {
    const Type type = integer();
    switch (pick(9)) {
      case 0:
      case 1:
      case 2: {
        constexpr Op kOps[] = {Op::kAdd, Op::kSub, Op::kMul, Op::kAnd, Op::kOr, Op::kXor};
        const ValueId a = value(type), b = value(type);
        append({kOps[pick(6)], type, a, b});
        return;
      }
      case 3: {
        const Type t = chance(75) ? Type::kI32 : Type::kI64;  // shifts and divisions of small numbers are not lowered
        constexpr Op kOps[] = {Op::kShl, Op::kShr, Op::kSar, Op::kRor, Op::kUdiv, Op::kSdiv};
        const ValueId a = value(t), b = chance(60) ? constant(t, interesting()) : value(t);
        append({kOps[pick(6)], t, a, b});
        return;
      }
      case 4: {
        constexpr Op kOps[] = {Op::kNot, Op::kNeg, Op::kClz, Op::kBswap};
        const ValueId a = value(type);
        append({kOps[pick(4)], type, a});
        return;
      }
      case 5: {
        const ValueId c = flag(), a = value(type), b = value(type);
        append({Op::kSelect, type, c, a, b});
        return;
      }
      case 6: convert(); return;
      case 7: lanes(); return;
      default: {
        const ValueId a = flag(), b = flag();
        constexpr Op kOps[] = {Op::kAnd, Op::kOr, Op::kXor, Op::kEq, Op::kNe, Op::kNot};
        const Op op = kOps[pick(6)];
        append({op, Type::kI1, a, op == Op::kNot ? kNone : b});
        return;
      }
    }
  }

  void lanes() {
    std::optional<LaneForm> form;
    while (!form) form = lane_form(pick(static_cast<u32>(LaneOp::kCount)) << 8 | 8u << pick(4));
    const ValueId a = value(Type::kI64), b = chance(30) ? constant(Type::kI64, pick(66)) : value(Type::kI64);
    append({Op::kLanes, Type::kI64, a, b, kNone, form->imm()});
  }

  void convert() {
    constexpr Type kTypes[] = {Type::kI1, Type::kI8, Type::kI16, Type::kI32, Type::kI64};
    const unsigned from = pick(5), to = pick(5);
    if (from == to) return;
    const ValueId a = value(kTypes[from]);
    append({to < from ? Op::kTrunc : chance(50) ? Op::kZext : Op::kSext, kTypes[to], a});
  }

  /// An addition or subtraction with its flags, as most guests have them.
  void flagged() {
    const Type type = integer();
    ValueId a = value(type), b = value(type);
    const ValueId carry = chance(40) ? constant(Type::kI1, 0) : chance(60) ? constant(Type::kI1, 1) : flag();
    if (chance(50)) b = append({Op::kNot, type, b});
    if (chance(10)) std::swap(a, b);
    const ValueId sum = append({Op::kAddCarry, type, a, b, carry});
    const ValueId c = append({Op::kCarryOf, type, a, b, carry});
    const ValueId v = append({Op::kOverflowOf, type, a, b, carry});
    const ValueId zero = constant(type, 0);
    const ValueId n = append({Op::kSlt, type, sum, zero});
    const ValueId z = append({Op::kEq, type, sum, zero});
    const bool result_first = chance(30);
    const Slot result = slot_of(type);
    if (result_first) put(result.offset, type, sum);
    put(toy_flag(0), Type::kI1, n);
    put(toy_flag(1), Type::kI1, z);
    put(toy_flag(2), Type::kI1, c);
    put(toy_flag(3), Type::kI1, v);
    if (!result_first && chance(70)) put(result.offset, type, sum);
  }
  /// A condition over such flags.
  ValueId flag_condition() {
    const auto get = [&](unsigned n) { return append({Op::kGet, Type::kI1, kNone, kNone, kNone, toy_flag(n)}); };
    const auto no = [&](ValueId v) { return append({Op::kNot, Type::kI1, v}); };
    ValueId c = kNone;
    switch (pick(7)) {
      case 0: c = get(1); break;
      case 1: c = get(2); break;
      case 2: c = get(0); break;
      case 3: c = get(3); break;
      case 4: {
        const ValueId carry = get(2), not_zero = no(get(1));
        c = append({Op::kAnd, Type::kI1, carry, not_zero});
        break;
      }
      default: {
        const ValueId n = get(0), v = get(3);
        c = append({Op::kEq, Type::kI1, n, v});
        if (chance(50)) {
          const ValueId not_zero = no(get(1));
          c = append({Op::kAnd, Type::kI1, c, not_zero});
        }
        break;
      }
    }
    return chance(50) ? no(c) : c;
  }

  void put(u16 offset, Type type, ValueId v) { append({Op::kPut, type, v, kNone, kNone, offset}); }

  ValueId address() {
    const ValueId base = chance(80) ? constant(Type::kI32, kData + pick(kDataBytes)) : value(Type::kI32);
    if (chance(30)) return base;
    if (chance(60)) {
      const ValueId offset = constant(Type::kI32, pick(64));
      return append({chance(70) ? Op::kAdd : Op::kSub, Type::kI32, base, offset});
    }
    const ValueId mask = constant(Type::kI32, 0xff);
    const ValueId any = value(Type::kI32);
    ValueId index = append({Op::kAnd, Type::kI32, any, mask});
    if (chance(50)) {
      const ValueId amount = constant(Type::kI32, pick(5));
      index = append({Op::kShl, Type::kI32, index, amount});
    }
    return append({Op::kAdd, Type::kI32, base, index});
  }

  void access() {
    const Type type = integer();
    const ValueId where = address();
    if (chance(50)) {
      ValueId v = append({Op::kLoad, type, where});
      if (chance(30)) v = append({Op::kBswap, type, v});
      if (type_bits(type) < 32 && chance(70)) v = append({chance(50) ? Op::kZext : Op::kSext, Type::kI32, v});
      const Type made = ir::result_type(block_.code[v]);
      if (chance(70)) put(slot_of(made).offset, made, v);
    } else if (chance(85)) {
      ValueId v = value(type);
      if (chance(30)) v = append({Op::kBswap, type, v});
      append({Op::kStore, type, where, v});
    } else {
      const ValueId expected = value(type), desired = value(type);
      append({Op::kCompareExchange, type, where, expected, desired});
    }
  }

  void step(bool inside) {
    if (chance(15)) return floats();
    switch (pick(inside ? 7 : 9)) {
      case 0:
      case 1: pure(); break;
      case 2: flagged(); break;
      case 3: access(); break;
      case 4:
      case 5: {
        const Slot s = slot();
        const ValueId v = value(s.type);
        put(s.offset, s.type, v);
        break;
      }
      case 6:
        if (chance(20)) {
          append({Op::kFence});
        } else if (chance(20)) {
          const ValueId a = value(Type::kI64), b = value(Type::kI32), c = value(Type::kI64);
          append({Op::kCall, Type::kI64, a, b, c, reinterpret_cast<u64>(&kToyHelper)});
        } else {
          pure();
        }
        break;
      default: region(); break;
    }
  }

  void region() {
    const ValueId c = chance(60) ? flag_condition() : flag();
    append({Op::kSkipUnless, Type::kVoid, c});
    const std::size_t begin = block_.code.size();
    const unsigned steps = pick(4);
    for (unsigned s = 0; s < steps; ++s) step(true);
    if (chance(50)) leave();
    append({Op::kLand});
    // Nothing made inside may be read from now on; what older regions hid stays hidden by being too far back or too.
    hide(static_cast<ValueId>(begin), static_cast<ValueId>(block_.code.size()));
  }
  void hide(ValueId begin, ValueId end) {
    // One gap is kept; values before it are given up, so that older gaps need no list.
    visible_from_ = std::max(visible_from_, hidden_end_);
    hidden_begin_ = begin;
    hidden_end_ = end;
  }

  void leave() {
    switch (pick(8)) {
      case 0: append({Op::kRaise, Type::kVoid, kNone, kNone, kNone, pick(100)}); return;
      case 1: {
        const ValueId pc = constant(Type::kI32, 0x9000), mode = constant(Type::kI32, 0);
        append({Op::kStop, Type::kVoid, pc, mode, kNone, pick(3)});
        return;
      }
      case 2:
      case 3: {
        const ValueId pc = value(Type::kI32);
        const ValueId mask = constant(Type::kI32, 1);
        const ValueId any = value(Type::kI32);
        const ValueId mode = append({Op::kAnd, Type::kI32, any, mask});
        jump(pc, mode);
        return;
      }
      default: {
        const ValueId pc = constant(Type::kI32, 0xa000 + 4 * pick(16)), mode = constant(Type::kI32, pick(2));
        jump(pc, mode);
        return;
      }
    }
  }
  void jump(ValueId pc, ValueId mode) {
    const auto hint = static_cast<JumpHint>(pick(3));
    const u64 back = hint == JumpHint::kCall ? ir::block_key(0xb000, 1) : 0;
    append({Op::kJump, Type::kVoid, pc, mode, static_cast<u16>(hint), back});
  }

  std::mt19937_64 random_;
  ir::Block block_;
  ValueId hidden_begin_ = 0, hidden_end_ = 0, visible_from_ = 0;
};

}  // namespace sosie::test
