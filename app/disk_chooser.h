/// app/disk_chooser.h — finding a disk image: the files beside the present one, other folders, or a path that is typed.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/types.h"

namespace sosie::app {

class DiskChooser {
 public:
  struct Entry {
    enum class Kind : u8 { kNoDisk, kParent, kFolder, kImage };
    Kind kind;
    std::string text;
    bool operator==(const Entry&) const = default;
  };
  /// What was decided; of no file: the drive shall be empty.
  struct Choice {
    std::filesystem::path file;
  };

  /// Begins at `present`, or in the current folder where that is empty.
  explicit DiskChooser(const std::filesystem::path& present);

  const std::filesystem::path& folder() const { return folder_; }
  const std::vector<Entry>& entries() const { return entries_; }
  std::size_t selected() const { return selected_; }
  const std::string& typed() const { return typed_; }

  void move(int by);
  void type(std::string_view text) { typed_ += text; }
  /// Takes back a character, or goes to the folder above.
  void backspace();
  /// Opens the selected folder or the typed one; a file of either sort is a choice.
  std::optional<Choice> enter();

 private:
  void open(const std::filesystem::path& folder, const std::string& select);

  std::filesystem::path folder_;
  std::vector<Entry> entries_;
  std::size_t selected_ = 0;
  std::string typed_;
};

}  // namespace sosie::app
