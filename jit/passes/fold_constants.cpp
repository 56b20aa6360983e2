#include <algorithm>
#include <bit>
#include <tuple>

#include "jit/pass.h"
#include "jit/passes/rewriter.h"

namespace sosie::jit {

namespace {

using ir::Insn, ir::kNoValue, ir::ValueId;

/// One name for each value: finds an equal operation that is visible from here.
class ValueNumbers {
 public:
  ValueNumbers(const Rewriter& rewriter, std::size_t operations)
      : rewriter_(rewriter), heads_(std::bit_ceil(operations + 16), kNoValue) {}

  ValueId find(const Insn& insn) const {
    for (ValueId v = heads_[slot(insn)]; v != kNoValue; v = next_[v]) {
      if (same(rewriter_[v], insn)) return v;
    }
    return kNoValue;
  }
  void add(ValueId v) {
    if (next_.size() <= v) next_.resize(v + 64, kNoValue);
    ValueId& head = heads_[slot(rewriter_[v])];
    next_[v] = head;
    head = v;
    if (in_region_) of_region_.push_back(v);
  }
  void begin_region() { in_region_ = true; }
  /// What was made since `begin_region` is not visible any more.
  void end_region() {
    in_region_ = false;
    // Newest first: each is the head of its list.
    for (; !of_region_.empty(); of_region_.pop_back()) {
      heads_[slot(rewriter_[of_region_.back()])] = next_[of_region_.back()];
    }
  }

 private:
  static bool same(const Insn& a, const Insn& b) {
    return a.op == b.op && a.type == b.type && a.a == b.a && a.b == b.b && a.c == b.c && a.imm == b.imm;
  }
  std::size_t slot(const Insn& insn) const {
    u64 hash = static_cast<u64>(insn.op) << 8 | static_cast<u64>(insn.type);
    for (u64 part : {u64{insn.a}, u64{insn.b}, u64{insn.c}, insn.imm}) hash = (hash ^ part) * 0x9e37'79b9'7f4a'7c15u;
    return (hash >> 32) & (heads_.size() - 1);
  }

  const Rewriter& rewriter_;
  std::vector<ValueId> heads_, next_, of_region_;
  bool in_region_ = false;
};

/// Makes operations in their simplest form. Every rule holds for all values of the type.
class Folder {
 public:
  explicit Folder(ir::Block& block) : rewriter_(block), numbers_(rewriter_, rewriter_.old().size()) {}

  void run() {
    for (std::size_t i = 0; i < rewriter_.old().size(); ++i) {
      const Insn insn = rewriter_.renamed(i);
      if (info(insn.op).pure) {
        rewriter_.name(i, make(insn));
      } else if (insn.op == Op::kSkipUnless && is_const(insn.a)) {
        i = skip_known_region(i, known(insn.a));
        if (ended_) break;
      } else {
        if (insn.op == Op::kSkipUnless) numbers_.begin_region();
        rewriter_.keep(i);
        if (insn.op == Op::kLand) numbers_.end_region();
      }
    }
    rewriter_.finish();
  }

 private:
  /// \return the index of the region's land: its operations were copied without it, or left out.
  std::size_t skip_known_region(std::size_t skip, bool entered) {
    const Region region = region_at(rewriter_.old(), skip);
    if (!entered) return region.land;
    for (std::size_t i = region.skip + 1; i < region.land; ++i) {
      if (info(rewriter_.old()[i].op).pure) rewriter_.name(i, make(rewriter_.renamed(i)));
      else rewriter_.keep(i);
    }
    ended_ = region.leaves;
    return region.land;
  }

  const Insn& def(ValueId v) const { return rewriter_[v]; }
  bool is(ValueId v, Op op) const { return def(v).op == op; }
  bool is_const(ValueId v) const { return v != kNoValue && is(v, Op::kConst); }
  bool is_const(ValueId v, u64 value) const { return is_const(v) && def(v).imm == value; }
  u64 known(ValueId v) const { return def(v).imm; }
  Type type(ValueId v) const { return ir::result_type(def(v)); }

  ValueId constant(Type t, u64 value) {
    return number({Op::kConst, t, kNoValue, kNoValue, kNoValue, value & type_mask(t)});
  }
  ValueId number(const Insn& insn) {
    if (const ValueId v = numbers_.find(insn); v != kNoValue) return v;
    const ValueId v = rewriter_.append(insn);
    numbers_.add(v);
    return v;
  }
  ValueId make(Op op, Type t, ValueId a, ValueId b = kNoValue, ValueId c = kNoValue) { return make({op, t, a, b, c}); }

