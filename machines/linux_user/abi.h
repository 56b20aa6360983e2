/// machines/linux_user/abi.h — what a Linux kernel does differently for each kind of processor.
#pragma once

#include <sys/stat.h>

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string_view>

#include "core/guest/guest.h"
#include "machines/linux_user/elf_file.h"
#include "machines/linux_user/guest_memory.h"
#include "machines/linux_user/signals.h"

namespace sosie::linux_user {

class MemoryMap;

struct SyscallNumber {
  u32 number;
  std::string_view name;
};

/// A system call as the guest makes it: its words in order, in registers.
struct SyscallRequest {
  u32 number;
  std::array<u32, 7> words;
};

/// What a signal handler is started with. The frame on the guest's stack is all that remembers it.
struct SignalFrame {
  const Signal& signal;
  const SignalAction& action;
  SignalSet saved_mask;
  AlternateStack alternate_stack;
  u32 stack;  ///< where the frame goes below
};

/// What a frame gives back when its handler returns.
struct ReturnedFrame {
  SignalSet mask;
  std::optional<AlternateStack> alternate_stack;
};

/// What the guest's kernel says of the processor: auxiliary vector, uname.
struct CpuClaims {
  std::string_view machine;   ///< "armv7l"
  std::string_view platform;  ///< AT_PLATFORM
  u32 hwcap, hwcap2;
};

/// Stateless. `state` is the state of one of its processors (Isa), in a CpuRecord.
class Abi {
 public:
  virtual ~Abi() = default;

  virtual const Isa& isa() const = 0;
  virtual const ElfRules& elf() const = 0;
  ByteOrder order() const { return elf().order; }
  virtual CpuClaims claims() const = 0;

  /// /proc/cpuinfo of a machine with so many of these processors.
  virtual std::string cpu_information(unsigned processors) const = 0;

  struct StateDeleter {
    const Abi* abi;
    void operator()(void* state) const { abi->delete_state(state); }
  };
  using StatePtr = std::unique_ptr<void, StateDeleter>;
  /// A processor as it is after reset.
  StatePtr make_state() const { return StatePtr(new_state(), StateDeleter{this}); }
  /// At the start of a program; `entry` as in the ELF header.
  virtual void start(void* state, u32 entry, u32 stack) const = 0;
  virtual u32 pc(const void* state) const = 0;
  virtual u32 stack(const void* state) const = 0;
  virtual void set_stack(void* state, u32 address) const = 0;
  virtual void set_thread_pointer(void* state, u32 address) const = 0;
  virtual u32 thread_pointer(const void* state) const = 0;
  /// Of the processor, and of what the kernel keeps for a thread: what a new thread has from its parent.
  virtual u32 state_bytes() const { return isa().state_bytes(); }
  /// Registers by name, for a person.
  virtual std::string describe(const void* state) const = 0;

  // System calls.

  /// Every number that the kernel knows for this architecture, with the kernel's name.
  virtual std::span<const SyscallNumber> syscall_numbers() const = 0;
  virtual SyscallRequest syscall(const void* state) const = 0;
  /// Where the system call instruction is an exception like others: which one.
  virtual std::optional<u64> syscall_vector() const { return std::nullopt; }
  virtual void set_result(void* state, u32 result) const = 0;
  /// Goes back to the system call instruction, or on to the one after it.
  virtual void step_back(void* state) const = 0;
  virtual void step_over(void* state) const = 0;
  /// 64-bit arguments start at an even word, and 64-bit members of structs at a multiple of eight.
  virtual bool aligned_pairs() const = 0;
  /// clone has the thread pointer before the child's number, and not last.
  virtual bool clone_backwards() const = 0;

  virtual int open_flags_to_host(u32 guest) const = 0;
  virtual u32 open_flags_to_guest(int host) const = 0;
  virtual void write_stat(GuestMemory& memory, u32 address, const struct stat& host) const = 0;
  /// The older struct, whose sizes and device numbers have 32 bits. False: a value needs more.
  virtual bool write_short_stat(GuestMemory& memory, u32 address, const struct stat& host) const = 0;

  // Memory and signals.

  /// There is no protection from execution: whatever may be read may be executed.
  virtual bool readable_is_executable() const = 0;
  /// The kernel's own pages that programs may call or return to.
  virtual void map_kernel_pages(MemoryMap& map) const = 0;
  /// The signal that a raised exception becomes. `pc` is the instruction's; it moves on where the handler returns to
  /// what follows.
  virtual Signal signal_of(u64 vector, void* state, const FlatMemory& memory) const = 0;
  /// What the frame says of a memory access that failed.
  virtual void mark_access_fault(Signal& signal, bool is_write) const = 0;
  /// Writes the frame and makes `state` enter the handler. False: the stack is not writable there.
  virtual bool push_frame(void* state, GuestMemory& memory, const SignalFrame& frame) const = 0;
  /// Takes the state back from the frame at the stack pointer. Nothing: the frame cannot be right.
  virtual std::optional<ReturnedFrame> pop_frame(void* state, GuestMemory& memory, bool with_info) const = 0;

 private:
  virtual void* new_state() const = 0;
  virtual void delete_state(void* state) const = 0;
};

}  // namespace sosie::linux_user
