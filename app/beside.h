/// app/beside.h — programs that belong to this one and lie beside it.
#pragma once

#include <string>
#include <vector>

namespace sosie::app {

/// Becomes the program of that name in this one's directory. Throws UserError where it cannot.
[[noreturn]] void become_beside(const std::string& name, const std::vector<std::string>& arguments);

}  // namespace sosie::app
