#include "machines/linux_user/abi_m68k.h"

#include <fmt/format.h>

#include "core/base/error.h"
#include "core/engine/cpu_record.h"
#include "machines/linux_user/exit_codes.h"

namespace sosie::linux_user {

namespace {

using m68k::State;

/// The processor's registers first, which is what a `state` points at.
struct ThreadState {
  State cpu;
  u32 thread_pointer = 0;  ///< the processor has no register for it: the kernel keeps it (get_thread_area)
};
using Record = CpuRecord<ThreadState>;

State& m68k_state(void* state) { return *static_cast<State*>(state); }
const State& m68k_state(const void* state) { return *static_cast<const State*>(state); }

constexpr u32 kTrapBytes = 2;

/// struct stat64 (asm/stat.h)
struct [[gnu::packed]] M68kStat {
  u64 dev;
  u16 padding;
  u32 short_ino;
  u32 mode, nlink, uid, gid;
  u64 rdev;
  u16 padding2;
  i64 size;
  u32 block_bytes;
  u64 blocks;
  u32 atime, atime_ns, mtime, mtime_ns, ctime, ctime_ns;
  u64 ino;
};
static_assert(sizeof(M68kStat) == 92 && offsetof(M68kStat, rdev) == 30 && offsetof(M68kStat, size) == 40 &&
              offsetof(M68kStat, atime) == 60);

/// struct stat (asm/stat.h), for the calls without "64" in their names. What holds nanoseconds elsewhere is unused.
struct M68kShortStat {
  u16 dev, padding;
  u32 ino;
  u16 mode, nlink, uid, gid, rdev, padding2;
  u32 size, block_bytes, blocks;
  u32 atime, atime_ns, mtime, mtime_ns, ctime, ctime_ns, unused[2];
};
static_assert(sizeof(M68kShortStat) == 64 && offsetof(M68kShortStat, size) == 20);

const M68kCpu& model_of(std::string_view cpu) {
  static constexpr M68kCpu kModels[] = {{"68000", m68k::Model::kMc68000, "none", 0},
                                        {"68010", m68k::Model::kMc68010, "none", 0},
                                        {"68020", m68k::Model::kMc68020, "68881", 0x1f18'0000},
                                        {"68030", m68k::Model::kMc68030, "68882", 0x1f38'0000},
                                        {"68040", m68k::Model::kMc68040, "68040", 0x4100'0000}};
  std::string known;
  for (const M68kCpu& model : kModels) {
    if (model.name == cpu) return model;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", model.name);
  }
  throw UserError(fmt::format("there is no m68k processor {} here; there are: {}", cpu, known), kOwnFailure);
}

}  // namespace

M68kAbi::M68kAbi(std::string_view cpu) : cpu_(model_of(cpu)), isa_(cpu_.model) {}

void* M68kAbi::new_state() const { return &(new Record)->state; }
void M68kAbi::delete_state(void* state) const {
  delete reinterpret_cast<Record*>(static_cast<u8*>(state) - offsetof(Record, state));
}

void M68kAbi::start(void* state, u32 entry, u32 stack) const {
  State& s = m68k_state(state);
  s = {};
  s.pc = entry;
  s.a[7] = stack;
}

u32 M68kAbi::pc(const void* state) const { return m68k_state(state).pc; }
u32 M68kAbi::stack(const void* state) const { return m68k_state(state).a[7]; }
void M68kAbi::set_stack(void* state, u32 address) const { m68k_state(state).a[7] = address; }
void M68kAbi::set_thread_pointer(void* state, u32 address) const {
  static_cast<ThreadState*>(state)->thread_pointer = address;
}
u32 M68kAbi::thread_pointer(const void* state) const { return static_cast<const ThreadState*>(state)->thread_pointer; }
u32 M68kAbi::state_bytes() const { return sizeof(ThreadState); }

std::string M68kAbi::describe(const void* state) const {
  const State& s = m68k_state(state);
  std::string text;
  for (unsigned n = 0; n < 8; ++n) text += fmt::format("d{}={:08x} ", n, s.d[n]);
  for (unsigned n = 0; n < 8; ++n) text += fmt::format("a{}={:08x} ", n, s.a[n]);
  return text + fmt::format("pc={:08x} sr={:04x}", s.pc, m68k::sr(s));
}

std::string M68kAbi::cpu_information(unsigned) const {
  return fmt::format(
      "CPU:\t\t{}\nMMU:\t\tnone\nFPU:\t\t{}\nClocking:\t100.0MHz\nBogoMips:\t100.00\nCalibration:\t500000 loops\n",
      cpu_.name, cpu_.fpu);
}

SyscallRequest M68kAbi::syscall(const void* state) const {
  const State& s = m68k_state(state);
  return {s.d[0], {s.d[1], s.d[2], s.d[3], s.d[4], s.d[5], s.a[0], 0}};
}

void M68kAbi::set_result(void* state, u32 result) const { m68k_state(state).d[0] = result; }
void M68kAbi::step_back(void* state) const { m68k_state(state).pc -= kTrapBytes; }
void M68kAbi::step_over(void* state) const { m68k_state(state).pc += kTrapBytes; }

void M68kAbi::write_stat(GuestMemory& memory, u32 address, const struct stat& host) const {
  auto guest = guest_stat<M68kStat>(host);
  guest.short_ino = static_cast<u32>(host.st_ino);
  memory.write(address, guest);
}

bool M68kAbi::write_short_stat(GuestMemory& memory, u32 address, const struct stat& host) const {
  if (!fits_short_stat(host)) return false;
  auto guest = guest_stat<M68kShortStat>(host);
  guest.atime_ns = guest.mtime_ns = guest.ctime_ns = 0;
  memory.write(address, guest);
  return true;
}

}  // namespace sosie::linux_user
