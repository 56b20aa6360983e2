/// core/memory/board_memory.h — a board's bus as processors reach it that are not exact: memory by TLB, devices by
/// call.
#pragma once

#include <map>
#include <set>
#include <vector>

#include "core/memory/address_space.h"
#include "core/memory/code_memory.h"
#include "core/memory/tlb.h"

namespace sosie {

/// Values are as they lie in host memory: whoever has another byte order swaps them.
class BoardMemory final : public CodeMemory, private AddressSpace::Watcher {
 public:
  /// Who makes the accesses.
  struct Master {
    virtual ~Master() = default;
    /// Before and after an access that no memory answers: time is to be right, and may be other afterwards.
    virtual void begin_bus_cycle(u64 address, bool write) = 0;
    virtual void end_bus_cycle() = 0;
    /// Somebody else has changed code, or what is mapped where: leave blocks soon, and call `forget_changed`.
    virtual void code_changed() = 0;
  };
  struct Shape : TlbShape {
    unsigned bus_bytes = 8;  ///< a wider access to devices is made in pieces, in the order of addresses
  };

  /// \param space of at most AddressSpace::kMaxPagedBits; its pages are the TLB's. Addresses wrap at its width.
  BoardMemory(AddressSpace& space, const Shape& shape);
  ~BoardMemory() override;
  void set_master(Master* master) { master_ = master; }

  const TlbShape& shape() const { return shape_; }
  /// A TLB that is cleared when what it says is no longer true. It is not ours.
  void attach(Tlb& tlb) { tlbs_.push_back(&tlb); }
  void detach(Tlb& tlb) { std::erase(tlbs_, &tlb); }

  /// How an access went that the TLB knew nothing of.
  struct Outcome {
    enum Status : u8 { kDone, kBusError, kMisaligned } status;
    u32 address = 0;            ///< of the piece that was refused
    bool changed_code = false;  ///< what follows this instruction may be another one now
  };
  Outcome load(Tlb& tlb, unsigned view, u32 address, unsigned bytes, u64& value);
  Outcome store(Tlb& tlb, unsigned view, u32 address, unsigned bytes, u64 value);

  bool protect_code(u32 address) override;
  void release_code(u32 begin, u64 bytes) override;
  /// Never: the store is made, and what it has changed is forgotten afterwards.
  bool store_hits_code(u32) const override { return false; }
  /// What others have changed since the last time is forgotten. Nobody may hold a block.
  void forget_changed();
  /// For memory that was loaded as a whole.
  void forget_all();

 private:
  static constexpr unsigned kLinesOfPage = AddressSpace::kPageBytes >> kLineBits;
  static_assert(kLinesOfPage <= 16);

  bool fetch_bytes(u64 address, u32 mode, void* to, unsigned bytes) const override;
  void memory_changes(u64 page) override;
  void remapped() override;

  const AddressSpace::Page& page_of(u32 address, unsigned view) const;
  /// Enters the page into the TLB, if it is memory.
  bool fill(Tlb& tlb, unsigned view, u32 address);
  bool is_plain(u32 address, unsigned bytes) const { return (address & (page_bytes() - 1)) + bytes <= page_bytes(); }
  u32 page_bytes() const { return u32{1} << shape_.page_bits; }
  u16 lines_at(u32 page) const;
  bool is_code(u32 address) const;
  AccessStatus load_piece(u32 address, unsigned bytes, unsigned view, u8* to);
  AccessStatus store_piece(u32 address, unsigned bytes, unsigned view, const u8* from);
  void clear_tlbs();

  AddressSpace& space_;
  const Shape shape_;
  const u32 address_mask_;
  Master* master_ = nullptr;
  std::vector<Tlb*> tlbs_;
  std::map<u32, u16> code_;  ///< by page: the lines that blocks were made from
  std::set<u32> changed_;    ///< pages of code that others have written to
};

}  // namespace sosie
