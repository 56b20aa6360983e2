/// tests/support/arm/unicorn_judge.h — runs streams on Unicorn, an outside judge: QEMU's translator as a library.
#pragma once

#include <unicorn/unicorn.h>

#include "tests/support/arm/stream.h"

namespace sosie::arm {

/// A Cortex-A15 in user mode with the memory that streams expect.
class UnicornJudge {
 public:
  UnicornJudge();
  ~UnicornJudge();
  UnicornJudge(const UnicornJudge&) = delete;
  UnicornJudge& operator=(const UnicornJudge&) = delete;

  Outcome run(const Stream& stream);

 private:
  void load(const Stream& stream);
  static void on_interrupt(uc_engine* uc, u32 number, void* judge);

  uc_engine* uc_ = nullptr;
  i64 interrupt_ = -1;  ///< number of the exception that ended the run
};

}  // namespace sosie::arm
