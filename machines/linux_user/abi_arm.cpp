#include "machines/linux_user/abi_arm.h"

#include <elf.h>
#include <fmt/format.h>

#include "core/base/error.h"
#include "core/engine/cpu_record.h"
#include "machines/linux_user/exit_codes.h"
#include "machines/linux_user/memory_map.h"

namespace sosie::linux_user {

namespace {

using arm::State;
using Record = CpuRecord<State>;

State& arm_state(void* state) { return *static_cast<State*>(state); }
const State& arm_state(const void* state) { return *static_cast<const State*>(state); }

// AT_HWCAP (asm/hwcap.h). Programs believe it: C libraries choose their memcpy by it, longjmp what it restores. So a
// feature stands in a model's list only when its instructions have rows in frontends/arm.
enum Hwcap : u32 {
  kSwp = 1 << 0,
  kHalf = 1 << 1,
  kThumb = 1 << 2,
  kFastMult = 1 << 4,
  kVfp = 1 << 6,
  kEdsp = 1 << 7,
  kNeon = 1 << 12,
  kVfpv3 = 1 << 13,
  kTls = 1 << 15,
  kVfpv4 = 1 << 16,
  kIdiva = 1 << 17,
  kIdivt = 1 << 18,
  kVfpd32 = 1 << 19,
  kLpae = 1 << 20,     ///< aligned LDRD and STRD are one access
  kEvtstrm = 1 << 21,  ///< WFE does not wait for ever
};

struct CpuModel {
  std::string_view name;
  u32 midr;
  CpuClaims claims;
};

constexpr u32 kFloat = kVfp | kVfpv3 | kVfpv4 | kVfpd32 | kNeon;
constexpr u32 kInteger = kSwp | kHalf | kThumb | kFastMult | kEdsp | kTls | kIdiva | kIdivt | kLpae | kEvtstrm;
constexpr CpuModel kModels[] = {
    {"cortex-a15", 0x412f'c0f4, {.machine = "armv7l", .platform = "v7l", .hwcap = kInteger | kFloat, .hwcap2 = 0}},
};

const CpuModel& model_of(std::string_view cpu) {
  std::string known;
  for (const CpuModel& model : kModels) {
    if (model.name == cpu) return model;
    known += fmt::format("{}{}", known.empty() ? "" : ", ", model.name);
  }
  throw UserError(fmt::format("there is no ARM processor {} here; there are: {}", cpu, known), kOwnFailure);
}

/// Thumb SVC has two bytes.
u32 svc_bytes(const State& state) { return state.mode & arm::kModeThumb ? 2 : 4; }

/// struct stat64 (asm/stat.h)
struct ArmStat {
  u64 dev;
  u32 padding;
  u32 short_ino;
  u32 mode, nlink, uid, gid;
  u64 rdev;
  u32 padding2[2];
  i64 size;
  u32 block_bytes, padding3;
  u64 blocks;
  u32 atime, atime_ns, mtime, mtime_ns, ctime, ctime_ns;
  u64 ino;
};
static_assert(sizeof(ArmStat) == 104 && offsetof(ArmStat, size) == 48 && offsetof(ArmStat, blocks) == 64 &&
              offsetof(ArmStat, atime) == 72 && offsetof(ArmStat, ino) == 96);

/// struct stat (asm/stat.h), for the calls without "64" in their names
struct ArmShortStat {
  u32 dev, ino;
  u16 mode, nlink, uid, gid;
  u32 rdev, size, block_bytes, blocks;
  u32 atime, atime_ns, mtime, mtime_ns, ctime, ctime_ns, unused[2];
};
static_assert(sizeof(ArmShortStat) == 64 && offsetof(ArmShortStat, size) == 20);

}  // namespace

ArmAbi::ArmAbi(std::string_view cpu) : claims_(model_of(cpu).claims), midr_(model_of(cpu).midr) {}

const ElfRules& ArmAbi::elf() const { return kArmPrograms; }

void* ArmAbi::new_state() const { return &(new Record)->state; }
void ArmAbi::delete_state(void* state) const {
  delete reinterpret_cast<Record*>(static_cast<u8*>(state) - offsetof(Record, state));
}

void ArmAbi::start(void* state, u32 entry, u32 stack) const {
  State& s = arm_state(state);
  s = {};
  s.r[13] = stack;
  s.r[15] = entry & ~u32{1};
  s.mode = entry & 1 ? arm::kModeThumb : 0;
}

u32 ArmAbi::pc(const void* state) const { return arm_state(state).r[15]; }
u32 ArmAbi::stack(const void* state) const { return arm_state(state).r[13]; }
void ArmAbi::set_stack(void* state, u32 address) const { arm_state(state).r[13] = address; }
void ArmAbi::set_thread_pointer(void* state, u32 address) const { arm_state(state).tpidruro = address; }
u32 ArmAbi::thread_pointer(const void* state) const { return arm_state(state).tpidruro; }

std::string ArmAbi::describe(const void* state) const {
  const State& s = arm_state(state);
  std::string text;
  for (unsigned n = 0; n < 16; ++n) text += fmt::format("r{}={:08x} ", n, s.r[n]);
  return text + fmt::format("cpsr={:08x}", arm::cpsr(s));
}

SyscallRequest ArmAbi::syscall(const void* state) const {
  const u32* const r = arm_state(state).r;
  return {r[7], {r[0], r[1], r[2], r[3], r[4], r[5], r[6]}};
}

void ArmAbi::set_result(void* state, u32 result) const { arm_state(state).r[0] = result; }
void ArmAbi::step_back(void* state) const { arm_state(state).r[15] -= svc_bytes(arm_state(state)); }
void ArmAbi::step_over(void* state) const { arm_state(state).r[15] += svc_bytes(arm_state(state)); }

void ArmAbi::write_stat(GuestMemory& memory, u32 address, const struct stat& host) const {
  auto guest = guest_stat<ArmStat>(host);
  guest.short_ino = static_cast<u32>(host.st_ino);
  memory.write(address, guest);
}

bool ArmAbi::write_short_stat(GuestMemory& memory, u32 address, const struct stat& host) const {
  if (!fits_short_stat(host)) return false;
  memory.write(address, guest_stat<ArmShortStat>(host));
  return true;
}

}  // namespace sosie::linux_user
