#include "machines/linux_user/exec.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>

#include "machines/linux_user/proc_files.h"
#include "machines/linux_user/program.h"
#include "machines/linux_user/thread.h"

namespace sosie::linux_user {

namespace {

std::vector<char*> pointers(const std::vector<std::string>& texts) {
  std::vector<char*> list;
  for (const std::string& text : texts) list.push_back(const_cast<char*>(text.c_str()));
  list.push_back(nullptr);
  return list;
}

/// These would be understood by the host's dynamic linker, which loads sosie itself.
bool meant_for_linker(const std::string& variable) {
  return variable.starts_with("LD_") || variable.starts_with("GLIBC_TUNABLES=");
}

/// The command that starts sosie for a guest program. Takes what the host's linker must not see out of `environment`.
std::vector<std::string> restart_command(const Process& process, const std::string& path,
                                         const std::vector<std::string>& argv, std::vector<std::string>& environment) {
  std::vector<std::string> command = process.options().restart_command(process.is_child(), process.log().fd());
  const auto hidden = std::stable_partition(environment.begin(), environment.end(),
                                            [](const std::string& variable) { return !meant_for_linker(variable); });
  for (auto variable = hidden; variable != environment.end(); ++variable)
    command.insert(command.end(), {"-E", *variable});
  environment.erase(hidden, environment.end());
  command.insert(command.end(), {"-0", argv.empty() ? "" : argv[0]});
  command.push_back(path.starts_with('-') ? "./" + path : path);
  if (argv.size() > 1) command.insert(command.end(), argv.begin() + 1, argv.end());
  return command;
}

/// A file that is named by a descriptor of this process, which may be closed when sosie starts again, by its own name.
std::string without_descriptor(const Paths& paths, const std::string& path) {
  if (!path.starts_with("/proc/self/fd/")) return path;
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(path.c_str(), nullptr), &std::free);
  return real ? paths.to_guest(real.get()) : path;
}

/// 0, or the negative errno that the kernel would give.
i64 check_guest_program(const Program& program, const Process& process) {
  try {
    const FileView file(program.fd.get(), program.path);
    const ElfFile elf = read_elf(file.bytes(), program.path, *program.guest);
    if (elf.interpreter.empty()) return 0;
    return access(process.paths().to_host(elf.interpreter).c_str(), F_OK) == 0 ? 0 : -ENOENT;
  } catch (const ProgramError& error) {
    return -error.error_number();
  } catch (const UserError&) {
    return -ENOEXEC;
  }
}

i64 host_execve(Thread& thread, const std::string& path, const std::vector<std::string>& argv,
                const std::vector<std::string>& environment) {
  const auto argv_pointers = pointers(argv), environment_pointers = pointers(environment);
  SignalActions& actions = thread.process().actions();
  // Where it works the host ends all other threads. Until then a fault may have become fatal, so they do nothing.
  const auto held = thread.process().threads().hold();
  const RunGate::Alone alone(thread.process().memory().gate());
  thread.process().threads().wait_for_nudges();
  actions.prepare_exec();
  const SignalSet guest_mask = thread.signals().mask(), before = host_mask();
  host_syscall(SYS_rt_sigprocmask, SIG_SETMASK, &guest_mask, nullptr, sizeof guest_mask);
  const i64 error = host_syscall(SYS_execve, path.c_str(), argv_pointers.data(), environment_pointers.data());
  actions.resume_after_exec();
  host_syscall(SYS_rt_sigprocmask, SIG_SETMASK, &before, nullptr, sizeof before);
  return error;
}

/// Lets a vfork's parent wait until its child executes a program or ends: the child alone holds the other end.
class VforkGate {
 public:
  explicit VforkGate(bool wanted) {
    int ends[2];
    if (!wanted || pipe2(ends, O_CLOEXEC) != 0) return;
    parent_ = move_out_of_the_way(UniqueFd(ends[0]));
    child_ = move_out_of_the_way(UniqueFd(ends[1]));
  }
  void wait_in_parent(const std::atomic<bool>& ended) {
    child_.reset();
    char byte;
    while (parent_ && !ended && read(parent_.get(), &byte, 1) < 0 && errno == EINTR) {
    }
  }
  int keep_in_child() {
    parent_.reset();
    return child_.release();
  }

 private:
  UniqueFd parent_, child_;
};

void set_up_child(Thread& thread, const CloneRequest& request, VforkGate& gate) {
  Process& process = thread.process();
  process.after_fork(true, thread);
  process.keep_until_exec(gate.keep_in_child());
  thread.after_fork();
  if (request.stack != 0) thread.abi().set_stack(thread.state(), request.stack);
  if (request.flags & CLONE_SETTLS) thread.abi().set_thread_pointer(thread.state(), request.thread_pointer);
  thread.set_clear_tid(request.flags & CLONE_CHILD_CLEARTID ? request.child_tid : 0);
  try {
    if (request.flags & CLONE_CHILD_SETTID) thread.memory().write(request.child_tid, thread.tid());
  } catch (const SyscallError&) {
    // As the kernel: the child finds out by itself.
  }
}

}  // namespace

i64 execute(Thread& thread, std::string path, std::vector<std::string> argv, std::vector<std::string> environment) {
  Process& process = thread.process();
  if (thread.signals().noted()) return kRestartAlways;
  path = is_program_link(path) ? process.program_path() : without_descriptor(process.paths(), path);
  try {
    const Program program = find_program(path, process.paths());
    if (program.kind == FileKind::kOther) return -ENOEXEC;
    if (program.kind == FileKind::kNative) {
      return host_execve(thread, process.paths().to_host(path), argv, environment);
    }
    if (const i64 error = check_guest_program(program, process)) return error;
  } catch (const ProgramError& error) {
    return -error.error_number();
  }
  const auto command = restart_command(process, path, argv, environment);
  const int log = process.log().fd();
  fcntl(log, F_SETFD, 0);
  const i64 error = host_execve(thread, "/proc/self/exe", command, environment);
  fcntl(log, F_SETFD, FD_CLOEXEC);
  return error;
}

i64 fork_process(Thread& thread, const CloneRequest& request) {
  if (thread.signals().noted()) return kRestartAlways;
  VforkGate gate(request.flags & CLONE_VFORK);
  Process& process = thread.process();
  process.before_fork();
  const pid_t child = fork();
  const int error = errno;
  if (child != 0) process.after_fork(false, thread);
  if (child < 0) return -error;
  if (child == 0) {
    set_up_child(thread, request, gate);
    return 0;
  }
  if (request.flags & CLONE_PARENT_SETTID) thread.memory().write(request.parent_tid, static_cast<u32>(child));
  gate.wait_in_parent(process.ended());
  return child;
}

}  // namespace sosie::linux_user
