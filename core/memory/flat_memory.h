/// core/memory/flat_memory.h — a 32-bit guest address space that is one reservation of host memory.
///
/// Used where the guest's environment is the host's kernel: guest address `a` lives at host address `base() + a`,
/// guest pages are host pages, and host code reaches them without a check (an access that the guest may not make
/// faults in the host's MMU). Everybody else asks the page flags kept here first.
#pragma once

#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <span>

#include "core/base/types.h"
#include "core/memory/code_memory.h"
#include "core/memory/fault_guard.h"

namespace sosie {

/// What a guest page allows, and what we keep of it.
enum PageFlag : u8 {
  kPageRead = 1,
  kPageWrite = 2,
  kPageExecute = 4,
  kPageMapped = 8,      ///< something is mapped there, perhaps without any permission
  kPageHoldsCode = 16,  ///< blocks were made from it: the host page is kept read-only, a write must be announced
};

class FlatMemory final : public CodeMemory {
 public:
  static constexpr u32 kPageBits = 12;
  static constexpr u32 kPageBytes = 1u << kPageBits;
  static constexpr u64 kSpaceBytes = u64{1} << 32;
  /// Inaccessible bytes on both sides of the reservation: an access at `register + displacement` that leaves the
  /// space faults instead of reaching the host's memory. Displacements in host code stay below this.
  static constexpr u64 kGuardBytes = u64{1} << 20;

  /// Reserves the space, nothing is mapped. Throws UserError where the host has no room.
  FlatMemory();
  ~FlatMemory() override;
  FlatMemory(const FlatMemory&) = delete;
  FlatMemory& operator=(const FlatMemory&) = delete;

  u8* base() const { return base_; }
  u8* host(u32 address) const { return base_ + address; }
  bool owns(const void* host_address) const;  ///< within the reservation or its guards
  u32 guest(const void* host_address) const { return static_cast<u32>(static_cast<const u8*>(host_address) - base_); }

  /// Other threads may change them meanwhile, unless a Change of these pages is held.
  u8 flags(u32 address) const { return flags_[address >> kPageBits].load(std::memory_order_relaxed); }
  /// \return every byte of [address, address + bytes) lies in a page with all of `needed`. False beyond 4 GiB. Pages
  /// that are being changed are as they are before or afterwards.
  bool allows(u32 address, u64 bytes, u8 needed) const;

  /// While it is held nobody else changes pages nor makes blocks from them, and there are none from these pages: they
  /// were forgotten. Where runs take turns, its holder is alone. The functions below hold one for what they do; who
  /// does more than one thing holds one for all.
  class Change {
   public:
    struct Range {
      u32 begin;
      u64 bytes;
    };
    Change(FlatMemory& memory, std::initializer_list<Range> ranges);

   private:
    std::optional<RunGate::Lock> lock_;
    std::optional<RunGate::Alone> alone_;
  };
  /// How often pages were changed: who sees the same number twice, holding a Change, knows that they were not.
  u64 changes() const { return changes_; }

  /// Sets the guest's permissions of whole pages (kPageMapped is added) and brings the host's protection in step.
  /// The caller has mapped the host pages.
  void set_flags(u32 begin, u64 bytes, u8 permissions);
  /// Takes pages back to inaccessible, reserved space.
  void unmap(u32 begin, u64 bytes);
  /// Maps anonymous zeroed memory at exactly [begin, begin + bytes), replacing what was there.
  void map_zeroed(u32 begin, u64 bytes, u8 permissions);

  /// The host page becomes read-only.
  bool protect_code(u32 address) override;
  /// The pages become writable again where the guest may write. May be part of a Change, too.
  void release_code(u32 begin, u64 bytes) override;
  bool store_hits_code(u32 address) const override;

  /// Plain accesses without checks, for those who asked `allows` first.
  template <class T>
  T read(u32 address) const {
    T value;
    std::memcpy(&value, host(address), sizeof value);
    return value;
  }
  template <class T>
  void write(u32 address, T value) {
    std::memcpy(host(address), &value, sizeof value);
  }

  /// For bytes of pages that may not be there after all, such as code in a file. \return false then.
  template <class T>
  bool try_read(u32 address, T& value) const {
    return copy_guarded(&value, host(address), sizeof value);
  }

  using Flags = std::atomic<u8>;
  const Flags* page_flags() const { return flags_.get(); }

 private:
  bool fetch_bytes(u64 address, u32 mode, void* to, unsigned bytes) const override;
  void protect_host(u32 page, u64 pages);
  bool holds_code(u32 begin, u64 bytes) const;
  bool allows_now(u32 address, u64 bytes, u8 needed) const;
  u8 page(u64 number) const { return flags_[number].load(std::memory_order_relaxed); }
  void set_page(u64 number, u8 flags) { flags_[number].store(flags, std::memory_order_relaxed); }

  u8* base_ = nullptr;
  std::unique_ptr<Flags[]> flags_;
  u64 changes_ = 0;
};

}  // namespace sosie
