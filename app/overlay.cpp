#include "app/overlay.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/base/error.h"

namespace sosie::app {

namespace {

constexpr std::array<Speed, 7> kSpeeds{Speed{25},  Speed{50},  Speed{100},         Speed{200},
                                       Speed{400}, Speed{800}, Speed{std::nullopt}};
constexpr std::size_t kNameColumns = 16, kChooserRows = 15, kIndent = 2;

/// The end of a text that is too long says more than its beginning: it is a path.
std::string end_of(const std::string& text, std::size_t columns) {
  return text.size() <= columns ? text : "..." + text.substr(text.size() - columns + 3);
}

std::string shown(const Drive& drive) {
  if (drive.file.empty()) return "(no disk)";
  return drive.file.filename().string() + (drive.why_read_only.empty() ? "" : "  (read-only)");
}

}  // namespace

Overlay::Overlay(GuestMachine& machine, Controls& controls) : machine_(machine), controls_(controls) { build_items(); }

void Overlay::build_items() {
  const auto drives = machine_.drives();
  for (std::size_t i = 0; i < drives.size(); ++i) {
    items_.push_back({.name = "Disk " + drives[i].name,
                      .value = [this, i] { return shown(machine_.drives()[i]); },
                      .enter = [this, i] { choose_disk(i); }});
  }
  items_.push_back({.name = "Speed",
                    .value = [this] { return to_string(controls_.speed()); },
                    .change = [this](int by) { change_speed(by); }});
  add_switch("Sound", &Controls::sound, &Controls::set_sound);
  add_switch("Borders", &Controls::borders, &Controls::set_borders);
  add_switch("Full screen", &Controls::full_screen, &Controls::set_full_screen);
  items_.push_back({.name = "Screenshot", .enter = [this] { tell("written: " + controls_.screenshot().string()); }});
  for (const auto kind : {Reset::kWarm, Reset::kCold}) {
    items_.push_back({.name = kind == Reset::kWarm ? "Reset" : "Power off and on", .enter = [this, kind] {
                        controls_.reset(kind);
                        open_ = false;
                      }});
  }
  items_.push_back({.name = "Quit", .enter = [this] { controls_.quit(); }});
}

void Overlay::add_switch(const std::string& name, bool (Controls::*get)() const, void (Controls::*set)(bool)) {
  items_.push_back({.name = name,
                    .value = [this, get] { return std::string((controls_.*get)() ? "on" : "off"); },
                    .change = [this, get, set](int) { (controls_.*set)(!(controls_.*get)()); }});
}

void Overlay::change_speed(int by) {
  // A speed of the command line's own stands between two of the list.
  const auto is_faster = [](Speed a, Speed b) { return b.percent && (!a.percent || *a.percent > *b.percent); };
  const Speed now = controls_.speed();
  const auto next = std::find_if(kSpeeds.begin(), kSpeeds.end(), [&](Speed speed) { return is_faster(speed, now); });
  const auto previous =
      std::find_if(kSpeeds.rbegin(), kSpeeds.rend(), [&](Speed speed) { return is_faster(now, speed); });
  if (by > 0 && next != kSpeeds.end()) controls_.set_speed(*next);
  if (by < 0 && previous != kSpeeds.rend()) controls_.set_speed(*previous);
}

void Overlay::toggle() {
  open_ = !open_;
  chooser_.reset();
  message_.clear();
  selected_ = 0;
}

void Overlay::attempt(const std::function<void()>& what) {
  try {
    what();
  } catch (const UserError& error) {
    tell(error.what());
  }
}

void Overlay::choose_disk(std::size_t drive) {
  drive_ = drive;
  // A drive that is empty begins where the other's disk came from.
  std::filesystem::path present;
  const auto drives = machine_.drives();
  for (const Drive& other : drives) {
    if (!other.file.empty()) present = other.file.parent_path() / "";
  }
  chooser_.emplace(drives[drive].file.empty() ? present : drives[drive].file);
}

void Overlay::insert(const std::filesystem::path& file) {
  if (file.empty()) {
    machine_.eject(drive_);
  } else {
    machine_.insert(drive_, file);
  }
  chooser_.reset();
}

void Overlay::key(Key key) {
  message_.clear();
  if (chooser_) {
    chooser_key(key);
  } else {
    menu_key(key);
  }
}

void Overlay::menu_key(Key key) {
  const Item& item = items_[selected_];
  switch (key) {
    case Key::kUp: selected_ = (selected_ + items_.size() - 1) % items_.size(); break;
    case Key::kDown: selected_ = (selected_ + 1) % items_.size(); break;
    case Key::kLeft:
    case Key::kRight:
      if (item.change) attempt([&] { item.change(key == Key::kRight ? 1 : -1); });
      break;
    case Key::kEnter:
      attempt([&] {
        if (item.enter) {
          item.enter();
        } else {
          item.change(1);
        }
      });
      break;
    case Key::kEscape: toggle(); break;
    default: break;
  }
}

void Overlay::chooser_key(Key key) {
  constexpr int kPage = static_cast<int>(kChooserRows) - 1;
  switch (key) {
    case Key::kUp: chooser_->move(-1); break;
    case Key::kDown: chooser_->move(1); break;
    case Key::kPageUp: chooser_->move(-kPage); break;
    case Key::kPageDown: chooser_->move(kPage); break;
    case Key::kBackspace: chooser_->backspace(); break;
    case Key::kEscape: chooser_.reset(); break;
    case Key::kEnter:
      if (const auto choice = chooser_->enter()) attempt([&] { insert(choice->file); });
      break;
    default: break;
  }
}

void Overlay::text(std::string_view text) {
  if (chooser_) chooser_->type(text);
}

std::vector<Overlay::Line> Overlay::lines() const {
  std::vector<Line> lines;
  if (chooser_) {
    add_chooser(lines);
  } else {
    add_menu(lines);
  }
  lines.push_back({});
  // A message is a sentence: it is broken, not cut.
  for (std::string rest = message_; !rest.empty() && lines.size() < kRows - 1;) {
    lines.push_back({rest.substr(0, kColumns)});
    rest.erase(0, kColumns);
  }
  for (Line& line : lines) line.text = end_of(line.text, kColumns);
  return lines;
}

void Overlay::add_menu(std::vector<Line>& lines) const {
  lines.push_back({machine_.title()});
  lines.push_back({});
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const std::string value = items_[i].value ? items_[i].value() : "";
    lines.push_back({fmt::format("{:{}}{:{}}{}", "", kIndent, items_[i].name, kNameColumns,
                                 end_of(value, kColumns - kIndent - kNameColumns)),
                     i == selected_});
  }
  lines.push_back({});
  lines.push_back({"Up, Down: choose   Left, Right, Return: change   F12: back"});
  lines.push_back({"F11: full screen   Ctrl-Alt-G: mouse   Ctrl-Alt-F: fast"});
}

void Overlay::add_chooser(std::vector<Line>& lines) const {
  const auto& entries = chooser_->entries();
  lines.push_back(
      {"Disk " + machine_.drives()[drive_].name + ": " + end_of(chooser_->folder().string(), kColumns - 8)});
  lines.push_back({});
  const std::size_t selected = chooser_->selected();
  const std::size_t most = entries.size() <= kChooserRows ? 0 : entries.size() - kChooserRows;
  const std::size_t first = std::min(most, selected < kChooserRows / 2 ? 0 : selected - kChooserRows / 2);
  for (std::size_t i = first; i < std::min(entries.size(), first + kChooserRows); ++i) {
    lines.push_back({fmt::format("{:{}}{}", "", kIndent, end_of(entries[i].text, kColumns - kIndent)),
                     i == selected && chooser_->typed().empty()});
  }
  lines.push_back({});
  if (chooser_->typed().empty()) {
    lines.push_back({"Return: insert   Backspace: folder above   or type a path"});
  } else {
    lines.push_back({"Path: " + end_of(chooser_->typed(), kColumns - 7) + "_", true});
  }
}

}  // namespace sosie::app
