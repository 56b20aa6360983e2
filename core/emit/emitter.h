/// core/emit/emitter.h — what the meaning of an instruction is written against.
#pragma once

#include <concepts>
#include <span>
#include <string_view>

#include "core/base/types.h"
#include "core/emit/access.h"
#include "core/emit/extended_op.h"
#include "core/emit/float_op.h"

namespace sosie {

/// A typed place in a guest's state struct. `offset` in bytes from its start.
template <class T>
struct Slot {
  u16 offset;
};

/// A piece of a guest's state struct, `offset` in bytes from its start.
struct StatePiece {
  u16 offset, bytes;
  bool operator==(const StatePiece&) const = default;
};

/// A plain C++ function that every emitter calls. It declares what guest state it touches, so that the translator
/// knows which registers must be in memory before it and are stale after it. It never throws.
struct Helper {
  std::string_view name;
  u64 (*run)(void* state, u64 a, u64 b, u64 c);
  std::span<const StatePiece> reads, writes;
  HostFloat host = {};  ///< what hosts may do instead
  HostExtended extended = {};
};

/// Why a jump is made: engines predict returns from calls.
enum class JumpHint : u8 { kNone, kCall, kReturn };

/// What `stop` asks of whoever runs the guest; the instruction has completed.
enum class StopRequest : u8 { kSystemCall, kWaitForInterrupt, kInstructionSync, kResetDevices, kLookAtInterrupts };

/// Processor clocks that depend on run-time values: looked at by those only who count them.
using ClocksOf = u32 (*)(u32 a, u32 b);

/// An Emitter executes (Interpreter), translates (IrBuilder) or only watches (Effects) one instruction.
///
/// Decode-time facts are C++ control flow; run-time facts are `Value<T>`, which converts to nothing, so that
/// `if (a == b)` on a run-time value does not compile. Operators on values: core/emit/values.h.
/// Order of calls is order of effects: what was put before a load, store or raise that ends the instruction stays,
/// nothing after it happens.
template <class E>
concept Emitter = requires(E& e, Slot<u32> slot, typename E::template Value<u32> v,
                           typename E::template Value<bool> flag, const Helper& helper) {
  { e.lit(u32{7}) } -> std::same_as<typename E::template Value<u32>>;
  { e.get(slot) } -> std::same_as<typename E::template Value<u32>>;
  e.put(slot, v);
  { e.template load<u16>(v) } -> std::same_as<typename E::template Value<u16>>;  ///< guest-virtual address
  e.template store<u16>(v, e.lit(u16{1}));
  { e.template load<u32>(v, Access{}) } -> std::same_as<typename E::template Value<u32>>;
  e.store(v, v, Access{});
  {
    e.compare_exchange(v, v, v)
    } -> std::same_as<typename E::template Value<u32>>;  ///< address, expected, new; the old
  e.fence();
  { e.select(flag, v, v) } -> std::same_as<typename E::template Value<u32>>;  ///< both sides evaluated
  { e.add_carry(v, v, flag) } -> std::same_as<typename E::template Value<u32>>;
  { e.carry_of(v, v, flag) } -> std::same_as<typename E::template Value<bool>>;
  { e.overflow_of(v, v, flag) } -> std::same_as<typename E::template Value<bool>>;
  {
    e.float_is(kLess | kUnordered, v, v)
    }
    -> std::same_as<typename E::template Value<bool>>;  ///< numbers stand in one of these relations; see FloatRelation
  e.when(flag, [] {});                                  ///< the body runs or is skipped; values made inside stay inside
  e.raise(u16{6});                   ///< guest exception, numbered as in its manual; the instruction did not happen
  e.stop(StopRequest::kSystemCall);  ///< the instruction is complete, then control leaves the guest
  e.stop(StopRequest::kLookAtInterrupts, v, v);  ///< the same, going on at this pc and mode key
  e.jump(v, v, JumpHint::kNone);                 ///< next pc and mode key
  { e.call(helper, v) } -> std::same_as<typename E::template Value<u64>>;
  e.idle(2u);  ///< processor clocks in which the bus is free
  e.idle(ClocksOf{}, v, v);
  e.prefetch();   ///< reads the next word of code into the processor's queue
  e.prefetch(v);  ///< the same from another address, where it goes on from then on; no jump by itself
  { e.address() } -> std::same_as<u64>;  ///< of this instruction: a decode-time fact
  { e.next_address() } -> std::same_as<u64>;
  { e.mode() } -> std::same_as<u32>;  ///< mode key of this instruction
};

}  // namespace sosie
