#include "machines/linux_user/process.h"

#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <climits>
#include <cstdlib>

#include "core/base/error.h"
#include "machines/linux_user/exit_codes.h"
#include "machines/linux_user/loader_elf.h"
#include "machines/linux_user/stack_image.h"
#include "machines/linux_user/thread.h"

namespace sosie::linux_user {

namespace {

constexpr u32 kMinStackBytes = 0x2'0000, kMaxStackBytes = 0xff0'0000;
constexpr u32 kMaxNameBytes = 15;  ///< of /proc/self/comm

/// The host's limit is the guest's, within what the address space has room for.
u32 stack_bytes() {
  rlimit limit{};
  if (getrlimit(RLIMIT_STACK, &limit) != 0) return AddressLayout::kDefaultStackBytes;
  return static_cast<u32>(std::clamp<rlim_t>(limit.rlim_cur, kMinStackBytes, kMaxStackBytes));
}

std::string real_path(const std::string& path) {
  char buffer[PATH_MAX];
  return realpath(path.c_str(), buffer) ? buffer : path;
}

std::string_view last_component(std::string_view path) { return path.substr(path.rfind('/') + 1); }

struct Interpreter {
  UniqueFd fd;
  ElfFile elf;
};

Interpreter open_interpreter(const std::string& program, const std::string& path, const Paths& paths,
                             const ElfRules& rules) {
  const std::string host_path = paths.to_host(path);
  const auto fail = [&](std::string_view what, int exit_code) {
    return UserError(fmt::format("cannot run {}: its interpreter (dynamic linker) {} {}; give the directory that holds "
                                 "the guest's libraries with -L",
                                 program, exit_code == kNotFound ? path : host_path, what),
                     exit_code);
  };
  Interpreter interpreter{UniqueFd(open(host_path.c_str(), O_RDONLY | O_CLOEXEC)), {}};
  if (!interpreter.fd && errno == EACCES) throw fail("may not be read", kCannotExecute);
  if (!interpreter.fd) throw fail("is not there", kNotFound);
  struct stat status;
  if (fstat(interpreter.fd.get(), &status) != 0 || !S_ISREG(status.st_mode)) throw fail("is no file", kCannotExecute);
  const FileView file(interpreter.fd.get(), host_path);
  interpreter.elf = read_elf(file.bytes(), host_path, rules);
  return interpreter;
}

}  // namespace

Process::Process(const Abi& abi, ProcessOptions options)
    : abi_(abi),
      options_(std::move(options)),
      log_(options_.log_fd),
      paths_(options_.root),
      syscalls_(abi),
      is_child_(options_.is_child) {
  start_ = load();
  EngineOptions engine = options_.engine;
  if (options_.make_translator) translator_ = options_.make_translator(abi.isa(), memory_);
  engine.translator = translator_.get();
  engine_ = std::make_unique<Engine>(abi.isa(), memory_, std::move(engine));
  Abi::StatePtr state = abi.make_state();
  abi.start(state.get(), start_.entry, start_.stack);
  threads_ = std::make_unique<Threads>(*this);
  thread_ = std::make_unique<Thread>(*this, std::move(state));
  threads_->add_first(*thread_);
}

Process::~Process() = default;

void Process::end(Ending ending) {
  {
    const std::lock_guard lock(mutex_);
    if (ending_) return;
    ending_ = ending;
    ended_ = true;
  }
  threads_->call_out();
}

void Process::leave() {
  const Ending ending = *ending_;
  if (ending.by_signal) end_by_host_signal(ending.number);
  _exit(ending.number);
}

Process::Start Process::load() {
  const std::string& name = options_.command.at(0);
  const Program program = find_program(name, paths_);
  const FileView file(program.fd.get(), program.path);
  const ElfFile elf = read_elf(file.bytes(), program.path, abi_.elf());

  const bool everything_executable = elf.executable_stack || abi_.readable_is_executable();
  map_.set_read_implies_execute(everything_executable);
  abi_.map_kernel_pages(map_);
  map_.map_stack(stack_bytes(), everything_executable);
  const LoadedElf loaded = load_elf(elf, program.fd.get(), program.path, AddressLayout::kRelocatable, map_);
  map_.set_heap(static_cast<u32>((loaded.end + FlatMemory::kPageBytes - 1) & ~u64{FlatMemory::kPageBytes - 1}));
  LoadedElf first = loaded;
  if (!elf.interpreter.empty()) {
    const Interpreter interpreter = open_interpreter(program.path, elf.interpreter, paths_, abi_.elf());
    first = load_elf(interpreter.elf, interpreter.fd.get(), elf.interpreter, 0, map_);
  }

  std::vector<std::string> argv = options_.command;
  if (options_.argv0) argv[0] = *options_.argv0;
  StackImage image;
  image.arguments = arguments_ = program.arguments(std::move(argv));
  image.environment = options_.environment;
  image.program = name;
  image.platform = abi_.claims().platform;
  [[maybe_unused]] const ssize_t random = getrandom(image.random.data(), image.random.size(), 0);
  image.auxiliary =
      auxiliary_numbers(elf, loaded.program_headers, elf.interpreter.empty() ? 0 : first.bias, loaded.entry);
  const WrittenStack stack = write_stack(guest_, AddressLayout::kStackTop, map_.stack_bytes() / 4 * 3, image);
  auxiliary_ = stack.auxiliary;

  program_host_path_ = real_path(program.host_path);
  program_path_ = paths_.to_guest(program_host_path_);
  prctl(PR_SET_NAME, std::string(last_component(name).substr(0, kMaxNameBytes)).c_str());
  return {first.entry, stack.pointer};
}

std::vector<std::pair<u32, u32>> Process::auxiliary_numbers(const ElfFile& elf, u32 headers, u32 base,
                                                            u32 entry) const {
  const CpuClaims claims = abi_.claims();
  return {{AT_HWCAP, claims.hwcap},
          {AT_PAGESZ, FlatMemory::kPageBytes},
          {AT_CLKTCK, static_cast<u32>(sysconf(_SC_CLK_TCK))},
          {AT_PHDR, headers},
          {AT_PHENT, kProgramHeaderBytes},
          {AT_PHNUM, elf.program_header_count},
          {AT_BASE, base},
          {AT_FLAGS, 0},
          {AT_ENTRY, entry},
          {AT_UID, getuid()},
          {AT_EUID, geteuid()},
          {AT_GID, getgid()},
          {AT_EGID, getegid()},
          {AT_SECURE, 0},
          {AT_HWCAP2, claims.hwcap2}};
}

Ending Process::run() {
  thread_->run();
  threads_->finish_first(*thread_);
  threads_->rethrow_failure();
  threads_->release_robust_mutexes();
  return *ending_;
}

void Process::report_fault(const Thread& thread, const Signal& signal) {
  const u32 pc = abi_.pc(thread.state());
  const std::string start = fmt::format("sosie: {} is ended by {}: ", options_.command[0], signal_name(signal.number));
  if (signal.number == SIGSEGV && map_.below_stack(signal.fault_address)) {
    log_.line(
        fmt::format("{}its stack of {} KiB is full, after a recursion without end perhaps; raise the limit with "
                    "ulimit -s",
                    start, map_.stack_bytes() / 1024));
  } else if (signal.number == SIGSEGV || signal.number == SIGBUS) {
    log_.line(fmt::format("{}the instruction at {:#x} may not access {:#x}; --trace shows how it came there", start, pc,
                          signal.fault_address));
  } else {
    log_.line(fmt::format("{}by the instruction at {:#x}; --trace shows how it came there", start, pc));
  }
}

void Process::report_missing(u32 number) {
  {
    const std::lock_guard lock(mutex_);
    if (!missing_reported_.insert(number).second) return;
  }
  log_.line(fmt::format("sosie: {} uses the system call {} ({}), which is not there yet; it gets ENOSYS",
                        options_.command[0], syscalls_.name(number), number));
}

std::vector<int> Process::own_fds(u32 first, u32 last) const {
  std::vector<int> fds = options_.own_fds;
  fds.insert(fds.end(), {log_.fd(), vfork_fd_});
  std::erase_if(fds, [&](int fd) { return fd < 0 || static_cast<u32>(fd) < first || static_cast<u32>(fd) > last; });
  std::sort(fds.begin(), fds.end());
  return fds;
}

void Process::before_fork() {
  threads_->before_fork();
  map_.before_fork();
  actions_.before_fork();
  directory_offsets_.before_fork();
  mutex_.lock();
  forking_.emplace(memory_.gate());
  engine_->before_fork();
}

void Process::after_fork(bool in_child, Thread& thread) {
  engine_->after_fork(in_child, thread.processor());
  forking_.reset();
  mutex_.unlock();
  directory_offsets_.after_fork();
  actions_.after_fork();
  map_.after_fork();
  threads_->after_fork(in_child, thread);
  if (!in_child) return;
  is_child_ = true;
  if (vfork_fd_ >= 0) close(std::exchange(vfork_fd_, -1));
}

}  // namespace sosie::linux_user
