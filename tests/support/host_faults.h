/// tests/support/host_faults.h — sends the host's memory faults to a translator while a test runs.
#pragma once

#include <signal.h>

#include <array>
#include <cstdlib>
#include <memory>

#include "core/engine/translator.h"
#include "core/memory/fault_guard.h"

namespace sosie::test {

/// One at a time. Faults that are not the translator's end the program as usual.
class HostFaults {
 public:
  explicit HostFaults(Translator& translator) : HostFaults(&translator) {}
  /// For processors that only interpret: they have a FaultGuard.
  HostFaults() : HostFaults(nullptr) {}
  ~HostFaults() {
    sigaction(SIGSEGV, &before_segv_, nullptr);
    sigaction(SIGBUS, &before_bus_, nullptr);
    const stack_t none{nullptr, SS_DISABLE, 0};
    sigaltstack(&none, nullptr);
    receiver_ = nullptr;
  }
  HostFaults(const HostFaults&) = delete;
  HostFaults& operator=(const HostFaults&) = delete;

 private:
  static constexpr std::size_t kStackBytes = 64 << 10;

  explicit HostFaults(Translator* translator) : stack_(std::make_unique<std::array<char, kStackBytes>>()) {
    receiver_ = translator;
    const stack_t stack{stack_->data(), 0, kStackBytes};
    sigaltstack(&stack, nullptr);
    struct sigaction action {};
    action.sa_sigaction = handle;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK;
    sigaction(SIGSEGV, &action, &before_segv_);
    sigaction(SIGBUS, &action, &before_bus_);
  }

  static void handle(int signal, siginfo_t* info, void* context) {
    if (receiver_ && receiver_->host_fault(info, context)) return;
    FaultGuard::leave(info, context);
    ::signal(signal, SIG_DFL);  // happens again, and ends the program
  }

  static inline Translator* receiver_ = nullptr;
  std::unique_ptr<std::array<char, kStackBytes>> stack_;
  struct sigaction before_segv_ {};
  struct sigaction before_bus_ {};
};

}  // namespace sosie::test
