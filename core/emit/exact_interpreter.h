/// core/emit/exact_interpreter.h — the emitter that executes bus cycle by bus cycle: every access advances the clock.
#pragma once

#include "core/emit/execution.h"
#include "core/emit/state_layout.h"
#include "core/memory/exact_bus.h"

namespace sosie {

class ExactInterpreter;

/// An instruction ready for it.
struct ExactInsn {
  alignas(8) u8 fields[32];
  void (*run)(ExactInterpreter&, const void* fields);
  u32 address;  ///< guest-virtual
  u16 mode;     ///< mode key it was decoded under
  u16 bytes;    ///< length in guest memory
};

/// Where the guest's state struct has what an exact processor needs.
struct ExactLayout {
  StateLayout state;
  Slot<u32> queue;  ///< the words that were read ahead, the oldest in the high half
  Slot<u32> fetch;  ///< where the next one is read
  u32 privileged;   ///< bit of the mode key: supervisor
};

/// Thrown out of an instruction in the middle, at the very cycle.
struct ExactFault {
  enum Kind : u8 { kAddressError /*!< odd */, kBusError, kRaise } kind;
  u16 vector;      ///< of kRaise
  BusCycle cycle;  ///< that was not made
  u8 note;         ///< Access::note
};

/// Executes for a processor with a 16-bit big-endian bus, 32-bit addresses and a queue of two words.
class ExactInterpreter : public Execution {
 public:
  ExactInterpreter(void* state, ExactBus& bus, const ExactLayout& layout)
      : Execution(state),
        bus_(bus),
        queue_(place(layout.queue)),
        fetch_(place(layout.fetch)),
        mode_(place({layout.state.mode_offset})),
        privileged_(layout.privileged) {}

  // What the processor sees.
  ExactBus& bus() const { return bus_; }
  void run(const ExactInsn& insn) {
    insn_ = &insn;
    insn.run(*this, insn.fields);
  }
  /// The instruction that was run last; null: none was.
  const ExactInsn* insn() const { return insn_; }
  /// How the last instruction left; stays until `clear_left`. What it raised in the middle is an ExactFault instead.
  enum class Left : u8 { kNo, kStopped, kRaised };
  Left left() const { return left_; }
  void clear_left() { left_ = Left::kNo; }
  StopRequest stop_request() const { return stop_request_; }
  u16 raised() const { return raised_; }
  /// Inputs that the processor samples while it prefetches, such as its interrupt level.
  void set_pins(u8 pins) { pins_ = pins; }
  u8 pins() const { return pins_; }
  u8 sampled_pins() const { return sampled_pins_; }
  void sample_pins() { sampled_pins_ = pins_; }
  void restore_pins(u8 pins, u8 sampled) {
    pins_ = pins;
    sampled_pins_ = sampled;
  }

  // What meanings see: see Emitter.
  u64 address() const { return insn_->address; }
  u64 next_address() const { return insn_->address + insn_->bytes; }
  u32 mode() const { return insn_->mode; }

  // clang-format off
  template <class T> Value<T> load(Value<u32> address, Access access = {}) {
    if constexpr (sizeof(T) == 1) {
      return {read<T>(address.v, access)};
    } else {
      if (address.v & 1) [[unlikely]] refuse(address.v + (sizeof(T) == 4 && access.low_word_first ? 2 : 0), false, access, 0);
      if constexpr (sizeof(T) == 2) return {read<u16>(address.v, access)};
      else {
        static_assert(sizeof(T) == 4);
        const u32 first = read<u16>(address.v + (access.low_word_first ? 2 : 0), access);
        const u32 second = read<u16>(address.v + (access.low_word_first ? 0 : 2), access);
        return {access.low_word_first ? second << 16 | first : first << 16 | second};
      }
    }
  }
  template <class T> void store(Value<u32> address, Value<T> value, Access access = {}) {
    if constexpr (sizeof(T) == 1) {
      write<T>(address.v, value.v, access);
    } else if constexpr (sizeof(T) == 2) {
      if (address.v & 1) [[unlikely]] refuse(address.v, true, access, value.v);
      write<u16>(address.v, value.v, access);
    } else {
      static_assert(sizeof(T) == 4);
      const u16 high = static_cast<u16>(value.v >> 16), low = static_cast<u16>(value.v);
      const u32 first = access.low_word_first ? 2 : 0;
      if (address.v & 1) [[unlikely]] refuse(address.v + first, true, access, first ? low : high);
      write<u16>(address.v + first, first ? low : high, access);
      write<u16>(address.v + 2 - first, first ? high : low, access);
    }
  }
  template <class T> Value<T> compare_exchange(Value<u32> address, Value<T> expected, Value<T> desired) {
    const Value<T> old = load<T>(address);
    if (old.v == expected.v) store(address, desired);
    return old;
  }
  // clang-format on
  void fence() {}

