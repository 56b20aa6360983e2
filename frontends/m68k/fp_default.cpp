#include "frontends/m68k/fp_default.h"

#include <array>
#include <cstring>
#include <optional>
#include <utility>

namespace sosie::m68k {

namespace {

Extended get(const FpRegister& number) { return {number.mantissa, static_cast<u16>(number.head)}; }
FpRegister& number_at(void* state, u64 place) {
  return *reinterpret_cast<FpRegister*>(static_cast<u8*>(state) + (place & 0xffff));
}

template <ExtendedSource kSource>
Extended number(u64 bits, FpContext& context) {
  if constexpr (kSource == ExtendedSource::kBinary32) return from_single(static_cast<u32>(bits), context);
  else if constexpr (kSource == ExtendedSource::kBinary64) return from_double(bits, context);
  else return from_integer(static_cast<i32>(bits));
}

Extended result_of(FpOp op, const Extended& destination, const Extended& source, FpContext& context) {
  u8 quotient = 0;
  return op >= FpOp::kDiv ? fp_dyadic(op, destination, source, context, quotient) : fp_monadic(op, source, context);
}

void accrue(State& s, u32 raised) {
  s.fpsr |= accrued(raised);
  if (!(s.fp_exceptions & kFpUnsettled)) s.fp_exceptions |= raised;
}

template <FpOp kOp, ExtendedSource kSource>
u64 operate(void* state, u64 places, u64 bits, u64) {
  FpContext context;
  FpRegister& destination = number_at(state, places);
  Extended source;
  if constexpr (kSource == ExtendedSource::kState) source = get(number_at(state, places >> 16));
  else source = number<kSource>(bits, context);
  u32 conditions = 0;
  if constexpr (kOp == FpOp::kCmp) {
    conditions = fp_compare(get(destination), source, context);
  } else if constexpr (kOp == FpOp::kTst) {
    conditions = conditions_of(fp_monadic(kOp, source, context));
  } else {
    const Extended result = result_of(kOp, get(destination), source, context);
    destination = {result.mantissa, result.head};
    conditions = conditions_of(result);
  }
  accrue(*static_cast<State*>(state), context.raised);
  return conditions >> kFpConditionsAt;
}

template <ExtendedSource kTo>
u64 converted(const Extended& value, FpContext& context) {
  if constexpr (kTo == ExtendedSource::kBinary32) return to_single(value, context);
  else if constexpr (kTo == ExtendedSource::kBinary64) return to_double(value, context);
  else return to_integer(value, 32, context);
}
template <ExtendedSource kTo>
u64 store(void* state, u64 places, u64, u64) {
  FpContext context;
  const u64 result = converted<kTo>(get(number_at(state, places)), context);
  accrue(*static_cast<State*>(state), context.raised);
  return result;
}

// --- the helpers ---

struct Counterpart {
  FpOp op;
  ExtendedOp host;
};
constexpr Counterpart kCounterparts[] = {
    {FpOp::kMove, ExtendedOp::kMove},        {FpOp::kNeg, ExtendedOp::kNegate},
    {FpOp::kAbs, ExtendedOp::kMagnitude},    {FpOp::kSqrt, ExtendedOp::kSqrt},
    {FpOp::kTst, ExtendedOp::kTest},         {FpOp::kAdd, ExtendedOp::kAdd},
    {FpOp::kSub, ExtendedOp::kSub},          {FpOp::kMul, ExtendedOp::kMul},
    {FpOp::kDiv, ExtendedOp::kDiv},          {FpOp::kSglmul, ExtendedOp::kMulSingle},
    {FpOp::kSgldiv, ExtendedOp::kDivSingle}, {FpOp::kCmp, ExtendedOp::kCompare},
};
constexpr std::size_t kOps = std::size(kCounterparts), kSources = 4;

constexpr StatePiece kFp = {offsetof(State, fp), sizeof(State::fp)}, kFpsrPiece = {kFpsr.offset, 4},
                     kExceptions = {kFpExceptionStatus.offset, 4};
constexpr StatePiece kReads[] = {kFp, kFpsrPiece, kExceptions}, kWrites[] = {kFp, kFpsrPiece, kExceptions};
constexpr StatePiece kStatus[] = {kFpsrPiece, kExceptions};
constexpr StatePiece kSettleReads[] = {
    kFp, {kFpExceptionStatus.offset, kLastSource.offset + sizeof(u64) - kFpExceptionStatus.offset}};
constexpr StatePiece kSettleWrites[] = {kFpsrPiece, kExceptions};  // the first as it computes

template <std::size_t kOp, std::size_t kSource>
consteval Helper operation_helper() {
  constexpr auto source = static_cast<ExtendedSource>(kSource);
  constexpr Counterpart c = kCounterparts[kOp];
  return {"fp_default", operate<c.op, source>, kReads, kWrites, {}, {c.host, source}};
}
template <std::size_t... kIndex>
consteval auto operation_helpers(std::index_sequence<kIndex...>) {
  return std::array{operation_helper<kIndex / kSources, kIndex % kSources>()...};
}
constexpr auto kOperations = operation_helpers(std::make_index_sequence<kOps * kSources>());

template <ExtendedSource kTo>
constexpr Helper kStoreHelper = {"fp_default_store", store<kTo>, kReads, kStatus, {}, {ExtendedOp::kStore, kTo}};

std::optional<ExtendedSource> source_of(FpWord w) {
  if (w.from_register()) return ExtendedSource::kState;
  switch (format_of(w)) {
    case FpFormat::kLong:
    case FpFormat::kWord:
    case FpFormat::kByte: return ExtendedSource::kInt32;
    case FpFormat::kSingle: return ExtendedSource::kBinary32;
    case FpFormat::kDouble: return ExtendedSource::kBinary64;
    default: return {};
  }
}

void find_exceptions(const State& s, FpWord w, FpContext& context) {
  const Extended destination = get(s.last_destination), kept = get(s.fp[w.reg()]);
  if (w.kind() == 3) {
    if (format_of(w) == FpFormat::kSingle) to_single(kept, context);
    else if (format_of(w) == FpFormat::kDouble) to_double(kept, context);
    else to_integer(kept, 32, context);
    return;
  }
  Extended source;
  switch (*source_of(w)) {
    case ExtendedSource::kState: source = w.source() == w.reg() ? destination : get(s.fp[w.source()]); break;
    case ExtendedSource::kInt32: source = number<ExtendedSource::kInt32>(s.last_source, context); break;
    case ExtendedSource::kBinary32: source = number<ExtendedSource::kBinary32>(s.last_source, context); break;
    case ExtendedSource::kBinary64: source = number<ExtendedSource::kBinary64>(s.last_source, context); break;
  }
  result_of(static_cast<FpOp>(w.operation()), destination, source, context);
}

u64 settle(void* state, u64, u64, u64) {
  fp_settle(*static_cast<State*>(state));
  return 0;
}

}  // namespace

const Helper* default_operation(FpWord w) {
  const std::optional<ExtendedSource> source = source_of(w);
  if (!source || w.is_constant()) return nullptr;
  for (std::size_t n = 0; n < kOps; ++n) {
    if (static_cast<unsigned>(kCounterparts[n].op) == w.operation()) {
      return &kOperations[n * kSources + static_cast<std::size_t>(*source)];
    }
  }
  return nullptr;
}

const Helper* default_store(FpWord w) {
  switch (format_of(w)) {
    case FpFormat::kLong: return &kStoreHelper<ExtendedSource::kInt32>;
    case FpFormat::kSingle: return &kStoreHelper<ExtendedSource::kBinary32>;
    case FpFormat::kDouble: return &kStoreHelper<ExtendedSource::kBinary64>;
    default: return nullptr;
  }
}

bool rounds(FpWord w) {
  if (w.kind() == 3) return true;
  switch (static_cast<FpOp>(w.operation())) {
    case FpOp::kMove:
    case FpOp::kNeg:
    case FpOp::kAbs:
    case FpOp::kTst:
    case FpOp::kCmp: return false;
    default: return true;
  }
}

void fp_settle(State& s) {
  if (!(s.fp_exceptions & kFpUnsettled)) return;
  FpContext context;
  find_exceptions(s, {s.fp_exceptions & 0xffff}, context);
  s.fp_exceptions = context.raised;
}

const Helper kFpSettle = {"fp_settle", settle, kSettleReads, kSettleWrites};

}  // namespace sosie::m68k
