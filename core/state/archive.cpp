#include "core/state/archive.h"

#include <fmt/format.h>

#include <cstring>

#include "core/base/error.h"

namespace sosie {

namespace {

constexpr std::string_view kScopeEnd = "end";

}  // namespace

// A field is: length of the name (u8), name, length of the value (u32), value. A scope's beginning and end are fields
// without a value.

SavingArchive::SavingArchive(u32 version) { put("version", &version, sizeof version); }

void SavingArchive::put(std::string_view name, const void* data, std::size_t bytes) {
  const u8* const from = static_cast<const u8*>(data);
  const u32 length = static_cast<u32>(bytes);
  bytes_.push_back(static_cast<u8>(name.size()));
  bytes_.insert(bytes_.end(), name.begin(), name.end());
  for (unsigned i = 0; i < sizeof length; ++i) bytes_.push_back(static_cast<u8>(length >> (8 * i)));
  bytes_.insert(bytes_.end(), from, from + bytes);
}

void SavingArchive::value(std::string_view name, void* field, std::size_t bytes) { put(name, field, bytes); }
void SavingArchive::begin(std::string_view scope) { put(scope, nullptr, 0); }
void SavingArchive::end() { put(kScopeEnd, nullptr, 0); }

LoadingArchive::LoadingArchive(std::span<const u8> bytes) : left_(bytes) {
  value("version", &version_, sizeof version_);
}

std::span<const u8> LoadingArchive::take(std::string_view name, std::size_t bytes) {
  const std::size_t head = 1 + name.size() + sizeof(u32);
  if (left_.size() < head || left_[0] != name.size() || std::memcmp(&left_[1], name.data(), name.size()) != 0) {
    throw UserError(
        fmt::format("the saved state has no {} where one should be: it is damaged or from another version", name));
  }
  u32 length = 0;
  for (unsigned i = 0; i < sizeof length; ++i) length |= u32{left_[1 + name.size() + i]} << (8 * i);
  if (length != bytes || left_.size() - head < bytes) {
    throw UserError(
        fmt::format("the saved state's {} is not {} bytes long: it is damaged or from another version", name, bytes));
  }
  const std::span<const u8> found = left_.subspan(head, bytes);
  left_ = left_.subspan(head + bytes);
  return found;
}

void LoadingArchive::value(std::string_view name, void* field, std::size_t bytes) {
  std::memcpy(field, take(name, bytes).data(), bytes);
}
void LoadingArchive::begin(std::string_view scope) { take(scope, 0); }
void LoadingArchive::end() { take(kScopeEnd, 0); }

void HashingArchive::value(std::string_view, void* field, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) hash_ = (hash_ ^ static_cast<u8*>(field)[i]) * 0x100'0000'01b3;
}

void PrintingArchive::begin(std::string_view scope) { scopes_.emplace_back(scope); }
void PrintingArchive::end() { scopes_.pop_back(); }

void PrintingArchive::value(std::string_view name, void* field, std::size_t bytes) {
  std::string path;
  for (const std::string& scope : scopes_) path += scope + ".";
  std::string text = "0x";
  if (bytes <= sizeof(u64)) {
    u64 number = 0;
    std::memcpy(&number, field, bytes);
    text += fmt::format("{:x}", number);
  } else {
    for (std::size_t i = bytes; i-- > 0;) text += fmt::format("{:02x}", static_cast<u8*>(field)[i]);
  }
  lines_.push_back({path + std::string(name), text});
}

std::string differences(const PrintingArchive& a, const PrintingArchive& b) {
  std::string text;
  for (std::size_t i = 0; i < a.lines().size() && i < b.lines().size(); ++i) {
    const auto &x = a.lines()[i], &y = b.lines()[i];
    if (x.value != y.value) text += fmt::format(" {}: {} and {};", x.name, x.value, y.value);
  }
  return text;
}

}  // namespace sosie
