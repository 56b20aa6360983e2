/// machines/linux_user/abis.h — the guests whose programs are run: which one a program is for.
#pragma once

#include <memory>

#include "machines/linux_user/abi.h"
#include "machines/linux_user/paths.h"

namespace sosie::linux_user {

/// For the program that `path` names, script or not.
/// \param cpu a model of that guest's; empty: the default one. An unknown one is a UserError.
std::unique_ptr<Abi> abi_of_program(const std::string& path, const Paths& paths, std::string_view cpu);

/// The default models, for --help.
std::string default_cpus();

}  // namespace sosie::linux_user
