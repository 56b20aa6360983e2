/// devices/storage/gemdos_error.h — what GEMDOS's calls return where they fail.
///
/// Source: "GEMDOS Reference Manual" (Atari, 1986), Error Codes.
#pragma once

#include "core/base/types.h"

namespace sosie::gemdos {

inline constexpr i32 kFileNotFound = -33, kPathNotFound = -34, kNoHandles = -35, kAccessDenied = -36, kBadHandle = -37,
                     kNoMemory = -39, kBadMemoryBlock = -40, kBadDrive = -46, kNotSameDrive = -48, kNoMoreFiles = -49,
                     kRange = -64, kBadProgram = -66;

/// \param error one of the host's; 0, which is none here either.
i32 error_of(int error);

}  // namespace sosie::gemdos
