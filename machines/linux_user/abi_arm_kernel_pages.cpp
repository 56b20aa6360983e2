// The code that an ARM kernel gives its programs: helpers in the page of the vectors, and the way out of handlers.
// Source: the kernel's Documentation/arm/kernel_user_helpers.rst (addresses, arguments, results).
#include "machines/linux_user/abi_arm.h"
#include "machines/linux_user/memory_map.h"

namespace sosie::linux_user {

namespace {

constexpr u32 kVectorsPage = AddressLayout::kTaskEnd;
constexpr u32 kPageBytes = FlatMemory::kPageBytes;

struct Piece {
  u32 offset;
  std::span<const u32> words;
};

// __kuser_cmpxchg64: r0 -> old, r1 -> new, r2 -> the place; r0 = 0 and C set where it was exchanged.
constexpr u32 kCompareExchange64[] = {
    0xe92d00f0,  // push  {r4-r7}
    0xe1c040d0,  // ldrd  r4, r5, [r0]
    0xe1c160d0,  // ldrd  r6, r7, [r1]
    0xf57ff05b,  // dmb   ish
    0xe1b20f9f,  // again: ldrexd r0, r1, [r2]
    0xe0303004,  // eors  r3, r0, r4
    0x00313005,  // eorseq r3, r1, r5
    0x01a23f96,  // strexdeq r3, r6, r7, [r2]
    0x03530001,  // cmpeq r3, #1
    0x0afffff9,  // beq   again
    0xf57ff05b,  // dmb   ish
    0xe2730000,  // rsbs  r0, r3, #0
    0xe8bd00f0,  // pop   {r4-r7}
    0xe12fff1e,  // bx    lr
};
// __kuser_memory_barrier
constexpr u32 kMemoryBarrier[] = {
    0xf57ff05b,  // dmb   ish
    0xe12fff1e,  // bx    lr
};
// __kuser_cmpxchg: r0 = old, r1 = new, r2 -> the place; r0 = 0 and C set where it was exchanged.
constexpr u32 kCompareExchange[] = {
    0xf57ff05b,  // dmb   ish
    0xe1923f9f,  // again: ldrex r3, [r2]
    0xe0333000,  // eors  r3, r3, r0
    0x01823f91,  // strexeq r3, r1, [r2]
    0x03530001,  // cmpeq r3, #1
    0x0afffffa,  // beq   again
    0xe2730000,  // rsbs  r0, r3, #0
    0xeaffffef,  // b     __kuser_memory_barrier
};
// __kuser_get_tls
constexpr u32 kGetTls[] = {
    0xee1d0f70,  // mrc   p15, 0, r0, c13, c0, 3
    0xe12fff1e,  // bx    lr
};
constexpr u32 kHelperVersion[] = {5};

constexpr Piece kHelpers[] = {{0xf60, kCompareExchange64},
                              {0xfa0, kMemoryBarrier},
                              {0xfc0, kCompareExchange},
                              {0xfe0, kGetTls},
                              {0xffc, kHelperVersion}};

constexpr u32 kSigreturnBytes = 8;

unsigned sigreturn_index(bool thumb, bool with_info) { return (thumb ? 1u : 0u) + (with_info ? 2u : 0u); }

}  // namespace

std::array<u32, 2> arm_sigreturn_words(bool thumb, bool with_info) {
  // mov r7, #__NR_sigreturn or #__NR_rt_sigreturn; svc #0. In Thumb code both fit in a word.
  const u32 number = with_info ? 173 : 119;
  if (thumb) return {0xdf00'2700 | number, 0};
  return {0xe3a0'7000 | number, 0xef00'0000};
}

u32 arm_sigreturn_code(bool thumb, bool with_info) {
  return AddressLayout::kSignalPage + kSigreturnBytes * sigreturn_index(thumb, with_info) + (thumb ? 1 : 0);
}

void ArmAbi::map_kernel_pages(MemoryMap& map) const {
  // Nobody may jump to the vectors themselves: an undefined instruction fills the page.
  std::array<u32, kPageBytes / 4> vectors;
  vectors.fill(0xe7f0'00f0);
  for (const Piece& piece : kHelpers)
    std::copy(piece.words.begin(), piece.words.end(), vectors.begin() + piece.offset / 4);
  map.map_kernel_page(kVectorsPage, "[vectors]", vectors.data(), kPageBytes);

  std::array<u32, 8> sigreturn{};
  for (bool thumb : {false, true}) {
    for (bool with_info : {false, true}) {
      const auto words = arm_sigreturn_words(thumb, with_info);
      std::copy(words.begin(), words.end(), sigreturn.begin() + 2 * sigreturn_index(thumb, with_info));
    }
  }
  map.map_kernel_page(AddressLayout::kSignalPage, "[sigpage]", sigreturn.data(), sizeof sigreturn);
}

}  // namespace sosie::linux_user
