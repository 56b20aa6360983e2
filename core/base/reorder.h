/// core/base/reorder.h — structs between byte orders. Which numbers a struct holds is found from the struct itself, at
/// compile time, so that its fields are listed nowhere else.
#pragma once

#include <array>
#include <cstddef>
#include <cstring>
#include <type_traits>
#include <utility>

#include "core/base/byte_order.h"

namespace sosie {

namespace detail {

template <class T>
concept Number = std::is_arithmetic_v<T> || std::is_enum_v<T>;

/// How many bytes each number of a struct has, in order.
template <std::size_t kMost>
struct Widths {
  std::array<u8, kMost> bytes{};
  std::size_t count = 0;
};

/// Initialises any number and notes how wide it is. It is no struct and no array, so an aggregate takes one of these
/// for every number in its members (brace elision); of a union, for those of the first member.
template <std::size_t kMost>
struct WidthNote {
  Widths<kMost>* widths;
  template <Number T>
  constexpr operator T() const {  // NOLINT: that it is implicit is the point
    widths->bytes[widths->count++] = sizeof(T);
    return T{};
  }
};

template <class T, std::size_t>
using NoteOf = WidthNote<sizeof(T)>;

template <class T, class Indices>
inline constexpr bool kTakes = false;
template <class T, std::size_t... i>
inline constexpr bool kTakes<T, std::index_sequence<i...>> = requires(NoteOf<T, 0> note) {
  T{NoteOf<T, i>(note)...};
};

/// How many numbers initialise a T: at least `low`, less than `high`.
template <class T, std::size_t low = 0, std::size_t high = sizeof(T) + 1>
consteval std::size_t count_numbers() {
  if constexpr (high - low == 1) {
    return low;
  } else {
    constexpr std::size_t kMiddle = (low + high) / 2;
    if constexpr (kTakes<T, std::make_index_sequence<kMiddle>>) return count_numbers<T, kMiddle, high>();
    else return count_numbers<T, low, kMiddle>();
  }
}

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmissing-braces"
template <class T, std::size_t... i>
consteval Widths<sizeof(T)> note_widths(std::index_sequence<i...>) {
  Widths<sizeof(T)> widths;
  [[maybe_unused]] const WidthNote<sizeof(T)> note{&widths};
  [[maybe_unused]] const T value{NoteOf<T, i>(note)...};
  return widths;
}
#pragma GCC diagnostic pop

/// Where a number lies in its struct.
struct NumberPlace {
  u16 offset;
  u8 bytes;
};

constexpr std::size_t round_up(std::size_t at, std::size_t unit) { return (at + unit - 1) / unit * unit; }

template <class T>
struct NumberPlaces {
  static constexpr std::size_t kCount = count_numbers<T>();
  static constexpr Widths<sizeof(T)> kWidths = note_widths<T>(std::make_index_sequence<kCount>());

  static constexpr std::size_t sum() {
    std::size_t bytes = 0;
    for (std::size_t n = 0; n < kCount; ++n) bytes += kWidths.bytes[n];
    return bytes;
  }
  /// Numbers lie one behind the other, or each at a multiple of its width. \return the end of the last one.
  static constexpr std::size_t place(std::array<NumberPlace, kCount>& places) {
    const bool dense = sum() == sizeof(T);
    std::size_t at = 0;
    for (std::size_t n = 0; n < kCount; ++n) {
      const u8 bytes = kWidths.bytes[n];
      if (!dense) at = round_up(at, bytes < alignof(T) ? bytes : alignof(T));
      places[n] = {static_cast<u16>(at), bytes};
      at += bytes;
    }
    return at;
  }
  static constexpr std::array<NumberPlace, kCount> make() {
    std::array<NumberPlace, kCount> places{};
    place(places);
    return places;
  }
  static constexpr std::size_t end() {
    std::array<NumberPlace, kCount> places{};
    return place(places);
  }

  static constexpr std::array<NumberPlace, kCount> kPlaces = make();
  // A union's first member is the widest, and nothing but numbers is in the struct.
  static_assert(round_up(end(), alignof(T)) == sizeof(T), "not all of the struct's bytes are known to be numbers");
};

template <class Word>
void swap_number(u8* where) {
  Word word;
  std::memcpy(&word, where, sizeof word);
  if constexpr (sizeof(Word) == 2) word = __builtin_bswap16(word);
  else if constexpr (sizeof(Word) == 4) word = __builtin_bswap32(word);
  else word = __builtin_bswap64(word);
  std::memcpy(where, &word, sizeof word);
}

}  // namespace detail

/// Turns the bytes of every number round, in `count` Ts at `where`.
template <class T>
void swap_numbers(void* where, std::size_t count = 1) {
  if constexpr (std::is_array_v<T>) {
    swap_numbers<std::remove_extent_t<T>>(where, count * std::extent_v<T>);
  } else {
    u8* bytes = static_cast<u8*>(where);
    for (; count != 0; --count, bytes += sizeof(T)) {
      for (const detail::NumberPlace place : detail::NumberPlaces<T>::kPlaces) {
        switch (place.bytes) {
          case 2: detail::swap_number<u16>(bytes + place.offset); break;
          case 4: detail::swap_number<u32>(bytes + place.offset); break;
          case 8: detail::swap_number<u64>(bytes + place.offset); break;
          default: break;
        }
      }
    }
  }
}

/// Between the host's order, which is little-endian, and `order`, whichever way.
template <class T>
void reorder(T& value, ByteOrder order) {
  if (order == ByteOrder::kBig) swap_numbers<T>(&value);
}

}  // namespace sosie
