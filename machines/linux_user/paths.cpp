#include "machines/linux_user/paths.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <climits>
#include <cstdlib>
#include <memory>
#include <vector>

#include "core/base/error.h"
#include "machines/linux_user/exit_codes.h"

namespace sosie::linux_user {

namespace {

constexpr int kMaxLinks = 40;  ///< as the kernel's limit (path_resolution(7))

constexpr std::array<std::string_view, 3> kKernelTrees = {"/proc", "/sys", "/dev"};

bool in_tree(std::string_view path, std::string_view tree) {
  return path.starts_with(tree) && (path.size() == tree.size() || path[tree.size()] == '/');
}

/// Pushes the components of `path` so that the first one is on top.
void push_components(std::string_view path, std::vector<std::string>& stack) {
  while (!path.empty()) {
    const std::size_t slash = path.rfind('/');
    const std::string_view last = slash == path.npos ? path : path.substr(slash + 1);
    if (!last.empty() && last != ".") stack.emplace_back(last);
    path = slash == path.npos ? std::string_view() : path.substr(0, slash);
  }
}

std::string read_link(const std::string& path) {
  char target[PATH_MAX];
  const ssize_t length = readlink(path.c_str(), target, sizeof target);
  return length > 0 ? std::string(target, static_cast<std::size_t>(length)) : std::string();
}

void drop_last(std::string& path) { path.resize(path.empty() ? 0 : path.rfind('/')); }

/// Walks `guest` below `root`. \return the host's name, or empty where something is not there.
std::string walk(const std::string& root, std::string_view guest, bool follow_last) {
  std::vector<std::string> rest;
  push_components(guest, rest);
  std::string below;  // what was walked so far: a path below the root, without links
  for (int links = 0; !rest.empty();) {
    const std::string component = std::move(rest.back());
    rest.pop_back();
    if (component == "..") {
      drop_last(below);
      continue;
    }
    const std::string here = below + "/" + component;
    struct stat status;
    if (lstat((root + here).c_str(), &status) != 0) return {};
    if (S_ISLNK(status.st_mode) && (!rest.empty() || follow_last)) {
      const std::string target = read_link(root + here);
      if (target.empty() || ++links > kMaxLinks) return {};
      if (target[0] == '/') below.clear();
      push_components(target, rest);
      continue;
    }
    below = here;
  }
  return root + (below.empty() ? "/" : below);
}

}  // namespace

Paths::Paths(std::string root) {
  if (root.empty()) return;
  const std::unique_ptr<char, decltype(&std::free)> real(realpath(root.c_str(), nullptr), &std::free);
  struct stat status;
  if (!real || stat(real.get(), &status) != 0 || !S_ISDIR(status.st_mode)) {
    throw UserError(fmt::format("the guest's root {} is no directory; give an existing one with -L", root),
                    kOwnFailure);
  }
  root_ = real.get();
  if (root_ == "/") root_.clear();
}

std::string Paths::to_host(std::string_view guest, bool follow_last) const {
  if (root_.empty() || guest.empty() || guest[0] != '/') return std::string(guest);
  for (std::string_view tree : kKernelTrees) {
    if (in_tree(guest, tree)) return std::string(guest);
  }
  // A slash at the end asks for the directory that a link leads to.
  std::string found = walk(root_, guest, follow_last || guest.back() == '/');
  return found.empty() ? new_name(guest) : found;
}

/// For what is not below the root.
std::string Paths::new_name(std::string_view guest) const {
  const std::string host(guest);
  const std::size_t name_end = guest.find_last_not_of('/');
  const std::size_t slash = name_end == guest.npos ? guest.npos : guest.rfind('/', name_end);
  struct stat status;
  if (slash == guest.npos || lstat(host.c_str(), &status) == 0) return host;
  const std::string directory = host.substr(0, slash + 1);
  if (stat(directory.c_str(), &status) == 0) return host;
  const std::string below = walk(root_, directory, true);
  return below.empty() ? host : below + host.substr(slash);
}

std::string Paths::to_guest(std::string_view host) const {
  if (root_.empty() || !in_tree(host, root_)) return std::string(host);
  const std::string_view below = host.substr(root_.size());
  return below.empty() ? "/" : std::string(below);
}

}  // namespace sosie::linux_user
