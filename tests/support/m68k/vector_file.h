/// tests/support/m68k/vector_file.h — the 68000 vectors of SingleStepTests: states before and after, and the bus
/// cycles. Source: the collection's own description of its files.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "core/base/types.h"

namespace sosie::m68k::test {

struct VectorState {
  u32 d[8], a[7], usp, ssp, sr;
  u32 pc;  ///< of the next prefetch: 4 past the instruction
  u32 prefetch[2];
  std::vector<std::pair<u32, u16>> memory;  ///< words by even address
};

struct Transaction {
  enum Kind : u8 { kIdle, kWrite, kRead, kReadModifyWrite, kRefusedRead, kRefusedWrite } kind;
  u32 cycles;
  u32 function_code = 0, address = 0, data = 0, uds = 0, lds = 0;
};

struct VectorCase {
  std::string name;
  VectorState before, after;
  u32 cycles;
  std::vector<Transaction> transactions;
};

/// Throws std::runtime_error where the file is not what it should be.
std::vector<VectorCase> read_vectors(const std::filesystem::path& file);

/// As one writes it: "read4 fc6 ad5fcc=2f02".
std::string to_string(const Transaction& transaction);

}  // namespace sosie::m68k::test
