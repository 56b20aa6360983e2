/// app/st_machine.h — an Atari ST as its window and its command line see it, with floppies from files.
#pragma once

#include <array>
#include <memory>
#include <optional>

#include "app/character_port.h"
#include "app/guest_machine.h"
#include "core/host/block_backend.h"
#include "core/host/char_backend.h"
#include "devices/storage/floppy_image.h"
#include "machines/atari_st/atari_st.h"

namespace sosie::app {

class StMachine final : public GuestMachine {
 public:
  explicit StMachine(atari_st::AtariSt::Setup setup);
  ~StMachine() override;

  /// The back ends outlive the machine.
  void connect_serial(CharBackend& backend);
  void connect_printer(CharBackend& backend);
  void connect_midi(CharacterPort& port);
  void connect_hard_disk(BlockBackend& content);

  std::string title() const override;
  void run_frame() override;
  std::chrono::nanoseconds time() const override;
  void reset(Reset kind) override;
  void set_display(Display* display) override;
  void set_audio(AudioSink* sink) override;
  InputListener& input() override { return input_; }
  std::vector<Drive> drives() const override;
  void insert(std::size_t drive, const std::filesystem::path& file) override;
  void eject(std::size_t drive) override;
  void save_disks() override;

 private:
  static constexpr std::size_t kDrives = 2;
  struct Floppy {
    std::filesystem::path file;
    FloppyImage image;
  };
  /// What a person does reaches the machine that has power now.
  class Input final : public InputListener {
   public:
    explicit Input(StMachine& machine) : machine_(machine) {}
    void happened(const InputEvent& event) override { machine_.st_->input().happened(event); }

   private:
    StMachine& machine_;
  };

  void power_on();
  std::chrono::nanoseconds time_since_power_on() const;
  void receive_midi();
  void save(Floppy& floppy);
  /// A disk is written to its file as soon as its drive has come to rest.
  void save_when_at_rest();

  atari_st::AtariSt::Setup setup_;
  std::array<std::unique_ptr<Floppy>, kDrives> floppies_;
  std::unique_ptr<atari_st::AtariSt> st_;
  Input input_{*this};
  std::chrono::nanoseconds earlier_{};  ///< before the last power-on
  Display* display_ = nullptr;
  AudioSink* audio_ = nullptr;
  CharBackend* serial_ = nullptr;
  CharBackend* printer_ = nullptr;
  CharacterPort* midi_ = nullptr;
  u64 midi_characters_ = 0;  ///< for which there was time
  BlockBackend* hard_disk_ = nullptr;
  bool motor_was_on_ = false, told_halt_ = false;
};

}  // namespace sosie::app
