#include "machines/linux_user/abis.h"

#include <fmt/format.h>

#include "machines/linux_user/abi_arm.h"
#include "machines/linux_user/abi_m68k.h"
#include "machines/linux_user/program.h"

namespace sosie::linux_user {

namespace {

template <class Guest>
std::unique_ptr<Abi> make(std::string_view cpu) {
  return std::make_unique<Guest>(cpu.empty() ? Guest::kDefaultCpu : cpu);
}

}  // namespace

std::unique_ptr<Abi> abi_of_program(const std::string& path, const Paths& paths, std::string_view cpu) {
  // Of what is no guest's program any of them tells what it is.
  return find_program(path, paths).guest == &kM68kPrograms ? make<M68kAbi>(cpu) : make<ArmAbi>(cpu);
}

std::string default_cpus() { return fmt::format("{} for ARM, {} for m68k", ArmAbi::kDefaultCpu, M68kAbi::kDefaultCpu); }

}  // namespace sosie::linux_user
