/// tests/support/m68k/unicorn.h — Unicorn as a judge of m68k instructions.
#pragma once

#include <unicorn/unicorn.h>

#include <stdexcept>
#include <string>
#include <string_view>

#include "frontends/m68k/state.h"

namespace sosie::m68k::test {

class Unicorn {
 public:
  explicit Unicorn(uc_cpu_m68k model) {
    check(uc_open(UC_ARCH_M68K, UC_MODE_BIG_ENDIAN, &uc_));
    check(uc_ctl_set_cpu_model(uc_, model));
    uc_hook hook;
    check(uc_hook_add(uc_, &hook, UC_HOOK_INTR, reinterpret_cast<void*>(on_interrupt), this, 1, 0));
  }
  ~Unicorn() { uc_close(uc_); }
  Unicorn(const Unicorn&) = delete;
  Unicorn& operator=(const Unicorn&) = delete;

  /// Memory that lies elsewhere.
  void map(u64 address, u64 bytes, u8* memory, bool code) {
    const u32 allowed = UC_PROT_READ | UC_PROT_WRITE | (code ? u32{UC_PROT_EXEC} : 0);
    check(uc_mem_map_ptr(uc_, address, bytes, allowed, memory));
  }
  /// Code there is another.
  void forget_code(u64 begin, u64 end) { check(uc_ctl_remove_cache(uc_, begin, end)); }

  void put_registers(const State& state) {
    for (int n = 0; n < 8; ++n) {
      check(uc_reg_write(uc_, UC_M68K_REG_D0 + n, &state.d[n]));
      check(uc_reg_write(uc_, UC_M68K_REG_A0 + n, &state.a[n]));
    }
  }
  /// D0 to A7 and the PC.
  void get_registers(State& state) {
    for (int n = 0; n < 8; ++n) {
      check(uc_reg_read(uc_, UC_M68K_REG_D0 + n, &state.d[n]));
      check(uc_reg_read(uc_, UC_M68K_REG_A0 + n, &state.a[n]));
    }
    check(uc_reg_read(uc_, UC_M68K_REG_PC, &state.pc));
  }

  struct Ending {
    uc_err error = UC_ERR_OK;
    i64 interrupt = -1;  ///< the vector of an exception; none
  };
  Ending run(u32 begin, u32 until, u32 insns) {
    interrupt_ = -1;
    const uc_err error = uc_emu_start(uc_, begin, until, 0, insns);
    return {error, interrupt_};
  }

 private:
  static void check(uc_err error) {
    if (error != UC_ERR_OK) throw std::runtime_error(std::string("unicorn: ") + uc_strerror(error));
  }
  static void on_interrupt(uc_engine* uc, u32 number, void* judge) {
    static_cast<Unicorn*>(judge)->interrupt_ = number;
    uc_emu_stop(uc);
  }
  uc_engine* uc_ = nullptr;
  i64 interrupt_ = -1;
};

/// What the published vectors of the MC68000 say otherwise: N after shifts of memory, bytes at -(A7) and (A7)+, UNLK
/// A7, JSR (A7).
inline bool unicorn_is_wrong(u16 opcode) {
  const bool shifts_memory = (opcode & 0xf8c0) == 0xe0c0;
  const bool is_byte_pair = (opcode & 0xb1f8) == 0x9108 && ((opcode & 7) == 7 || (opcode >> 9 & 7) == 7);
  return shifts_memory || is_byte_pair || opcode == 0x4e5f || opcode == 0x4e97 || opcode == 0x0adf;
}

}  // namespace sosie::m68k::test
