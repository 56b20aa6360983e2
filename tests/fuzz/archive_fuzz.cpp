// Any bytes as a saved state: they are loaded or refused.
#include "core/base/error.h"
#include "core/state/archive.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace sosie;
  u32 words[4] = {};
  u8 flag = 0;
  try {
    LoadingArchive archive({data, size});
    archive.begin("part");
    archive("words", words).since(3, "flag", flag, u8{1});
    archive.end();
  } catch (const UserError&) {
  }
  return 0;
}
