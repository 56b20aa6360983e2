#include "jit/fault_map.h"

#include <algorithm>

namespace sosie::jit {

void FaultMap::add(FaultTable table) {
  if (table.points.empty()) return;
  const std::lock_guard lock(mutex_);
  tables_.push_back(std::move(table));
}

FaultMap::Found FaultMap::find(const void* host_pc) const {
  const u8* const pc = static_cast<const u8*>(host_pc);
  const std::lock_guard lock(mutex_);
  auto table = std::ranges::upper_bound(tables_, pc, {}, &FaultTable::begin);
  if (table == tables_.begin()) return {};
  --table;
  const auto offset = static_cast<u32>(pc - table->begin);
  const auto point = std::ranges::lower_bound(table->points, offset, {}, &FaultPoint::offset);
  if (point == table->points.end() || point->offset != offset) return {};
  return {&*table, &*point};
}

}  // namespace sosie::jit
