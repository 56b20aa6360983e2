/// core/ir/text.h — words that the printer and the parser of blocks share.
#pragma once

#include <array>
#include <string_view>

namespace sosie::ir {

/// By StopRequest.
inline constexpr std::array<std::string_view, 5> kStopNames = {"system_call", "wait_for_interrupt", "instruction_sync",
                                                               "reset_devices", "look_at_interrupts"};

}  // namespace sosie::ir
