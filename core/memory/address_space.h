/// core/memory/address_space.h — one bus: who answers at an address, to whom, and how long that takes.
#pragma once

#include <array>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/byte_order.h"
#include "core/base/types.h"
#include "core/memory/bus_cycle.h"
#include "core/memory/mmio.h"
#include "core/state/archive.h"
#include "core/time/ticks.h"

namespace sosie {

/// What an address answers where nobody does. A property of the board, not of the processor.
enum class Unmapped : u8 {
  kBusError,
  kOpenBus,  ///< reads ones, writes are lost
};

enum class AccessStatus : u8 { kOk, kBusError };

/// Which bytes of a 16-bit bus an 8-bit chip is on. Its register n is at base + 2n, or at base + 2n + 1.
enum class Lane : u8 { kAll, kEven, kOdd };

/// An access first waits for the next tick that is a multiple of `slot_ticks`, then `extra_ticks` more.
struct WaitRule {
  u32 slot_ticks = 1;
  u32 extra_ticks = 0;
  bool operator==(const WaitRule&) const = default;
};

/// Addresses are guest-physical and wrap at the width of the space; `bytes` is 1, 2, 4 or 8; values are in the low
/// bits. Later layers lie on top of earlier ones.
class AddressSpace {
 public:
  /// Names a layer to take it away again.
  enum class Layer : u32 {};

  /// \param address_bits at most 63.
  AddressSpace(std::string_view name, unsigned address_bits, Unmapped unmapped, ByteOrder order);
  AddressSpace(const AddressSpace&) = delete;
  AddressSpace& operator=(const AddressSpace&) = delete;

  const std::string& name() const { return name_; }
  unsigned address_bits() const { return address_bits_; }

  /// Zeroed memory that belongs to the space and its snapshots.
  Layer map_ram(std::string_view name, u64 base, u64 bytes);
  /// A copy of `image`. \param writes what a write to it is answered.
  Layer map_rom(std::string_view name, u64 base, std::span<const u8> image, Unmapped writes);
  /// What lies at [of, of + bytes) now, which is one piece of RAM or ROM, once more: mirrors, shadows.
  /// Needs is_memory(of, bytes).
  Layer map_alias(std::string_view name, u64 base, u64 of, u64 bytes);
  /// How a device is on the bus, where the plain way does not do.
  struct DeviceAt {
    u64 base;
    u64 bytes = 0;   ///< 0: what the device decodes
    u64 offset = 0;  ///< into the device
    Lane lane = Lane::kAll;
    /// What an access by bytes to the other lane is answered. What a word reads there are ones.
    Unmapped other_lane = Unmapped::kOpenBus;
  };
  Layer map(std::string_view name, Mmio& device, DeviceAt at);
  /// Addresses that answer as `unmapped` says, whatever the rest of the space does.
  Layer map_nothing(std::string_view name, u64 base, u64 bytes, Unmapped unmapped);
  /// Uncovers what lay below. Memory stays allocated: it may be mapped again.
  void unmap(Layer layer);

  /// Only Privilege::kSupervisor reaches these; to others nobody answers.
  void protect(u64 base, u64 bytes);
  /// Later rules replace earlier ones where they overlap.
  void set_wait(u64 base, u64 bytes, WaitRule rule);

  AccessStatus read(u64 address, unsigned bytes, u64& value, Privilege privilege = Privilege::kSupervisor);
  AccessStatus write(u64 address, unsigned bytes, u64 value, Privilege privilege = Privilege::kSupervisor);
  /// How long an access that begins now has to wait before it is made. The caller lets that time pass first.
  u64 wait_ticks(u64 address, bool write, Ticks now) const;
  /// Without side effects, regardless of privilege. Nothing: nobody is there or the device does not tell.
  std::optional<u64> peek(u64 address, unsigned bytes) const;

  /// The bytes themselves, for DMA, video and loaders. Empty where the range is not one piece of writable memory.
  std::span<u8> ram(u64 address, u64 bytes);

  /// Fast paths of processors read and write host bytes by pages. A page that is not one piece of memory, or whose
  /// wait rule is not a slot of a power of two, has null pointers: those accesses go through the functions above.
  struct Page {
    const u8* read = nullptr;  ///< the page's bytes in the guest's order
    u8* write = nullptr;
    u32 wait_mask = 0;  ///< slot_ticks - 1
  };
  static constexpr unsigned kPageBits = 10;
  static constexpr u64 kPageBytes = u64{1} << kPageBits;
  /// Kept up to date in place, 1 << (address_bits - kPageBits) of them; null for spaces of more than kMaxPagedBits.
  const Page* pages(Privilege privilege) const { return pages_[static_cast<unsigned>(privilege)].get(); }
  static constexpr unsigned kMaxPagedBits = 24;

