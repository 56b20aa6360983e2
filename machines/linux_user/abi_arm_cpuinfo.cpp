// /proc/cpuinfo as the ARM kernel writes it. Source: the kernel's Documentation/arm and asm/hwcap.h for the names of
// the features; ARM DDI 0406C B4.1.105 (MIDR) for the numbers.
#include <fmt/format.h>

#include "machines/linux_user/abi_arm.h"

namespace sosie::linux_user {

namespace {

/// By bit of AT_HWCAP and AT_HWCAP2.
constexpr std::string_view kFeatures[] = {
    "swp",     "half", "thumb", "26bit",    "fastmult", "fpa",   "vfp",   "edsp",  "java",   "iwmmxt", "crunch",
    "thumbee", "neon", "vfpv3", "vfpv3d16", "tls",      "vfpv4", "idiva", "idivt", "vfpd32", "lpae",   "evtstrm"};
constexpr std::string_view kFeatures2[] = {"aes", "pmull", "sha1", "sha2", "crc32"};

std::string names_of(u32 bits, std::span<const std::string_view> names) {
  std::string text;
  for (std::size_t bit = 0; bit < names.size(); ++bit) {
    if (bits >> bit & 1) text += fmt::format("{} ", names[bit]);
  }
  return text;
}

}  // namespace

std::string ArmAbi::cpu_information(unsigned processors) const {
  std::string text;
  for (unsigned n = 0; n < processors; ++n) {
    text += fmt::format("processor\t: {}\n", n);
    text += fmt::format("model name\t: ARMv7 Processor rev {} ({})\n", midr_ & 0xf, claims_.platform);
    text += "BogoMIPS\t: 100.00\n";
    text += fmt::format("Features\t: {}{}\n", names_of(claims_.hwcap, kFeatures), names_of(claims_.hwcap2, kFeatures2));
    text += fmt::format("CPU implementer\t: {:#04x}\nCPU architecture: 7\n", midr_ >> 24);
    text += fmt::format("CPU variant\t: {:#x}\nCPU part\t: {:#05x}\nCPU revision\t: {}\n\n", midr_ >> 20 & 0xf,
                        midr_ >> 4 & 0xfff, midr_ & 0xf);
  }
  return text + "Hardware\t: Sosie\nRevision\t: 0000\nSerial\t\t: 0000000000000000\n";
}

}  // namespace sosie::linux_user
