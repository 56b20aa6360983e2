/// machines/linux_user/abi_arm.h — the 32-bit ARM Linux kernel's side of its programs (EABI, little-endian).
/// Source: the kernel's Documentation/arm/kernel_user_helpers.rst; uapi headers asm/{hwcap,sigcontext,ucontext,stat,
/// statfs,fcntl,unistd}.h; Procedure Call Standard for the ARM Architecture (IHI 0042).
#pragma once

#include "frontends/arm/isa.h"
#include "frontends/arm/state.h"
#include "machines/linux_user/abi.h"
#include "machines/linux_user/guest_files.h"

namespace sosie::linux_user {

class ArmAbi final : public Abi {
 public:
  /// \param cpu "cortex-a15"; an unknown one is a UserError that lists the known ones.
  explicit ArmAbi(std::string_view cpu = kDefaultCpu);
  static constexpr std::string_view kDefaultCpu = "cortex-a15";

  const Isa& isa() const override { return isa_; }
  const ElfRules& elf() const override;
  CpuClaims claims() const override { return claims_; }
  std::string cpu_information(unsigned processors) const override;

  void start(void* state, u32 entry, u32 stack) const override;
  u32 pc(const void* state) const override;
  u32 stack(const void* state) const override;
  void set_stack(void* state, u32 address) const override;
  void set_thread_pointer(void* state, u32 address) const override;
  u32 thread_pointer(const void* state) const override;
  std::string describe(const void* state) const override;

  std::span<const SyscallNumber> syscall_numbers() const override;
  SyscallRequest syscall(const void* state) const override;
  void set_result(void* state, u32 result) const override;
  void step_back(void* state) const override;
  void step_over(void* state) const override;
  bool aligned_pairs() const override { return true; }
  bool clone_backwards() const override { return true; }

  int open_flags_to_host(u32 guest) const override { return moved_open_flags_to_host(guest); }
  u32 open_flags_to_guest(int host) const override { return moved_open_flags_to_guest(host); }
  void write_stat(GuestMemory& memory, u32 address, const struct stat& host) const override;
  bool write_short_stat(GuestMemory& memory, u32 address, const struct stat& host) const override;

  bool readable_is_executable() const override { return false; }
  void map_kernel_pages(MemoryMap& map) const override;
  Signal signal_of(u64 vector, void* state, const FlatMemory& memory) const override;
  void mark_access_fault(Signal& signal, bool is_write) const override;
  bool push_frame(void* state, GuestMemory& memory, const SignalFrame& frame) const override;
  std::optional<ReturnedFrame> pop_frame(void* state, GuestMemory& memory, bool with_info) const override;

 private:
  void* new_state() const override;
  void delete_state(void* state) const override;

  const arm::ArmIsa isa_;
  CpuClaims claims_;
  u32 midr_;  ///< the processor's main identification register
};

/// Where map_kernel_pages puts the code that a handler without SA_RESTORER returns to (bit 0: Thumb).
u32 arm_sigreturn_code(bool thumb, bool with_info);
/// The two instructions there, which are also written behind the frame: unwinders know a handler's frame by them.
std::array<u32, 2> arm_sigreturn_words(bool thumb, bool with_info);

}  // namespace sosie::linux_user
