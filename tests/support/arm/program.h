/// tests/support/arm/program.h — short programs written down word by word, and how they run.
#pragma once

#include <gtest/gtest.h>

#include <cstring>
#include <initializer_list>

#include "tests/support/arm/executors.h"

namespace sosie::arm {

/// A program with its state before; R0 to R14 and flags are zero, the data is zeroed.
struct Program : Stream {
  /// `thumb`: words below 0xe800 have 16 bits, others 32 with their first halfword on top.
  Program(bool thumb, std::initializer_list<u32> words) {
    start.r[15] = kCodeAddress;
    start.mode = thumb ? kModeThumb : 0;
    data.resize(kDataBytes);
    const auto emit = [&](u32 halfword) {
      code.push_back(static_cast<u8>(halfword));
      code.push_back(static_cast<u8>(halfword >> 8));
    };
    for (u32 word : words) {
      if (!thumb) emit(word & 0xffff);
      if (!thumb || word >= 0xe800) emit(word >> 16);
      if (thumb) emit(word & 0xffff);
    }
  }

  u32 word(u32 address) const { return read<u32>(data, address); }
  void set_word(u32 address, u32 value) { std::memcpy(&data[address - kDataAddress], &value, sizeof value); }

  template <class T>
  static T read(const std::vector<u8>& bytes, u32 address) {
    T value;
    std::memcpy(&value, &bytes[address - kDataAddress], sizeof value);
    return value;
  }
};

/// Runs it interpreted and as IR, which have to agree.
inline Outcome run(const Program& program) {
  static Sandbox sandbox;
  const Outcome interpreted = sandbox.interpret(program), evaluated = sandbox.evaluate(program);
  EXPECT_EQ(difference(interpreted, evaluated, Detail::kAll), "") << disassembly(program);
  return interpreted;
}

}  // namespace sosie::arm
