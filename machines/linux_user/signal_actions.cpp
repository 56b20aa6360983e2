#include "machines/linux_user/signal_actions.h"

namespace sosie::linux_user {

namespace {

HostAction host_action(const SignalAction& action) {
  if (action.has_handler()) return HostAction::kNote;
  return action.handler == SignalAction::kIgnore ? HostAction::kIgnore : HostAction::kDefault;
}

}  // namespace

SignalActions::SignalActions() {
  for (int signal = 1; signal <= kSignals; ++signal) {
    if (take_over(signal) == HostAction::kIgnore)
      actions_[static_cast<std::size_t>(signal)].handler = SignalAction::kIgnore;
  }
  catch_faults();
}

void SignalActions::set(int signal, const SignalAction& action) {
  const std::lock_guard lock(mutex_);
  actions_[static_cast<std::size_t>(signal)] = action;
  set_host_action(signal, host_action(action), action.flags);
}

void SignalActions::take_back() {
  constexpr int kLibrarysFirst = 32, kLibrarysLast = 33;  // nptl(7)
  const std::lock_guard lock(mutex_);
  for (int signal = kLibrarysFirst; signal <= kLibrarysLast; ++signal) {
    const SignalAction& action = actions_[static_cast<std::size_t>(signal)];
    set_host_action(signal, host_action(action), action.flags);
  }
}

void SignalActions::prepare_exec() const {
  const auto inherited = [&](int signal) {
    return host_action(get(signal)) == HostAction::kIgnore ? HostAction::kIgnore : HostAction::kDefault;
  };
  release_faults(inherited(SIGSEGV), inherited(SIGBUS));
}

}  // namespace sosie::linux_user