  ValueId make(Insn insn) {
    if (insn.op == Op::kConst) return constant(insn.type, insn.imm);
    const bool all_known =
        is_const(insn.a) && (insn.b == kNoValue || is_const(insn.b)) && (insn.c == kNoValue || is_const(insn.c));
    if (all_known) return evaluated(insn);
    if (info(insn.op).commutes && (is_const(insn.a) || (!is_const(insn.b) && insn.b < insn.a))) {
      std::swap(insn.a, insn.b);
    }
    const ValueId simpler = simplify(insn);
    return simpler != kNoValue ? simpler : number(insn);
  }

  ValueId evaluated(const Insn& insn) {
    const Type from = info(insn.op).shape == Shape::kConvert ? type(insn.a) : insn.type;
    const auto value = [&](ValueId v) { return v == kNoValue ? 0 : known(v); };
    const u64 c = insn.op == Op::kFloatIs || insn.op == Op::kLanes ? insn.imm : value(insn.c);
    return constant(ir::result_type(insn), evaluate(insn.op, from, value(insn.a), value(insn.b), c, insn.type));
  }

  ValueId simplify(const Insn& insn) {
    switch (info(insn.op).shape) {
      case Shape::kBinary: return insn.type == Type::kI1 ? flag_binary(insn) : binary(insn);
      case Shape::kUnary: return insn.type == Type::kI1 ? flag_not(insn.a) : unary(insn);
      case Shape::kCompare: return insn.type == Type::kI1 ? flag_compare(insn) : compare(insn);
      case Shape::kAddCarry:
      case Shape::kCarryOf: return sum(insn);
      case Shape::kFloatIs: return float_is(insn);
      case Shape::kConvert: return convert(insn);
      case Shape::kSelect: return select(insn);
      default: return kNoValue;
    }
  }

  ValueId binary(const Insn& insn) {
    const auto [op, t, a, b] = std::tuple(insn.op, insn.type, insn.a, insn.b);
    if (a == b) {
      if (op == Op::kAnd || op == Op::kOr) return a;
      if (op == Op::kXor || op == Op::kSub) return constant(t, 0);
    }
    if (!is_const(b)) return kNoValue;
    const u64 k = known(b);
    switch (op) {
      case Op::kAnd:
        if (k == 0) return b;
        if (k == type_mask(t)) return a;
        if (is(a, Op::kAnd) && is_const(def(a).b)) return make(Op::kAnd, t, def(a).a, constant(t, k & known(def(a).b)));
        if (is(a, Op::kZext) && (k & type_mask(type(def(a).a))) == type_mask(type(def(a).a))) return a;
        return kNoValue;
      case Op::kMul:
        if (k == 0) return b;
        if (std::has_single_bit(k)) return make(Op::kShl, t, a, constant(t, static_cast<u64>(std::countr_zero(k))));
        return kNoValue;
      case Op::kOr:
        if (k == type_mask(t)) return b;
        return k == 0 ? a : kNoValue;
      case Op::kXor:
        if (k == type_mask(t)) return make(Op::kNot, t, a);
        return k == 0 ? a : kNoValue;
      case Op::kAdd:
      case Op::kSub: return k == 0 ? a : kNoValue;
      case Op::kShl:
      case Op::kRor: return k % type_bits(t) == 0 ? a : kNoValue;
      case Op::kShr:
      case Op::kSar: return k % type_bits(t) == 0 ? a : shifted_again(op, t, a, k % type_bits(t));
      default: return kNoValue;
    }
  }

  ValueId shifted(Op op, Type t, ValueId a, u64 by) { return make(op, t, a, constant(t, by)); }
  /// `a` is itself shifted.
  ValueId shifted_again(Op op, Type t, ValueId a, u64 by) {
    const Insn inner = def(a);
    if ((inner.op != Op::kShl && inner.op != op) || !is_const(inner.b)) return kNoValue;
    const u64 before = known(inner.b) % type_bits(t), both = before + by;
    if (inner.op == op) {
      if (both < type_bits(t)) return shifted(op, t, inner.a, both);
      return op == Op::kShr ? constant(t, 0) : shifted(op, t, inner.a, type_bits(t) - 1);
    }
    // To the left and back: the same where nothing was lost at the top.
    const Insn wide = def(inner.a);
    const bool fits =
        wide.op == (op == Op::kShr ? Op::kZext : Op::kSext) && type_bits(type(wide.a)) + before <= type_bits(t);
    if (!fits) return kNoValue;
    return by >= before ? shifted(op, t, inner.a, by - before) : shifted(Op::kShl, t, inner.a, before - by);
  }

