// Any bytes as a program: its headers are read, or refused with one sentence; what was accepted keeps its promises.
#include <cstdlib>
#include <string_view>

#include "core/base/error.h"
#include "machines/linux_user/elf_file.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace sosie;
  using namespace sosie::linux_user;
  const ElfRules& rules = size % 2 == 0 ? kArmPrograms : kM68kPrograms;
  try {
    const ElfFile elf = read_elf({data, size}, "input", rules);
    u64 end = 0;
    for (const ElfSegment& segment : elf.segments) {
      if (u64{segment.offset} + segment.file_bytes > size || segment.file_bytes > segment.memory_bytes) std::abort();
      if (segment.address < end || segment.end() > rules.address_end) std::abort();
      end = segment.end();
    }
  } catch (const UserError& error) {
    if (std::string_view(error.what()).find('\n') != std::string_view::npos || error.exit_code() != 126) std::abort();
  }
  return 0;
}
