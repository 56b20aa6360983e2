#include "tests/support/arm/unicorn_judge.h"

#include <fmt/format.h>

#include <stdexcept>

namespace sosie::arm {

namespace {

constexpr std::array kRegisterIds = {UC_ARM_REG_R0,  UC_ARM_REG_R1,  UC_ARM_REG_R2,  UC_ARM_REG_R3,
                                     UC_ARM_REG_R4,  UC_ARM_REG_R5,  UC_ARM_REG_R6,  UC_ARM_REG_R7,
                                     UC_ARM_REG_R8,  UC_ARM_REG_R9,  UC_ARM_REG_R10, UC_ARM_REG_R11,
                                     UC_ARM_REG_R12, UC_ARM_REG_R13, UC_ARM_REG_R14, UC_ARM_REG_R15};

// QEMU's numbers of exceptions (target/arm/cpu.h).
constexpr i64 kExcpUdef = 1, kExcpSwi = 2, kExcpDataAbort = 4;

void check(uc_err error, const char* what) {
  if (error != UC_ERR_OK) throw std::runtime_error(fmt::format("unicorn: {}: {}", what, uc_strerror(error)));
}

}  // namespace

UnicornJudge::UnicornJudge() {
  check(uc_open(UC_ARCH_ARM, UC_MODE_ARM, &uc_), "open");
  check(uc_ctl_set_cpu_model(uc_, UC_CPU_ARM_CORTEX_A15), "cpu model");
  check(uc_mem_map(uc_, kCodeAddress, kCodeBytes, UC_PROT_READ | UC_PROT_EXEC), "map code");
  check(uc_mem_map(uc_, kDataAddress, kDataBytes, UC_PROT_READ | UC_PROT_WRITE), "map data");
  u32 full_access = 0x00f0'0000, enabled = 0x4000'0000;  // CPACR.cp10 and cp11; FPEXC.EN
  check(uc_reg_write(uc_, UC_ARM_REG_C1_C0_2, &full_access), "cpacr");
  check(uc_reg_write(uc_, UC_ARM_REG_FPEXC, &enabled), "fpexc");
  uc_hook hook;
  check(uc_hook_add(uc_, &hook, UC_HOOK_INTR, reinterpret_cast<void*>(on_interrupt), this, 1, 0), "hook");
}

UnicornJudge::~UnicornJudge() { uc_close(uc_); }

void UnicornJudge::on_interrupt(uc_engine* uc, u32 number, void* judge) {
  static_cast<UnicornJudge*>(judge)->interrupt_ = number;
  uc_emu_stop(uc);
}

void UnicornJudge::load(const Stream& stream) {
  check(uc_mem_write(uc_, kCodeAddress, stream.code.data(), stream.code.size()), "write code");
  check(uc_mem_write(uc_, kDataAddress, stream.data.data(), stream.data.size()), "write data");
  check(uc_ctl_remove_cache(uc_, kCodeAddress, kCodeAddress + kCodeBytes), "forget code");
  u32 value = cpsr(stream.start);
  check(uc_reg_write(uc_, UC_ARM_REG_CPSR, &value), "cpsr");
  for (unsigned r = 0; r < 15; ++r) check(uc_reg_write(uc_, kRegisterIds[r], &stream.start.r[r]), "register");
  check(uc_reg_write(uc_, UC_ARM_REG_C13_C0_3, &stream.start.tpidruro), "tpidruro");
  value = fpscr(stream.start);
  check(uc_reg_write(uc_, UC_ARM_REG_FPSCR, &value), "fpscr");
  for (int n = 0; n < 32; ++n) check(uc_reg_write(uc_, UC_ARM_REG_D0 + n, &stream.start.d[n]), "doubleword register");
}

Outcome UnicornJudge::run(const Stream& stream) {
  load(stream);
  interrupt_ = -1;
  const u32 thumb = stream.start.mode & kModeThumb;
  const uc_err error = uc_emu_start(uc_, stream.start.r[15] | thumb, stream.end(), 0, 1000);
  Outcome outcome;
  for (unsigned r = 0; r < 16; ++r) uc_reg_read(uc_, kRegisterIds[r], &outcome.state.r[r]);
  u32 value = 0;
  uc_reg_read(uc_, UC_ARM_REG_CPSR, &value);
  set_cpsr(outcome.state, value);
  uc_reg_read(uc_, UC_ARM_REG_FPSCR, &value);
  set_fpscr(outcome.state, value);
  for (int n = 0; n < 32; ++n) uc_reg_read(uc_, UC_ARM_REG_D0 + n, &outcome.state.d[n]);
  outcome.data.resize(kDataBytes);
  check(uc_mem_read(uc_, kDataAddress, outcome.data.data(), kDataBytes), "read data");
  switch (error) {
    case UC_ERR_OK:
      if (interrupt_ == kExcpSwi) {
        outcome.ending = Outcome::kSystemCall;
      } else if (interrupt_ == kExcpUdef) {
        outcome.ending = Outcome::kRaise, outcome.vector = kUndefined;
      }
      // Unmapped and protected memory have errors of their own: what is left is alignment.
      else if (interrupt_ == kExcpDataAbort) {
        outcome.ending = Outcome::kRaise, outcome.vector = kAlignment;
      } else if (interrupt_ >= 0) {
        outcome.ending = Outcome::kRaise, outcome.vector = 0xf000 + static_cast<u32>(interrupt_);
      } else if (outcome.state.r[15] != stream.end()) {
        outcome.ending = Outcome::kLost;
      }
      break;
    case UC_ERR_READ_UNMAPPED:
    case UC_ERR_READ_PROT: outcome.ending = Outcome::kReadFault; break;
    case UC_ERR_WRITE_UNMAPPED:
    case UC_ERR_WRITE_PROT: outcome.ending = Outcome::kWriteFault; break;
    case UC_ERR_INSN_INVALID: outcome.ending = Outcome::kRaise, outcome.vector = kUndefined; break;
    default: outcome.ending = Outcome::kRaise, outcome.vector = 0xe000 + static_cast<u32>(error); break;
  }
  return outcome;
}

}  // namespace sosie::arm