  template <class T>
  void dummy_load(Value<u32> address, Access access = {}) {
    load<T>(address, access);
  }

  void idle(u32 clocks) { bus_.idle(clocks); }
  template <class A>
  void idle(ClocksOf clocks, Value<A> a) {
    bus_.idle(clocks(a.v, 0));
  }
  template <class A, class B>
  void idle(ClocksOf clocks, Value<A> a, Value<B> b) {
    bus_.idle(clocks(a.v, b.v));
  }
  void prefetch() { prefetch_at(*fetch_, {}); }
  void prefetch(Value<u32> from, Access access = {}) {
    access.space = BusSpace::kProgram;
    if (from.v & 1) [[unlikely]]
      refuse(from.v, false, access, 0);
    prefetch_at(from.v, access);
  }

  template <class Body>
  void when(Value<bool> condition, Body&& body) {
    if (!condition.v) return;
    ++depth_;
    body();
    --depth_;
  }
  /// Nothing follows a raise that depends on nothing, so that it need not be thrown, which would take its time.
  void raise(u16 vector) {
    if (depth_ > 0) throw_raise(vector);
    raised_ = vector;
    left_ = Left::kRaised;
  }
  void stop(StopRequest request) {
    stop_request_ = request;
    left_ = Left::kStopped;
  }
  /// The queue was filled from `pc` by then, and interrupts are looked at all the time.
  void stop(StopRequest, Value<u32> pc, Value<u32> mode) { jump(pc, mode, JumpHint::kNone); }
  /// The queue was filled from `pc` by then.
  void jump(Value<u32>, Value<u32> mode, JumpHint) { *mode_ = mode.v; }

 private:
  u32* place(Slot<u32> slot) { return reinterpret_cast<u32*>(state_ + slot.offset); }
  Privilege privilege() const { return *mode_ & privileged_ ? Privilege::kSupervisor : Privilege::kUser; }
  template <class T>
  T read(u32 address, Access access) {
    T value;
    const BusCycle cycle{address, sizeof(T), false, privilege(), access.space};
    if (bus_.read(cycle, value) != AccessStatus::kOk) [[unlikely]]
      fail(cycle, access);
    return value;
  }
  template <class T>
  void write(u32 address, T value, Access access) {
    const BusCycle cycle{address, sizeof(T), true, privilege(), access.space};
    if (bus_.write(cycle, value) != AccessStatus::kOk) [[unlikely]]
      fail(cycle, access);
  }
  void prefetch_at(u32 address, Access access) {
    access.space = BusSpace::kProgram;
    sampled_pins_ = pins_;
    const u32 word = read<u16>(address, access);
    *queue_ = *queue_ << 16 | word;
    *fetch_ = address + 2;
  }
  [[noreturn, gnu::cold]] void throw_raise(u16 vector);
  [[noreturn, gnu::cold]] void refuse(u32 address, bool write, Access access, u16 value);
  [[noreturn, gnu::cold]] void fail(const BusCycle& cycle, Access access);

  ExactBus& bus_;
  // In the guest's state.
  u32* const queue_;
  u32* const fetch_;
  u32* const mode_;
  const u32 privileged_;
  const ExactInsn* insn_ = nullptr;
  u8 pins_ = 0, sampled_pins_ = 0;
  Left left_ = Left::kNo;
  unsigned depth_ = 0;  ///< of `when`
  u16 raised_ = 0;
  StopRequest stop_request_{};
};

static_assert(Emitter<ExactInterpreter>);

}  // namespace sosie
