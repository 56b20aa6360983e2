/// app/overlay.h — the text over a machine that pauses: its settings, its disks, reset and the rest. It knows no
/// window.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/controls.h"
#include "app/disk_chooser.h"
#include "app/guest_machine.h"

namespace sosie::app {

class Overlay {
 public:
  enum class Key : u8 { kUp, kDown, kLeft, kRight, kPageUp, kPageDown, kEnter, kBackspace, kEscape };
  struct Line {
    std::string text;
    bool selected = false;
  };
  static constexpr std::size_t kColumns = 60, kRows = 24;

  Overlay(GuestMachine& machine, Controls& controls);

  bool open() const { return open_; }
  /// Opens at its first page, or closes.
  void toggle();
  void key(Key key);
  /// Characters that are typed: part of a path.
  void text(std::string_view text);
  /// Shown until the next key.
  void tell(std::string message) { message_ = std::move(message); }

  /// At most kRows of at most kColumns bytes; what is too long is cut in front.
  std::vector<Line> lines() const;

 private:
  struct Item {
    std::string name;
    std::function<std::string()> value = {};
    std::function<void(int by)> change = {};  ///< empty: it has no values
    std::function<void()> enter = {};         ///< empty: as `change` by one
  };

  void build_items();
  void add_switch(const std::string& name, bool (Controls::*get)() const, void (Controls::*set)(bool));
  void change_speed(int by);
  void choose_disk(std::size_t drive);
  void insert(const std::filesystem::path& file);
  /// Does it, and shows the one line of its failure.
  void attempt(const std::function<void()>& what);
  void menu_key(Key key);
  void chooser_key(Key key);
  void add_menu(std::vector<Line>& lines) const;
  void add_chooser(std::vector<Line>& lines) const;

  GuestMachine& machine_;
  Controls& controls_;
  bool open_ = false;
  std::vector<Item> items_;
  std::size_t selected_ = 0;
  std::optional<DiskChooser> chooser_;
  std::size_t drive_ = 0;  ///< that a disk is chosen for
  std::string message_;
};

}  // namespace sosie::app
