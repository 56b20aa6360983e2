/// machines/atari_st/atari_st.h — an Atari ST with power: its board, and the loop that runs it.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <vector>

#include "core/board/machine.h"
#include "core/host/audio_sink.h"
#include "core/host/calendar_time.h"
#include "core/host/display.h"
#include "core/host/input.h"
#include "core/state/archive.h"
#include "machines/atari_st/board.h"
#include "machines/atari_st/mc68000.h"

namespace sosie::atari_st {

class AtariSt {
 public:
  struct Setup {
    Model model = Model::kSt;
    u64 memory_bytes = 1 << 20;
    bool monochrome = false;
    std::vector<u8> rom;
    std::filesystem::path folder = {};  ///< GEMDOS's next drive; empty: none
    std::vector<u8> cartridge = {};     ///< 128 KB at most; empty: none
    /// What the Mega ST's clock is set to at power-on; nothing: it was never set.
    std::optional<CalendarTime> time = {};
    /// The processor is much faster than the real one, and not exact: what translates for it. Empty: it is exact.
    m68k::FastCpu::MakeTranslator make_translator = {};
  };
  /// Throws UserError where there is no such memory or folder, the ROM or cartridge is none, or there are both a folder
  /// and a cartridge.
  explicit AtariSt(const Setup& setup);

  /// Runs until so many more vertical blanks have begun.
  void run_frames(u64 frames);
  /// Vertical blanks since power-on.
  u64 frames() const { return frames_; }
  /// What a battery kept of a machine that had power before, instead of the set-up's time.
  void keep_time_of(AtariSt& earlier);
  /// The reset button.
  void reset() { machine_.reset(); }
  /// The processor has given up: a bus or address error while it was dealing with one.
  bool halted() const { return cpu_.halted(); }

  void set_display(Display* display);
  void connect(AudioSink* sink);
  InputListener& input();

  Machine& machine() { return machine_; }
  Mc68000& cpu() { return cpu_; }
  void serialize(Archive& archive);

 private:
  const Model model_;
  Machine machine_;
  Mc68000& cpu_;
  u64 frames_ = 0;
};

}  // namespace sosie::atari_st
