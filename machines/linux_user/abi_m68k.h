/// machines/linux_user/abi_m68k.h — the m68k Linux kernel's side of its programs (System V ABI, big-endian, 64-bit
/// members of structs at even addresses).
/// Source: uapi headers asm/{sigcontext,ucontext,stat,fcntl,unistd,cachectl}.h of Linux 6.1; syscall(2); System V ABI,
/// Motorola 68000 Processor Family Supplement.
#pragma once

#include "frontends/m68k/isa.h"
#include "frontends/m68k/state.h"
#include "machines/linux_user/abi.h"
#include "machines/linux_user/guest_files.h"

namespace sosie::linux_user {

/// A processor of the family, as /proc/cpuinfo names it.
struct M68kCpu {
  std::string_view name;
  m68k::Model model;
  std::string_view fpu;
  u32 fpu_frame;  ///< the first word of what its FSAVE writes when it is idle; 0: there is no FPU
};

class M68kAbi final : public Abi {
 public:
  /// \param cpu "68040"; an unknown one is a UserError that lists the known ones.
  explicit M68kAbi(std::string_view cpu = kDefaultCpu);
  static constexpr std::string_view kDefaultCpu = "68040";

  const Isa& isa() const override { return isa_; }
  const ElfRules& elf() const override { return kM68kPrograms; }
  CpuClaims claims() const override { return {.machine = "m68k", .platform = "", .hwcap = 0, .hwcap2 = 0}; }
  std::string cpu_information(unsigned processors) const override;

  void start(void* state, u32 entry, u32 stack) const override;
  u32 pc(const void* state) const override;
  u32 stack(const void* state) const override;
  void set_stack(void* state, u32 address) const override;
  void set_thread_pointer(void* state, u32 address) const override;
  u32 thread_pointer(const void* state) const override;
  u32 state_bytes() const override;
  std::string describe(const void* state) const override;

  std::span<const SyscallNumber> syscall_numbers() const override;
  SyscallRequest syscall(const void* state) const override;
  std::optional<u64> syscall_vector() const override { return m68k::kTrap; }
  void set_result(void* state, u32 result) const override;
  void step_back(void* state) const override;
  void step_over(void* state) const override;
  bool aligned_pairs() const override { return false; }
  bool clone_backwards() const override { return false; }

  int open_flags_to_host(u32 guest) const override { return moved_open_flags_to_host(guest); }
  u32 open_flags_to_guest(int host) const override { return moved_open_flags_to_guest(host); }
  void write_stat(GuestMemory& memory, u32 address, const struct stat& host) const override;
  bool write_short_stat(GuestMemory& memory, u32 address, const struct stat& host) const override;

  bool readable_is_executable() const override { return true; }
  void map_kernel_pages(MemoryMap&) const override {}
  Signal signal_of(u64 vector, void* state, const FlatMemory& memory) const override;
  void mark_access_fault(Signal& signal, bool is_write) const override;
  bool push_frame(void* state, GuestMemory& memory, const SignalFrame& frame) const override;
  std::optional<ReturnedFrame> pop_frame(void* state, GuestMemory& memory, bool with_info) const override;

 private:
  void* new_state() const override;
  void delete_state(void* state) const override;

  const M68kCpu cpu_;
  const m68k::M68kIsa isa_;
};

}  // namespace sosie::linux_user
