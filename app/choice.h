/// app/choice.h — options of which one of a few names is chosen.
///
/// A table of choices is an array of structs with the members `name` and `value`.
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sosie::app {

template <class T>
struct Choice {
  std::string_view name;
  T value;
};

/// What an option parser checks a name with.
template <class T, std::size_t n>
CLI::IsMember one_of(const T (&choices)[n]) {
  std::vector<std::string> names;
  for (const T& choice : choices) names.emplace_back(choice.name);
  return CLI::IsMember(std::move(names));
}

/// Of a name that has passed that check.
template <class T, std::size_t n>
auto chosen(const T (&choices)[n], const std::string& name) {
  return std::find_if(choices, choices + n - 1, [&](const T& choice) { return choice.name == name; })->value;
}

}  // namespace sosie::app
