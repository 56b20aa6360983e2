/// core/emit/effects.h — the emitter that only watches: what an instruction may read and write, and what else it does.
#pragma once

#include <algorithm>
#include <vector>

#include "core/emit/decoded_insn.h"
#include "core/emit/emitter.h"
#include "core/emit/values.h"

namespace sosie {

/// What an instruction may do, over all values that its operands can have. For home ranks, random tests, listings.
class Effects {
 public:
  template <class T>
  struct Value {
    using value_type = T;
    using emitter = Effects;
  };

  explicit Effects(const DecodedInsn& insn) : insn_(insn) { insn.meaning->observe(*this, insn.fields); }

  /// State whose value from before the instruction matters.
  const std::vector<StatePiece>& reads() const { return reads_; }
  const std::vector<StatePiece>& writes() const { return writes_; }
  bool loads() const { return loads_; }
  bool stores() const { return stores_; }
  bool raises() const { return raises_; }
  bool stops() const { return stops_; }
  bool jumps() const { return jumps_; }
  bool calls_helper() const { return calls_helper_; }
  /// Control may go elsewhere than to the instruction that follows.
  bool leaves() const { return raises_ || stops_ || jumps_; }

  // What meanings see: see Emitter.
  u64 address() const { return insn_.address; }
  u64 next_address() const { return insn_.next_address(); }
  u32 mode() const { return insn_.mode; }

  // clang-format off
  template <class T> Value<T> lit(T) { return {}; }
  template <class T> static Value<T> lit_like(Value<T>, T) { return {}; }
  template <class T> Value<T> get(Slot<T> slot) {
    add_read({slot.offset, sizeof(T)});
    return {};
  }
  template <class T> void put(Slot<T> slot, Value<T>) { add_write({slot.offset, sizeof(T)}); }

  template <Op op, class T> static Value<T> binary(Value<T>, Value<T>) { return {}; }
  template <Op op, class T> static Value<T> unary(Value<T>) { return {}; }
  template <Op op, class T> static Value<bool> comparison(Value<T>, Value<T>) { return {}; }
  template <Op op, class To, class From> static Value<To> convert(Value<From>) { return {}; }
  static Value<u64> lanes(LaneForm, Value<u64>, Value<u64>) { return {}; }
  template <class T> Value<T> select(Value<bool>, Value<T>, Value<T>) { return {}; }
  template <class T> Value<T> add_carry(Value<T>, Value<T>, Value<bool>) { return {}; }
  template <class T> Value<bool> carry_of(Value<T>, Value<T>, Value<bool>) { return {}; }
  template <class T> Value<bool> overflow_of(Value<T>, Value<T>, Value<bool>) { return {}; }
  template <class T> Value<bool> float_is(unsigned, Value<T>, Value<T>) { return {}; }

  template <class T, class A> Value<T> load(Value<A>, Access = {}) {
    loads_ = true;
    return {};
  }
  template <class T, class A> void store(Value<A>, Value<T>, Access = {}) { stores_ = true; }
  template <class T, class A> Value<T> compare_exchange(Value<A>, Value<T>, Value<T>) {
    loads_ = stores_ = true;
    return {};
  }
  template <class T, class A> void dummy_load(Value<A>, Access = {}) {}
  void idle(u32) {}
  template <class... Args> void idle(ClocksOf, Value<Args>...) {}
  void prefetch() {}
  template <class A> void prefetch(Value<A>, Access = {}) {}
  void fence() {}

  template <class Body> void when(Value<bool>, Body&& body) {
    ++depth_;
    body();
    --depth_;
  }
  void raise(u16) { raises_ = true; }
  void stop(StopRequest) { stops_ = true; }
  template <class A>
  void stop(StopRequest, Value<A>, Value<u32>) {
    stops_ = true;
  }
  template <class A> void jump(Value<A>, Value<u32>, JumpHint) { jumps_ = true; }
  template <class... Args> Value<u64> call(const Helper& helper, Value<Args>...) {
    calls_helper_ = true;
    for (StatePiece piece : helper.reads) add_read(piece);
    for (StatePiece piece : helper.writes) add_write(piece);
    return {};
  }
  // clang-format on

 private:
  void add_read(StatePiece piece) {
    if (std::ranges::find(surely_written_, piece) == surely_written_.end()) add(reads_, piece);
  }
  void add_write(StatePiece piece) {
    add(writes_, piece);
    if (depth_ == 0) add(surely_written_, piece);
  }
  static void add(std::vector<StatePiece>& pieces, StatePiece piece) {
    if (std::ranges::find(pieces, piece) == pieces.end()) pieces.push_back(piece);
  }

  const DecodedInsn& insn_;
  std::vector<StatePiece> reads_, writes_, surely_written_;
  unsigned depth_ = 0;
  bool loads_ = false, stores_ = false, raises_ = false, stops_ = false, jumps_ = false, calls_helper_ = false;
};

static_assert(Emitter<Effects>);

}  // namespace sosie
