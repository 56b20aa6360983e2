/// machines/linux_user/address_ranges.h — which stretches of an address space are in use.
#pragma once

#include <iterator>
#include <map>
#include <optional>

#include "core/base/types.h"

namespace sosie::linux_user {

/// Disjoint ranges, as long as they can be: neighbours are one.
class AddressRanges {
 public:
  void add(u64 begin, u64 end) {
    remove(begin, end);
    auto next = ranges_.lower_bound(begin);
    if (next != ranges_.end() && next->first == end) {
      end = next->second;
      next = ranges_.erase(next);
    }
    if (next != ranges_.begin()) {
      const auto before = std::prev(next);
      if (before->second == begin) {
        before->second = end;
        return;
      }
    }
    ranges_.emplace(begin, end);
  }

  void remove(u64 begin, u64 end) {
    auto it = ranges_.lower_bound(begin);
    if (it != ranges_.begin() && std::prev(it)->second > begin) --it;
    while (it != ranges_.end() && it->first < end) {
      const auto [from, to] = *it;
      it = ranges_.erase(it);
      if (from < begin) ranges_.emplace(from, begin);
      if (to > end) ranges_.emplace(end, to);
    }
  }

  bool overlaps(u64 begin, u64 end) const {
    auto it = ranges_.lower_bound(begin);
    if (it != ranges_.end() && it->first < end) return true;
    return it != ranges_.begin() && std::prev(it)->second > begin;
  }

  bool contains(u64 begin, u64 end) const {
    const auto it = ranges_.upper_bound(begin);
    return it != ranges_.begin() && std::prev(it)->second >= end;
  }

  /// \return the highest begin of `bytes` unused bytes in [low, high).
  std::optional<u64> highest_gap(u64 bytes, u64 low, u64 high) const {
    u64 top = high;
    for (auto it = ranges_.rbegin(); it != ranges_.rend() && top > low; ++it) {
      const auto [begin, end] = *it;
      if (begin >= top) continue;
      if (end < top && top - end >= bytes) break;
      top = begin;
    }
    // `top` is now the end of a gap that is large enough, or the last gap.
    if (top < low + bytes || overlaps(top - bytes, top)) return std::nullopt;
    return top - bytes;
  }

  const std::map<u64, u64>& all() const { return ranges_; }

 private:
  std::map<u64, u64> ranges_;  ///< begin -> end
};

}  // namespace sosie::linux_user
