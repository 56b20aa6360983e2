#include "core/engine/block_cache.h"

#include <algorithm>
#include <utility>

namespace sosie {

namespace {

/// Takes the first block out of a list.
std::unique_ptr<CodeBlock> take_first(std::unique_ptr<CodeBlock>& list) {
  std::unique_ptr<CodeBlock> block = std::move(list);
  list = std::move(block->next);
  return block;
}

void put_first(std::unique_ptr<CodeBlock>& list, std::unique_ptr<CodeBlock> block) {
  block->next = std::move(list);
  list = std::move(block);
}

u64 key_of(const CodeBlock& block) { return ir::block_key(block.address, block.mode); }

}  // namespace

BlockCache::~BlockCache() {
  for (Bucket& list : buckets_) {
    while (list) take_first(list);
  }
}

CodeBlock* BlockCache::find(u64 address, u32 mode) const {
  CodeBlock* block = buckets_[bucket_number(ir::block_key(address, mode))].get();
  while (block && (block->address != address || block->mode != mode)) block = block->next.get();
  return block;
}

CodeBlock& BlockCache::make(u64 address, u32 mode) {
  if (size_ == buckets_.size()) grow();
  auto block = std::make_unique<CodeBlock>();
  block->address = address;
  block->mode = mode;
  block->entry = cold_entry_;
  CodeBlock& made = *block;
  put_first(bucket(key_of(made)), std::move(block));
  ++size_;
  return made;
}

BlockCache::Bucket& BlockCache::link_to(u64 key) {
  Bucket* link = &bucket(key);
  while (*link && key_of(**link) != key) link = &(*link)->next;
  return *link;
}

void BlockCache::grow() {
  std::vector<Bucket> before(buckets_.size() * 2);
  before.swap(buckets_);
  for (Bucket& list : before) {
    while (list) {
      std::unique_ptr<CodeBlock> block = take_first(list);
      Bucket& new_list = bucket(key_of(*block));
      put_first(new_list, std::move(block));
    }
  }
}

void BlockCache::depends_on(CodeBlock& block, u32 page) {
  if (std::find(block.pages.begin(), block.pages.end(), page) != block.pages.end()) return;
  block.pages.push_back(page);
  keys_by_page_[page].push_back(key_of(block));
}

void BlockCache::set_translation(CodeBlock& block, const void* entry) {
  block.entry = entry;
  block.translated = true;
}

void BlockCache::link(LinkSite site, CodeBlock& target) {
  translator_->link(site, target.entry);
  target.links_in.push_back(site);
}

void BlockCache::forget_page(u32 page) {
  const auto it = keys_by_page_.find(page);
  if (it == keys_by_page_.end()) return;
  const std::vector<u64> keys = std::move(it->second);
  keys_by_page_.erase(it);
  for (u64 key : keys) forget(key);
}

void BlockCache::forget(u64 key) {
  Bucket& link = link_to(key);
  if (!link) return;
  std::unique_ptr<CodeBlock> block = take_first(link);
  for (LinkSite site : block->links_in) translator_->unlink(site);
  for (JumpCache* cache : jump_caches_) cache->remove(*block);
  for (u32 page : block->pages) {
    if (const auto keys = keys_by_page_.find(page); keys != keys_by_page_.end()) std::erase(keys->second, key);
  }
  forgotten_.push_back(std::move(block));
  --size_;
  ++losses_;
}

void BlockCache::forget_translations() {
  for (const Bucket& list : buckets_) {
    for (CodeBlock* block = list.get(); block; block = block->next.get()) {
      block->entry = cold_entry_;
      block->translated = false;
      block->heat = 0;
      block->links_in.clear();
    }
  }
}

}  // namespace sosie
