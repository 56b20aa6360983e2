/// machines/linux_user/proc_files.h — files of /proc that must tell of the guest's process, not of the host's.
#pragma once

#include <optional>
#include <string_view>

#include "core/base/types.h"

namespace sosie::linux_user {

class Process;

/// Opens /proc/cpuinfo, /proc/self/{exe,maps,cmdline,auxv,stat} (also by number). Nothing: `path` is none of them.
std::optional<i64> open_proc_file(const Process& process, std::string_view path, int flags);
/// `path` is /proc/self/exe, whose target is the guest's program.
bool is_program_link(std::string_view path);

}  // namespace sosie::linux_user
