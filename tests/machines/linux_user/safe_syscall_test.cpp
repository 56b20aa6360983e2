#include "machines/linux_user/safe_syscall.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/time.h>

namespace sosie::linux_user {

namespace {

std::atomic<bool> stop{false};
std::atomic<int> signals{0};

void handle(int, siginfo_t*, void* context) {
  ++signals;
  stop = true;
  leave_safe_syscall(context);
}

class SafeSyscall : public testing::Test {
 protected:
  SafeSyscall() {
    stop = false;
    struct sigaction action {};
    action.sa_sigaction = handle;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigaction(SIGALRM, &action, &before_);
  }
  ~SafeSyscall() override { sigaction(SIGALRM, &before_, nullptr); }

  struct sigaction before_;
};

TEST_F(SafeSyscall, ResultsAndErrorsAreTheKernels) {
  EXPECT_EQ(safe_syscall(stop, SYS_getpid), getpid());
  EXPECT_EQ(safe_syscall(stop, SYS_close, -1), -EBADF);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  EXPECT_EQ(safe_syscall(stop, SYS_write, ends[1], "abc", 3), 3);
  char text[4] = "";
  EXPECT_EQ(safe_syscall(stop, SYS_read, ends[0], text, 3), 3);
  EXPECT_STREQ(text, "abc");
  const i64 fd = safe_syscall(stop, SYS_memfd_create, "six arguments", 0);
  EXPECT_GT(safe_syscall(stop, SYS_mmap, nullptr, 4096, 1, 2, fd, 0), 4096);
}

TEST_F(SafeSyscall, NothingHappensOnceStopIsSet) {
  stop = true;
  EXPECT_EQ(safe_syscall(stop, SYS_getpid), kRestartAlways);
}

TEST_F(SafeSyscall, ACallThatTheKernelWouldRestartComesBack) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const itimerval soon{{0, 0}, {0, 10000}};
  setitimer(ITIMER_REAL, &soon, nullptr);
  char byte;
  EXPECT_EQ(safe_syscall(stop, SYS_read, ends[0], &byte, 1), kRestartCall);
}

/// Signals at every instant: a call either happens in full or not at all, and never waits once the signal is there.
TEST_F(SafeSyscall, NoSignalIsLostBetweenTheQuestionAndTheCall) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  signals = 0;
  const itimerval often{{0, 50}, {0, 50}}, never{};
  setitimer(ITIMER_REAL, &often, nullptr);
  for (int stopped = 0; stopped < 2000;) {
    stop = false;
    // Waits for ever if a signal goes unnoticed and no other comes: the timer's next one ends the wait, but then both
    // are counted.
    char byte;
    const i64 result = safe_syscall(stop, SYS_read, ends[0], &byte, 1);
    ASSERT_TRUE(result == kRestartCall || result == kRestartAlways) << result;
    ++stopped;
  }
  setitimer(ITIMER_REAL, &never, nullptr);
  EXPECT_GE(signals, 2000);
}

}  // namespace

}  // namespace sosie::linux_user
