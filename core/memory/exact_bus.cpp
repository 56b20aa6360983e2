#include "core/memory/exact_bus.h"

#include <cassert>

namespace sosie {

ExactBus::ExactBus(Scheduler& scheduler, AddressSpace& space, u32 ticks_per_clock, u32 clocks_per_cycle)
    : scheduler_(scheduler),
      space_(space),
      pages_{space.pages(Privilege::kUser), space.pages(Privilege::kSupervisor)},
      page_mask_((u32{1} << (space.address_bits() - AddressSpace::kPageBits)) - 1),
      ticks_per_clock_(ticks_per_clock),
      cycle_ticks_(ticks_per_clock * clocks_per_cycle) {
  assert(space.address_bits() <= AddressSpace::kMaxPagedBits);
}

void ExactBus::pass_slowly(const BusCycle& cycle) {
  scheduler_.advance(space_.wait_ticks(cycle.address, cycle.write, scheduler_.now()));
  pass();
}

AccessStatus ExactBus::read_slowly(const BusCycle& cycle, u16& value) {
  pass_slowly(cycle);
  u64 wide = 0;
  const AccessStatus status = space_.read(cycle.address, cycle.bytes, wide, cycle.privilege);
  value = static_cast<u16>(wide);
  return status;
}

AccessStatus ExactBus::write_slowly(const BusCycle& cycle, u16 value) {
  pass_slowly(cycle);
  return space_.write(cycle.address, cycle.bytes, value, cycle.privilege);
}

std::optional<u16> ExactBus::peek_slowly(u32 address) const {
  const std::optional<u64> value = space_.peek(address, 2);
  return value ? std::optional(static_cast<u16>(*value)) : std::nullopt;
}

void ExactBus::refuse(const BusCycle&, u16) { pass(); }

}  // namespace sosie
