#include "core/engine/block_cache.h"

#include <algorithm>

namespace sosie {

CodeBlock* BlockCache::find(u64 address, u32 mode) const {
  const u64 key = ir::block_key(address, mode);
  CodeBlock*& found = recent(key);
  if (found && found->address == address && found->mode == mode) return found;
  const auto it = blocks_.find(key);
  return it == blocks_.end() ? nullptr : found = it->second.get();
}

CodeBlock& BlockCache::make(u64 address, u32 mode) {
  auto block = std::make_unique<CodeBlock>();
  block->address = address;
  block->mode = mode;
  block->entry = cold_entry_;
  return *(blocks_[ir::block_key(address, mode)] = std::move(block));
}

void BlockCache::depends_on(CodeBlock& block, u32 page) {
  if (std::find(block.pages.begin(), block.pages.end(), page) != block.pages.end()) return;
  block.pages.push_back(page);
  keys_by_page_[page].push_back(ir::block_key(block.address, block.mode));
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
  const auto it = blocks_.find(key);
  if (it == blocks_.end()) return;
  CodeBlock& block = *it->second;
  if (CodeBlock*& last = recent(key); last == &block) last = nullptr;
  for (LinkSite site : block.links_in) translator_->unlink(site);
  for (JumpCache* cache : jump_caches_) cache->remove(block);
  for (u32 page : block.pages) {
    if (const auto keys = keys_by_page_.find(page); keys != keys_by_page_.end()) std::erase(keys->second, key);
  }
  forgotten_.push_back(std::move(it->second));
  blocks_.erase(it);
}

void BlockCache::forget_translations() {
  for (auto& [key, block] : blocks_) {
    block->entry = cold_entry_;
    block->translated = false;
    block->heat = 0;
    block->links_in.clear();
  }
}

}  // namespace sosie
