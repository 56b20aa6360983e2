#include "app/typed_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>

#include "core/base/error.h"

namespace sosie::app {

namespace {

using namespace std::chrono_literals;

// A guest that looks at its keyboard once a picture sees every key, and none long enough to repeat.
constexpr std::chrono::milliseconds kHeld{40}, kBetween{40};
// Mice tell their way in steps of seven bits.
constexpr int kMostMove = 100;

struct Stroke {
  Key key;
  bool shift = false;
};

constexpr Key key(u8 usage) { return static_cast<Key>(usage); }

constexpr Key kReturn = key(0x28), kEscape = key(0x29), kBackspace = key(0x2a), kTab = key(0x2b);
constexpr Key kControl = key(0xe0), kShift = key(0xe1), kAlternate = key(0xe2);

struct NamedKey {
  std::string_view name;
  Key key;
};
constexpr NamedKey kNamedKeys[] = {
    {"return", kReturn},  {"escape", kEscape},   {"backspace", kBackspace}, {"tab", kTab},
    {"space", key(0x2c)}, {"insert", key(0x49)}, {"home", key(0x4a)},       {"delete", key(0x4c)},
    {"right", key(0x4f)}, {"left", key(0x50)},   {"down", key(0x51)},       {"up", key(0x52)},
    {"enter", key(0x58)}, {"help", key(0x75)},   {"undo", key(0x7a)},       {"ctrl", kControl},
    {"shift", kShift},    {"alt", kAlternate},   {"capslock", key(0x39)},
};

// The keys from 1 to 0 and from - to /, without and with Shift, in the order of their codes.
constexpr std::string_view kDigits = "1234567890", kShiftedDigits = "!@#$%^&*()";
constexpr std::string_view kSigns = "-=[]\\\x01;'`,./", kShiftedSigns = "_+{}|\x01:\"~<>?";
constexpr u8 kFirstLetter = 0x04, kFirstDigit = 0x1e, kFirstSign = 0x2d, kF1 = 0x3a;

std::optional<Stroke> stroke_in(std::string_view row, u8 first, bool shift, char c) {
  const std::size_t at = row.find(c);
  if (c == '\x01' || at == row.npos) return std::nullopt;
  return Stroke{key(static_cast<u8>(first + at)), shift};
}

std::optional<Stroke> stroke_of(char c) {
  if (c >= 'a' && c <= 'z') return Stroke{key(static_cast<u8>(kFirstLetter + (c - 'a')))};
  if (c >= 'A' && c <= 'Z') return Stroke{key(static_cast<u8>(kFirstLetter + (c - 'A'))), true};
  if (c == ' ') return Stroke{key(0x2c)};
  if (c == '\n') return Stroke{kReturn};
  if (c == '\t') return Stroke{kTab};
  if (const auto stroke = stroke_in(kDigits, kFirstDigit, false, c)) return stroke;
  if (const auto stroke = stroke_in(kShiftedDigits, kFirstDigit, true, c)) return stroke;
  if (const auto stroke = stroke_in(kSigns, kFirstSign, false, c)) return stroke;
  return stroke_in(kShiftedSigns, kFirstSign, true, c);
}

std::optional<Key> key_of(std::string_view name) {
  const auto* const found = std::find_if(std::begin(kNamedKeys), std::end(kNamedKeys),
                                         [&](const NamedKey& candidate) { return candidate.name == name; });
  if (found != std::end(kNamedKeys)) return found->key;
  if (name.size() == 1) {
    if (const auto stroke = stroke_of(name[0]); stroke && !stroke->shift) return stroke->key;
  }
  for (u8 number = 1; number <= 12; ++number) {
    if (name == fmt::format("f{}", number)) return key(static_cast<u8>(kF1 + number - 1));
  }
  return std::nullopt;
}

/// The whole of `text` as a number.
std::optional<double> number_in(std::string_view text) {
  const std::string copy(text);
  char* end = nullptr;
  const double number = std::strtod(copy.c_str(), &end);
  if (copy.empty() || *end != 0 || !std::isfinite(number)) return std::nullopt;
  return number;
}

}  // namespace

/// Turns the text into steps, one after another.
class TypedText::Writer {
 public:
  Writer(std::string_view text, std::vector<Step>& steps) : rest_(text), steps_(steps) {}

