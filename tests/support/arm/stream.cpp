#include "tests/support/arm/stream.h"

#include <fmt/format.h>

#include <cstring>

#include "tests/support/arm/disassembler.h"

namespace sosie::arm {

namespace {

std::string_view name(Outcome::Ending ending) {
  constexpr std::string_view kNames[] = {"end", "read fault", "write fault", "exception", "system call", "lost"};
  return kNames[ending];
}

}  // namespace

void for_each_insn(const Stream& stream, const std::function<void(u64, u32, u32)>& visit) {
  const auto halfword = [&](std::size_t at) { return u32{stream.code[at]} | u32{stream.code[at + 1]} << 8; };
  for (std::size_t at = 0; at < stream.code.size();) {
    u32 word = halfword(at), bytes = 2;
    if (!(stream.start.mode & kModeThumb)) {
      word |= halfword(at + 2) << 16;
      bytes = 4;
    } else if (word >> 11 >= 0b11101) {
      word = word << 16 | halfword(at + 2);
      bytes = 4;
    }
    visit(kCodeAddress + at, word, bytes);
    at += bytes;
  }
}

std::string disassembly(const Stream& stream) {
  Disassembler disassembler(stream.start.mode & kModeThumb);
  std::string text;
  for_each_insn(stream, [&](u64 address, u32 word, u32 bytes) {
    text += fmt::format("  {:05x}  {:0{}x}{}  {}\n", address, word, bytes * 2, bytes == 2 ? "    " : "",
                        disassembler.text(word, bytes, address));
  });
  return text;
}

std::string difference(const Outcome& expected, const Outcome& got, Detail detail) {
  if (expected.ending != got.ending || expected.vector != got.vector) {
    return fmt::format("ending: {} {:#x} at {:#x}, got {} {:#x} at {:#x}", name(expected.ending), expected.vector,
                       expected.state.r[15], name(got.ending), got.vector, got.state.r[15]);
  }
  const bool in_it_block = got.state.mode >> kModeItShift != 0;
  if (detail == Detail::kVisible && expected.ending != Outcome::kEnd && in_it_block) return {};
  for (unsigned r = 0; r < 16; ++r) {
    const u32 want = expected.state.r[r], have = got.state.r[r];
    if (want != have) return fmt::format("r{}: {:#010x}, got {:#010x}", r, want, have);
  }
  if (const u32 want = cpsr(expected.state), have = cpsr(got.state); want != have) {
    return fmt::format("cpsr: {:#010x}, got {:#010x}", want, have);
  }
  for (unsigned n = 0; n < 32; ++n) {
    const u64 want = expected.state.d[n], have = got.state.d[n];
    if (want != have) return fmt::format("d{}: {:#018x}, got {:#018x}", n, want, have);
  }
  if (const u32 want = fpscr(expected.state), have = fpscr(got.state); want != have) {
    return fmt::format("fpscr: {:#010x}, got {:#010x}", want, have);
  }
  for (u32 i = 0; i < kDataBytes; ++i) {
    if (expected.data[i] != got.data[i]) {
      return fmt::format("byte at {:#x}: {:#04x}, got {:#04x}", kDataAddress + i, expected.data[i], got.data[i]);
    }
  }
  if (detail == Detail::kAll && std::memcmp(&expected.state, &got.state, sizeof(State)) != 0) {
    return "state beyond the registers";
  }
  return {};
}

}  // namespace sosie::arm
