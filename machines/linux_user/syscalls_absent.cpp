// System calls that are absent on purpose: programs ask whether they are there and do without. Unlike those that
// nobody has thought of they are not reported. Source: each call's man page says what its absence or refusal means.
#include <cerrno>

#include "machines/linux_user/syscalls.h"

namespace sosie::linux_user {

namespace {

/// As a kernel without the feature.
i64 not_built(Thread&) { return -ENOSYS; }
/// As for a process without the privilege: the machine is the host's.
i64 not_permitted(Thread&) { return -EPERM; }

constexpr Syscall kSyscalls[] = {
    // Rings and queues in memory that is shared with the kernel, whose structs hold host pointers.
    syscall_row<not_built>("io_uring_setup"),
    syscall_row<not_built>("io_uring_enter"),
    syscall_row<not_built>("io_uring_register"),
    syscall_row<not_built>("io_setup"),
    syscall_row<not_built>("io_destroy"),
    syscall_row<not_built>("io_submit"),
    syscall_row<not_built>("io_cancel"),
    syscall_row<not_built>("io_getevents"),
    syscall_row<not_built>("io_pgetevents"),
    syscall_row<not_built>("io_pgetevents_time64"),
    // Keys.
    syscall_row<not_built>("add_key"),
    syscall_row<not_built>("request_key"),
    syscall_row<not_built>("keyctl"),
    // Filters on system calls would see the host's.
    syscall_row<not_built>("seccomp"),
    syscall_row<not_built>("bpf"),
    syscall_row<not_built>("landlock_create_ruleset"),
    syscall_row<not_built>("landlock_add_rule"),
    syscall_row<not_built>("landlock_restrict_self"),
    // Watching the host's processor, pages and files.
    syscall_row<not_built>("perf_event_open"),
    syscall_row<not_built>("userfaultfd"),
    syscall_row<not_built>("fanotify_init"),
    syscall_row<not_built>("fanotify_mark"),
    syscall_row<not_built>("lookup_dcookie"),
    // Memory on machines that have several kinds of it, and protection keys, which ARM has not.
    syscall_row<not_built>("mbind"),
    syscall_row<not_built>("get_mempolicy"),
    syscall_row<not_built>("set_mempolicy"),
    syscall_row<not_built>("set_mempolicy_home_node"),
    syscall_row<not_built>("migrate_pages"),
    syscall_row<not_built>("move_pages"),
    syscall_row<not_built>("pkey_mprotect"),
    syscall_row<not_built>("pkey_alloc"),
    syscall_row<not_built>("pkey_free"),
    syscall_row<not_built>("process_madvise"),
    syscall_row<not_built>("process_mrelease"),
    syscall_row<not_built>("remap_file_pages"),
    syscall_row<not_built>("futex_waitv"),
    // Gone from the kernel, or never there for ARM's EABI.
    syscall_row<not_built>("_sysctl"),
    syscall_row<not_built>("bdflush"),
    syscall_row<not_built>("create_module"),
    syscall_row<not_built>("get_kernel_syms"),
    syscall_row<not_built>("getpmsg"),
    syscall_row<not_built>("putpmsg"),
    syscall_row<not_built>("query_module"),
    syscall_row<not_built>("nfsservctl"),
    syscall_row<not_built>("uselib"),
    syscall_row<not_built>("ustat"),
    syscall_row<not_built>("sysfs"),
    syscall_row<not_built>("vserver"),
    syscall_row<not_built>("pciconfig_iobase"),
    syscall_row<not_built>("pciconfig_read"),
    syscall_row<not_built>("pciconfig_write"),
    // The newer way to mount.
    syscall_row<not_built>("fsopen"),
    syscall_row<not_built>("fsconfig"),
    syscall_row<not_built>("fsmount"),
    syscall_row<not_built>("fspick"),
    syscall_row<not_built>("open_tree"),
    syscall_row<not_built>("move_mount"),
    syscall_row<not_built>("mount_setattr"),
    // What would change the host.
    syscall_row<not_permitted>("acct"),
    syscall_row<not_permitted>("delete_module"),
    syscall_row<not_permitted>("finit_module"),
    syscall_row<not_permitted>("init_module"),
    syscall_row<not_permitted>("kexec_file_load"),
    syscall_row<not_permitted>("kexec_load"),
    syscall_row<not_permitted>("pivot_root"),
    syscall_row<not_permitted>("quotactl"),
    syscall_row<not_permitted>("quotactl_fd"),
    syscall_row<not_permitted>("reboot"),
    syscall_row<not_permitted>("swapoff"),
    syscall_row<not_permitted>("swapon"),
};

}  // namespace

std::span<const Syscall> absent_syscalls() { return kSyscalls; }

}  // namespace sosie::linux_user
