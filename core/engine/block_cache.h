/// core/engine/block_cache.h — the blocks made so far: found by address and mode, linked, forgotten by page.
#pragma once

#include <bit>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/emit/decoded_insn.h"
#include "core/engine/translator.h"

namespace sosie {

/// What the interpreter runs, from a block's address along the way that its first run took.
struct Recording {
  std::vector<DecodedInsn> insns;
  u64 end_address = 0;  ///< where falling off the end goes to
  u32 end_mode = 0;
};

/// What verify mode wants to know of a translated block.
struct VerifyNotes {
  std::vector<u64> path;  ///< keys of the translated instructions, in order
  std::string text;       ///< the IR, for the report
};

/// A stretch of guest code: decoded for the interpreter, and, once hot, translated.
struct CodeBlock : BlockHead {
  // Read by all processors that run it, and changed under the gate's lock.
  std::atomic<i32> heat{0};  ///< how often it was interpreted since it was made or could not be translated
  std::atomic<bool> translated{false};
  std::atomic<bool> recorded{false};  ///< `recording` is there, and stays as it is
  Recording recording;

  /// The block that was run after this one was interpreted, or null. `losses`: BlockCache::losses() at that time.
  CodeBlock* successor(u64 losses) const {
    return successor_losses_.load(std::memory_order_acquire) == losses ? successor_.load(std::memory_order_relaxed)
                                                                       : nullptr;
  }
  void set_successor(CodeBlock& block, u64 losses) {
    successor_.store(&block, std::memory_order_relaxed);
    successor_losses_.store(losses, std::memory_order_release);
  }

  std::unique_ptr<CodeBlock> next;  ///< in the BlockCache's bucket
  std::vector<u32> pages;           ///< numbers of the guest pages that decoding or translation looked at
  std::vector<LinkSite> links_in;   ///< jumps of other blocks that lead straight here
  std::unique_ptr<VerifyNotes> verify_notes;

 private:
  std::atomic<CodeBlock*> successor_{nullptr};
  std::atomic<u64> successor_losses_{0};
};

/// Used under the lock of the memory's gate; what forgets is called by somebody who is alone.
class BlockCache {
 public:
  /// `translator` may be null.
  explicit BlockCache(Translator* translator)
      : translator_(translator),
        cold_entry_(translator ? translator->cold_entry() : nullptr),
        buckets_(std::size_t{1} << kFirstBucketBits) {}
  ~BlockCache();

  /// \return the block at a place, or null.
  CodeBlock* find(u64 address, u32 mode) const;
  /// Makes a cold, empty block at a place that has none.
  CodeBlock& make(u64 address, u32 mode);
  /// Notes that `block` depends on the bytes of a page, so that `forget_page` finds it.
  void depends_on(CodeBlock& block, u32 page);
  void set_translation(CodeBlock& block, const void* entry);
  void link(LinkSite site, CodeBlock& target);
  /// Forgets all blocks that depend on the page: they are no longer found nor jumped to. They live until `bury`, as
  /// the caller may have one in hand.
  void forget_page(u32 page);
  /// Host code is gone (the translator was cleared): every block is cold again.
  void forget_translations();

  /// Jump caches that blocks have to be taken out of when they are forgotten.
  void attach(JumpCache& cache) { jump_caches_.push_back(&cache); }
  void detach(JumpCache& cache) { std::erase(jump_caches_, &cache); }

  /// Frees the forgotten blocks. The caller may not hold one any more.
  void bury() { forgotten_.clear(); }
  /// How many blocks were forgotten. Who sees the same number twice may still use the blocks that he saw.
  u64 losses() const { return losses_; }
  std::size_t size() const { return size_; }

 private:
  using Bucket = std::unique_ptr<CodeBlock>;

  Bucket& bucket(u64 key) { return buckets_[bucket_number(key)]; }
  std::size_t bucket_number(u64 key) const {
    return (key * 0x9e37'79b9'7f4a'7c15u) >> (64 - std::countr_zero(buckets_.size()));
  }
  /// \return the link to the block with this key, which is null where there is none.
  Bucket& link_to(u64 key);
  void grow();
  void forget(u64 key);

  Translator* const translator_;
  const void* const cold_entry_;
  static constexpr unsigned kFirstBucketBits = 14;
  std::vector<Bucket> buckets_;  ///< a power of two of them, each a list
  std::size_t size_ = 0;
  u64 losses_ = 0;
  std::unordered_map<u32, std::vector<u64>> keys_by_page_;
  std::vector<std::unique_ptr<CodeBlock>> forgotten_;
  std::vector<JumpCache*> jump_caches_;
};

}  // namespace sosie
