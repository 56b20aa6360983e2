/// tests/support/toy_isa.h — a guest that is nothing but state, for tests of the IR and of translators.
#pragma once

#include <fmt/format.h>

#include <array>
#include <cstddef>

#include "core/engine/cpu_record.h"
#include "core/guest/guest.h"

namespace sosie::test {

struct ToyState {
  u32 word[16];  ///< word[0..14] are ranked, so that some have homes and some have not
  u32 mode;      ///< word[15] is the pc
  u8 flag[8];    ///< 0 or 1
  u64 wide[4];   ///< wide[0] is ranked
  u16 half[4];
  u8 byte[8];
  u64 counter;     ///< what the helper counts in
  u32 exceptions;  ///< accumulated: MXCSR's bits
  u32 pad;
};

using ToyRecord = CpuRecord<ToyState>;

inline constexpr u16 toy_word(unsigned n) { return static_cast<u16>(offsetof(ToyState, word) + 4 * n); }
inline constexpr u16 toy_flag(unsigned n) { return static_cast<u16>(offsetof(ToyState, flag) + n); }
inline constexpr u16 toy_wide(unsigned n) { return static_cast<u16>(offsetof(ToyState, wide) + 8 * n); }

/// counter += a; word[1] = word[0] + b; result a ^ c.
inline u64 toy_help(void* state, u64 a, u64 b, u64 c) {
  auto* s = static_cast<ToyState*>(state);
  s->counter += a;
  s->word[1] = s->word[0] + static_cast<u32>(b);
  s->flag[0] = s->flag[1];
  return a ^ c;
}
inline constexpr StatePiece kToyReads[] = {{toy_word(0), 4}, {offsetof(ToyState, counter), 8}, {toy_flag(1), 1}};
inline constexpr StatePiece kToyWrites[] = {{toy_word(1), 4}, {offsetof(ToyState, counter), 8}, {toy_flag(0), 1}};
inline constexpr Helper kToyHelper{"toy_help", toy_help, kToyReads, kToyWrites};

class ToyIsa final : public Isa {
 public:
  ToyIsa() {
    for (unsigned n = 0; n < 15; ++n) registers_[n] = {kNames[n], toy_word(n), 4, static_cast<i8>(n < 7 ? n : n + 1)};
    registers_[15] = {"x0", toy_wide(0), 8, 7};
    registers_[16] = {"pc", toy_word(15), 4, -1};
  }
  std::string_view name() const override { return "toy"; }
  std::string_view source() const override { return "none"; }
  u32 state_bytes() const override { return sizeof(ToyState); }
  StateLayout layout() const override { return {toy_word(15), offsetof(ToyState, mode), sizeof(u32)}; }
  std::span<const RegisterInfo> registers() const override { return registers_; }
  std::span<const Slot<bool>> flags() const override {
    static constexpr Slot<bool> kFlags[] = {{toy_flag(0)}, {toy_flag(1)}, {toy_flag(2)}, {toy_flag(3)}};
    return kFlags;
  }
  const FloatExceptions* float_exceptions() const override {
    static constexpr FloatExceptions kExceptions{{offsetof(ToyState, exceptions)}, 1, 4, 8, 16, 32};
    return &kExceptions;
  }
  void serialize(Archive& archive, void* state) const override {
    ToyState& s = *static_cast<ToyState*>(state);
    archive("word", s.word)("mode", s.mode)("flag", s.flag)("wide", s.wide)("half", s.half)("byte", s.byte);
    archive("counter", s.counter)("exceptions", s.exceptions);
  }
  FetchResult decode(u64, u32, const CodeMemory&, DecodedInsn&) const override { return FetchResult::kFault; }
  std::string describe() const override { return {}; }

 private:
  static constexpr std::array<std::string_view, 15> kNames = {"w0", "w1", "w2",  "w3",  "w4",  "w5",  "w6", "w7",
                                                              "w8", "w9", "w10", "w11", "w12", "w13", "w14"};
  std::array<RegisterInfo, 17> registers_;
};

}  // namespace sosie::test
