/// tests/support/guest_threads.h — ARM processors of one engine, each on a host thread.
#pragma once

#include <pthread.h>
#include <signal.h>

#include <array>
#include <memory>
#include <thread>
#include <vector>

#include "core/engine/processor.h"
#include "frontends/arm/state.h"

namespace sosie::test {

/// A processor and the thread that runs it until its program makes a system call or fails.
class GuestThread {
 public:
  GuestThread(Engine& engine, u32 pc, std::initializer_list<std::pair<unsigned, u32>> registers)
      : processor_(engine, &record_->state, [this] { pthread_kill(host_, kAskOut); }) {
    state().r[15] = pc;
    for (const auto& [n, value] : registers) state().r[n] = value;
    catch_signal();
  }
  ~GuestThread() { join(); }

  void start() {
    thread_ = std::thread([this] { run(); });
  }
  void join() {
    if (thread_.joinable()) thread_.join();
  }
  arm::State& state() { return record_->state; }
  u32 r(unsigned n) { return state().r[n]; }
  const Stop& stop() const { return stop_; }
  unsigned interruptions() const { return interruptions_; }

 private:
  static constexpr int kAskOut = SIGUSR1;
  static constexpr i64 kPlenty = i64{1} << 40;

  static void catch_signal() {
    struct sigaction action {};
    action.sa_handler = [](int) {
      if (context_) context_->interrupt();
    };
    action.sa_flags = SA_ONSTACK | SA_RESTART;
    sigaction(kAskOut, &action, nullptr);
  }
  void run() {
    const auto stack_bytes = std::make_unique<std::array<char, 64 << 10>>();
    const stack_t stack{stack_bytes->data(), 0, stack_bytes->size()};
    sigaltstack(&stack, nullptr);
    host_ = pthread_self();
    context_ = &processor_.context();
    while ((stop_ = processor_.run(kPlenty)).kind == Stop::kInterrupted) {
      ++interruptions_;
      processor_.context().resume();
    }
    context_ = nullptr;
    const stack_t none{nullptr, SS_DISABLE, 0};
    sigaltstack(&none, nullptr);
  }

  static inline thread_local RunContext* context_ = nullptr;

  std::unique_ptr<CpuRecord<arm::State>> record_ = std::make_unique<CpuRecord<arm::State>>();
  pthread_t host_{};
  Processor processor_;
  Stop stop_{Stop::kBudget};
  unsigned interruptions_ = 0;
  std::thread thread_;
};

}  // namespace sosie::test
