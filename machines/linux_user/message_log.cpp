#include "machines/linux_user/message_log.h"

#include <fcntl.h>
#include <sys/resource.h>

#include <algorithm>
#include <string>

namespace sosie::linux_user {

namespace {

constexpr rlim_t kWantedNumber = 960;  ///< most limits are 1024

int lowest_number() {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  return static_cast<int>(std::min(kWantedNumber, limit.rlim_cur > 32 ? limit.rlim_cur - 16 : 3));
}

}  // namespace

UniqueFd move_out_of_the_way(UniqueFd fd) {
  const int moved = fcntl(fd.get(), F_DUPFD_CLOEXEC, lowest_number());
  return moved < 0 ? std::move(fd) : UniqueFd(moved);
}

MessageLog::MessageLog(int fd) : fd_(fd) {
  // The guest may have closed it in between.
  if (fd < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) != 0) fd_.reset(fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, lowest_number()));
}

void MessageLog::line(std::string_view text) const {
  std::string line(text);
  line += '\n';
  [[maybe_unused]] const ssize_t written = write(fd_ ? fd_.get() : STDERR_FILENO, line.data(), line.size());
}

}  // namespace sosie::linux_user
