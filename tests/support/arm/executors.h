/// tests/support/arm/executors.h — runs streams in our own three ways: interpreted, as IR, translated.
#pragma once

#include <memory>
#include <optional>

#include "core/engine/cpu_record.h"
#include "core/engine/translator.h"
#include "core/ir/evaluator.h"
#include "frontends/arm/isa.h"
#include "tests/support/arm/stream.h"

namespace sosie::arm {

/// Memory and a processor for one stream at a time.
class Sandbox {
 public:
  Sandbox();

  Outcome interpret(const Stream& stream);
  /// Block by block through IrBuilder, the verifier and the IR's evaluator.
  Outcome evaluate(const Stream& stream);
  /// Block by block through a translator, whose memory is this sandbox's `memory()`. It is cleared first. Blocks that
  /// it cannot translate are evaluated, and counted.
  Outcome translate(const Stream& stream, Translator& translator);

  const ArmIsa& isa() const { return isa_; }
  FlatMemory& memory() { return memory_; }
  u64 translated() const { return translated_; }
  u64 untranslated() const { return untranslated_; }

 private:
  void load(const Stream& stream);
  Outcome outcome(Outcome::Ending ending, u32 vector = 0) const;
  /// The stream's outcome where a block ended it.
  std::optional<Outcome> after(const ir::Outcome& left) const;
  std::optional<Outcome> after(const Exit& exit) const;
  /// What starts at pc, up to a jump or the stream's end.
  ir::Block make_block(const Stream& stream) const;

  ArmIsa isa_;
  FlatMemory memory_;
  std::unique_ptr<CpuRecord<State>> cpu_;
  u64 translated_ = 0, untranslated_ = 0;
};

}  // namespace sosie::arm
