/// app/typed_text.h — what a person would do, written down: text for the guest's keyboard, pauses, keys, the mouse.
///
/// Plain text is typed as on a US keyboard; what is not a character stands behind a backslash:
///   \n \t \b \e \\    Return, Tab, Backspace, Escape, a backslash
///   \{1.5s}           a pause of so much guest time
///   \{f1} \{ctrl+c}   a key by name, with what is held (shift, ctrl, alt)
///   \{move 80,-20}    the mouse, in the guest's pixels; \{click} \{doubleclick} \{rightclick}
/// Codes of keys: HID Usage Tables 1.12, keyboard page.
#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "core/host/input.h"

namespace sosie::app {

class TypedText {
 public:
  TypedText() = default;
  /// Throws UserError, one line, where the text is not of that form.
  explicit TypedText(std::string_view text);

  bool done() const { return next_ == steps_.size(); }
  /// Does what is due at `time`, counted from the first key on.
  void run(std::chrono::nanoseconds time, InputListener& listener);

 private:
  struct Step {
    std::chrono::nanoseconds time;
    InputEvent event;
  };
  class Writer;

  std::vector<Step> steps_;
  std::size_t next_ = 0;
};

}  // namespace sosie::app