  ValueId unary(const Insn& insn) {
    const bool twice = (insn.op == Op::kNot || insn.op == Op::kNeg || insn.op == Op::kBswap) && is(insn.a, insn.op);
    return twice ? def(insn.a).a : kNoValue;
  }

  // --- flags ---

  ValueId flag_binary(const Insn& insn) {
    const auto [op, a, b] = std::tuple(insn.op, insn.a, insn.b);
    if (const ValueId v = joined_relations(op, a, b); v != kNoValue) return v;
    switch (op) {
      case Op::kAnd:
      case Op::kMul:
        if (a == b || is_const(b, 1)) return a;
        if (is_const(b, 0)) return b;
        if (const ValueId v = strict(a, b); v != kNoValue) return v;
        return strict(b, a);
      case Op::kOr:
        if (a == b || is_const(b, 0)) return a;
        return is_const(b, 1) ? b : kNoValue;
      default:  // exclusive or
        if (a == b) return constant(Type::kI1, 0);
        if (is_const(b, 0)) return a;
        return is_const(b, 1) ? flag_not_or_number(a) : kNoValue;
    }
  }

  /// x <= y and x != y is x < y, where the inequality may stand as x - y != 0.
  ValueId strict(ValueId at_most, ValueId unequal) {
    const Insn &le = def(at_most), &ne = def(unequal);
    if ((le.op != Op::kUle && le.op != Op::kSle) || ne.op != Op::kNe || le.type != ne.type) return kNoValue;
    const auto pair = [&](ValueId p, ValueId q) { return (p == le.a && q == le.b) || (p == le.b && q == le.a); };
    const bool by_difference = is_const(ne.b, 0) && is(ne.a, Op::kSub) && pair(def(ne.a).a, def(ne.a).b);
    if (!by_difference && !pair(ne.a, ne.b)) return kNoValue;
    return make(le.op == Op::kUle ? Op::kUlt : Op::kSlt, le.type, le.a, le.b);
  }

  ValueId flag_not(ValueId a) {
    const Insn& x = def(a);
    const bool on_flags = x.type == Type::kI1;
    switch (x.op) {
      case Op::kNot: return x.a;
      case Op::kFloatIs: return relation(x, static_cast<u8>(~x.imm));
      case Op::kEq: return make(Op::kNe, x.type, x.a, x.b);
      case Op::kNe: return make(Op::kEq, x.type, x.a, x.b);
      case Op::kUlt: return on_flags ? kNoValue : make(Op::kUle, x.type, x.b, x.a);
      case Op::kUle: return on_flags ? kNoValue : make(Op::kUlt, x.type, x.b, x.a);
      case Op::kSlt: return on_flags ? kNoValue : make(Op::kSle, x.type, x.b, x.a);
      case Op::kSle: return on_flags ? kNoValue : make(Op::kSlt, x.type, x.b, x.a);
      default: return kNoValue;
    }
  }
  ValueId flag_not_or_number(ValueId a) { return make(Op::kNot, Type::kI1, a); }

  ValueId flag_compare(const Insn& insn) {
    const auto [op, a, b] = std::tuple(insn.op, insn.a, insn.b);
    if (op != Op::kEq && op != Op::kNe) return kNoValue;
    if (a == b) return constant(Type::kI1, op == Op::kEq);
    if (is_const(b)) return (known(b) != 0) == (op == Op::kEq) ? a : flag_not_or_number(a);
    if (const ValueId v = joined_relations(op, a, b); v != kNoValue) return v;
    ValueId order = signed_order(a, b);
    if (order == kNoValue) order = signed_order(b, a);
    if (order == kNoValue) return kNoValue;
    return op == Op::kEq ? order : flag_not_or_number(order);
  }

  // --- relations of numbers ---