  void write() {
    while (!rest_.empty()) {
      const char c = take();
      if (c == '\\') {
        escape();
      } else if (const auto stroke = stroke_of(c)) {
        strike({stroke->key}, stroke->shift);
      } else {
        fail(fmt::format("has the character 0x{:02x}, which is on no US keyboard", static_cast<u8>(c)));
      }
    }
  }

 private:
  [[noreturn]] static void fail(const std::string& what) {
    throw UserError("--type: the text " + what +
                    "; a backslash begins \\n \\t \\b \\e \\\\ \\{1.5s} \\{ctrl+c} \\{move 80,-20} or \\{click}");
  }

  char take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  void escape() {
    if (rest_.empty()) fail("ends with a backslash");
    switch (const char c = take()) {
      case 'n': return strike({kReturn});
      case 't': return strike({kTab});
      case 'b': return strike({kBackspace});
      case 'e': return strike({kEscape});
      case '\\': return strike({stroke_of('\\')->key});
      case '{': return named();
      default: fail(fmt::format("has \\{}", c));
    }
  }

  void named() {
    const std::size_t end = rest_.find('}');
    if (end == rest_.npos) fail("has \\{ without }");
    const std::string_view name = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    if (name == "click") return click(0);
    if (name == "rightclick") return click(1);
    if (name == "doubleclick") {
      click(0);
      return click(0);
    }
    if (name.starts_with("move ")) return move(name.substr(5));
    if (name.ends_with('s')) {
      if (const auto seconds = number_in(name.substr(0, name.size() - 1)); seconds && *seconds >= 0 && *seconds < 1e6) {
        time_ += std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::duration<double>(*seconds));
        return;
      }
    }
    chord(name);
  }

  void chord(std::string_view names) {
    std::vector<Key> keys;
    for (std::string_view rest = names;;) {
      const std::size_t plus = rest.find('+');
      const auto key = key_of(rest.substr(0, plus));
      if (!key) fail(fmt::format("has \\{{{}}}", names));
      keys.push_back(*key);
      if (plus == rest.npos) break;
      rest.remove_prefix(plus + 1);
    }
    strike(keys);
  }

  void move(std::string_view way) {
    const std::size_t comma = way.find(',');
    const auto x = number_in(way.substr(0, comma)), y = number_in(comma == way.npos ? "" : way.substr(comma + 1));
    constexpr double kMost = 10'000;
    if (!x || !y || std::abs(*x) > kMost || std::abs(*y) > kMost) fail(fmt::format("has \\{{move {}}}", way));
    int dx = static_cast<int>(*x), dy = static_cast<int>(*y);
    while (dx != 0 || dy != 0) {
      const int step_x = std::clamp(dx, -kMostMove, kMostMove), step_y = std::clamp(dy, -kMostMove, kMostMove);
      event({.kind = InputEvent::Kind::kMouseMove, .dx = static_cast<i16>(step_x), .dy = static_cast<i16>(step_y)});
      dx -= step_x;
      dy -= step_y;
      time_ += kBetween;
    }
  }

  void click(u8 button) {
    event({.kind = InputEvent::Kind::kMouseButton, .down = true, .button = button});
    time_ += kHeld;
    event({.kind = InputEvent::Kind::kMouseButton, .down = false, .button = button});
    time_ += kBetween;
  }

  /// Down in order, up in the opposite one.
  void strike(std::vector<Key> keys, bool shift = false) {
    if (shift) keys.insert(keys.begin(), kShift);
    for (const Key key : keys) event({.kind = InputEvent::Kind::kKey, .down = true, .key = key});
    time_ += kHeld;
    std::reverse(keys.begin(), keys.end());
    for (const Key key : keys) event({.kind = InputEvent::Kind::kKey, .down = false, .key = key});
    time_ += kBetween;
  }

  void event(const InputEvent& event) { steps_.push_back({time_, event}); }

  std::string_view rest_;
  std::vector<Step>& steps_;
  std::chrono::nanoseconds time_{};
};

TypedText::TypedText(std::string_view text) { Writer(text, steps_).write(); }

void TypedText::run(std::chrono::nanoseconds time, InputListener& listener) {
  for (; next_ < steps_.size() && steps_[next_].time <= time; ++next_) listener.happened(steps_[next_].event);
}

}  // namespace sosie::app
