/// core/memory/code_memory.h — memory as those see it who make blocks from the code in it.
#pragma once

#include "core/base/types.h"
#include "core/memory/run_gate.h"

namespace sosie {

/// Blocks depend on pages of code. Before the bytes of such a page change, the listener is told.
class CodeMemory {
 public:
  /// \param address_mask addresses that are the same under it are the same place.
  CodeMemory(unsigned page_bits, u64 address_mask) : page_bits_(page_bits), address_mask_(address_mask) {}
  virtual ~CodeMemory() = default;

  /// Who runs from this memory.
  RunGate& gate() const { return gate_; }

  /// Number of the page that an address is in.
  u32 code_page(u64 address) const { return static_cast<u32>((address & address_mask_) >> page_bits_); }
  u64 code_page_bytes() const { return u64{1} << page_bits_; }

  /// The bytes at `address` as the host reads them. \return false: nothing can be executed there in this mode.
  template <class T>
  bool fetch(u64 address, u32 mode, T& value) const {
    return fetch_bytes(address, mode, &value, sizeof value);
  }

  /// Stretches of code are told by lines: within one, bytes are all code or all not.
  static constexpr unsigned kLineBits = 6;

  /// Marks the line of `address`, and so its page, as holding code: from now on the listener is told of changes. Under
  /// the gate's lock. \return the page was not marked before: what was read there so far may have been changed by
  /// another thread.
  virtual bool protect_code(u32 address) = 0;
  /// Forgets that the pages hold code and tells the listener. To be called before the guest's bytes there change: by a
  /// store, by a system call, by a new mapping. Not with the gate's lock held, unless alone.
  virtual void release_code(u32 begin, u64 bytes) = 0;
  /// \return a store to this byte is allowed but has to wait for `release_code`.
  virtual bool store_hits_code(u32 address) const = 0;

  /// Told of pages whose code is about to change or vanish; it is alone then. One listener: the engine.
  struct CodeListener {
    virtual ~CodeListener() = default;
    virtual void code_changes(u32 begin, u64 bytes) = 0;
  };
  void set_code_listener(CodeListener* listener) { listener_ = listener; }

 protected:
  virtual bool fetch_bytes(u64 address, u32 mode, void* to, unsigned bytes) const = 0;

  mutable RunGate gate_;
  CodeListener* listener_ = nullptr;

 private:
  const unsigned page_bits_;
  const u64 address_mask_;
};

}  // namespace sosie
