/// core/host/block_backend.h — what a disk's bytes are kept in.
#pragma once

#include <span>

#include "core/base/types.h"

namespace sosie {

struct BlockBackend {
  virtual ~BlockBackend() = default;
  virtual u64 bytes() const = 0;
  virtual bool read_only() const = 0;
  /// False: the host could not; the device reports its medium error.
  virtual bool read(u64 offset, std::span<u8> to) = 0;
  virtual bool write(u64 offset, std::span<const u8> from) = 0;
  virtual bool flush() = 0;
};

}  // namespace sosie
