/// frontends/m68k/fp_helpers.h — the MC68881's operations on registers, as helpers that every emitter calls.
/// Source: M68000PRM 5 ("Floating-Point Instructions"), 1.2.3 (FPSR).
#pragma once

#include "core/emit/emitter.h"
#include "frontends/m68k/fpu.h"
#include "frontends/m68k/state.h"

namespace sosie::m68k {

/// The second word of a general floating-point instruction.
struct FpWord {
  u32 word;

  constexpr unsigned kind() const { return word >> 13 & 7; }    ///< what moves whereto
  constexpr unsigned source() const { return word >> 10 & 7; }  ///< register, or format of memory
  constexpr unsigned reg() const { return word >> 7 & 7; }      ///< destination; of stores the source
  constexpr unsigned operation() const { return word & 0x7f; }
  constexpr bool from_register() const { return kind() == 0; }
  constexpr bool is_constant() const { return kind() == 2 && source() == 7; }
};
/// Source and destination formats.
enum class FpFormat : u8 { kLong, kSingle, kExtended, kPacked, kWord, kDouble, kByte, kPackedDynamic };
constexpr FpFormat format_of(FpWord w) { return static_cast<FpFormat>(w.source()); }

/// \return the operation is one of the model's. Single and double rounding of their own have those of the MC68040.
bool is_operation(unsigned operation);

/// \param a the second word \param b the source where it is no register: the number's bits, an integer sign-extended,
/// an extended number's mantissa, a packed one's last two words \param c the rest: its first word.
/// \return the vector of the exception that traps, or 0.
extern const Helper kFpGeneral;
/// \param a the second word \param b the k-factor. \return the number in the destination's format, the last two words
/// of a packed one; that one's first word is left in State::scratch.
extern const Helper kFpStore;
/// FPSR as a whole, for machines, debuggers and tests; and the mode's bits that follow from FPCR.
u32 fpsr(const State& state);
void set_fpsr(State& state, u32 value);
constexpr u32 fp_mode_of(u32 fpcr) {
  return (fpcr & kFpcrTraps ? kModeFpTraps : 0) | (fpcr & kFpcrRounding ? kModeFpRounding : 0);
}

/// What a store has raised. \return the vector of the exception that traps, or 0.
extern const Helper kFpTrap;
/// \param a a predicate. \return it holds (bit 0), and BSUN traps (bit 1).
extern const Helper kFpTest;
/// BSUN happens, and does not trap.
extern const Helper kFpSignalUnordered;

}  // namespace sosie::m68k
