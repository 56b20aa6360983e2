#include "app/disk_chooser.h"

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace sosie::app {

namespace {

namespace fs = std::filesystem;
using Kind = DiskChooser::Entry::Kind;

bool is_image(const fs::path& file) {
  static constexpr std::string_view kEndings[] = {".st", ".msa", ".dim", ".stx", ".zip", ".gz"};
  std::string ending = file.extension().string();
  std::transform(ending.begin(), ending.end(), ending.begin(),
                 [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  return std::find(std::begin(kEndings), std::end(kEndings), ending) != std::end(kEndings);
}

std::optional<DiskChooser::Entry> entry_of(const fs::directory_entry& file) {
  const std::string name = file.path().filename().string();
  std::error_code error;
  if (name.starts_with('.')) return std::nullopt;
  if (file.is_directory(error)) return DiskChooser::Entry{Kind::kFolder, name + "/"};
  if (is_image(file.path())) return DiskChooser::Entry{Kind::kImage, name};
  return std::nullopt;
}

fs::path with_home(const std::string& typed) {
  const char* const home = std::getenv("HOME");
  if (home != nullptr && (typed == "~" || typed.starts_with("~/"))) return fs::path(home + typed.substr(1));
  return typed;
}

}  // namespace

DiskChooser::DiskChooser(const fs::path& present) {
  std::error_code error;
  const fs::path file = present.empty() ? fs::path() : fs::absolute(present, error);
  fs::path folder = file.parent_path();
  if (folder.empty() || !fs::is_directory(folder, error)) folder = fs::current_path(error);
  open(folder, file.filename().string());
}

void DiskChooser::open(const fs::path& folder, const std::string& select) {
  folder_ = folder;
  entries_ = {{Kind::kNoDisk, "(no disk)"}};
  if (folder != folder.root_path()) entries_.push_back({Kind::kParent, "../"});
  const auto first = static_cast<std::ptrdiff_t>(entries_.size());
  // A folder that may not be read is shown as an empty one.
  std::error_code error;
  for (fs::directory_iterator file(folder, error), end; !error && file != end; file.increment(error)) {
    if (auto entry = entry_of(*file)) entries_.push_back(std::move(*entry));
  }
  std::sort(entries_.begin() + first, entries_.end(),
            [](const Entry& a, const Entry& b) { return a.kind != b.kind ? a.kind < b.kind : a.text < b.text; });
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& entry) { return entry.text == select; });
  selected_ = found == entries_.end() ? 0 : static_cast<std::size_t>(found - entries_.begin());
}

void DiskChooser::move(int by) {
  const auto last = static_cast<std::ptrdiff_t>(entries_.size()) - 1;
  selected_ =
      static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(static_cast<std::ptrdiff_t>(selected_) + by, 0, last));
}

void DiskChooser::backspace() {
  if (typed_.empty()) {
    if (folder_ != folder_.root_path()) open(folder_.parent_path(), folder_.filename().string() + "/");
    return;
  }
  // A character of UTF-8 is its first byte and those that follow it.
  while (typed_.size() > 1 && (static_cast<u8>(typed_.back()) & 0xc0) == 0x80) typed_.pop_back();
  typed_.pop_back();
}

std::optional<DiskChooser::Choice> DiskChooser::enter() {
  if (!typed_.empty()) {
    const fs::path path = folder_ / with_home(typed_);
    typed_.clear();
    std::error_code error;
    if (!fs::is_directory(path, error)) return Choice{path};
    open(path.lexically_normal(), "");
    return std::nullopt;
  }
  const Entry& entry = entries_[selected_];
  switch (entry.kind) {
    case Kind::kNoDisk: return Choice{};
    case Kind::kImage: return Choice{folder_ / entry.text};
    case Kind::kParent: backspace(); return std::nullopt;
    case Kind::kFolder: open(folder_ / entry.text.substr(0, entry.text.size() - 1), ""); return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace sosie::app
