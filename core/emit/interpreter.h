/// core/emit/interpreter.h — the emitter that executes at once, in flat memory or a board's; time costs nothing there.
#pragma once

#include <atomic>
#include <vector>

#include "core/emit/decoded_insn.h"
#include "core/emit/execution.h"
#include "core/emit/state_layout.h"
#include "core/memory/board_memory.h"
#include "core/memory/exchange.h"
#include "core/memory/flat_memory.h"

namespace sosie {

/// Thrown out of an instruction that did not happen: an access the guest may not make, or `raise`.
struct GuestFault {
  enum Kind : u8 { kRead, kWrite, kCodeWrite /*!< allowed, but blocks were made from the page */, kRaise } kind;
  u64 detail;  ///< the guest address, or the vector
  bool is_misaligned = false;
};

class Interpreter : public Execution {
 public:
  Interpreter(void* state, FlatMemory& memory, const StateLayout& layout)
      : Execution(state), base_(memory.base()), flags_(memory.page_flags()), layout_(layout) {}
  Interpreter(void* state, BoardMemory& memory, Tlb& tlb, const StateLayout& layout)
      : Execution(state), board_(&memory), tlb_(&tlb), layout_(layout) {}

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
  template <class T> Value<T> load(Value<u32> address, Access access = {}) {
    const u32 a = address.v;
    if (board_) [[unlikely]] return in_order(Value<T>{load_from_board<T>(a)}, access);
    if (!(page_flags(a) & kPageRead) || !within_page<T>(a)) [[unlikely]] check(a, sizeof(T), kPageRead, GuestFault::kRead);
    return in_order(Value<T>{read<T>(base_ + a)}, access);
  }
  template <class T> void store(Value<u32> address, Value<T> value, Access access = {}) {
    const u32 a = address.v;
    if (board_) [[unlikely]] return store_to_board<T>(a, in_order(value, access).v);
    const bool plain = (page_flags(a) & (kPageWrite | kPageHoldsCode)) == kPageWrite;
    if (!plain || !within_page<T>(a) || log_) [[unlikely]] prepare_store(a, sizeof(T));
    write(base_ + a, in_order(value, access).v);
  }
  template <class T> Value<T> compare_exchange(Value<u32> address, Value<T> expected, Value<T> desired) {
    if (board_) [[unlikely]] return {exchange_on_board(address.v, expected.v, desired.v)};
    prepare_store(address.v, sizeof(T));
    return {sosie::compare_exchange(base_ + address.v, expected.v, desired.v)};
  }
  template <class T, class A> void dummy_load(Value<A>, Access = {}) {}
  void idle(u32) {}
  template <class... Args> void idle(ClocksOf, Value<Args>...) {}
  void prefetch() {}
  template <class A> void prefetch(Value<A>, Access = {}) {}
  void fence() { std::atomic_thread_fence(std::memory_order_seq_cst); }

  [[noreturn]] void raise(u16 vector) { throw GuestFault{GuestFault::kRaise, vector}; }
  void stop(StopRequest request) {
    stop_request_ = request;
    set_location(insn_->next_address(), insn_->next_mode);
    left_ = Left::kStopped;
  }
  template <class Address> void stop(StopRequest request, Value<Address> pc, Value<u32> mode) {
    put(Slot<Address>{layout_.pc_offset}, pc);
    put(Slot<u32>{layout_.mode_offset}, mode);
    stop_request_ = request;
    left_ = Left::kStopped;
  }
  template <class Address> void jump(Value<Address> pc, Value<u32> mode, JumpHint hint) {
    put(Slot<Address>{layout_.pc_offset}, pc);
    put(Slot<u32>{layout_.mode_offset}, mode);
    jump_hint_ = hint;
    left_ = Left::kJumped;
  }
  // clang-format on

 private:
  template <class T>
  static T read(const u8* from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
  }
  template <class T>
  static void write(u8* to, T value) {
    std::memcpy(to, &value, sizeof value);
  }

  unsigned view() const { return board_->shape().view(layout_.mode(state_)); }
  template <class T>
  T load_from_board(u32 a) {
    const TlbShape& shape = board_->shape();
    const Tlb::Entry& entry = tlb_->entry(view(), a, shape.page_bits);
    if (((a + shape.reach(sizeof(T))) & shape.mask(sizeof(T))) == entry.read_page) [[likely]]
      return read<T>(reinterpret_cast<const u8*>(entry.addend + a));
    return static_cast<T>(load_slowly(a, sizeof(T)));
  }
  template <class T>
  void store_to_board(u32 a, T value) {
    const TlbShape& shape = board_->shape();
    const Tlb::Entry& entry = tlb_->entry(view(), a, shape.page_bits);
    if (((a + shape.reach(sizeof(T))) & shape.mask(sizeof(T))) == entry.write_page) [[likely]]
      write(reinterpret_cast<u8*>(entry.addend + a), value);
    else store_slowly(a, sizeof(T), value);
  }
  template <class T>
  T exchange_on_board(u32 a, T expected, T desired) {
    const T old = static_cast<T>(load_slowly(a, sizeof(T), GuestFault::kWrite));
    if (old == expected) store_to_board(a, desired);
    return old;
  }
  u64 load_slowly(u32 address, unsigned bytes, GuestFault::Kind fault = GuestFault::kRead);
  void store_slowly(u32 address, unsigned bytes, u64 value);
  void leave_after_change();

  template <class T>
  static bool within_page(u32 a) {
    return (a & (FlatMemory::kPageBytes - 1)) <= FlatMemory::kPageBytes - sizeof(T);
  }
  u8 page_flags(u32 a) const { return flags_[a >> FlatMemory::kPageBits].load(std::memory_order_relaxed); }
  void check(u32 address, unsigned bytes, u8 needed, GuestFault::Kind kind) const;
  void prepare_store(u32 address, unsigned bytes);

  u8* const base_ = nullptr;
  const FlatMemory::Flags* const flags_ = nullptr;
  BoardMemory* const board_ = nullptr;  ///< instead of these
  Tlb* const tlb_ = nullptr;
  const DecodedInsn* insn_ = nullptr;
  std::vector<Undo>* log_ = nullptr;
  const StateLayout layout_;
  Left left_ = Left::kNo;
  StopRequest stop_request_{};
  JumpHint jump_hint_{};
};

static_assert(Emitter<Interpreter>);

}  // namespace sosie
