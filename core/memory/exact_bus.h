/// core/memory/exact_bus.h — a 16-bit big-endian bus as a processor sees it: every cycle takes its time.
#pragma once

#include <optional>

#include "core/base/bits.h"
#include "core/memory/address_space.h"
#include "core/memory/bus_cycle.h"
#include "core/time/scheduler.h"

namespace sosie {

/// A cycle waits as the space says, then lasts; what is read or written changes hands at its end, where processors
/// latch what they read. Memory is reached through pages of host bytes, everything else through the virtual functions.
class ExactBus {
 public:
  /// \param space big-endian, of at most AddressSpace::kMaxPagedBits; addresses wrap at its width.
  /// \param ticks_per_clock the processor's clock in ticks. \param clocks_per_cycle without wait states.
  ExactBus(Scheduler& scheduler, AddressSpace& space, u32 ticks_per_clock, u32 clocks_per_cycle = 4);
  virtual ~ExactBus() = default;
  ExactBus(const ExactBus&) = delete;
  ExactBus& operator=(const ExactBus&) = delete;

  Scheduler& scheduler() const { return scheduler_; }
  u64 clocks_now() const { return scheduler_.now().n / ticks_per_clock_; }
  void idle(u32 clocks) { scheduler_.advance(u64{clocks} * ticks_per_clock_); }

  /// T is u8 or u16, and then the address even.
  template <class T>
  AccessStatus read(const BusCycle& cycle, T& value) {
    const AddressSpace::Page& page = page_of(cycle);
    const u8* const memory = page.read;
    if (memory == nullptr) [[unlikely]]
      return read_elsewhere(cycle, value);
    pass(page);
    const u8* const bytes = memory + in_page(cycle.address);
    if constexpr (sizeof(T) == 1) value = *bytes;
    else value = static_cast<u16>(bytes[0] << 8 | bytes[1]);
    return AccessStatus::kOk;
  }
  template <class T>
  AccessStatus write(const BusCycle& cycle, T value) {
    const AddressSpace::Page& page = page_of(cycle);
    u8* const memory = page.write;
    if (memory == nullptr) [[unlikely]]
      return write_slowly(cycle, value);
    pass(page);  // what fires then may map something else; this cycle has begun
    u8* const bytes = memory + in_page(cycle.address);
    if constexpr (sizeof(T) == 2) {
      bytes[0] = static_cast<u8>(value >> 8);
      bytes[1] = static_cast<u8>(value);
    } else {
      *bytes = value;
    }
    return AccessStatus::kOk;
  }

  /// The word of code at an even address, without a bus cycle. Nothing: nobody tells.
  std::optional<u16> peek(u32 address) const {
    const AddressSpace::Page& page = pages_[1][address >> AddressSpace::kPageBits & page_mask_];
    if (page.read == nullptr) [[unlikely]]
      return peek_slowly(address);
    const u8* const bytes = page.read + in_page(address);
    return static_cast<u16>(bytes[0] << 8 | bytes[1]);
  }

  /// A cycle that the processor begins and does not put on the bus: it has an odd address. It lasts all the same.
  virtual void refuse(const BusCycle& cycle, u16 value);

 protected:
  virtual AccessStatus read_slowly(const BusCycle& cycle, u16& value);
  virtual AccessStatus write_slowly(const BusCycle& cycle, u16 value);
  virtual std::optional<u16> peek_slowly(u32 address) const;
  /// One cycle's time without waits.
  void pass() { scheduler_.advance(cycle_ticks_); }

 private:
  static u32 in_page(u32 address) { return address & (AddressSpace::kPageBytes - 1); }
  const AddressSpace::Page& page_of(const BusCycle& cycle) const {
    return pages_[static_cast<unsigned>(cycle.privilege)][cycle.address >> AddressSpace::kPageBits & page_mask_];
  }
  void pass(const AddressSpace::Page& page) {
    scheduler_.advance((-scheduler_.now().n & page.wait_mask) + cycle_ticks_);
  }
  void pass_slowly(const BusCycle& cycle);
  template <class T>
  AccessStatus read_elsewhere(const BusCycle& cycle, T& value) {
    u16 word = 0;
    const AccessStatus status = read_slowly(cycle, word);
    value = static_cast<T>(word);
    return status;
  }

  Scheduler& scheduler_;
  AddressSpace& space_;
  const AddressSpace::Page* const pages_[2];  ///< by privilege
  const u32 page_mask_;
  const u32 ticks_per_clock_, cycle_ticks_;
};

}  // namespace sosie