  ValueId relation(const Insn& like, u8 relations) {
    return make({Op::kFloatIs, like.type, like.a, like.b, kNoValue, u64{relations} & kAnyRelation});
  }
  ValueId float_is(const Insn& insn) {
    if (insn.imm == 0 || insn.imm == kAnyRelation) return constant(Type::kI1, insn.imm != 0);
    if (insn.b >= insn.a) return kNoValue;
    return make({Op::kFloatIs, insn.type, insn.b, insn.a, kNoValue, swapped_relations(static_cast<u8>(insn.imm))});
  }
  /// Logic on conditions over the same two numbers is logic on sets of relations.
  ValueId joined_relations(Op op, ValueId a, ValueId b) {
    const Insn x = def(a), y = def(b);
    if (x.op != Op::kFloatIs || y.op != Op::kFloatIs || x.type != y.type || x.a != y.a || x.b != y.b) return kNoValue;
    switch (op) {
      case Op::kAnd:
      case Op::kMul: return relation(x, static_cast<u8>(x.imm & y.imm));
      case Op::kOr: return relation(x, static_cast<u8>(x.imm | y.imm));
      case Op::kEq: return relation(x, static_cast<u8>(~(x.imm ^ y.imm)));
      default: return relation(x, static_cast<u8>(x.imm ^ y.imm));
    }
  }

  /// The sign of x - y equals its overflow where x >= y.
  ValueId signed_order(ValueId sign, ValueId overflow) {
    const Insn &n = def(sign), &v = def(overflow);
    if (n.op != Op::kSlt || !is_const(n.b, 0) || !is(n.a, Op::kSub) || v.op != Op::kSubOverflow) return kNoValue;
    const Insn& difference = def(n.a);
    if (difference.a != v.a || difference.b != v.b || difference.type != v.type) return kNoValue;
    return make(Op::kSle, v.type, v.b, v.a);
  }

  ValueId compare(const Insn& insn) {
    const auto [op, t, a, b] = std::tuple(insn.op, insn.type, insn.a, insn.b);
    const u64 greatest = type_mask(t);
    if (a == b) {
      return constant(Type::kI1, op == Op::kEq || op == Op::kUle || op == Op::kSle);
    }
    switch (op) {
      case Op::kEq:
      case Op::kNe:
        // A widened flag compared with 0 is the flag.
        if (is_const(b, 0) && is(a, Op::kZext) && type(def(a).a) == Type::kI1) {
          return op == Op::kNe ? def(a).a : flag_not_or_number(def(a).a);
        }
        return kNoValue;
      case Op::kUlt:
        if (is_const(b, 0) || is_const(a, greatest)) return constant(Type::kI1, 0);
        return is_const(a, 0) ? make(Op::kNe, t, b, a) : kNoValue;
      case Op::kUle:
        if (is_const(a, 0) || is_const(b, greatest)) return constant(Type::kI1, 1);
        return is_const(b, 0) ? make(Op::kEq, t, a, b) : kNoValue;
      case Op::kSubOverflow: return is_const(b, 0) ? constant(Type::kI1, 0) : kNoValue;
      default: return kNoValue;
    }
  }

  // --- sums with a carry ---

  ValueId sum(Insn insn) {
    // a + b = b + a: what can be subtracted instead stands to the right.
    if (!is(insn.b, Op::kNot) && (is_const(insn.a) || is(insn.a, Op::kNot))) std::swap(insn.a, insn.b);
    const auto [op, t, x, y] = std::tuple(insn.op, insn.type, insn.a, insn.b);
    if (is_const(insn.c, 0)) {
      if (op == Op::kAddCarry) return make(Op::kAdd, t, x, y);
      if (is_const(y, 0)) return constant(Type::kI1, 0);
    } else if (is_const(insn.c, 1)) {
      // x + ~y + 1 is x - y; its carry says that nothing was borrowed.
      ValueId subtrahend = kNoValue;
      if (is_const(y)) subtrahend = constant(t, ~known(y));
      else if (is(y, Op::kNot)) subtrahend = def(y).a;
      if (subtrahend != kNoValue) {
        if (op == Op::kAddCarry) return make(Op::kSub, t, x, subtrahend);
        return op == Op::kCarryOf ? make(Op::kUle, t, subtrahend, x) : make(Op::kSubOverflow, t, x, subtrahend);
      }
    }
    return number(insn);
  }

