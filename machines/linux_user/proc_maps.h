/// machines/linux_user/proc_maps.h — the text of /proc/self/maps as the guest expects it.
/// Source: proc(5), /proc/[pid]/maps.
#pragma once

#include <functional>
#include <string>

#include "machines/linux_user/memory_map.h"

namespace sosie::linux_user {

/// \param guest_path turns the host's name of a mapped file into the guest's.
std::string proc_maps(const MemoryMap& map, const std::function<std::string(const std::string&)>& guest_path);

}  // namespace sosie::linux_user
