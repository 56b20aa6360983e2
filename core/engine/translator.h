/// core/engine/translator.h — the seam between core and whoever makes blocks executable (jit, or the IR's evaluator).
#pragma once

#include "core/engine/cpu_record.h"
#include "core/ir/block.h"

namespace sosie {

/// Executable code of one block, owned by the Translator that made it.
struct TranslatedCode {
  const void* entry = nullptr;
  u32 bytes = 0;
  u32 main_bytes = 0;  ///< of the way through the block; the code of exits lies behind
};

/// A direct jump of translated code that can be tied to another block's code.
using LinkSite = u64;
inline constexpr LinkSite kNoLinkSite = 0;

/// How translated code was left. The guest's pc and mode in the state are those of the next instruction to run.
struct Exit {
  enum Kind : u8 {
    kJump,    ///< to pc; `site` may be linked to the block there, unless it is kNoLinkSite
    kLookup,  ///< to pc, computed: not found in the jump cache, or found cold
    kBudget,  ///< the budget was spent before the block at pc
    kRaise,   ///< detail = vector; pc is the instruction that raised
    kStop,    ///< detail = StopRequest
    kFault,   ///< an access at fault_address; pc is the instruction that made it
  } kind;
  u64 detail = 0;
  LinkSite site = kNoLinkSite;
  u64 fault_address = 0;
  bool fault_is_write = false;
  bool fault_is_misaligned = false;
};

/// Processors on several threads `run` at the same time, and while one thread does one of the other things, unless it
/// is said that nobody may.
class Translator {
 public:
  virtual ~Translator() = default;
  /// \return false when code memory is full: the engine clears everything and tries once more. A block that cannot be
  /// translated at all gets no entry.
  virtual bool translate(const ir::Block& block, TranslatedCode& out) = 0;
  /// Runs from `entry` (a TranslatedCode's, which may be linked to others) until it is left. The state lies in a
  /// CpuRecord. A block first takes its guest instructions from RunContext::budget and is not run where that becomes
  /// negative (the budget is then given back); a side exit gives back what it did not run.
  virtual Exit run(const void* entry, void* state) = 0;
  /// What BlockHead::entry is while a block has no code: it leaves with kLookup.
  virtual const void* cold_entry() const = 0;
  /// Makes the jump at `site` go straight to `target`; `unlink` undoes it. Nobody else may run, but for `link` where
  /// `links_at_once` says so.
  virtual void link(LinkSite site, const void* target) = 0;
  virtual void unlink(LinkSite site) = 0;
  virtual bool links_at_once(LinkSite site) const { return (void)site, true; }
  /// Forgets all code. Nobody else may run.
  virtual void clear() = 0;
  /// The processor with this context will not run any more.
  virtual void forget_processor(RunContext& context) { (void)context; }
  /// To be asked first by the handler of the host's SIGSEGV and SIGBUS, with what the handler got (siginfo_t*,
  /// ucontext_t*). \return the access was made by translated code; `run` will come back with kFault.
  virtual bool host_fault(void* info, void* context) { return (void)info, (void)context, false; }
  /// To be called around a fork: code memory may not stay shared between parent and child.
  virtual void before_fork() {}
  virtual void after_fork(bool in_child) { (void)in_child; }
};

}  // namespace sosie
