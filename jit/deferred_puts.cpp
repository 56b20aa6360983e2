#include "jit/deferred_puts.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

namespace sosie::jit {

namespace {

constexpr std::size_t kBuckets = 1024;

std::size_t bucket_of(std::span<const DeferredNode> nodes, std::span<const DeferredPut> puts) {
  u64 hash = puts.size();
  const auto mix = [&](u64 part) { hash = (hash ^ part) * 0x9e37'79b9'7f4a'7c15u, hash ^= hash >> 29; };
  for (const DeferredNode& n : nodes) {
    mix(static_cast<u64>(n.kind) | static_cast<u64>(n.op) << 8 | static_cast<u64>(n.type) << 16 | u64{n.a} << 32 |
        u64{n.b} << 48);
    mix(static_cast<u64>(n.value));
  }
  for (const DeferredPut& p : puts) mix(p.slot | u32{p.node} << 16);
  return hash % kBuckets;
}

}  // namespace

void do_puts(std::span<const DeferredNode> nodes, std::span<const DeferredPut> puts, const u64* registers, u8* state,
             u32 except) {
  assert(nodes.size() <= kMaxDeferredNodes);
  std::array<u64, kMaxDeferredNodes> values;
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    const DeferredNode& node = nodes[i];
    u64 value = 0;
    switch (node.kind) {
      case DeferredNode::kImmediate: value = static_cast<u64>(node.value); break;
      case DeferredNode::kRegister: value = registers[node.value] & type_mask(node.type); break;
      case DeferredNode::kState:
        std::memcpy(&value, state + node.value, type_bytes(node.type));
        value &= type_mask(node.type);
        break;
      case DeferredNode::kOperation: {
        const bool converts = info(node.op).shape == Shape::kConvert;
        const u64 c = node.op == Op::kFloatIs ? static_cast<u64>(node.value) : values[node.c];
        value = evaluate(node.op, converts ? node.operand : node.type, values[node.a], values[node.b], c, node.type);
        break;
      }
    }
    values[i] = value;
  }
  for (const DeferredPut& put : puts) {
    if (!(except >> put.flag & 1)) state[put.slot] = static_cast<u8>(values[put.node]);
  }
}

u32 DeferredSets::add(std::span<const DeferredNode> nodes, std::span<const DeferredPut> puts) {
  if (by_hash_.empty()) by_hash_.resize(kBuckets);
  u32& head = by_hash_[bucket_of(nodes, puts)];
  for (u32 number = head; number != 0; number = set(number).next) {
    const Set& known = set(number);
    if (std::ranges::equal(known.nodes, nodes) && std::ranges::equal(known.puts, puts)) return number;
  }
  const u32 number = count_ + 1;
  const Place place = place_of(number);
  if (place.index == 0) pieces_[place.piece] = std::make_unique<Set[]>(kFirstSets << place.piece);
  set(number) = {{nodes.begin(), nodes.end()}, {puts.begin(), puts.end()}, head};
  count_ = number;
  return head = number;
}

void DeferredSets::do_puts_of(u32 number, u8* state, u32 except) const {
  assert(number <= count_);
  do_puts(set(number).nodes, set(number).puts, nullptr, state, except);
}

void DeferredSets::clear() {
  for (auto& piece : pieces_) piece.reset();
  count_ = 0;
  by_hash_.clear();
}

}  // namespace sosie::jit