  /// A shift in 64 bits of which 32 are wanted, by a constant, in 32 bits.
  ValueId narrow_shift(const Insn& shift) {
    if (!is_const(shift.b)) return kNoValue;
    u64 by = known(shift.b) % 64;
    if (shift.op == Op::kShl) {
      return by < 32 ? shifted(Op::kShl, Type::kI32, make(Op::kTrunc, Type::kI32, shift.a), by)
                     : constant(Type::kI32, 0);
    }
    // What comes in at the top after a signed shift does not reach the lower half.
    const bool is_signed = shift.op == Op::kSar || (is(shift.a, Op::kSar) && is_const(def(shift.a).b) && by <= 32);
    ValueId a = shift.a;
    if (shift.op == Op::kShr && is_signed) {
      by = std::min<u64>(by + known(def(a).b) % 64, 63);
      a = def(a).a;
    }
    if (!is(a, is_signed ? Op::kSext : Op::kZext) || type(def(a).a) != Type::kI32) return kNoValue;
    if (is_signed) return shifted(Op::kSar, Type::kI32, def(a).a, std::min<u64>(by, 31));
    return by < 32 ? shifted(Op::kShr, Type::kI32, def(a).a, by) : constant(Type::kI32, 0);
  }

  ValueId convert(const Insn& insn) {
    const Insn x = def(insn.a);
    const bool is_shift = x.op == Op::kShl || x.op == Op::kShr || x.op == Op::kSar;
    if (insn.op == Op::kTrunc && insn.type == Type::kI32 && is_shift) return narrow_shift(x);
    const Type inner = info(x.op).shape == Shape::kConvert ? type(x.a) : Type::kVoid;
    if (insn.op == Op::kZext && x.op == Op::kZext) return make(Op::kZext, insn.type, x.a);
    if (insn.op == Op::kSext && x.op == Op::kSext) return make(Op::kSext, insn.type, x.a);
    if (insn.op == Op::kTrunc && x.op == Op::kTrunc) return make(Op::kTrunc, insn.type, x.a);
    if (insn.op == Op::kTrunc && (x.op == Op::kZext || x.op == Op::kSext)) {
      if (inner == insn.type) return x.a;
      return type_bits(inner) < type_bits(insn.type) ? make(x.op, insn.type, x.a) : make(Op::kTrunc, insn.type, x.a);
    }
    if (insn.op == Op::kZext && x.op == Op::kTrunc && inner == insn.type) {
      return make(Op::kAnd, insn.type, x.a, constant(insn.type, type_mask(x.type)));
    }
    return kNoValue;
  }

  ValueId select(const Insn& insn) {
    if (insn.b == insn.c) return insn.b;
    if (is_const(insn.a)) return known(insn.a) ? insn.b : insn.c;
    if (is(insn.a, Op::kNot)) return make(Op::kSelect, insn.type, def(insn.a).a, insn.c, insn.b);
    if (insn.type == Type::kI1) {
      if (is_const(insn.b) && is_const(insn.c)) return known(insn.b) ? insn.a : flag_not_or_number(insn.a);
      if (is_const(insn.b, 1) || insn.b == insn.a) return make(Op::kOr, Type::kI1, insn.a, insn.c);
      if (is_const(insn.c, 0) || insn.c == insn.a) return make(Op::kAnd, Type::kI1, insn.a, insn.b);
      if (inverse(insn.a, insn.c)) return make(Op::kOr, Type::kI1, insn.c, insn.b);
      if (inverse(insn.a, insn.b)) return make(Op::kAnd, Type::kI1, insn.b, insn.c);
    }
    if (is(insn.c, Op::kSelect)) {
      const Insn other = def(insn.c);
      if (other.a == insn.a) return make(Op::kSelect, insn.type, insn.a, insn.b, other.c);
      if (inverse(other.a, insn.a)) return make(Op::kSelect, insn.type, insn.a, insn.b, other.b);
    }
    return kNoValue;
  }

  /// \return one condition holds exactly where the other does not.
  bool inverse(ValueId p, ValueId q) const {
    const Insn &x = def(p), &y = def(q);
    if (x.op == Op::kNot) return x.a == q;
    if (y.op == Op::kNot) return y.a == p;
    if (x.type != y.type) return false;
    if (x.op == Op::kFloatIs && y.op == Op::kFloatIs) {
      return x.a == y.a && x.b == y.b && (x.imm ^ y.imm) == kAnyRelation;
    }
    const auto ops = [&](Op a, Op b) { return (x.op == a && y.op == b) || (x.op == b && y.op == a); };
    if (ops(Op::kEq, Op::kNe)) return x.a == y.a && x.b == y.b;
    if (ops(Op::kUlt, Op::kUle) || ops(Op::kSlt, Op::kSle)) return x.a == y.b && x.b == y.a;
    return false;
  }

  Rewriter rewriter_;
  ValueNumbers numbers_;
  bool ended_ = false;
};

}  // namespace

void fold_constants(ir::Block& block) { Folder(block).run(); }

}  // namespace sosie::jit