  /// What is where, top layer only, in address order: `sosie info`, monitors, docs.
  struct Range {
    u64 begin, end;  ///< end is the first address that is not in it
    std::string name;
    bool operator==(const Range&) const = default;
  };
  std::vector<Range> flat() const;
  /// Every device's ranges, also where they are covered.
  std::vector<Range> devices() const;
  /// Whether these are one piece of RAM or ROM.
  bool is_memory(u64 address, u64 bytes) const;

  /// Wants to know when memory changes that it has made something from. One of them.
  struct Watcher {
    virtual ~Watcher() = default;
    /// The page that was watched at this address is written to, and is not watched any more.
    virtual void memory_changes(u64 page) = 0;
    /// Something is mapped, unmapped or protected. What is watched stays so.
    virtual void remapped() = 0;
  };
  void set_watcher(Watcher* watcher) { watcher_ = watcher; }
  /// Watches the bytes that are mapped now at the page of `address`, whatever address they are written by.
  /// `Page::write` is null for them meanwhile; `ram` is not watched. Where there is no memory nothing happens.
  void watch(u64 address);
  void unwatch(u64 address);

  /// Of the byte at that offset in a value of so many bytes.
  unsigned shift_of(unsigned byte, unsigned bytes) const;

  /// Contents of RAM. What is mapped where is its owners' state.
  void serialize(Archive& archive);

 private:
  struct Mapping {
    Layer id;
    std::string name;
    u64 base, bytes;
    u8* memory = nullptr;  ///< RAM, ROM
    bool writable = false;
    Mmio* device = nullptr;
    u64 offset = 0;
    Lane lane = Lane::kAll;
    Unmapped unmapped;  ///< where neither memory nor device answers: writes to ROM, the other lane, nothing
  };
  struct Protection {
    u64 base, bytes;
  };
  struct Wait {
    u64 base, bytes;
    WaitRule rule;
  };
  /// A stretch of addresses over which nothing changes.
  struct Piece {
    u64 begin, end;
    const Mapping* mapping;  ///< null: nothing
    bool privileged;
    WaitRule wait;
  };
  struct Memory {
    std::string name;
    std::vector<u8> bytes;
    bool saved;
  };
  /// Where in a device an access ends up, and where in its value the register is.
  struct DeviceOffset {
    u64 offset;
    unsigned bytes, shift;
  };

  u64 wrap(u64 address) const { return address & ((u64{1} << address_bits_) - 1); }
  Layer add(Mapping mapping);
  Layer add_memory(std::string_view name, u64 base, std::span<u8> memory, std::optional<Unmapped> writes);
  u8* allocate(std::string_view name, u64 bytes, bool saved);
  void rebuild();
  Piece piece_at(u64 begin, u64 end) const;
  void rebuild_pages();
  Page page_of(const Piece& piece, u64 begin, Privilege privilege) const;
  const Piece& find(u64 address) const;
  /// The memory that all of these are. Null: they are not.
  const Mapping* memory_at(u64 address, u64 bytes) const;

  AccessStatus read_piece(const Piece& piece, u64 address, unsigned bytes, u64& value);
  AccessStatus write_piece(const Piece& piece, u64 address, unsigned bytes, u64 value);
  static std::optional<DeviceOffset> device_offset(const Mapping& mapping, u64 address, unsigned bytes);
  u64 load(const u8* from, unsigned bytes) const;
  void store(u8* to, unsigned bytes, u64 value) const;

  /// A page of memory's own bytes: no two addresses of the same bytes have different ones.
  const u8* memory_page(const u8* byte) const;
  bool is_watched(const u8* byte) const { return !watched_.empty() && watched_.contains(memory_page(byte)); }
  void written(const u8* byte);
  void update_pages_of(const u8* memory_page);

  std::string name_;
  unsigned address_bits_;
  Unmapped unmapped_;
  ByteOrder order_;
  u32 layers_made_ = 0;
  std::list<Memory> memory_;
  std::list<Mapping> mappings_;  ///< the top one last
  std::vector<Protection> protections_;
  std::vector<Wait> waits_;
  std::vector<Piece> pieces_;  ///< all of the space, in order
  std::array<std::unique_ptr<Page[]>, 2> pages_;
  Watcher* watcher_ = nullptr;
  std::map<const u8*, std::vector<u64>> watched_;  ///< by memory_page: the addresses at which it is watched
};

}  // namespace sosie
