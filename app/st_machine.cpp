#include "app/st_machine.h"

#include <fmt/format.h>

#include <utility>

#include "core/base/error.h"
#include "devices/multi/mc68901.h"
#include "devices/parallel/centronics_port.h"
#include "devices/serial/mc6850.h"
#include "devices/storage/acsi_port.h"
#include "devices/storage/wd1772.h"

namespace sosie::app {

namespace {

constexpr std::string_view kDriveNames = "AB";

}  // namespace

StMachine::StMachine(atari_st::AtariSt::Setup setup) : setup_(std::move(setup)) { power_on(); }

StMachine::~StMachine() = default;

void StMachine::power_on() {
  auto st = std::make_unique<atari_st::AtariSt>(setup_);
  if (st_) st->keep_time_of(*st_);
  st_ = std::move(st);
  st_->set_display(display_);
  st_->connect(audio_);
  if (serial_ != nullptr) connect_serial(*serial_);
  if (printer_ != nullptr) connect_printer(*printer_);
  if (midi_ != nullptr) connect_midi(*midi_);
  if (hard_disk_ != nullptr) connect_hard_disk(*hard_disk_);
  for (u32 i = 0; i < kDrives; ++i) {
    if (floppies_[i]) st_->machine().part<Wd1772>("fdc").insert(i, floppies_[i]->image.disk());
  }
  told_halt_ = false;
}

void StMachine::connect_serial(CharBackend& backend) {
  serial_ = &backend;
  st_->machine().part<Mc68901>("mfp").connect(backend);
}

void StMachine::connect_printer(CharBackend& backend) {
  printer_ = &backend;
  st_->machine().part<CentronicsPort>("printer").connect(backend);
}

void StMachine::connect_midi(CharacterPort& port) {
  midi_ = &port;
  st_->machine().part<Mc6850>("acia_midi").connect(port);
}

void StMachine::connect_hard_disk(BlockBackend& content) {
  hard_disk_ = &content;
  st_->machine().part<AcsiPort>("acsi").set_disk(0, &content);
}

std::string StMachine::title() const { return std::string(atari_st::name_of(setup_.model).title); }

void StMachine::run_frame() {
  st_->run_frames(1);
  receive_midi();
  save_when_at_rest();
  if (st_->halted() && !std::exchange(told_halt_, true)) {
    fmt::print(stderr, "sosie: the processor has halted at {:#x}, after a fault within a fault; reset the machine\n",
               st_->cpu().pc());
  }
}

/// As fast as they come on a line: what the guest has no time for yet stays with the host.
void StMachine::receive_midi() {
  constexpr std::chrono::nanoseconds kCharacter{320'000};  // ten bits at 31,250 baud
  const u64 begun = static_cast<u64>(time() / kCharacter);
  const u64 due = begun - std::exchange(midi_characters_, begun);
  if (midi_ != nullptr) midi_->receive(due);
}

std::chrono::nanoseconds StMachine::time_since_power_on() const {
  const Scheduler& scheduler = st_->machine().scheduler();
  const u64 hz = scheduler.master_hz(), ticks = scheduler.now().n;
  return std::chrono::seconds(ticks / hz) + std::chrono::nanoseconds(ticks % hz * 1'000'000'000 / hz);
}

std::chrono::nanoseconds StMachine::time() const { return earlier_ + time_since_power_on(); }

void StMachine::reset(Reset kind) {
  if (kind == Reset::kWarm) return st_->reset();
  save_disks();
  earlier_ = time();
  power_on();
}

void StMachine::set_display(Display* display) {
  if (display == display_) return;
  display_ = display;
  st_->set_display(display);
}

void StMachine::set_audio(AudioSink* sink) {
  audio_ = sink;
  st_->connect(sink);
}

std::vector<Drive> StMachine::drives() const {
  std::vector<Drive> drives;
  for (std::size_t i = 0; i < kDrives; ++i) {
    Drive drive{std::string(1, kDriveNames[i]), {}, {}};
    if (floppies_[i]) {
      drive.file = floppies_[i]->file;
      drive.why_read_only = floppies_[i]->image.why_read_only();
    }
    drives.push_back(std::move(drive));
  }
  return drives;
}

void StMachine::insert(std::size_t drive, const std::filesystem::path& file) {
  auto floppy = std::make_unique<Floppy>(Floppy{file, FloppyImage::open(file)});
  if (floppies_[drive]) save(*floppies_[drive]);
  st_->machine().part<Wd1772>("fdc").insert(static_cast<u32>(drive), floppy->image.disk());
  floppies_[drive] = std::move(floppy);
}

void StMachine::eject(std::size_t drive) {
  if (!floppies_[drive]) return;
  save(*floppies_[drive]);
  st_->machine().part<Wd1772>("fdc").eject(static_cast<u32>(drive));
  floppies_[drive].reset();
}

void StMachine::save(Floppy& floppy) {
  const std::string lost = floppy.image.save();
  if (!lost.empty()) fmt::print(stderr, "sosie: {}\n", lost);
}

void StMachine::save_disks() {
  for (const auto& floppy : floppies_) {
    if (floppy) save(*floppy);
  }
}

void StMachine::save_when_at_rest() {
  const bool on = st_->machine().part<Wd1772>("fdc").motor_on();
  if (!std::exchange(motor_was_on_, on) || on) return;
  try {
    save_disks();
  } catch (const UserError& error) {
    // The disk keeps its changes: there is another try when it has turned again, and one at the end.
    fmt::print(stderr, "sosie: {}\n", error.what());
  }
}

}  // namespace sosie::app
