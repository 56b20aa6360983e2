#include "machines/linux_user/time_convert.h"

namespace sosie::linux_user {

GuestRusage to_guest(const rusage& host) {
  const auto count = [](long value) { return static_cast<i32>(value); };
  return {.user = to_guest(host.ru_utime),
          .system = to_guest(host.ru_stime),
          .max_rss = count(host.ru_maxrss),
          .shared_rss = count(host.ru_ixrss),
          .data_rss = count(host.ru_idrss),
          .stack_rss = count(host.ru_isrss),
          .minor_faults = count(host.ru_minflt),
          .major_faults = count(host.ru_majflt),
          .swaps = count(host.ru_nswap),
          .in_blocks = count(host.ru_inblock),
          .out_blocks = count(host.ru_oublock),
          .sent = count(host.ru_msgsnd),
          .received = count(host.ru_msgrcv),
          .signals = count(host.ru_nsignals),
          .voluntary_switches = count(host.ru_nvcsw),
          .involuntary_switches = count(host.ru_nivcsw)};
}

}  // namespace sosie::linux_user
