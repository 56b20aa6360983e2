// Making, ending and waiting for processes; what they inherit. Checks itself; given an argument it is its own child.
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

extern char** environ;

static int status_of(pid_t child) {
  int status = -1;
  CHECK(waitpid(child, &status, 0) == child);
  return status;
}

static void endings(void) {
  pid_t child = fork();
  if (child == 0) _exit(300);
  int status = status_of(child);
  CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 300 % 256);

  const int signals[] = {SIGTERM, SIGKILL, SIGABRT, SIGSEGV, SIGFPE, SIGILL, SIGUSR1, SIGPIPE};
  for (unsigned i = 0; i < sizeof signals / sizeof signals[0]; ++i) {
    child = fork();
    if (child == 0) {
      raise(signals[i]);
      _exit(99);
    }
    status = status_of(child);
    CHECK(WIFSIGNALED(status) && WTERMSIG(status) == signals[i]);
  }

  /* A stopped child goes on. */
  child = fork();
  if (child == 0) {
    raise(SIGSTOP);
    _exit(5);
  }
  CHECK(waitpid(child, &status, WUNTRACED) == child && WIFSTOPPED(status) && WSTOPSIG(status) == SIGSTOP);
  CHECK(kill(child, SIGCONT) == 0);
  siginfo_t info;
  memset(&info, 0, sizeof info);
  CHECK(waitid(P_PID, child, &info, WEXITED) == 0 && info.si_pid == child && info.si_signo == SIGCHLD &&
        info.si_code == CLD_EXITED && info.si_status == 5);
  CHECK(waitpid(-1, &status, WNOHANG) == -1 && errno == ECHILD);
}

static void executing(const char* self) {
  int ends[2];
  CHECK(pipe(ends) == 0);
  pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], 1);
    setenv("GREETING", "from the parent", 1);
    setenv("LD_NONSENSE", "kept as well", 1);
    signal(SIGUSR2, SIG_IGN);
    execl(self, "-other name", "child", "two words", "", (char*)NULL);
    _exit(98);
  }
  close(ends[1]);
  char text[512] = "";
  size_t length = 0;
  for (ssize_t count; (count = read(ends[0], text + length, sizeof text - 1 - length)) > 0;) length += (size_t)count;
  CHECK(status_of(child) >> 8 == 17);
  CHECK(strcmp(text, "-other name|child|two words||from the parent|kept as well|ignored\n") == 0);

  /* Errors come before the old program is gone. */
  char* const arguments[] = {"x", NULL};
  CHECK(execve("/nowhere/at/all", arguments, environ) == -1 && errno == ENOENT);
  CHECK(execve("/", arguments, environ) == -1 && errno == EACCES);
  const int fd = open("processes-file", O_WRONLY | O_CREAT, 0644);
  CHECK(write(fd, "just text\n", 10) == 10 && close(fd) == 0);
  CHECK(execve("processes-file", arguments, environ) == -1 && errno == EACCES);
  CHECK(chmod("processes-file", 0755) == 0 && execve("processes-file", arguments, environ) == -1 && errno == ENOEXEC);
  unlink("processes-file");

  child = vfork();
  if (child == 0) {
    execl("/bin/true", "true", (char*)NULL);
    _exit(98);
  }
  CHECK(status_of(child) == 0);

  char* const spawned[] = {(char*)self, "exit", NULL};
  CHECK(posix_spawn(&child, self, NULL, NULL, spawned, environ) == 0 && WEXITSTATUS(status_of(child)) == 23);
  CHECK(system("exit 12") >> 8 == 12);
  FILE* pipe_in = popen("echo a; echo b", "r");
  CHECK(pipe_in && fgets(text, sizeof text, pipe_in) && strcmp(text, "a\n") == 0);
  CHECK(fgets(text, sizeof text, pipe_in) && strcmp(text, "b\n") == 0 && pclose(pipe_in) == 0);
}

static void identity(void) {
  CHECK(getpid() != getppid() && getpgrp() == getpgid(0));
  /* Of a session whose leader is in another container, the kernel says 0; one's own can be told. */
  pid_t child = fork();
  if (child == 0) _exit(setsid() == getpid() && getsid(0) == getpid() ? 0 : 1);
  CHECK(status_of(child) == 0);
  uid_t real, effective, saved;
  CHECK(getresuid(&real, &effective, &saved) == 0 && real == getuid() && effective == geteuid());
  gid_t groups[64];
  CHECK(getgroups(64, groups) >= 0);
  struct rlimit limit;
  CHECK(getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur > 3);
  struct rlimit64 wide;
  CHECK(prlimit64(0, RLIMIT_CORE, NULL, &wide) == 0);
  struct rusage usage;
  CHECK(getrusage(RUSAGE_CHILDREN, &usage) == 0 && usage.ru_maxrss > 0);
  cpu_set_t cpus;
  CHECK(sched_getaffinity(0, sizeof cpus, &cpus) == 0 && CPU_COUNT(&cpus) >= 1);
  CHECK(sched_yield() == 0 && getpriority(PRIO_PROCESS, 0) >= -20);
  char path[256] = "";
  CHECK(readlink("/proc/self/exe", path, sizeof path - 1) > 0 && strstr(path, "processes") != NULL && path[0] == '/');
}

int main(int argc, char** argv) {
  if (argc > 1 && strcmp(argv[1], "exit") == 0) {
    /* As daemons do: whatever is open, it is not ours. */
    for (int fd = 0; fd < 2000; ++fd) close(fd);
    dup2(0, 960);
    _exit(23);
  }
  if (argc > 1) {
    printf("%s|%s|%s|%s|%s|%s|%s\n", argv[0], argv[1], argv[2], argv[3], getenv("GREETING"), getenv("LD_NONSENSE"),
           signal(SIGUSR2, SIG_DFL) == SIG_IGN ? "ignored" : "not ignored");
    return 17;
  }
  endings();
  executing(argv[0]);
  identity();
  return checked("processes");
}
