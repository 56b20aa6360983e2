#include "app/guest_trace.h"

#include <capstone/capstone.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cstring>

#include "core/base/error.h"
#include "core/memory/flat_memory.h"
#include "frontends/arm/state.h"
#include "machines/linux_user/exit_codes.h"
#include "machines/linux_user/message_log.h"

namespace sosie::app {

namespace {

int open_trace(const std::string& path, bool append) {
  const int how = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | (append ? 0 : O_TRUNC);
  linux_user::UniqueFd fd(path == "-" ? fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3) : open(path.c_str(), how, 0666));
  if (!fd) {
    throw UserError(fmt::format("cannot write the trace to {}: {}; name another file", path, std::strerror(errno)),
                    linux_user::kOwnFailure);
  }
  return linux_user::move_out_of_the_way(std::move(fd)).release();
}

}  // namespace

GuestTrace::GuestTrace(const std::string& path, bool append) : fd_(open_trace(path, append)) {}

GuestTrace::~GuestTrace() {
  cs_close(&plain_);
  cs_close(&thumb_);
  close(fd_);
}

void GuestTrace::set_guest(const Isa& isa, const FlatMemory& memory) {
  memory_ = &memory;
  is_m68k_ = isa.name() == "m68k";
  if (is_m68k_) {
    cs_open(CS_ARCH_M68K, static_cast<cs_mode>(CS_MODE_BIG_ENDIAN | CS_MODE_M68K_000), &plain_);
    return;
  }
  cs_open(CS_ARCH_ARM, static_cast<cs_mode>(CS_MODE_ARM | CS_MODE_V8), &plain_);
  cs_open(CS_ARCH_ARM, static_cast<cs_mode>(CS_MODE_THUMB | CS_MODE_V8), &thumb_);
}

std::string GuestTrace::disassemble(const DecodedInsn& insn, const unsigned char* bytes) const {
  cs_insn* decoded = nullptr;
  const csh handle = !is_m68k_ && insn.mode & arm::kModeThumb ? thumb_ : plain_;
  if (cs_disasm(handle, bytes, insn.bytes, insn.address, 1, &decoded) == 0) return insn.name();
  std::string text = decoded->mnemonic;
  if (decoded->op_str[0] != '\0') text += fmt::format(" {}", decoded->op_str);
  cs_free(decoded, 1);
  return text;
}

std::string GuestTrace::words(const DecodedInsn& insn) const {
  const u32 address = static_cast<u32>(insn.address);
  if (is_m68k_) {
    std::string text;
    for (u32 at = 0; at < insn.bytes; at += 2) {
      text += fmt::format("{}{:04x}", at == 0 ? "" : " ", __builtin_bswap16(memory_->read<u16>(address + at)));
    }
    return text;
  }
  // 32-bit Thumb instructions are shown as their two halves, in the manual's order.
  if (!(insn.mode & arm::kModeThumb)) return fmt::format("{:08x}", memory_->read<u32>(address));
  if (insn.bytes == 2) return fmt::format("{:04x}", memory_->read<u16>(address));
  return fmt::format("{:04x} {:04x}", memory_->read<u16>(address), memory_->read<u16>(address + 2));
}

std::string GuestTrace::whose() {
  const pid_t thread = gettid();
  if (first_thread_ == 0) first_thread_ = thread;
  several_ |= thread != first_thread_;
  return several_ ? fmt::format("[pid {}] ", thread) : "";
}

void GuestTrace::instruction(const DecodedInsn& insn) {
  const std::lock_guard lock(mutex_);
  const u32 address = static_cast<u32>(insn.address);
  const std::string line =
      fmt::format("{}{:08x}: {:<9}  {}\n", whose(), address, words(insn), disassemble(insn, memory_->host(address)));
  [[maybe_unused]] const ssize_t written = write(fd_, line.data(), line.size());
}

}  // namespace sosie::app
