/// core/state/archive.h — one list of fields; saving, loading, hashing, printing and comparing all walk it.
///
/// Whatever has state has one `serialize(Archive&)`. A field keeps its name for ever; a new one says what older
/// snapshots mean by its absence.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/base/types.h"

namespace sosie {

class Archive {
 public:
  virtual ~Archive() = default;

  /// A plain value: a number, an enumeration, or an array or struct of them without pointers.
  template <class T>
  Archive& operator()(std::string_view name, T& field) {
    static_assert(std::is_trivially_copyable_v<T> && !std::is_pointer_v<T>,
                  "plain values only; open a scope for the rest");
    value(name, &field, sizeof field);
    return *this;
  }
  /// A field that snapshots have since `version`; older ones mean `before`.
  template <class T>
  Archive& since(u32 version, std::string_view name, T& field, T before) {
    if (loading() && version_ < version) {
      field = before;
      return *this;
    }
    return (*this)(name, field);
  }
  /// Fields between `begin` and `end` belong to a part of that name.
  virtual void begin(std::string_view scope) { (void)scope; }
  virtual void end() {}
  virtual bool loading() const { return false; }

 protected:
  virtual void value(std::string_view name, void* field, std::size_t bytes) = 0;
  u32 version_ = 0;  ///< of the snapshot that is being loaded
};

/// Writes fields one after the other, as they lie in memory, each with its name and size.
class SavingArchive final : public Archive {
 public:
  explicit SavingArchive(u32 version = 0);
  std::vector<u8> take() { return std::move(bytes_); }
  void begin(std::string_view scope) override;
  void end() override;

 private:
  void value(std::string_view name, void* field, std::size_t bytes) override;
  void put(std::string_view name, const void* data, std::size_t bytes);
  std::vector<u8> bytes_;
};

/// Reads what SavingArchive wrote. Throws UserError where a field is missing, cut off or of another size.
class LoadingArchive final : public Archive {
 public:
  explicit LoadingArchive(std::span<const u8> bytes);
  bool loading() const override { return true; }
  void begin(std::string_view scope) override;
  void end() override;

 private:
  void value(std::string_view name, void* field, std::size_t bytes) override;
  std::span<const u8> take(std::string_view name, std::size_t bytes);
  std::span<const u8> left_;
};

/// A number for a state: equal states, equal numbers.
class HashingArchive final : public Archive {
 public:
  u64 hash() const { return hash_; }

 private:
  void value(std::string_view name, void* field, std::size_t bytes) override;
  u64 hash_ = 0xcbf2'9ce4'8422'2325;  // FNV-1a
};

/// Text, a line a field: "cpu.r0 = 0x1".
class PrintingArchive final : public Archive {
 public:
  struct Line {
    std::string name, value;
  };
  const std::vector<Line>& lines() const { return lines_; }
  void begin(std::string_view scope) override;
  void end() override;

 private:
  void value(std::string_view name, void* field, std::size_t bytes) override;
  std::vector<std::string> scopes_;
  std::vector<Line> lines_;
};

/// \return the fields that differ between two states of one kind: " r0: 0x1 and 0x2;". Empty: none.
std::string differences(const PrintingArchive& a, const PrintingArchive& b);

}  // namespace sosie
