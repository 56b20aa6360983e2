// Any bytes as a GEMDOS program: it is loaded into the guest's memory, or refused.
#include <span>

#include "devices/storage/gemdos_program.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace sosie;
  constexpr u32 kRam = 64 << 10, kBasePage = 0x1000;
  AddressSpace memory("memory", 24, Unmapped::kBusError, ByteOrder::kBig);
  memory.map_ram("ram", 0, kRam);
  GemdosGuest guest(memory);
  guest.set_longword(kBasePage + 4, kRam);
  const std::span file(data, size);
  if (is_gemdos_program(file)) load_gemdos_program(file, guest, kBasePage);
  return 0;
}
