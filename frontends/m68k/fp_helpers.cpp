#include "frontends/m68k/fp_helpers.h"

#include <array>
#include <optional>

#include "core/base/bits.h"
#include "frontends/m68k/fp_default.h"
#include "frontends/m68k/packed_decimal.h"

namespace sosie::m68k {

namespace {

State& state_of(void* state) { return *static_cast<State*>(state); }

Extended get(const State& s, unsigned n) { return {s.fp[n].mantissa, static_cast<u16>(s.fp[n].head)}; }
void put(State& s, unsigned n, const Extended& value) { s.fp[n] = {value.mantissa, value.head}; }

struct Operation {
  FpOp op;
  std::optional<FpPrecision> precision;  ///< of its own
};
Operation operation_of(unsigned operation) {
  if (!(operation & 0x40)) return {static_cast<FpOp>(operation), {}};
  const unsigned plain = operation & ~0x44u;
  return {plain == 0x01 ? FpOp::kSqrt : static_cast<FpOp>(plain),
          operation & 4 ? FpPrecision::kDouble : FpPrecision::kSingle};
}

/// The exceptions of the instruction become EXC, and are accrued. \return the vector of the first that traps, or 0.
u16 settle(State& s, u32 raised) {
  s.fp_exceptions = raised;
  s.fpsr |= accrued(raised);
  const u32 trapping = raised & s.fpcr;
  if (trapping == 0) return 0;
  struct {
    u32 exception;
    u16 vector;
  } constexpr kByPriority[] = {{kBsun, kFpBsun},     {kSnan, kFpSignallingNan}, {kOperr, kFpOperandError},
                               {kOvfl, kFpOverflow}, {kUnfl, kFpUnderflow},     {kDz, kFpDivideByZero},
                               {kInex2, kFpInexact}, {kInex1, kFpInexact}};
  for (const auto& [exception, vector] : kByPriority) {
    if (trapping & exception) return vector;
  }
  return 0;
}

Extended source_of(const State& s, FpWord w, u64 b, u64 c, FpContext& context) {
  if (w.from_register()) return get(s, w.source());
  switch (format_of(w)) {
    case FpFormat::kSingle: return from_single(static_cast<u32>(b), context);
    case FpFormat::kDouble: return from_double(b, context);
    case FpFormat::kExtended: return {b, static_cast<u16>(c)};
    case FpFormat::kPacked:
      return from_packed({static_cast<u32>(c), static_cast<u32>(b >> 32), static_cast<u32>(b)}, context);
    default: return from_integer(static_cast<i32>(b));
  }
}

constexpr bool is_sincos(FpOp op) { return (static_cast<unsigned>(op) & 0x78) == 0x30; }
constexpr bool has_two_operands(FpOp op) { return op >= FpOp::kDiv && op <= FpOp::kSub; }

u64 general(void* state, u64 a, u64 b, u64 c) {
  State& s = state_of(state);
  const FpWord w{static_cast<u32>(a)};
  FpContext context = FpContext::of(s.fpcr);
  u32 conditions;
  if (w.is_constant()) {
    const Extended value = fp_constant(static_cast<u8>(w.operation()), context);
    put(s, w.reg(), value);
    conditions = conditions_of(value);
  } else {
    const Operation operation = operation_of(w.operation());
    const FpOp op = operation.op;
    const Extended source = source_of(s, w, b, c, context);
    if (operation.precision) context.precision = *operation.precision;
    if (op == FpOp::kCmp) {
      conditions = fp_compare(get(s, w.reg()), source, context);
    } else if (op == FpOp::kTst) {
      conditions = conditions_of(fp_monadic(op, source, context));
    } else {
      u8 quotient = static_cast<u8>(s.fpsr >> 16);
      Extended value;
      if (is_sincos(op)) {
        Extended cosine;
        value = fp_sincos(source, context, cosine);
        put(s, w.word & 7, cosine);
      } else if (has_two_operands(op)) {
        value = fp_dyadic(op, get(s, w.reg()), source, context, quotient);
      } else {
        value = fp_monadic(op, source, context);
      }
      put(s, w.reg(), value);
      s.fpsr = (s.fpsr & ~kFpQuotient) | u32{quotient} << 16;
      conditions = conditions_of(value);
    }
  }
  s.fp_conditions = conditions >> kFpConditionsAt;
  return settle(s, context.raised);
}

u64 store(void* state, u64 a, u64 b, u64) {
  State& s = state_of(state);
  const FpWord w{static_cast<u32>(a)};
  FpContext context = FpContext::of(s.fpcr);
  const Extended value = get(s, w.reg());
  u64 result = 0;
  switch (format_of(w)) {
    case FpFormat::kLong: result = to_integer(value, 32, context); break;
    case FpFormat::kWord: result = to_integer(value, 16, context); break;
    case FpFormat::kByte: result = to_integer(value, 8, context); break;
    case FpFormat::kSingle: result = to_single(value, context); break;
    case FpFormat::kDouble: result = to_double(value, context); break;
    case FpFormat::kExtended: result = value.mantissa; break;
    default: {
      const auto k_factor = static_cast<int>(sign_extend(b, 7));
      const std::array<u32, 3> words = to_packed(value, k_factor, context);
      s.scratch = words[0];
      result = u64{words[1]} << 32 | words[2];
    }
  }
  settle(s, context.raised);
  return result;
}

u64 trap(void* state, u64, u64, u64) {
  State& s = state_of(state);
  return settle(s, s.fp_exceptions);
}

u64 signal_unordered(void* state, u64, u64, u64) {
  State& s = state_of(state);
  fp_settle(s);
  s.fp_exceptions |= kBsun;
  s.fpsr |= kAccruedIop;
  return 0;
}

u64 test(void* state, u64 a, u64, u64) {
  State& s = state_of(state);
  const auto predicate = static_cast<u8>(a);
  const u32 conditions = s.fp_conditions << kFpConditionsAt;
  u64 result = fp_predicate(predicate, conditions);
  if (signals_unordered(predicate) && conditions & kFpNan) {
    signal_unordered(state, 0, 0, 0);
    if (s.fpcr & kBsun) result |= 2;
  }
  return result;
}

/// From the conditions to the last instruction's source.
constexpr u16 kLastBytes = kLastSource.offset + sizeof(u64) - kFpCodes.offset;
constexpr StatePiece kControl[] = {{kFpcr.offset, 4}, {kFpsr.offset, 4}};
constexpr StatePiece kStatus[] = {{kFpsr.offset, 4}, {kFpCodes.offset, 8}};
constexpr StatePiece kAllRead[] = {{offsetof(State, fp), sizeof(State::fp)}, kControl[0], kControl[1]};
constexpr StatePiece kAllWritten[] = {{offsetof(State, fp), sizeof(State::fp)}, kStatus[0], kStatus[1]};
constexpr StatePiece kStoreWrites[] = {kStatus[0], {kFpExceptionStatus.offset, 4}, {kScratch.offset, 8}};
constexpr StatePiece kTestReads[] = {kAllRead[0], kControl[0], kControl[1], {kFpCodes.offset, kLastBytes}};

}  // namespace

bool is_operation(unsigned operation) {
  constexpr u64 kMc68881 = 0x05ff'01ff'f777'f75f;
  if (operation < 0x40) return kMc68881 >> operation & 1;
  switch (operation & ~4u) {
    case 0x40:
    case 0x41:
    case 0x58:
    case 0x5a:
    case 0x60:
    case 0x62:
    case 0x63:
    case 0x68: return true;
    default: return false;
  }
}

const Helper kFpGeneral = {"fp_general", general, kAllRead, kAllWritten};
const Helper kFpStore = {"fp_store", store, kAllRead, kStoreWrites};
const Helper kFpTrap = {"fp_trap", trap, kTestReads, kStatus};
const Helper kFpTest = {"fp_test", test, kTestReads, kStatus};
const Helper kFpSignalUnordered = {"fp_signal_unordered", signal_unordered, kTestReads, kStatus};

u32 fpsr(const State& state) {
  State settled = state;
  fp_settle(settled);
  return settled.fpsr | settled.fp_exceptions | settled.fp_conditions << kFpConditionsAt;
}
void set_fpsr(State& state, u32 value) {
  state.fpsr = value & kFpsrBits & ~(kFpConditions | kFpExceptions);
  state.fp_exceptions = value & kFpExceptions;
  state.fp_conditions = (value & kFpConditions) >> kFpConditionsAt;
}

}  // namespace sosie::m68k
