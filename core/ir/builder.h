/// core/ir/builder.h — the emitter that translates: every call appends an operation to a block.
#pragma once

#include <array>

#include "core/emit/decoded_insn.h"
#include "core/emit/emitter.h"
#include "core/emit/values.h"
#include "core/ir/block.h"

namespace sosie {

class IrBuilder {
 public:
  template <class T>
  struct Value {
    using value_type = T;
    using emitter = IrBuilder;
    IrBuilder* builder;
    ir::ValueId id;
  };

  explicit IrBuilder(ir::Block& block) : block_(block) { constants_.fill(ir::kNoValue); }

  /// Marks the guest instruction that the following operations belong to, and appends its meaning.
  void translate(const DecodedInsn& insn);
  /// \return the last operation at the top level ends the block.
  bool ended() const { return ended_; }
  /// The jump that ended the block was taken back: more may follow.
  void reopen() { ended_ = false; }
  /// Appends a jump to a place that is known now.
  void jump_to(u64 pc, u32 mode);

  // What meanings see: see Emitter.
  u64 address() const { return insn_->address; }
  u64 next_address() const { return insn_->next_address(); }
  u32 mode() const { return insn_->mode; }

  template <class T>
  Value<T> lit(T v) {
    return {this, constant(type_of<T>(), static_cast<u64>(v))};
  }
  template <class T>
  static Value<T> lit_like(Value<T> like, T v) {
    return like.builder->lit(v);
  }
  template <class T>
  Value<T> get(Slot<T> slot) {
    return {this, append({Op::kGet, type_of<T>(), ir::kNoValue, ir::kNoValue, ir::kNoValue, slot.offset})};
  }
  template <class T>
  void put(Slot<T> slot, Value<T> value) {
    append({Op::kPut, type_of<T>(), value.id, ir::kNoValue, ir::kNoValue, slot.offset});
  }

  template <Op op, class T>
  static Value<T> binary(Value<T> a, Value<T> b) {
    return a.builder->template pure<T>(op, type_of<T>(), a.id, b.id);
  }
  template <Op op, class T>
  static Value<T> unary(Value<T> a) {
    return a.builder->template pure<T>(op, type_of<T>(), a.id);
  }
  template <Op op, class T>
  static Value<bool> comparison(Value<T> a, Value<T> b) {
    return a.builder->template pure<bool>(op, type_of<T>(), a.id, b.id);
  }
  template <Op op, class To, class From>
  static Value<To> convert(Value<From> a) {
    if constexpr (std::is_same_v<To, From>) return a;
    else return a.builder->template pure<To>(op, type_of<To>(), a.id);
  }
  static Value<u64> lanes(LaneForm form, Value<u64> a, Value<u64> b) {
    return {a.builder, a.builder->pure_id({Op::kLanes, Type::kI64, a.id, b.id, ir::kNoValue, form.imm()})};
  }
  template <class T>
  Value<T> select(Value<bool> c, Value<T> a, Value<T> b) {
    return pure<T>(Op::kSelect, type_of<T>(), c.id, a.id, b.id);
  }
  template <class T>
  Value<T> add_carry(Value<T> a, Value<T> b, Value<bool> c) {
    return pure<T>(Op::kAddCarry, type_of<T>(), a.id, b.id, c.id);
  }
  template <class T>
  Value<bool> carry_of(Value<T> a, Value<T> b, Value<bool> c) {
    return pure<bool>(Op::kCarryOf, type_of<T>(), a.id, b.id, c.id);
  }
  template <class T>
  Value<bool> overflow_of(Value<T> a, Value<T> b, Value<bool> c) {
    return pure<bool>(Op::kOverflowOf, type_of<T>(), a.id, b.id, c.id);
  }
  template <class T>
  Value<bool> float_is(unsigned relations, Value<T> a, Value<T> b) {
    return {this, append({Op::kFloatIs, type_of<T>(), a.id, b.id, ir::kNoValue, relations})};
  }

  template <class T, class A>
  Value<T> load(Value<A> address, Access access = {}) {
    return in_order(Value<T>{this, append({Op::kLoad, type_of<T>(), address.id})}, access);
  }
  template <class T, class A>
  void store(Value<A> address, Value<T> value, Access access = {}) {
    append({Op::kStore, type_of<T>(), address.id, in_order(value, access).id});
  }
  template <class T, class A>
  Value<T> compare_exchange(Value<A> address, Value<T> expected, Value<T> desired) {
    return {this, append({Op::kCompareExchange, type_of<T>(), address.id, expected.id, desired.id})};
  }
  void fence() { append({Op::kFence}); }

  // Budgets count instructions, so that time costs nothing here yet.
  template <class T, class A>
  void dummy_load(Value<A>, Access = {}) {}
  void idle(u32) {}
  template <class... Args>
  void idle(ClocksOf, Value<Args>...) {}
  void prefetch() {}
  template <class A>
  void prefetch(Value<A>, Access = {}) {}

  template <class Body>
  void when(Value<bool> condition, Body&& body) {
    if (const int known = known_flag(condition.id); known >= 0) {
      if (known) body();
      return;
    }
    append({Op::kSkipUnless, Type::kVoid, condition.id});
    ++depth_;
    body();
    --depth_;
    append({Op::kLand});
  }
  void raise(u16 vector) { leave({Op::kRaise, Type::kVoid, ir::kNoValue, ir::kNoValue, ir::kNoValue, vector}); }
  void stop(StopRequest request);
  template <class A>
  void stop(StopRequest request, Value<A> pc, Value<u32> mode) {
    leave({Op::kStop, Type::kVoid, pc.id, mode.id, ir::kNoValue, static_cast<u64>(request)});
  }
  template <class A>
  void jump(Value<A> pc, Value<u32> mode, JumpHint hint) {
    const u64 returns_to = hint == JumpHint::kCall ? ir::block_key(insn_->next_address(), insn_->next_mode) : 0;
    leave({Op::kJump, Type::kVoid, pc.id, mode.id, static_cast<ir::ValueId>(hint), returns_to});
  }
  template <class... Args>
  Value<u64> call(const Helper& helper, Value<Args>... args) {
    ir::ValueId ids[3] = {ir::kNoValue, ir::kNoValue, ir::kNoValue};
    unsigned n = 0;
    ((ids[n++] = args.id), ...);
    return {this, append({Op::kCall, Type::kI64, ids[0], ids[1], ids[2], reinterpret_cast<u64>(&helper)})};
  }

 private:
  ir::ValueId append(const ir::Insn& insn);
  void leave(const ir::Insn& insn);
  ir::ValueId constant(Type type, u64 value);
  /// Appends a pure operation, or finds its result now where the operands are constants.
  ir::ValueId pure_id(const ir::Insn& insn);
  template <class T>
  Value<T> pure(Op op, Type type, ir::ValueId a, ir::ValueId b = ir::kNoValue, ir::ValueId c = ir::kNoValue) {
    return {this, pure_id({op, type, a, b, c})};
  }
  int known_flag(ir::ValueId id) const;  ///< 0, 1, or -1 where it is not known now

  static constexpr unsigned kConstantBits = 6;

  ir::Block& block_;
  const DecodedInsn* insn_ = nullptr;
  std::array<ir::ValueId, 1 << kConstantBits> constants_;  ///< the last ones that are visible, by hash
  unsigned depth_ = 0;
  bool ended_ = false;
};

}  // namespace sosie
