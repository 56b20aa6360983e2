#include "devices/storage/packed_file.h"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <array>
#include <memory>
#include <optional>

#include "core/base/error.h"

namespace sosie {

namespace {

// Twice what the largest floppy's flux-like image takes; a "zip bomb" ends here.
constexpr std::size_t kMaxBytes = 8u << 20;

using Reader = std::unique_ptr<archive, decltype([](archive* reader) { archive_read_free(reader); })>;

[[noreturn]] void fail(std::string_view name, archive* reader) {
  const char* const why = archive_error_string(reader);
  throw UserError(fmt::format("{} cannot be unpacked ({}): it is damaged; get another copy", name,
                              why != nullptr ? why : "it ends too early"));
}

bool is_gzip(std::span<const u8> file) { return file.size() >= 2 && file[0] == 0x1f && file[1] == 0x8b; }

Reader open(std::string_view name, std::span<const u8> file) {
  Reader reader(archive_read_new());
  if (is_gzip(file)) {
    archive_read_support_filter_gzip(reader.get());
    archive_read_support_format_raw(reader.get());
  } else {
    archive_read_support_format_zip(reader.get());
  }
  if (archive_read_open_memory(reader.get(), file.data(), file.size()) != ARCHIVE_OK) fail(name, reader.get());
  return reader;
}

std::vector<u8> read_member(std::string_view name, archive* reader) {
  std::vector<u8> content;
  std::array<u8, 16384> piece;
  for (;;) {
    const la_ssize_t count = archive_read_data(reader, piece.data(), piece.size());
    if (count < 0) fail(name, reader);
    if (count == 0) return content;
    content.insert(content.end(), piece.begin(), piece.begin() + count);
    if (content.size() > kMaxBytes) {
      throw UserError(fmt::format("{} holds more than any floppy image does: is it a hard disk image?", name));
    }
  }
}

std::string without_gz(std::string_view name) {
  const std::size_t end = name.rfind('.');
  return std::string(end == name.npos ? name : name.substr(0, end));
}

}  // namespace

bool is_packed(std::span<const u8> file) {
  return is_gzip(file) || (file.size() >= 4 && file[0] == 'P' && file[1] == 'K' && file[2] == 3 && file[3] == 4);
}

UnpackedFile unpack(std::string_view name, std::span<const u8> file,
                    const std::function<bool(std::string_view member)>& wanted) {
  const Reader reader = open(name, file);
  std::optional<UnpackedFile> found;
  for (;;) {
    archive_entry* entry = nullptr;
    const int status = archive_read_next_header(reader.get(), &entry);
    if (status == ARCHIVE_EOF) break;
    if (status != ARCHIVE_OK && status != ARCHIVE_WARN) fail(name, reader.get());
    const char* const path = archive_entry_pathname_utf8(entry);
    const std::string member = is_gzip(file) ? without_gz(name) : path != nullptr ? path : "";
    if (!wanted(member) || (found && found->name <= member)) continue;
    found = UnpackedFile{member, read_member(name, reader.get())};
  }
  if (!found) throw UserError(fmt::format("{} holds no floppy image (.st, .msa, .dim or .stx)", name));
  return *std::move(found);
}

}  // namespace sosie
