#include "core/emit/lanes.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <type_traits>
#include <utility>

#include "core/emit/op.h"

namespace sosie {

namespace {

template <class T>
using Signed = std::make_signed_t<T>;
/// Where sums and differences of lanes do not overflow.
template <class T>
using Wide = std::conditional_t<sizeof(T) == 8, __int128, i64>;
template <class T>
using Twice = std::conditional_t<sizeof(T) == 1, u16, std::conditional_t<sizeof(T) == 2, u32, u64>>;
template <class T>
using Half = std::conditional_t<sizeof(T) == 8, u32, std::conditional_t<sizeof(T) == 4, u16, u8>>;

template <class T>
constexpr unsigned kBits = sizeof(T) * 8;
template <class T>
constexpr unsigned kLanes = 64 / kBits<T>;

template <class T>
constexpr T lane(u64 lanes, unsigned n) {
  return static_cast<T>(lanes >> (n * kBits<T>));
}
/// Lane n is what `make(n)` returns.
template <class T, class Make>
constexpr u64 make_lanes(Make make) {
  u64 lanes = 0;
  for (unsigned n = 0; n < kLanes<T>; ++n) lanes |= u64{static_cast<T>(make(n))} << (n * kBits<T>);
  return lanes;
}

constexpr bool is_signed(LaneOp op) {
  switch (op) {
    case LaneOp::kMinS:
    case LaneOp::kMaxS:
    case LaneOp::kAbsDiffS:
    case LaneOp::kSatAddS:
    case LaneOp::kSatSubS:
    case LaneOp::kHalfAddS:
    case LaneOp::kHalfAddUpS:
    case LaneOp::kHalfSubS:
    case LaneOp::kGtS:
    case LaneOp::kGeS:
    case LaneOp::kPairMinS:
    case LaneOp::kPairMaxS:
    case LaneOp::kWidenLowS:
    case LaneOp::kWidenHighS:
    case LaneOp::kPairWideAddS:
    case LaneOp::kWideMulLowS:
    case LaneOp::kWideMulHighS:
    case LaneOp::kNarrowSatS:
    case LaneOp::kNarrowSatSU: return true;
    default: return false;
  }
}

/// A lane as the number that the operation takes it for.
template <LaneOp op, class T>
constexpr Wide<T> number(T word) {
  if constexpr (is_signed(op)) return static_cast<Signed<T>>(word);
  else return word;
}

template <class T, bool kSignedRange>
constexpr auto saturated(auto value) {
  using W = decltype(value);
  using Limits = std::numeric_limits<std::conditional_t<kSignedRange, Signed<T>, T>>;
  return static_cast<T>(std::clamp(value, W{Limits::min()}, W{Limits::max()}));
}

/// One lane from two.
template <LaneOp op, class T>
constexpr T of_lanes(T word_a, T word_b) {
  const auto a = number<op>(word_a), b = number<op>(word_b);
  const auto mask = [](bool holds) { return holds ? static_cast<T>(~T{0}) : T{0}; };
  switch (op) {
    case LaneOp::kAdd:
    case LaneOp::kPairAdd: return apply<Op::kAdd>(word_a, word_b);
    case LaneOp::kSub: return apply<Op::kSub>(word_a, word_b);
    case LaneOp::kMul: return apply<Op::kMul>(word_a, word_b);
    case LaneOp::kMinU:
    case LaneOp::kMinS:
    case LaneOp::kPairMinU:
    case LaneOp::kPairMinS: return a < b ? word_a : word_b;
    case LaneOp::kMaxU:
    case LaneOp::kMaxS:
    case LaneOp::kPairMaxU:
    case LaneOp::kPairMaxS: return a < b ? word_b : word_a;
    case LaneOp::kAbsDiffU:
    case LaneOp::kAbsDiffS: return static_cast<T>(a < b ? b - a : a - b);
    case LaneOp::kSatAddU:
    case LaneOp::kSatAddS: return saturated<T, is_signed(op)>(a + b);
    case LaneOp::kSatSubU:
    case LaneOp::kSatSubS: return saturated<T, is_signed(op)>(a - b);
    case LaneOp::kHalfAddU:
    case LaneOp::kHalfAddS: return static_cast<T>((a + b) >> 1);
    case LaneOp::kHalfAddUpU:
    case LaneOp::kHalfAddUpS: return static_cast<T>((a + b + 1) >> 1);
    case LaneOp::kHalfSubU:
    case LaneOp::kHalfSubS: return static_cast<T>((a - b) >> 1);
    case LaneOp::kEq: return mask(a == b);
    case LaneOp::kGtU:
    case LaneOp::kGtS: return mask(a > b);
    case LaneOp::kGeU:
    case LaneOp::kGeS: return mask(a >= b);
    case LaneOp::kAbs: return static_cast<Signed<T>>(word_a) < 0 ? apply<Op::kNeg>(word_a) : word_a;
    case LaneOp::kNeg: return apply<Op::kNeg>(word_a);
    case LaneOp::kClz: return static_cast<T>(std::countl_zero(word_a));
    case LaneOp::kCls: {
      const T sign = apply<Op::kSar>(word_a, static_cast<T>(kBits<T> - 1));
      return static_cast<T>(std::countl_zero(static_cast<T>(word_a ^ sign)) - 1);
    }
    default: return static_cast<T>(std::popcount(word_a));
  }
}

template <LaneOp op, class T>
constexpr T shifted(T word, u64 amount) {
  constexpr u64 kMost = kBits<T> - 1;
  if constexpr (op == LaneOp::kSar) return apply<Op::kSar>(word, static_cast<T>(std::min(amount, kMost)));
  else if (amount > kMost) return 0;
  else return apply < op == LaneOp::kShl ? Op::kShl : Op::kShr > (word, static_cast<T>(amount));
}

/// Lane n of a and b one after the other.
template <class T>
constexpr T lane_of_both(u64 a, u64 b, unsigned n) {
  return n < kLanes<T> ? lane<T>(a, n) : lane<T>(b, n - kLanes<T>);
}

/// Operations that move lanes.
template <LaneOp op, class T>
constexpr u64 moved(u64 a, u64 b) {
  const auto zipped = [&](unsigned n) { return lane<T>(n % 2 == 0 ? a : b, n / 2); };
  switch (op) {
    case LaneOp::kZipLow: return make_lanes<T>(zipped);
    case LaneOp::kZipHigh: return make_lanes<T>([&](unsigned n) { return zipped(n + kLanes<T>); });
    case LaneOp::kUnzipEven: return make_lanes<T>([&](unsigned n) { return lane_of_both<T>(a, b, 2 * n); });
    case LaneOp::kUnzipOdd: return make_lanes<T>([&](unsigned n) { return lane_of_both<T>(a, b, 2 * n + 1); });
    case LaneOp::kTransposeEven: return make_lanes<T>([&](unsigned n) { return lane<T>(n % 2 == 0 ? a : b, n & ~1u); });
    case LaneOp::kTransposeOdd: return make_lanes<T>([&](unsigned n) { return lane<T>(n % 2 == 0 ? a : b, n | 1u); });
    default: {
      const unsigned group = op == LaneOp::kReverse16 ? 16 : op == LaneOp::kReverse32 ? 32 : 64;
      return make_lanes<T>([&](unsigned n) { return lane<T>(a, n ^ (group / kBits<T> - 1)); });
    }
  }
}

template <LaneOp op, class T>
constexpr u64 widened(u64 a, u64 b) {
  using To = Twice<T>;
  constexpr unsigned kHalf = kLanes<T> / 2;
  const auto to = [](T word) { return number<op>(word); };
  switch (op) {
    case LaneOp::kWidenLowU:
    case LaneOp::kWidenLowS: return make_lanes<To>([&](unsigned n) { return to(lane<T>(a, n)); });
    case LaneOp::kWidenHighU:
    case LaneOp::kWidenHighS: return make_lanes<To>([&](unsigned n) { return to(lane<T>(a, n + kHalf)); });
    case LaneOp::kPairWideAddU:
    case LaneOp::kPairWideAddS:
      return make_lanes<To>([&](unsigned n) { return to(lane<T>(a, 2 * n)) + to(lane<T>(a, 2 * n + 1)); });
    default: {
      const unsigned from = op == LaneOp::kWideMulLowU || op == LaneOp::kWideMulLowS ? 0 : kHalf;
      // As unsigned numbers: the low bits of a product are the same, and do not overflow.
      return make_lanes<To>([&](unsigned n) {
        return static_cast<u64>(to(lane<T>(a, n + from))) * static_cast<u64>(to(lane<T>(b, n + from)));
      });
    }
  }
}

template <LaneOp op, class T>
constexpr u64 narrowed(u64 a, u64 b) {
  using To = Half<T>;
  return make_lanes<To>([&](unsigned n) {
    const T word = lane_of_both<T>(a, b, n);
    if constexpr (op == LaneOp::kNarrow) return static_cast<To>(word);
    else return saturated<To, op == LaneOp::kNarrowSatS>(number<op>(word));
  });
}

enum class LaneShape { kLaneByLane, kShift, kMove, kPair, kWiden, kNarrow };

constexpr LaneShape shape_of(LaneOp op) {
  if (op <= LaneOp::kGeS) return LaneShape::kLaneByLane;
  if (op <= LaneOp::kSar) return LaneShape::kShift;
  if (op <= LaneOp::kPopcount) return LaneShape::kLaneByLane;
  if (op <= LaneOp::kTransposeOdd) return LaneShape::kMove;
  if (op <= LaneOp::kPairMaxS) return LaneShape::kPair;
  if (op <= LaneOp::kWideMulHighS) return LaneShape::kWiden;
  return LaneShape::kNarrow;
}

constexpr bool exists(LaneOp op, unsigned lane_bits) {
  switch (op) {
    case LaneOp::kReverse16: return lane_bits < 16;
    case LaneOp::kReverse32: return lane_bits < 32;
    default: break;
  }
  switch (shape_of(op)) {
    case LaneShape::kLaneByLane:
    case LaneShape::kShift: return true;
    case LaneShape::kNarrow: return lane_bits > 8;
    default: return lane_bits < 64;
  }
}

template <LaneOp op, class T>
u64 apply_to_lanes(u64 a, u64 b) {
  constexpr LaneShape kShape = shape_of(op);
  if constexpr (kShape == LaneShape::kLaneByLane) {
    return make_lanes<T>([&](unsigned n) { return of_lanes<op>(lane<T>(a, n), lane<T>(b, n)); });
  } else if constexpr (kShape == LaneShape::kShift) {
    return make_lanes<T>([&](unsigned n) { return shifted<op>(lane<T>(a, n), b); });
  } else if constexpr (kShape == LaneShape::kMove) {
    return moved<op, T>(a, b);
  } else if constexpr (kShape == LaneShape::kPair) {
    return make_lanes<T>(
        [&](unsigned n) { return of_lanes<op>(lane_of_both<T>(a, b, 2 * n), lane_of_both<T>(a, b, 2 * n + 1)); });
  } else if constexpr (kShape == LaneShape::kWiden) {
    return widened<op, T>(a, b);
  } else {
    return narrowed<op, T>(a, b);
  }
}

template <LaneOp op, class T>
constexpr LaneFunction function_or_none() {
  if constexpr (exists(op, kBits<T>)) return apply_to_lanes<op, T>;
  else return nullptr;
}

template <std::size_t... kOp>
constexpr auto make_table(std::index_sequence<kOp...>) {
  return std::array<std::array<LaneFunction, 4>, sizeof...(kOp)>{
      {{function_or_none<static_cast<LaneOp>(kOp), u8>(), function_or_none<static_cast<LaneOp>(kOp), u16>(),
        function_or_none<static_cast<LaneOp>(kOp), u32>(), function_or_none<static_cast<LaneOp>(kOp), u64>()}...}};
}
constexpr auto kFunctions = make_table(std::make_index_sequence<static_cast<std::size_t>(LaneOp::kCount)>{});

}  // namespace

LaneFunction lane_function(LaneOp op, unsigned lane_bits) {
  return kFunctions[static_cast<std::size_t>(op)][static_cast<unsigned>(std::countr_zero(lane_bits / 8))];
}

std::optional<LaneForm> lane_form(u64 imm) {
  const u64 op = imm >> 8, lane_bits = imm & 0xff;
  const bool width = lane_bits == 8 || lane_bits == 16 || lane_bits == 32 || lane_bits == 64;
  if (op >= kFunctions.size() || !width) return std::nullopt;
  const LaneForm form{static_cast<LaneOp>(op), static_cast<unsigned>(lane_bits)};
  if (!lane_function(form.op, form.lane_bits)) return std::nullopt;
  return form;
}

}  // namespace sosie
