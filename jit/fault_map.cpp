#include "jit/fault_map.h"

#include <algorithm>
#include <cstring>

namespace sosie::jit {

void FaultTable::put_flags(const FaultPoint& point, const u64* registers, u8* state) const {
  std::vector<u64> values(point.nodes);
  for (u32 i = 0; i < point.nodes; ++i) {
    const FaultNode& node = nodes[point.first_node + i];
    u64 value = 0;
    switch (node.kind) {
      case FaultNode::kImmediate: value = static_cast<u64>(node.value); break;
      case FaultNode::kRegister: value = registers[node.value]; break;
      case FaultNode::kState: std::memcpy(&value, state + node.value, type_bytes(node.type)); break;
      case FaultNode::kOperation: {
        const bool converts = info(node.op).shape == Shape::kConvert;
        value = evaluate(node.op, converts ? node.operand : node.type, values[node.a], values[node.b], values[node.c], node.type);
        break;
      }
    }
    values[i] = node.kind == FaultNode::kOperation ? value : value & type_mask(node.type);
  }
  for (u32 i = 0; i < point.puts; ++i) {
    const FaultPut& put = puts[point.first_put + i];
    state[put.slot] = static_cast<u8>(values[put.node]);
  }
}

void FaultMap::add(FaultTable table) {
  if (!table.points.empty()) tables_.push_back(std::move(table));
}

FaultMap::Found FaultMap::find(const void* host_pc) const {
  const u8* const pc = static_cast<const u8*>(host_pc);
  auto table = std::ranges::upper_bound(tables_, pc, {}, &FaultTable::begin);
  if (table == tables_.begin()) return {};
  --table;
  const auto offset = static_cast<u32>(pc - table->begin);
  const auto point = std::ranges::lower_bound(table->points, offset, {}, &FaultPoint::offset);
  if (point == table->points.end() || point->offset != offset) return {};
  return {&*table, &*point};
}

}  // namespace sosie::jit
