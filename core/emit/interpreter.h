/// core/emit/interpreter.h — the emitter that executes at once; its values are wrapped integers.
#pragma once

#include <atomic>
#include <cstring>
#include <vector>

#include "core/emit/decoded_insn.h"
#include "core/emit/emitter.h"
#include "core/emit/state_layout.h"
#include "core/emit/values.h"
#include "core/memory/exchange.h"
#include "core/memory/flat_memory.h"

namespace sosie {

/// Thrown out of an instruction that did not happen: an access the guest may not make, or `raise`.
struct GuestFault {
  enum Kind : u8 { kRead, kWrite, kCodeWrite /*!< allowed, but blocks were made from the page */, kRaise } kind;
  u64 detail;  ///< the guest address, or the vector
};

class Interpreter {
 public:
  template <class T>
  struct Value {
    using value_type = T;
    using emitter = Interpreter;
    T v;
  };

  Interpreter(void* state, FlatMemory& memory, const StateLayout& layout)
      : state_(static_cast<u8*>(state)),
        memory_(memory),
        base_(memory.base()),
        flags_(memory.page_flags()),
        layout_(layout) {}

  // What the engine sees.
  enum class Left : u8 { kNo, kJumped, kStopped };
  Left run(const DecodedInsn& insn) {
    insn_ = &insn;
    insn.run(*this, insn.fields);
    return left_;
  }
  /// The instruction that was run last.
  const DecodedInsn& insn() const { return *insn_; }
  /// How the last instruction left; stays until `clear_left`.
  Left left() const { return left_; }
  void clear_left() { left_ = Left::kNo; }
  StopRequest stop_request() const { return stop_request_; }
  JumpHint jump_hint() const { return jump_hint_; }
  void set_location(u64 pc, u32 mode) { layout_.set(state_, pc, mode); }
  /// Bytes that stores replaced, oldest first, so that a run can be taken back.
  struct Undo {
    u32 address;
    u8 bytes;
    u64 before;
  };
  void record_stores(std::vector<Undo>* log) { log_ = log; }

  // What meanings see: see Emitter.
  u64 address() const { return insn_->address; }
  u64 next_address() const { return insn_->next_address(); }
  u32 mode() const { return insn_->mode; }

  // clang-format off
  template <class T> Value<T> lit(T v) { return {v}; }
  template <class T> static Value<T> lit_like(Value<T>, T v) { return {v}; }
  template <class T> Value<T> get(Slot<T> slot) {
    T v;
    std::memcpy(&v, state_ + slot.offset, sizeof v);
    return {v};
  }
  template <class T> void put(Slot<T> slot, Value<T> value) { std::memcpy(state_ + slot.offset, &value.v, sizeof(T)); }

  template <Op op, class T> static Value<T> binary(Value<T> a, Value<T> b) { return {apply<op, T>(a.v, b.v)}; }
  template <Op op, class T> static Value<T> unary(Value<T> a) { return {apply<op, T>(a.v)}; }
  template <Op op, class T> static Value<bool> comparison(Value<T> a, Value<T> b) { return {compare<op, T>(a.v, b.v)}; }
  template <Op op, class To, class From> static Value<To> convert(Value<From> a) {
    if constexpr (op == Op::kSext) return {static_cast<To>(static_cast<std::make_signed_t<From>>(a.v))};
    else return {static_cast<To>(a.v)};
  }
  static Value<u64> lanes(LaneForm form, Value<u64> a, Value<u64> b) {
    return {evaluate_lanes(form.op, form.lane_bits, a.v, b.v)};
  }
  template <class T> Value<T> select(Value<bool> c, Value<T> a, Value<T> b) { return c.v ? a : b; }
  template <class T> Value<T> add_carry(Value<T> a, Value<T> b, Value<bool> c) {
    return {sosie::add_carry(a.v, b.v, c.v)};
  }
  template <class T> Value<bool> carry_of(Value<T> a, Value<T> b, Value<bool> c) {
    return {sosie::carry_of(a.v, b.v, c.v)};
  }
  template <class T> Value<bool> overflow_of(Value<T> a, Value<T> b, Value<bool> c) {
    return {sosie::overflow_of(a.v, b.v, c.v)};
  }
  template <class T> Value<bool> float_is(unsigned relations, Value<T> a, Value<T> b) {
    return {(float_relation(a.v, b.v) & relations) != 0};
  }

  template <class T> Value<T> load(Value<u32> address) {
    const u32 a = address.v;
    if ((page_flags(a) & kPageRead) && within_page<T>(a)) [[likely]] return {memory_.read<T>(a)};
    check(a, sizeof(T), kPageRead, GuestFault::kRead);
    return {memory_.read<T>(a)};
  }
  template <class T> void store(Value<u32> address, Value<T> value) {
    const u32 a = address.v;
    const bool plain = (page_flags(a) & (kPageWrite | kPageHoldsCode)) == kPageWrite;
    if (!plain || !within_page<T>(a) || log_) [[unlikely]] prepare_store(a, sizeof(T));
    memory_.write<T>(a, value.v);
  }
  template <class T> Value<T> compare_exchange(Value<u32> address, Value<T> expected, Value<T> desired) {
    prepare_store(address.v, sizeof(T));
    return {sosie::compare_exchange(base_ + address.v, expected.v, desired.v)};
  }
  void fence() { std::atomic_thread_fence(std::memory_order_seq_cst); }

  template <class Body> void when(Value<bool> condition, Body&& body) {
    if (condition.v) body();
  }
  [[noreturn]] void raise(u16 vector) { throw GuestFault{GuestFault::kRaise, vector}; }
  void stop(StopRequest request) {
    stop_request_ = request;
    set_location(insn_->next_address(), insn_->next_mode);
    left_ = Left::kStopped;
  }
  template <class Address> void jump(Value<Address> pc, Value<u32> mode, JumpHint hint) {
    put(Slot<Address>{layout_.pc_offset}, pc);
    put(Slot<u32>{layout_.mode_offset}, mode);
    jump_hint_ = hint;
    left_ = Left::kJumped;
  }
  template <class... Args> Value<u64> call(const Helper& helper, Value<Args>... args) {
    u64 values[3] = {};
    unsigned n = 0;
    ((values[n++] = args.v), ...);
    return {helper.run(state_, values[0], values[1], values[2])};
  }
  // clang-format on

 private:
  template <class T>
  static bool within_page(u32 a) {
    return (a & (FlatMemory::kPageBytes - 1)) <= FlatMemory::kPageBytes - sizeof(T);
  }
  u8 page_flags(u32 a) const { return flags_[a >> FlatMemory::kPageBits].load(std::memory_order_relaxed); }
  void check(u32 address, unsigned bytes, u8 needed, GuestFault::Kind kind) const;
  void prepare_store(u32 address, unsigned bytes);

  u8* const state_;
  FlatMemory& memory_;
  u8* const base_;
  const FlatMemory::Flags* const flags_;
  const DecodedInsn* insn_ = nullptr;
  std::vector<Undo>* log_ = nullptr;
  const StateLayout layout_;
  Left left_ = Left::kNo;
  StopRequest stop_request_{};
  JumpHint jump_hint_{};
};

static_assert(Emitter<Interpreter>);

}  // namespace sosie
