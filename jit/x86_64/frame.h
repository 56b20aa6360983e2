/// jit/x86_64/frame.h — where translated code finds the guest's state and its own words: all off one register.
#pragma once

#include "core/engine/cpu_record.h"
#include "jit/x86_64/homes.h"

namespace sosie::jit::x86_64 {

/// Code that all blocks share. What it expects is said in stubs.cpp.
// clang-format off
enum Stub : unsigned {
  kLeaveJump, kLeaveLookup, kLeaveRaise, kLeaveStop, kLeaveBudget, kLeaveFault, kLookup, kSettle,
  kCallFloatHelper, kCollectFloatExceptions, kAccess, kStubs
};
// clang-format on

/// RunContext::translator, by index. The last ones are nearest to the state, in reach of a short displacement.
enum Word : unsigned {
  kFirstStub,                                             ///< addresses of the code that all blocks share, by Stub
  kSavedStack = unsigned{kFirstStub} + unsigned{kStubs},  ///< the engine's stack pointer while in translated code
  kReturnStack,                                           ///< stack pointer of an empty return-address stack
  kTranslatedStack,                                       ///< translated code's stack pointer while in C++
  kExceptions,                                            ///< the guest's FloatExceptions
  kFloatHelper,                                           ///< what kCallFloatHelper calls
  kFloatArgument,                                         ///< its arguments; the first becomes the result
  kHostExceptions = kFloatArgument + 3,                   ///< MXCSR while in a helper; above: the x87's status
  kExceptionsBefore,                                      ///< MXCSR before an operation that may have to be taken back
  // Constants, of 32 or 64 bits; vectors of which nobody reads the upper part.
  kSign32,
  kSign64,
  kMagnitude32,
  kMagnitude64,
  kLeastNormal32,
  kLeastNormal64,
  kTwo32Single,
  kTwo32Double,
  kMagnitudes32,
  kTinies32,
  // An access that the TLB does not know how to make.
  kAccessAddress,
  kAccessKind,  ///< an AccessKind
  kAccessValue,
  kAccessExpected,  ///< of a compare-exchange
  kExitDetail,
  kFaultAddress,
  kSets,                                 ///< the DeferredSets
  kOwner,                                ///< the translator's own
  kDeferredInput,                        ///< values that deferred puts are over, kDeferredInputs of them
  kDeferredNumber = kDeferredInput + 4,  ///< low half: of the set of puts that are still to be done; 0: none;
                                         ///< high half: flags, by bit, that were put since
  kWords,
};
inline constexpr unsigned kDeferredInputs = kDeferredNumber - kDeferredInput;
static_assert(kWords <= sizeof RunContext::translator / sizeof(u64));

/// What kLeaveFault leaves in kExitDetail.
enum FaultDetail : unsigned { kFaultIsWrite = 1, kFaultIsMisaligned = 2, kIsNoFault = 4 };

/// What kAccess is asked to do.
struct AccessKind {
  enum Operation : u8 {
    kLoad,
    kStore,
    kCompareExchange,
    kLeave /*!< no access: leaves before this instruction */
  } operation;
  u8 bytes, view;

  u32 packed() const { return operation | u32{bytes} << 8 | u32{view} << 16; }
  static AccessKind of(u32 packed) {
    return {static_cast<Operation>(packed & 0xff), static_cast<u8>(packed >> 8), static_cast<u8>(packed >> 16)};
  }
};

/// `offset` in bytes from the start of the state; negative: in the context.
inline asmjit::x86::Mem in_record(i32 offset, u32 bytes) { return asmjit::x86::Mem(asmjit::x86::rbp, offset, bytes); }
constexpr i32 context_offset(std::size_t member) {
  return static_cast<i32>(member) - static_cast<i32>(sizeof(RunContext));
}
constexpr i32 kBudgetOffset = context_offset(offsetof(RunContext, budget));
constexpr i32 kJumpCacheOffset = context_offset(0) - static_cast<i32>(sizeof(JumpCache));
constexpr i32 kInterruptedOffset = context_offset(offsetof(RunContext, interrupted));
constexpr i32 kTlbOffset = kJumpCacheOffset - static_cast<i32>(sizeof(Tlb));
constexpr i32 spill_offset(unsigned n) { return context_offset(offsetof(RunContext, spill) + n * sizeof(u64)); }
constexpr i32 word_offset(unsigned word) {
  return context_offset(offsetof(RunContext, translator) + word * sizeof(u64));
}
inline asmjit::x86::Mem word(unsigned w) { return in_record(word_offset(w), 8); }
inline asmjit::x86::Mem stub(Stub s) { return word(unsigned{kFirstStub} + unsigned{s}); }
inline asmjit::x86::Mem extended_status(u32 bytes) { return in_record(word_offset(kHostExceptions) + 4, bytes); }
inline asmjit::x86::Mem budget() { return in_record(kBudgetOffset, 8); }

}  // namespace sosie::jit::x86_64
