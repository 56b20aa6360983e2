/// tests/support/arm/stream.h — a short program with the state it starts from, and what a run of it left behind.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "core/memory/flat_memory.h"
#include "frontends/arm/state.h"

namespace sosie::arm {

// Where things are: code and a readable page of the guest, data that it may write, nothing else.
inline constexpr u32 kCodeAddress = 0x0001'0000, kCodeBytes = 0x1000;
inline constexpr u32 kDataAddress = 0x0040'0000, kDataBytes = 0x4000;

struct Stream {
  u64 seed = 0;
  std::vector<u8> code;  ///< at kCodeAddress, as many bytes as the program has
  State start;           ///< pc and mode included
  std::vector<u8> data;  ///< kDataBytes at kDataAddress

  bool holds(u64 address) const { return address >= kCodeAddress && address < end(); }
  u32 end() const { return kCodeAddress + static_cast<u32>(code.size()); }
};

struct Outcome {
  enum Ending { kEnd, kReadFault, kWriteFault, kRaise, kSystemCall, kLost /*!< ran too long or elsewhere */ };
  Ending ending = kEnd;
  u32 vector = 0;  ///< kRaise
  State state;     ///< pc: where it goes on, or the instruction that did not happen
  std::vector<u8> data;
};

/// Calls `visit(address, word, bytes)` for each instruction; words as ArmIsa::decode_word takes them.
void for_each_insn(const Stream& stream, const std::function<void(u64, u32, u32)>& visit);

/// The program, one line an instruction.
std::string disassembly(const Stream&);

/// What to compare.
enum class Detail {
  /// R0 to R15, CPSR, memory, the ending: what an outside judge knows. Where an instruction inside an IT block faulted,
  /// the
  /// ending only: Unicorn runs on to the end of the block then.
  kVisible,
  kAll,  ///< every byte of the state
};
/// \return the first difference in one line, or an empty string.
std::string difference(const Outcome& expected, const Outcome& got, Detail detail);

}  // namespace sosie::arm
