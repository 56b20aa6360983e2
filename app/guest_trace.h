/// app/guest_trace.h — the guest's instructions as text, one line each before it runs.
#pragma once

#include <sys/types.h>

#include <mutex>
#include <string>

#include "core/guest/guest.h"

namespace sosie {
class FlatMemory;
}

namespace sosie::app {

/// Lines of several threads stay whole, and say whose they are.
class GuestTrace {
 public:
  /// \param path "-" for standard error. \param append to what an earlier process has written.
  GuestTrace(const std::string& path, bool append);
  ~GuestTrace();
  GuestTrace(const GuestTrace&) = delete;
  GuestTrace& operator=(const GuestTrace&) = delete;

  int fd() const { return fd_; }
  /// Before the first instruction.
  void set_guest(const Isa& isa, const FlatMemory& memory);
  void instruction(const DecodedInsn& insn);

 private:
  std::string words(const DecodedInsn& insn) const;
  std::string disassemble(const DecodedInsn& insn, const unsigned char* bytes) const;
  std::string whose();

  int fd_;
  std::mutex mutex_;
  pid_t first_thread_ = 0;
  bool several_ = false;  ///< threads have been seen
  bool is_m68k_ = false;
  std::size_t plain_ = 0, thumb_ = 0;  ///< Capstone's handles
  const FlatMemory* memory_ = nullptr;
};

}  // namespace sosie::app
