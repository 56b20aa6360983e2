// Any text as a block: it is read or refused; what was read is printed and read again the same.
#include <cstdlib>
#include <string_view>

#include "core/base/error.h"
#include "core/ir/block.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace sosie;
  try {
    const ir::Block block = ir::parse({reinterpret_cast<const char*>(data), size});
    if (!ir::verify(block).empty()) return 0;
    const std::string text = ir::print(block);
    if (ir::print(ir::parse(text)) != text) std::abort();
  } catch (const UserError&) {
  }
  return 0;
}
